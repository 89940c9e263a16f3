// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A value of typed data, as JSON writes it.
///
/// Numbers of any size may stand in a text, in decimal or in hexadecimal digits after `0x`; a JSON
/// number has to be whole and fit 64 bits, because readers round greater ones.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public indirect enum TypedValue: Sendable {
  /// A text: of `string`, and of numbers, addresses and bytes in digits.
  case text(String)
  /// A whole number without a sign.
  case number(UInt64)
  /// A whole number below zero.
  case negative(Int64)
  /// true or false.
  case flag(Bool)
  /// The elements of an array.
  case array([TypedValue])
  /// The fields of a struct.
  case fields([String: TypedValue])

  /// What errors show of the value.
  var summary: String {
    switch self {
    case .text(let text): "\"\(text.prefix(80))\""
    case .number(let number): "\(number)"
    case .negative(let number): "\(number)"
    case .flag(let flag): "\(flag)"
    case .array(let elements): "an array of \(elements.count)"
    case .fields(let fields): "a struct of \(fields.count) fields"
    }
  }
}

extension TypedValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// Creates a text.
  public init(stringLiteral value: String) { self = .text(value) }

  /// Creates a number.
  public init(integerLiteral value: Int64) {
    self = value < 0 ? .negative(value) : .number(UInt64(value))
  }

  /// Creates true or false.
  public init(booleanLiteral value: Bool) { self = .flag(value) }

  /// Creates an array.
  public init(arrayLiteral elements: TypedValue...) { self = .array(elements) }

  /// Creates a struct; of two values for one field the later counts.
  public init(dictionaryLiteral elements: (String, TypedValue)...) {
    self = .fields(Dictionary(elements) { $1 })
  }
}

extension TypedValue: Decodable {
  /// Reads JSON.
  ///
  /// - Throws: `DecodingError` for null and for numbers that are not whole or do not fit 64 bits.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let number = try? container.decode(UInt64.self) {
      self = .number(number)
    } else if let number = try? container.decode(Int64.self) {
      self = .negative(number)
    } else if let elements = try? container.decode([TypedValue].self) {
      self = .array(elements)
    } else {
      self = .fields(try container.decode([String: TypedValue].self))
    }
  }
}
