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
final class SystemFile {
  let path: String
  /// Bytes when it was opened; a file that shrinks later reads as truncated.
  let count: Int
  private let descriptor: Int32

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

  /// Puts `bytes` at `path` so that whoever looks there sees the old file or the whole new one: a
  /// temporary file beside it is written, flushed to the disk and renamed.
  ///
  /// - Throws: `system`; the file at `path` is then what it was.
  static func replace(_ path: String, with bytes: [UInt8]) throws(TensorFileError) {
    let target = try existingTarget(of: path)
    let temporary = "\(target.path).\(getpid()).\(UInt64.random(in: 0 ... .max)).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .system(file: path, function: "open", code: errno) }
    var failed: (function: String, code: Int32)?
    if let mode = target.mode, fchmod(descriptor, mode) != 0 { failed = ("fchmod", errno) }
    if failed == nil { failed = write(bytes, to: descriptor) }
    if failed == nil, fsync(descriptor) != 0 { failed = ("fsync", errno) }
    if close(descriptor) != 0, failed == nil { failed = ("close", errno) }
    if failed == nil, rename(temporary, target.path) != 0 { failed = ("rename", errno) }
    if let failed {
      unlink(temporary)
      throw .system(file: path, function: failed.function, code: failed.code)
    }
    flushFolder(of: target.path)
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

  private static func write(
    _ bytes: [UInt8], to descriptor: Int32
  ) -> (function: String, code: Int32)? {
    bytes.withUnsafeBytes { source in
      var done = 0
      while done < source.count, let base = source.baseAddress {
        #if canImport(Glibc)
          let put = Glibc.write(descriptor, base + done, source.count - done)
        #elseif canImport(Musl)
          let put = Musl.write(descriptor, base + done, source.count - done)
        #else
          let put = Darwin.write(descriptor, base + done, source.count - done)
        #endif
        if put < 0 && errno == EINTR { continue }
        guard put > 0 else { return ("write", put < 0 ? errno : EIO) }
        done += put
      }
      return nil
    }
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

/// The system's sentence for an `errno`.
func systemMessage(_ code: Int32) -> String {
  strerror(code).map { String(cString: $0) } ?? "\(code)"
}
