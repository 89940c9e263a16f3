// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// Reads values from bytes nobody vouches for.
///
/// Each length is compared with the bytes that are left before anything is made of it. Where offsets
/// may point anywhere, the same bytes can be read many times: the words read are counted, and there
/// may not be more of them than the data has bytes.
struct ABIDecoder {
  private let data: [UInt8]
  private let mode: ABI.Mode
  private var wordsRead = 0

  init(_ data: [UInt8], mode: ABI.Mode) {
    self.data = data
    self.mode = mode
  }

  /// The values of the data from `start` on.
  mutating func values(
    of types: [ABIType], from start: Int
  ) throws(ABICodingError) -> [ABIValue] {
    let (values, end) = try list(at: start, count: types.count) { types[$0] }
    if mode == .strict && end < data.count {
      throw .trailingBytes(position: end, count: data.count - end)
    }
    return values
  }

  /// The components of a list that begins at `base`, and the place after its last byte.
  private mutating func list(
    at base: Int, count: Int, type: (Int) -> ABIType
  ) throws(ABICodingError) -> ([ABIValue], end: Int) {
    // Where the next dynamic value has to begin: after the head and the values before it.
    var tail = base
    for index in 0..<count { tail += type(index).headSize }
    guard tail <= data.count else {
      throw .truncated(position: base, needed: tail - base, available: data.count - base)
    }
    var values: [ABIValue] = []
    var head = base
    for index in 0..<count {
      let type = type(index)
      if type.isDynamic {
        let place = try target(of: head, base: base, expected: tail)
        let (value, end) = try value(of: type, at: place)
        values.append(value)
        tail = max(tail, end)
        head += 32
      } else {
        let (value, end) = try value(of: type, at: head)
        values.append(value)
        head = end
      }
    }
    return (values, tail)
  }

  /// Where the offset in the word at `head` points to.
  private mutating func target(
    of head: Int, base: Int, expected: Int
  ) throws(ABICodingError) -> Int {
    let offset = try word(at: head)
    if mode == .strict {
      let canonical = UInt256(UInt64(expected - base))
      guard offset == canonical else {
        throw .nonCanonicalOffset(position: head, offset: offset, expected: canonical)
      }
      return expected
    }
    guard let distance = offset.asUInt64, distance <= UInt64(data.count - base) else {
      throw .offsetOutOfRange(position: head, offset: offset)
    }
    return base + Int(distance)
  }

  /// One value that begins at `place`, and the place after its last byte.
  private mutating func value(
    of type: ABIType, at place: Int
  ) throws(ABICodingError) -> (ABIValue, end: Int) {
    switch type {
    case .array(let element):
      let length = try word(at: place)
      let available = data.count - place - 32
      // Every element has at least a word in the head, so this bounds what is made.
      guard let count = length.asUInt64, count <= UInt64(available / element.headSize) else {
        throw .lengthTooGreat(position: place, length: length, available: available)
      }
      let (elements, end) = try list(at: place + 32, count: Int(count)) { _ in element }
      return (.array(elements), end)
    case .fixedArray(let element, let count):
      let (needed, available) = (count * element.headSize, data.count - place)
      guard needed <= available else {
        throw .truncated(position: place, needed: needed, available: available)
      }
      let (elements, end) = try list(at: place, count: count) { _ in element }
      return (.array(elements), end)
    case .tuple(let types):
      let (components, end) = try list(at: place, count: types.count) { types[$0] }
      return (.tuple(components), end)
    case .bytes:
      let (content, end) = try content(at: place)
      return (.bytes(Array(content)), end)
    case .string:
      let (content, end) = try content(at: place)
      if let text = String(validating: content, as: UTF8.self) { return (.string(text), end) }
      if mode == .strict { throw .invalidText(position: place + 32) }
      return (.string(String(decoding: content, as: UTF8.self)), end)
    default:
      return (try Self.value(of: type, word: word(at: place), position: place), place + 32)
    }
  }

  /// The bytes behind a length, and the place after their padding.
  private mutating func content(
    at place: Int
  ) throws(ABICodingError) -> (ArraySlice<UInt8>, end: Int) {
    let length = try word(at: place)
    let begin = place + 32
    let available = data.count - begin
    guard let long = length.asUInt64, long <= UInt64(available) else {
      throw .lengthTooGreat(position: place, length: length, available: available)
    }
    let end = begin + Int(long)
    try count(words: Int(long) / 32)
    let padding = (32 - Int(long) % 32) % 32
    if mode == .strict {
      guard padding <= data.count - end else {
        throw .truncated(position: end, needed: padding, available: data.count - end)
      }
      for position in end..<end + padding where data[position] != 0 {
        throw .dirtyPadding(position: position, byte: data[position])
      }
    }
    return (data[begin..<end], end + padding)
  }

  private mutating func word(at position: Int) throws(ABICodingError) -> UInt256 {
    guard position + 32 <= data.count else {
      throw .truncated(position: position, needed: 32, available: data.count - position)
    }
    try count(words: 1)
    return UInt256(wordOf: data, at: position)
  }

  private mutating func count(words: Int) throws(ABICodingError) {
    wordsRead += words
    if wordsRead > data.count { throw .expansionTooGreat(words: data.count) }
  }

  /// The value of a type that takes just one word.
  static func value(
    of type: ABIType, word: UInt256, position: Int
  ) throws(ABICodingError) -> ABIValue {
    func dirty() -> ABICodingError {
      .dirtyWord(type: type.canonicalText, position: position, word: word)
    }
    switch type {
    case .uint(let bits):
      guard word.significantBitCount <= bits else { throw dirty() }
      return .uint(word)
    case .int(let bits):
      let number = ABIInteger(word: word)
      guard number.fits(bits: bits) else { throw dirty() }
      return .int(number)
    case .address:
      guard let address = Address(word: word) else { throw dirty() }
      return .address(address)
    case .bool:
      switch word {
      case .zero: return .bool(false)
      case .one: return .bool(true)
      default: throw .invalidBool(position: position, word: word)
      }
    case .fixedBytes(let count):
      let bytes = word.bigEndianBytes
      guard bytes[count...].allSatisfy({ $0 == 0 }) else { throw dirty() }
      return .fixedBytes(Array(bytes[..<count]))
    default:
      preconditionFailure("\(type) does not stand in one word.")
    }
  }
}
