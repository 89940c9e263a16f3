// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Makes batches ahead on a thread of its own, which ends with the reader.
final class BatchReader<Source: Dataset>: Sendable {
  private let queue: BatchQueue<Source.Batch>

  /// A reader that begins at once.
  init(_ loader: DataLoader<Source>, from position: LoaderPosition, ahead: Int) {
    let queue = BatchQueue<Source.Batch>(capacity: ahead)
    self.queue = queue
    let maker = loader.maker(from: position)
    let isRunning = runOnThread {
      var maker = maker
      // The queue refuses batches as soon as the reader is gone.
      while queue.hasRoom() {
        let result = maker.next()
        queue.put(result)
        // The loader that meets the error starts a new reader where it wants to go on.
        if case .failure = result { return }
      }
    }
    if !isRunning {
      var maker = maker
      queue.work { maker.next() }
    }
  }

  deinit { queue.close() }

  /// The next batch, waited for where it is not ready.
  func take() throws -> Source.Batch { try queue.take().get() }
}

/// Batches between two threads.
///
/// `@unchecked Sendable`: the state is touched under the mutex alone.
private final class BatchQueue<Batch: Sendable>: @unchecked Sendable {
  private let capacity: Int
  private var items: [Result<Batch, any Error>] = []
  private var isClosed = false
  /// Makes a batch on the thread that takes it, where the system has no other thread to give.
  private var worker: (() -> Result<Batch, any Error>)?
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  init(capacity: Int) {
    self.capacity = capacity
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  private func locked<Value>(_ body: () -> Value) -> Value {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }

  func work(_ next: @escaping () -> Result<Batch, any Error>) { locked { worker = next } }

  /// Waits for room; false where nobody will take anything any more.
  func hasRoom() -> Bool {
    locked {
      while items.count >= capacity && !isClosed { pthread_cond_wait(changed, mutex) }
      return !isClosed
    }
  }

  func put(_ item: Result<Batch, any Error>) {
    locked {
      if !isClosed { items.append(item) }
      pthread_cond_broadcast(changed)
    }
  }

  func take() -> Result<Batch, any Error> {
    locked {
      if let worker { return worker() }
      while items.isEmpty { pthread_cond_wait(changed, mutex) }
      let item = items.removeFirst()
      pthread_cond_broadcast(changed)
      return item
    }
  }

  func close() {
    locked {
      isClosed = true
      items = []
      pthread_cond_broadcast(changed)
    }
  }
}

/// Runs `body` on a thread of its own.
///
/// - Returns: false where the system has none to give.
private func runOnThread(_ body: @escaping @Sendable () -> Void) -> Bool {
  final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  let box = Unmanaged.passRetained(Box(body))
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  let status = pthread_create(
    &thread, nil,
    { argument in
      // Optional or not, depending on the platform.
      let pointer: UnsafeMutableRawPointer? = argument
      if let pointer { Unmanaged<Box>.fromOpaque(pointer).takeRetainedValue().body() }
      return nil
    }, box.toOpaque())
  guard status == 0 else {
    box.release()
    return false
  }
  #if canImport(Darwin)
    if let thread { pthread_detach(thread) }
  #else
    pthread_detach(thread)
  #endif
  return true
}
