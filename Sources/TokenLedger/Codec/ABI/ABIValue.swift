// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A value of an ``ABIType``.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public indirect enum ABIValue: Sendable {
  /// Of any `uintN`.
  case uint(UInt256)
  /// Of any `intN`.
  case int(ABIInteger)
  /// Of `address`.
  case address(Address)
  /// Of `bool`.
  case bool(Bool)
  /// Of `bytesN`: as many bytes as the type says.
  case fixedBytes([UInt8])
  /// Of `bytes`.
  case bytes([UInt8])
  /// Of `string`.
  case string(String)
  /// Of `T[]` and `T[k]`.
  case array([ABIValue])
  /// Of `(T1,T2,…)`.
  case tuple([ABIValue])

  /// 32 bytes, as a value of `bytes32`.
  public static func bytes32(_ digest: Digest) -> ABIValue { .fixedBytes(digest.bytes) }

  /// The kind for error messages.
  var kind: String {
    switch self {
    case .uint: "uint"
    case .int: "int"
    case .address: "address"
    case .bool: "bool"
    case .fixedBytes(let bytes): "bytes\(bytes.count)"
    case .bytes: "bytes"
    case .string: "string"
    case .array(let elements): "array of \(elements.count)"
    case .tuple(let components): "tuple of \(components.count)"
    }
  }
}

extension ABIValue: Hashable {
  /// Whether two values are of the same kind and have the same bytes.
  ///
  /// `String` takes texts for equal that differ in their bytes; what is signed and hashed must not.
  public static func == (lhs: ABIValue, rhs: ABIValue) -> Bool {
    switch (lhs, rhs) {
    case (.uint(let left), .uint(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.address(let left), .address(let right)): left == right
    case (.bool(let left), .bool(let right)): left == right
    case (.fixedBytes(let left), .fixedBytes(let right)): left == right
    case (.bytes(let left), .bytes(let right)): left == right
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.array(let left), .array(let right)): left == right
    case (.tuple(let left), .tuple(let right)): left == right
    default: false
    }
  }

  /// Feeds the bytes to `hasher`.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .uint(let value): hasher.combine(value)
    case .int(let value): hasher.combine(value)
    case .address(let value): hasher.combine(value)
    case .bool(let value): hasher.combine(value)
    case .fixedBytes(let value), .bytes(let value): hasher.combine(value)
    case .string(let value): hasher.combine(Array(value.utf8))
    case .array(let values), .tuple(let values): hasher.combine(values)
    }
  }
}
