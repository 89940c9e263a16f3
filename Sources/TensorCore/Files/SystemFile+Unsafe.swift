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

/// A regular file that is open for reading. Closed with the last reference.
final class SystemFile: Sendable {
  let path: String
  /// Bytes when it was opened; a file that shrinks later reads as truncated.
  let count: Int
  let descriptor: Int32

  /// - Throws: `system`, `notARegularFile`.
  init(reading path: String) throws(TensorFileError) {
    // O_NONBLOCK: opening a pipe must not wait for somebody to write into it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .system(file: path, function: "open", code: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .system(file: path, function: "fstat", code: code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .notARegularFile(file: path)
    }
    self.path = path
    self.descriptor = descriptor
    count = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// How many bytes the file has now.
  ///
  /// - Throws: `system`.
  func currentCount() throws(TensorFileError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .system(file: path, function: "fstat", code: errno)
    }
    return Int(status.st_size)
  }

  /// Fills `target` with the bytes from `offset` on.
  func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(TensorFileError) {
    var done = 0
    while done < target.count, let base = target.baseAddress {
      let got = pread(descriptor, base + done, target.count - done, off_t(offset + done))
      if got < 0 && errno == EINTR { continue }
      guard got >= 0 else { throw .system(file: path, function: "pread", code: errno) }
      guard got > 0 else {
        throw .truncated(file: path, offset: offset, needed: target.count, available: done)
      }
      done += got
    }
  }

  /// Puts `bytes` at `path`, as ``replace(_:writing:)`` does.
  ///
  /// - Throws: `system`; the file at `path` is then what it was.
  static func replace(_ path: String, with bytes: [UInt8]) throws(TensorFileError) {
    try replace(path) { (output) throws(TensorFileError) in
      try output.write(bytes)
    }
  }

  /// Puts what `body` writes at `path` so that whoever looks there sees the old file or the whole new
  /// one: a temporary file beside it is written, flushed to the disk and renamed.
  ///
  /// - Throws: `system`, and what `body` throws; the file at `path` is then what it was.
  static func replace(
    _ path: String, writing body: (borrowing SystemOutput) throws(TensorFileError) -> Void
  ) throws(TensorFileError) {
    let target = try existingTarget(of: path)
    let (temporary, descriptor) = try openTemporary(beside: target.path, for: path)
    func failure(_ function: String) -> TensorFileError {
      .system(file: path, function: function, code: errno)
    }
    var failed: TensorFileError?
    do throws(TensorFileError) {
      if let mode = target.mode, fchmod(descriptor, mode) != 0 { throw failure("fchmod") }
      try body(SystemOutput(path: path, descriptor: descriptor))
      if fsync(descriptor) != 0 { throw failure("fsync") }
    } catch {
      failed = error
    }
    if close(descriptor) != 0, failed == nil { failed = failure("close") }
    if failed == nil, rename(temporary, target.path) != 0 { failed = failure("rename") }
    if let failed {
      unlink(temporary)
      throw failed
    }
    flushFolder(of: target.path)
  }

  /// Looks whether ``replace(_:writing:)`` could begin: a temporary file is made and removed.
  ///
  /// - Throws: `system`, `notARegularFile`.
  static func checkReplacing(_ path: String) throws(TensorFileError) {
    let target = try existingTarget(of: path)
    let (temporary, descriptor) = try openTemporary(beside: target.path, for: path)
    close(descriptor)
    unlink(temporary)
  }

  /// A new file beside the one that it shall replace; errors name `path`.
  private static func openTemporary(
    beside target: String, for path: String
  ) throws(TensorFileError) -> (name: String, descriptor: Int32) {
    let name = "\(target).\(getpid()).\(UInt64.random(in: 0 ... .max)).tmp"
    let descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .system(file: path, function: "open", code: errno) }
    return (name, descriptor)
  }

  /// Where the bytes go, links followed, and the permissions of the file that is there.
  private static func existingTarget(
    of path: String
  ) throws(TensorFileError) -> (path: String, mode: mode_t?) {
    var status = stat()
    guard stat(path, &status) == 0 else { return (path, nil) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notARegularFile(file: path) }
    guard let resolved = realpath(path, nil) else {
      throw .system(file: path, function: "realpath", code: errno)
    }
    defer { free(resolved) }
    return (String(cString: resolved), status.st_mode & 0o7777)
  }

  /// Makes the rename itself durable. Some file systems cannot; the bytes are safe all the same.
  private static func flushFolder(of path: String) {
    let folder = path.lastIndex(of: "/").map { path[..<path.index(after: $0)] } ?? "."
    let descriptor = open(String(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }
}

/// A file that is being written, from its beginning to its end.
struct SystemOutput: ~Copyable {
  let path: String
  fileprivate let descriptor: Int32

  /// Appends bytes.
  ///
  /// - Throws: `system`.
  func write(_ bytes: [UInt8]) throws(TensorFileError) {
    do {
      try bytes.withUnsafeBytes { try write($0) }
    } catch let error as TensorFileError {
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// Appends bytes.
  ///
  /// - Throws: `system`.
  func write(_ source: UnsafeRawBufferPointer) throws(TensorFileError) {
    var done = 0
    while done < source.count, let base = source.baseAddress {
      // The system takes at most 2 GiB at once.
      let count = Swift.min(source.count - done, 1 << 30)
      #if canImport(Glibc)
        let put = Glibc.write(descriptor, base + done, count)
      #elseif canImport(Musl)
        let put = Musl.write(descriptor, base + done, count)
      #else
        let put = Darwin.write(descriptor, base + done, count)
      #endif
      if put < 0 && errno == EINTR { continue }
      guard put > 0 else {
        throw .system(file: path, function: "write", code: put < 0 ? errno : EIO)
      }
      done += put
    }
  }
}

/// The system's sentence for an `errno`.
func systemMessage(_ code: Int32) -> String {
  strerror(code).map { String(cString: $0) } ?? "\(code)"
}
