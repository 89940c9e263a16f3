// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Reads a GGUF file's numbers, texts and values one after another, a piece of the file at a time. What
/// a file says about lengths is held against the bytes that follow before memory is taken.
struct GGUFCursor {
  private let source: ByteSource
  private(set) var place = 0
  private var window: [UInt8] = []
  private var windowStart = 0

  /// Bytes that are read at once.
  private static let windowLength = 1 << 16
  /// Lists inside one another, at most.
  private static let deepest = 4

  init(_ source: ByteSource) { self.source = source }

  private var rest: Int { source.count - place }

  func fail(_ reason: String, at offset: Int? = nil) -> TensorFileError {
    .invalidHeader(file: source.name, offset: source.start + (offset ?? place), reason: reason)
  }

  /// The next bytes, as many as there must be.
  mutating func bytes(_ count: Int) throws(TensorFileError) -> ArraySlice<UInt8> {
    guard count <= rest else {
      throw .truncated(
        file: source.name, offset: source.start + place, needed: count, available: rest)
    }
    if place < windowStart || place + count > windowStart + window.count {
      let length = Swift.min(rest, Swift.max(count, Self.windowLength))
      window = try source.bytes(at: place, count: length)
      windowStart = place
    }
    let start = place - windowStart
    place += count
    return window[start..<start + count]
  }

  mutating func word<Word: FixedWidthInteger>(
    _ type: Word.Type = Word.self
  ) throws(TensorFileError) -> Word {
    var value: Word = 0
    var shift = 0
    for byte in try bytes(MemoryLayout<Word>.size) {
      value |= Word(truncatingIfNeeded: byte) << Word(truncatingIfNeeded: shift)
      shift += 8
    }
    return value
  }

  /// A number that says how many things of at least `width` bytes each follow.
  mutating func length(of width: Int, _ what: String) throws(TensorFileError) -> Int {
    let start = place
    let stated = try word(UInt64.self)
    guard let count = Int(exactly: stated), count <= rest / width else {
      throw fail("\(stated) \(what) cannot be in the \(rest) bytes that follow", at: start)
    }
    return count
  }

  mutating func string() throws(TensorFileError) -> String {
    let start = place
    let count = try length(of: 1, "bytes of a text")
    guard let text = String(validating: try bytes(count), as: UTF8.self) else {
      throw fail("a text that is not UTF-8", at: start)
    }
    return text
  }

  private mutating func truth() throws(TensorFileError) -> Bool {
    let start = place
    let byte = try word(UInt8.self)
    guard byte <= 1 else { throw fail("\(byte) is no truth value", at: start) }
    return byte == 1
  }

  /// A value of metadata, its type before it.
  mutating func value() throws(TensorFileError) -> GGUFValue {
    let start = place
    let type = try word(UInt32.self)
    switch type {
    case 0: return .uint8(try word())
    case 1: return .int8(try word())
    case 2: return .uint16(try word())
    case 3: return .int16(try word())
    case 4: return .uint32(try word())
    case 5: return .int32(try word())
    case 6: return .float32(Float(bitPattern: try word()))
    case 7: return .bool(try truth())
    case 8: return .string(try string())
    case 9: return .array(try array(depth: 1))
    case 10: return .uint64(try word())
    case 11: return .int64(try word())
    case 12: return .float64(Double(bitPattern: try word()))
    default: throw fail("a value of unknown type \(type)", at: start)
    }
  }

  private mutating func array(depth: Int) throws(TensorFileError) -> GGUFArray {
    let start = place
    guard depth <= Self.deepest else { throw fail("lists nested deeper than \(Self.deepest)") }
    let type = try word(UInt32.self)
    let widths: [Int] = [1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8]
    guard type < widths.count else { throw fail("a list of unknown type \(type)", at: start) }
    let count = try length(of: widths[Int(type)], "values of a list")
    switch type {
    case 0: return .uint8(Array(try bytes(count)))
    case 1: return .int8(try words(count))
    case 2: return .uint16(try words(count))
    case 3: return .int16(try words(count))
    case 4: return .uint32(try words(count))
    case 5: return .int32(try words(count))
    case 6: return .float32(try words(count).map { Float(bitPattern: $0) })
    case 7:
      var values: [Bool] = []
      for _ in 0..<count { values.append(try truth()) }
      return .bool(values)
    case 8:
      var values: [String] = []
      for _ in 0..<count { values.append(try string()) }
      return .string(values)
    case 9:
      var values: [GGUFArray] = []
      for _ in 0..<count { values.append(try array(depth: depth + 1)) }
      return .array(values)
    case 10: return .uint64(try words(count))
    case 11: return .int64(try words(count))
    default: return .float64(try words(count).map { Double(bitPattern: $0) })
    }
  }

  private mutating func words<Word: FixedWidthInteger>(
    _ count: Int
  ) throws(TensorFileError) -> [Word] {
    var values: [Word] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try word()) }
    return values
  }
}
