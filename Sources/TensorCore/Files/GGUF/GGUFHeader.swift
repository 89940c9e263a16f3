// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What stands before the tensors of a GGUF file: metadata, names, types, shapes and places
/// (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
struct GGUFHeader: Sendable {
  struct Entry: Sendable {
    let name: String
    let elements: GGUFElements
    /// The slowest axis first, as tensors have it; the file has the fastest first.
    let shape: [Int]
    /// Where the bytes begin in the file, and how many there are; `nil` for a type of unknown size.
    let offset: Int
    let byteCount: Int?
  }

  let version: Int
  let alignment: Int
  let metadata: [(key: String, value: GGUFValue)]
  /// In the order of the file.
  let entries: [Entry]

  private struct Stated {
    let name: String
    let elements: GGUFElements
    let shape: [Int]
    let offset: UInt64
  }

  /// Reads and checks a header.
  ///
  /// - Throws: `truncated`, `invalidHeader`, `unsupportedVersion`, `invalidMetadata`, `duplicateMember`,
  ///   `misplacedTensor`.
  init(_ source: ByteSource) throws(TensorFileError) {
    var cursor = GGUFCursor(source)
    guard try cursor.bytes(4).elementsEqual("GGUF".utf8) else {
      throw cursor.fail("the file does not begin like a GGUF file", at: 0)
    }
    let version = try cursor.word(UInt32.self)
    guard version == 2 || version == 3 else {
      // The other order of bytes shows by the version's.
      if version.byteSwapped <= 3 { throw cursor.fail("the highest byte comes first", at: 4) }
      throw .unsupportedVersion(file: source.name, major: Int(version), minor: 0)
    }
    self.version = Int(version)
    let tensors = try cursor.length(of: 24, "tensors")
    let pairs = try cursor.length(of: 13, "metadata")
    var metadata: [(key: String, value: GGUFValue)] = []
    var keys: Set<String> = []
    for _ in 0..<pairs {
      let start = cursor.place
      let key = try cursor.string()
      guard keys.insert(key).inserted else {
        throw cursor.fail("the key '\(key)' is given twice", at: start)
      }
      metadata.append((key, try cursor.value()))
    }
    self.metadata = metadata
    alignment = try Self.alignment(metadata, file: source.name)
    var stated: [Stated] = []
    var names: Set<String> = []
    for _ in 0..<tensors {
      let entry = try Self.entry(&cursor)
      guard names.insert(entry.name).inserted else {
        throw .duplicateMember(file: source.name, name: entry.name)
      }
      stated.append(entry)
    }
    let padding = (alignment - cursor.place % alignment) % alignment
    entries = try Self.places(
      of: stated, after: cursor.place + padding, alignment: alignment, in: source)
  }

  private static func alignment(
    _ metadata: [(key: String, value: GGUFValue)], file: String
  ) throws(TensorFileError) -> Int {
    let key = "general.alignment"
    guard let value = metadata.first(where: { $0.key == key })?.value else { return 32 }
    guard case .uint32(let alignment) = value, alignment.nonzeroBitCount == 1 else {
      throw .invalidMetadata(
        file: file, key: key, reason: "is \(value) and no power of two of 32 bits")
    }
    return Int(alignment)
  }

  private static func entry(_ cursor: inout GGUFCursor) throws(TensorFileError) -> Stated {
    let name = try cursor.string()
    let start = cursor.place
    let rank = try cursor.word(UInt32.self)
    guard rank <= maximumRank else {
      throw cursor.fail("'\(name)' has \(rank) dimensions", at: start)
    }
    var shape: [Int] = []
    for _ in 0..<rank {
      let start = cursor.place
      let length = try cursor.word(UInt64.self)
      guard let length = Int(exactly: length) else {
        throw cursor.fail("'\(name)' has a dimension of \(length)", at: start)
      }
      shape.insert(length, at: 0)
    }
    let elements = GGUFElements(number: try cursor.word())
    return Stated(name: name, elements: elements, shape: shape, offset: try cursor.word())
  }

  /// Tensors lie behind the header at multiples of the alignment, and share no byte.
  private static func places(
    of stated: [Stated], after header: Int, alignment: Int, in source: ByteSource
  ) throws(TensorFileError) -> [Entry] {
    let available = UInt64(Swift.max(0, source.count - header))
    var entries: [Entry] = []
    for entry in stated {
      let bytes = try byteCount(of: entry, file: source.name)
      func misplaced(_ reason: String) -> TensorFileError {
        let end = entry.offset.addingReportingOverflow(UInt64(bytes ?? 0))
        return .misplacedTensor(
          file: source.name, name: entry.name, begin: entry.offset,
          end: end.overflow ? .max : end.partialValue, reason: reason)
      }
      guard entry.offset % UInt64(alignment) == 0 else {
        throw misplaced("does not begin at a multiple of \(alignment)")
      }
      // Nothing lies nowhere: an empty tensor after the last byte may miss its padding.
      guard bytes == 0 || entry.offset <= available,
        UInt64(bytes ?? 0) <= (bytes == 0 ? 0 : available - entry.offset)
      else { throw misplaced("is not within the \(available) bytes that the file has") }
      let offset = bytes == 0 ? 0 : header + Int(entry.offset)
      entries.append(
        Entry(
          name: entry.name, elements: entry.elements, shape: entry.shape, offset: offset,
          byteCount: bytes))
    }
    var end = 0
    for entry in entries.sorted(by: { $0.offset < $1.offset }) where entry.byteCount != 0 {
      guard entry.offset >= end else {
        throw .misplacedTensor(
          file: source.name, name: entry.name, begin: UInt64(entry.offset - header),
          end: UInt64(entry.offset - header + (entry.byteCount ?? 0)), reason: "overlaps another")
      }
      end = entry.offset + (entry.byteCount ?? 0)
    }
    return entries
  }

  private static func byteCount(
    of entry: Stated, file: String
  ) throws(TensorFileError) -> Int? {
    guard let block = entry.elements.block else { return nil }
    // The layout's check leaves room for 16 bytes an element.
    let layout = try Layout(of: entry.shape, file: file)
    guard block.count == 1 || (entry.shape.last ?? 1) % block.count == 0 else {
      throw .invalidShape(
        file: file, shape: entry.shape,
        reason: "of '\(entry.name)' has rows that are not made of blocks of \(block.count)")
    }
    return layout.count / block.count * block.bytes
  }
}
