// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The header of a safetensors file: names, types, shapes and places of the tensors, and texts beside
/// them (https://github.com/huggingface/safetensors#format).
struct SafetensorsHeader: Sendable {
  struct Entry: Sendable {
    let name: String
    let elements: String
    let shape: [Int]
    /// Places of the bytes, counted from the end of the header.
    let begin: Int
    let end: Int
  }

  /// In the order of their bytes.
  let entries: [Entry]
  let metadata: [String: String]
  /// Where the tensors' bytes begin.
  let dataOffset: Int

  /// The most bytes a header may have, as in the reference.
  static let longest = 100_000_000

  /// Reads and checks a header: the tensors must cover the rest of the file without gap or overlap.
  ///
  /// - Throws: `truncated`, `invalidHeader`, `unsupportedElements`, `misplacedTensor`,
  ///   `trailingBytes`. Nothing larger than a small multiple of the header, which the file must have,
  ///   is allocated.
  init(_ source: ByteSource) throws(TensorFileError) {
    let file = source.name
    let length = try source.bytes(at: 0, count: 8).littleEndian(at: 0, width: 8)
    guard length <= Self.longest else {
      throw .invalidHeader(
        file: file, offset: source.start,
        reason: "a length of \(length) bytes is beyond \(Self.longest)")
    }
    let text = try source.bytes(at: 8, count: Int(length))
    dataOffset = 8 + Int(length)
    guard text.first == UInt8(ascii: "{") else {
      throw .invalidHeader(
        file: file, offset: source.start + 8, reason: "the header does not begin with '{'")
    }
    let parsed: ([Entry], [String: String])
    do throws(JSONReader.Failure) {
      parsed = try Self.parse(text)
    } catch {
      throw .invalidHeader(
        file: file, offset: source.start + 8 + error.offset, reason: error.reason)
    }
    metadata = parsed.1
    entries = parsed.0.sorted { ($0.begin, $0.end, $0.name) < ($1.begin, $1.end, $1.name) }
    try check(file: file, available: source.count - dataOffset, start: source.start)
  }

  private static func parse(
    _ text: [UInt8]
  ) throws(JSONReader.Failure) -> ([Entry], [String: String]) {
    var reader = JSONReader(text)
    var entries: [Entry] = []
    var metadata: [String: String] = [:]
    try reader.object { (reader, name) throws(JSONReader.Failure) in
      if name == "__metadata__" {
        if reader.null() { return }
        try reader.object { (reader, key) throws(JSONReader.Failure) in
          metadata[key] = try reader.string()
        }
      } else {
        entries.append(try entry(name, &reader))
      }
    }
    try reader.end()
    return (entries, metadata)
  }

  private static func entry(
    _ name: String, _ reader: inout JSONReader
  ) throws(JSONReader.Failure) -> Entry {
    let start = reader.place
    var (elements, shape): (String?, [Int]?) = (nil, nil)
    var offsets: [Int] = []
    try reader.object { (reader, field) throws(JSONReader.Failure) in
      switch field {
      case "dtype": elements = try reader.string()
      case "shape":
        var lengths: [Int] = []
        try reader.list { (reader) throws(JSONReader.Failure) in
          lengths.append(try reader.natural())
        }
        shape = lengths
      case "data_offsets":
        try reader.list { (reader) throws(JSONReader.Failure) in
          if offsets.count == 2 { throw reader.fail("two offsets expected") }
          offsets.append(try reader.natural())
        }
      // As the reference: what a later version may add is passed over.
      default: try reader.skip()
      }
    }
    guard let elements, let shape, offsets.count == 2 else {
      throw .init(
        offset: start, reason: "'dtype', 'shape' and two 'data_offsets' expected for '\(name)'")
    }
    return Entry(name: name, elements: elements, shape: shape, begin: offsets[0], end: offsets[1])
  }

  private func check(file: String, available: Int, start: Int) throws(TensorFileError) {
    var place = 0
    for entry in entries {
      func misplaced(_ reason: String) -> TensorFileError {
        .misplacedTensor(
          file: file, name: entry.name, begin: UInt64(entry.begin), end: UInt64(entry.end),
          reason: reason)
      }
      guard let elements = SafetensorsElements(name: entry.elements) else {
        throw .unsupportedElements(
          file: file, descriptor: entry.elements, reason: "'\(entry.name)' has an unknown type")
      }
      guard entry.begin <= entry.end else { throw misplaced("ends before it begins") }
      guard entry.begin >= place else { throw misplaced("overlaps another") }
      guard entry.begin == place else { throw misplaced("leaves a gap after \(place)") }
      guard entry.end <= available else {
        throw .truncated(
          file: file, offset: start + dataOffset + entry.begin, needed: entry.end - entry.begin,
          available: Swift.max(0, available - entry.begin))
      }
      guard let needed = elements.byteCount(entry.shape) else {
        throw misplaced("has shape \(entry.shape.prefix(9)), of no number of bytes that can be")
      }
      guard needed == entry.end - entry.begin else {
        throw misplaced("has shape \(entry.shape) of \(entry.elements), which is \(needed) bytes")
      }
      place = entry.end
    }
    guard place == available else {
      throw .trailingBytes(file: file, offset: start + dataOffset + place, count: available - place)
    }
  }

  /// The bytes of a header as the reference writes it, and the order of the tensors' bytes: types of
  /// the widest elements first, then names. Texts are in the order of their keys.
  static func bytes(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String]
  ) -> (header: [UInt8], order: [Int]) {
    let ranks = tensors.map { SafetensorsElements($0.tensor.dtype).rank }
    let order = tensors.indices.sorted {
      if ranks[$0] != ranks[$1] { return ranks[$0] > ranks[$1] }
      return tensors[$0].name.utf8.lexicographicallyPrecedes(tensors[$1].name.utf8)
    }
    var fields: [String] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { jsonString($0.key) + ":" + jsonString($0.value) }
      fields.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    var offset = 0
    for index in order {
      let (name, tensor) = tensors[index]
      let end = offset + tensor.count * tensor.dtype.byteWidth
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      fields.append(
        jsonString(name) + ":{\"dtype\":\"\(SafetensorsElements(tensor.dtype).name)\",\"shape\":["
          + shape + "],\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var text = Array("{\(fields.joined(separator: ","))}".utf8)
    while text.count % 8 != 0 { text.append(0x20) }
    var header: [UInt8] = []
    header.append(littleEndian: text.count, width: 8)
    return (header + text, order)
  }
}
