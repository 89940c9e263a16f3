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

/// How the elements of a file get into memory.
public enum TensorFileAccess: Sendable, Hashable {
  /// A tensor's bytes are copied when it is asked for. A file that has shrunk meanwhile is an error
  /// that is thrown.
  case copying
  /// Tensors are views of the file, which is mapped into memory: its pages are read when they are first
  /// used, and shared with other processes. The mapping lives as long as a tensor of it.
  ///
  /// Only for files that nobody changes meanwhile: their tensors would change, and where the file is cut
  /// short the system ends the process (SIGBUS) at the first use of what is gone. Replacing the
  /// file by another of its name, as all writers of this library do, is safe.
  case mapping
}

/// The bytes of a file, mapped into memory for reading. Unmapped with the last reference.
///
/// `@unchecked Sendable`: the address and the length never change, and nobody writes to the pages.
final class FileMapping: @unchecked Sendable {
  let bytes: UnsafeRawBufferPointer
  private let file: SystemFile

  /// - Throws: `system`.
  init(_ file: SystemFile) throws(TensorFileError) {
    self.file = file
    guard file.count > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard
      let base = mmap(nil, file.count, PROT_READ, MAP_PRIVATE, file.descriptor, 0),
      base != MAP_FAILED
    else { throw .system(file: file.path, function: "mmap", code: errno) }
    bytes = UnsafeRawBufferPointer(start: base, count: file.count)
  }

  deinit {
    if let base = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: base), bytes.count)
    }
  }

  /// Looks whether the file is still as long as it was: cheap, and catches what happened so far.
  ///
  /// - Throws: `truncated`, `system`.
  func check() throws(TensorFileError) {
    let now = try file.currentCount()
    guard now >= bytes.count else {
      throw .truncated(file: file.path, offset: 0, needed: bytes.count, available: now)
    }
  }
}
