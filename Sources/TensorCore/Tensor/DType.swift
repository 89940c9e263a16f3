// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The type of a tensor's elements, known at run time.
///
/// Operations on operands of two types bring them to ``promoted(_:_:)``. Kernels compute in ``float32``,
/// ``float64`` and the integers, which wrap; the half-width floating types are computed in ``float32`` and
/// rounded once, to nearest, ties to even.
public enum DType: UInt8, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  /// IEEE 754 binary32.
  case float32 = 0
  /// IEEE 754 binary64.
  case float64 = 1
  /// IEEE 754 binary16.
  case float16 = 2
  /// The upper half of a binary32.
  case bfloat16 = 3
  /// Signed 8-bit integer.
  case int8 = 4
  /// Signed 16-bit integer.
  case int16 = 5
  /// Signed 32-bit integer.
  case int32 = 6
  /// Signed 64-bit integer.
  case int64 = 7
  /// Unsigned 8-bit integer.
  case uint8 = 8
  /// A byte that is 0 or 1.
  case bool = 9

  /// Bytes of one element.
  public var byteWidth: Int {
    switch self {
    case .int8, .uint8, .bool: 1
    case .float16, .bfloat16, .int16: 2
    case .float32, .int32: 4
    case .float64, .int64: 8
    }
  }

  /// Whether elements are floating-point numbers.
  public var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }

  /// Whether kernels compute in this type: ``float32`` and ``float64``.
  var isComputed: Bool { rawValue < 2 }

  /// The number the kernels know this type by.
  var code: Int32 { Int32(rawValue) }

  /// The name as NumPy writes it.
  public var description: String {
    switch self {
    case .float32: "float32"
    case .float64: "float64"
    case .float16: "float16"
    case .bfloat16: "bfloat16"
    case .int8: "int8"
    case .int16: "int16"
    case .int32: "int32"
    case .int64: "int64"
    case .uint8: "uint8"
    case .bool: "bool"
    }
  }
}

extension DType: Codable {
  /// Writes the name.
  ///
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Reads a name.
  ///
  /// - Throws: `DecodingError` where no type has this name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let name = try container.decode(String.self)
    guard let dtype = DType.allCases.first(where: { $0.description == name }) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "unknown element type '\(name)'")
    }
    self = dtype
  }
}
