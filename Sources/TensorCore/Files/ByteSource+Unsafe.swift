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

/// Bytes that can be read at any place: a file's or an array's, or a stretch of them.
struct ByteSource: Sendable {
  private enum Storage {
    case memory([UInt8])
    case file(SystemFile)
    case mapping(FileMapping)
  }

  /// What messages call it.
  let name: String
  /// How many there are.
  let count: Int
  /// Where the stretch begins in its file, which is what messages count from.
  let start: Int
  private var storage: Storage

  init(_ bytes: [UInt8], name: String = "bytes") {
    self.name = name
    count = bytes.count
    start = 0
    storage = .memory(bytes)
  }

  init(_ file: SystemFile) {
    name = file.path
    count = file.count
    start = 0
    storage = .file(file)
  }

  /// A file that is read by position, or mapped.
  ///
  /// - Throws: `system`, `notARegularFile`.
  init(path: String, access: TensorFileAccess) throws(TensorFileError) {
    let file = try SystemFile(reading: path)
    self.init(file)
    if access == .mapping { storage = .mapping(try FileMapping(file)) }
  }

  private init(_ whole: ByteSource, _ range: Range<Int>, name: String) {
    self.name = name
    count = range.count
    start = whole.start + range.lowerBound
    storage = whole.storage
  }

  /// A stretch, under a name of its own.
  ///
  /// - Precondition: `range` lies within `0...count`.
  func stretch(_ range: Range<Int>, name: String) -> ByteSource {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "stretch out of range")
    return ByteSource(self, range, name: name)
  }

  /// The bytes of `offset..<offset + count`, allocated only where there are so many.
  ///
  /// - Throws: `truncated`, `system`, `tensor` where there is no memory for them.
  func bytes(at offset: Int, count: Int) throws(TensorFileError) -> [UInt8] {
    try check(offset, count)
    try Self.checkMemory(count, file: name)
    var result = [UInt8](repeating: 0, count: count)
    do {
      try result.withUnsafeMutableBytes { try read(at: offset, into: $0) }
    } catch let error as TensorFileError {
      throw error
    } catch {
      preconditionFailure("\(error)")
    }
    return result
  }

  /// Fills `target` with the bytes from `offset` on.
  ///
  /// - Throws: `truncated`, `system`.
  func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws(TensorFileError) {
    try check(offset, target.count)
    switch storage {
    case .memory(let bytes):
      bytes.withUnsafeBytes {
        target.copyMemory(from: .init(rebasing: $0[(start + offset)...].prefix(target.count)))
      }
    case .file(let file):
      try file.read(at: start + offset, into: target)
    case .mapping(let mapping):
      try mapping.check()
      target.copyMemory(
        from: .init(rebasing: mapping.bytes[(start + offset)...].prefix(target.count)))
    }
  }

  /// Where bytes of a mapped file lie, and who keeps them there; `nil` for any other source.
  ///
  /// - Throws: `truncated`, `system`.
  func mapped(
    at offset: Int, count: Int
  ) throws(TensorFileError) -> (address: UnsafeRawPointer, keeper: FileMapping)? {
    try check(offset, count)
    guard case .mapping(let mapping) = storage, let base = mapping.bytes.baseAddress else {
      return nil
    }
    try mapping.check()
    return (base + start + offset, mapping)
  }

  /// Asks for memory that an array would trap without: a file may have more bytes than the machine, also
  /// where nothing was ever written into it.
  private static func checkMemory(_ count: Int, file: String) throws(TensorFileError) {
    if count < 1 << 28 { return }
    // Not malloc, which the compiler leaves out where nobody uses what it gives.
    let pages = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    guard let pages, pages != MAP_FAILED else {
      throw .tensor(file: file, error: .outOfMemory(bytes: count))
    }
    munmap(pages, count)
  }

  private func check(_ offset: Int, _ needed: Int) throws(TensorFileError) {
    guard offset >= 0, needed >= 0, offset <= count, needed <= count - offset else {
      throw .truncated(
        file: name, offset: start + offset, needed: needed,
        available: Swift.max(0, count - Swift.max(0, offset)))
    }
  }
}

extension Array<UInt8> {
  /// The little-endian number of `width` bytes at `offset`, which the caller knows to be there.
  func littleEndian(at offset: Int, width: Int) -> UInt64 {
    var value: UInt64 = 0
    for i in 0..<width { value |= UInt64(self[offset + i]) << UInt64(8 * i) }
    return value
  }

  /// Appends a number as `width` bytes, the lowest first.
  mutating func append<Number: FixedWidthInteger>(littleEndian value: Number, width: Int) {
    for i in 0..<width { append(UInt8(truncatingIfNeeded: value >> Number(8 * i))) }
  }
}
