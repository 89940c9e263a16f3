// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

/// Writes values one after the other; offsets are filled in when the place they point to is known.
struct ABIEncoder {
  private(set) var bytes: [UInt8] = []

  /// Appends the components of a list: first what has a fixed size and the offsets, then the rest.
  mutating func appendList(
    _ values: [ABIValue], as types: [ABIType]
  ) throws(ABICodingError) {
    guard values.count == types.count else {
      throw .wrongCount(
        type: ABIType.canonicalText(of: types), expected: types.count, found: values.count)
    }
    let start = bytes.count
    var dynamic: [(index: Int, place: Int)] = []
    for index in types.indices {
      if types[index].isDynamic {
        dynamic.append((index, bytes.count))
        append(UInt256.zero)
      } else {
        try append(values[index], as: types[index])
      }
    }
    for (index, place) in dynamic {
      let offset = UInt256(UInt64(bytes.count - start)).bigEndianBytes
      bytes.replaceSubrange(place..<place + 32, with: offset)
      try append(values[index], as: types[index])
    }
  }

  /// Appends one value: of a dynamic type, what stands at the place the offset points to.
  private mutating func append(_ value: ABIValue, as type: ABIType) throws(ABICodingError) {
    switch (type, value) {
    case (.array(let element), .array(let elements)):
      append(UInt256(UInt64(elements.count)))
      try appendList(elements, as: [ABIType](repeating: element, count: elements.count))
    case (.fixedArray(let element, let count), .array(let elements)):
      guard elements.count == count else {
        throw .wrongCount(type: type.canonicalText, expected: count, found: elements.count)
      }
      try appendList(elements, as: [ABIType](repeating: element, count: count))
    case (.tuple(let types), .tuple(let components)):
      try appendList(components, as: types)
    case (.bytes, .bytes(let content)):
      append(UInt256(UInt64(content.count)))
      appendPadded(content)
    case (.string, .string(let content)):
      append(UInt256(UInt64(content.utf8.count)))
      appendPadded(Array(content.utf8))
    default:
      append(try Self.word(of: value, as: type))
    }
  }

  /// Appends a word.
  mutating func append(_ word: UInt256) { bytes += word.bigEndianBytes }

  /// The bytes, filled up with zeros to whole words.
  mutating func appendPadded(_ content: [UInt8]) {
    bytes += content
    bytes += repeatElement(0, count: (32 - content.count % 32) % 32)
  }

  /// The word of a value of a type that takes just one.
  static func word(of value: ABIValue, as type: ABIType) throws(ABICodingError) -> UInt256 {
    switch (type, value) {
    case (.uint(let bits), .uint(let number)):
      guard number.significantBitCount <= bits else {
        throw .valueOutOfRange(type: type.canonicalText, value: number.description)
      }
      return number
    case (.int(let bits), .int(let number)):
      guard number.fits(bits: bits) else {
        throw .valueOutOfRange(type: type.canonicalText, value: number.description)
      }
      return number.word
    case (.address, .address(let address)):
      return address.slotValue
    case (.bool, .bool(let flag)):
      return flag ? .one : .zero
    case (.fixedBytes(let count), .fixedBytes(let content)) where content.count == count:
      return UInt256(leftAligned: content)
    default:
      throw .typeMismatch(expected: type.canonicalText, found: value.kind)
    }
  }
}
