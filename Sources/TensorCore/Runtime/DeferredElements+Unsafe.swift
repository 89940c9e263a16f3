// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels
import Synchronization

/// Elements of a large tensor that one elementwise operation will compute when they are first read.
///
/// An operation on such a tensor is deferred in its turn. So `(a * b + c).relu()` is computed in one pass
/// over the memory, block by block in the first cache: results that nobody but the next step holds are
/// never written. Each step runs the kernel that it would have run at once, on each element in the same
/// order, so no bit depends on what was deferred.
///
/// Types and shapes have been checked and the memory of the result has been allocated when the operation
/// was asked for: nothing can fail later. What is held on to is bounded: a chain has at most 8 steps and
/// reads at most 4 tensors; a longer one computes what it stands on.
///
/// `@unchecked Sendable`: the step is behind a lock, and the elements are written once, before `isDone`.
final class DeferredElements: @unchecked Sendable {
  /// One operation; both operands are the same object's where an operation squares.
  ///
  /// `@unchecked Sendable`: the address is of code.
  fileprivate struct Step: @unchecked Sendable {
    let kernel: UnsafeRawPointer
    var left: TensorBody
    /// `nil` for an operation on one tensor.
    var right: TensorBody?
  }

  private let step: Mutex<Step?>
  private let isDone = Atomic<Bool>(false)
  /// Steps until the elements are there, and tensors they read, where nothing else computes them first.
  private let steps: Int
  private let leaves: Int

  /// Bytes of a result below which the caches hold what a chain passes on, and a deferred step would
  /// cost more than it saves.
  static let fewestBytes = 256 << 10
  /// Bytes of a result beyond which holding on to operands would cost too much memory.
  static let mostBytes = 64 << 20

  /// Whether results of so many bytes are deferred.
  @inline(__always)
  static func takes(bytes: Int) -> Bool { bytes >= fewestBytes && bytes <= mostBytes }

  /// - Parameters:
  ///   - kernel: of one or two operands.
  ///   - left: dense, with the result's elements or one number.
  ///   - right: the same; `nil` for a kernel of one operand.
  init(kernel: UnsafeRawPointer, _ left: TensorBody, _ right: TensorBody?) {
    var (steps, leaves) = left.deferredSize
    if let right {
      let other = right.deferredSize
      steps += other.steps
      leaves += other.leaves
    }
    if steps >= Int(TC_CHAIN_STEPS) || leaves > 4 {
      _ = left.data
      _ = right?.data
      steps = 0
      leaves = right == nil ? 1 : 2
    }
    self.steps = steps + 1
    self.leaves = leaves
    step = Mutex(Step(kernel: kernel, left: left, right: right))
  }

  /// What is still to be done for these elements.
  var size: (steps: Int, leaves: Int) {
    isDone.load(ordering: .acquiring) ? (0, 1) : (steps, leaves)
  }

  /// Whether the elements have yet to be computed.
  var isPending: Bool { !isDone.load(ordering: .acquiring) }

  /// Computes the elements, unless that has been done; another thread that is at it is waited for.
  ///
  /// Locks are taken from a tensor towards what it stands on, so two threads never wait for each other.
  @inline(__always)
  func finish(_ count: Int, _ dtype: DType, into elements: UnsafeMutableRawPointer) {
    if isPending { compute(count, dtype, into: elements) }
  }

  @inline(never)
  private func compute(_ count: Int, _ dtype: DType, into elements: UnsafeMutableRawPointer) {
    step.withLock { step in
      // Never copied on the way: a second reference would make what it holds look shared.
      guard var last = step.take() else { return }
      var chain = Chain()
      chain.add(&last, isLast: true)
      chain.run(count, dtype, into: elements)
      isDone.store(true, ordering: .releasing)
    }
  }

  /// The step, for a chain that goes on from it and is the only one to hold these elements.
  fileprivate func take() -> Step? { step.withLock { $0.take() } }
}

extension TensorBody {
  /// Steps to compute before these elements can be read, and tensors that those steps read.
  fileprivate var deferredSize: (steps: Int, leaves: Int) {
    deferred?.size ?? (0, layout.rank == 0 ? 0 : 1)
  }
}

/// The steps of a chain in the order they are done, the left side of each first.
private struct Chain {
  private var steps: [tc_chain_step] = []
  /// Keeps what the steps read.
  private var leaves: [TensorBody] = []
  /// Rooms that hold nothing, a bit for each.
  private var free: UInt32 = (1 << UInt32(TC_CHAIN_ROOMS)) - 1

  private enum Operand {
    case room(Int32)
    case memory(UnsafeRawPointer, stride: Int64)
  }

  func run(_ count: Int, _ dtype: DType, into elements: UnsafeMutableRawPointer) {
    steps.withUnsafeBufferPointer {
      tc_chain(dtype.code, Int64(count), Int32($0.count), $0.baseAddress, elements)
    }
    withExtendedLifetime(leaves) {}
  }

  /// - Returns: the room of the result.
  @discardableResult
  mutating func add(_ step: inout DeferredElements.Step, isLast: Bool = false) -> Int32 {
    let left = operand(&step.left)
    var right: Operand?
    if var body = step.right.take() { right = operand(&body) }
    var c = tc_chain_step()
    c.kernel = step.kernel
    c.is_binary = right != nil
    (c.xs, c.ys) = (1, 1)
    switch left {
    case .room(let room): c.x_room = room
    case .memory(let address, let stride): (c.x, c.xs) = (address, stride)
    }
    switch right {
    case .room(let room): c.y_room = room
    case .memory(let address, let stride): (c.y, c.ys) = (address, stride)
    case nil: break
    }
    if isLast {
      c.to = -1
    } else {
      precondition(free != 0, "more results wait in a chain than it has rooms")
      c.to = Int32(free.trailingZeroBitCount)
      free &= ~(1 << UInt32(c.to))
    }
    // Only now: no step writes a room that it reads.
    if case .room(let room) = left { free |= 1 << UInt32(room) }
    if case .room(let room)? = right { free |= 1 << UInt32(room) }
    steps.append(c)
    return c.to
  }

  /// Steps in front of this one where nobody else holds their result; otherwise its elements.
  private mutating func operand(_ body: inout TensorBody) -> Operand {
    if isKnownUniquelyReferenced(&body), let deferred = body.deferred, deferred.isPending,
      var step = deferred.take()
    {
      return .room(add(&step))
    }
    leaves.append(body)
    return .memory(UnsafeRawPointer(body.data), stride: body.layout.rank == 0 ? 0 : 1)
  }
}
