// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// Why bytes are no encoding of the types asked for, or a value is none of its type.
///
/// Positions count bytes from the first of the data handed in, the selector of a call included.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum ABICodingError: Error, Hashable, Sendable {
  /// The text is no type or signature.
  case syntax(text: String, reason: String)
  /// There is no such type: a width or count is out of range, or it is nested too deep.
  case invalidType(String, reason: String)
  /// A value is not of the type it is to be written as.
  case typeMismatch(expected: String, found: String)
  /// A number does not fit the type it is to be written as.
  case valueOutOfRange(type: String, value: String)
  /// There are more or fewer values than the type has.
  case wrongCount(type: String, expected: Int, found: Int)
  /// The data ends before the value does.
  case truncated(position: Int, needed: Int, available: Int)
  /// A word holds more than a number, address or fixed number of bytes of the type can have.
  case dirtyWord(type: String, position: Int, word: UInt256)
  /// A word read as bool is neither 0 nor 1.
  case invalidBool(position: Int, word: UInt256)
  /// A byte between the end of `bytes` or `string` and the next word is not zero.
  case dirtyPadding(position: Int, byte: UInt8)
  /// An offset points behind the end of the data.
  case offsetOutOfRange(position: Int, offset: UInt256)
  /// An offset is not the one every encoder writes: the data has a gap, an overlap or another order.
  case nonCanonicalOffset(position: Int, offset: UInt256, expected: UInt256)
  /// The data left cannot hold as many elements or bytes as it says.
  case lengthTooGreat(position: Int, length: UInt256, available: Int)
  /// The bytes of a string are not UTF-8.
  case invalidText(position: Int)
  /// Bytes follow after the last value.
  case trailingBytes(position: Int, count: Int)
  /// The values, where offsets point to the same bytes again and again, are many times the data.
  case expansionTooGreat(words: Int)
  /// The call, error or event is another one.
  case selectorMismatch(expected: [UInt8], found: [UInt8])
  /// The log has more or fewer topics than the event.
  case wrongTopicCount(expected: Int, found: Int)
}

extension ABICodingError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .syntax(let text, let reason):
      "\"\(text)\" is no signature or type: \(reason)."
    case .invalidType(let type, let reason):
      "There is no type \(type): \(reason)."
    case .typeMismatch(let expected, let found):
      "A value of the kind \(found) is no \(expected)."
    case .valueOutOfRange(let type, let value):
      "\(value) does not fit \(type)."
    case .wrongCount(let type, let expected, let found):
      "\(type) has \(expected) values, not \(found)."
    case .truncated(let position, let needed, let available):
      "The data ends early: byte \(position) begins \(needed) bytes, \(available) are there."
    case .dirtyWord(let type, let position, let word):
      "The word \(word.hexText) at byte \(position) is no \(type)."
    case .invalidBool(let position, let word):
      "The word \(word.hexText) at byte \(position) is neither 0 nor 1."
    case .dirtyPadding(let position, let byte):
      "The padding at byte \(position) is \(byte), not zero."
    case .offsetOutOfRange(let position, let offset):
      "The offset \(offset) at byte \(position) points behind the data."
    case .nonCanonicalOffset(let position, let offset, let expected):
      "The offset at byte \(position) is \(offset), encoders write \(expected)."
    case .lengthTooGreat(let position, let length, let available):
      "The length at byte \(position) is \(length), but only \(available) bytes follow."
    case .invalidText(let position):
      "The string at byte \(position) is not UTF-8."
    case .trailingBytes(let position, let count):
      "\(count) bytes follow after the last value, from byte \(position) on."
    case .expansionTooGreat(let words):
      "The data unfolds into more than \(words) words."
    case .selectorMismatch(let expected, let found):
      "The data begins with the selector \(found), not \(expected)."
    case .wrongTopicCount(let expected, let found):
      "The event has \(expected) topics, the log \(found)."
    }
  }
}
