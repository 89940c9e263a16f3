// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A value of a GGUF file's metadata
/// (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
@nonexhaustive
public enum GGUFValue: Sendable, Hashable {
  /// An unsigned integer of 8 bits.
  case uint8(UInt8)
  /// A signed integer of 8 bits.
  case int8(Int8)
  /// An unsigned integer of 16 bits.
  case uint16(UInt16)
  /// A signed integer of 16 bits.
  case int16(Int16)
  /// An unsigned integer of 32 bits.
  case uint32(UInt32)
  /// A signed integer of 32 bits.
  case int32(Int32)
  /// An IEEE 754 binary32 number.
  case float32(Float)
  /// A truth value.
  case bool(Bool)
  /// A text.
  case string(String)
  /// A list of values of one type.
  case array(GGUFArray)
  /// An unsigned integer of 64 bits.
  case uint64(UInt64)
  /// A signed integer of 64 bits.
  case int64(Int64)
  /// An IEEE 754 binary64 number.
  case float64(Double)

  /// The value of any integer type, where `Int` holds it; otherwise `nil`.
  public var integer: Int? {
    switch self {
    case .uint8(let value): Int(value)
    case .int8(let value): Int(value)
    case .uint16(let value): Int(value)
    case .int16(let value): Int(value)
    case .uint32(let value): Int(value)
    case .int32(let value): Int(value)
    case .uint64(let value): Int(exactly: value)
    case .int64(let value): Int(exactly: value)
    default: nil
    }
  }

  /// The value of either floating-point type; otherwise `nil`.
  public var number: Double? {
    switch self {
    case .float32(let value): Double(value)
    case .float64(let value): value
    default: nil
    }
  }

  /// The text; otherwise `nil`.
  public var text: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The texts of a list of them, as of a vocabulary; otherwise `nil`.
  public var texts: [String]? {
    if case .array(.string(let values)) = self { values } else { nil }
  }
}

/// A list of values of one type in a GGUF file's metadata.
@nonexhaustive
public enum GGUFArray: Sendable, Hashable {
  /// Unsigned integers of 8 bits.
  case uint8([UInt8])
  /// Signed integers of 8 bits.
  case int8([Int8])
  /// Unsigned integers of 16 bits.
  case uint16([UInt16])
  /// Signed integers of 16 bits.
  case int16([Int16])
  /// Unsigned integers of 32 bits.
  case uint32([UInt32])
  /// Signed integers of 32 bits.
  case int32([Int32])
  /// IEEE 754 binary32 numbers.
  case float32([Float])
  /// Truth values.
  case bool([Bool])
  /// Texts.
  case string([String])
  /// Lists.
  case array([GGUFArray])
  /// Unsigned integers of 64 bits.
  case uint64([UInt64])
  /// Signed integers of 64 bits.
  case int64([Int64])
  /// IEEE 754 binary64 numbers.
  case float64([Double])

  /// How many values the list has.
  public var count: Int {
    switch self {
    case .uint8(let values): values.count
    case .int8(let values): values.count
    case .uint16(let values): values.count
    case .int16(let values): values.count
    case .uint32(let values): values.count
    case .int32(let values): values.count
    case .float32(let values): values.count
    case .bool(let values): values.count
    case .string(let values): values.count
    case .array(let values): values.count
    case .uint64(let values): values.count
    case .int64(let values): values.count
    case .float64(let values): values.count
    }
  }
}
