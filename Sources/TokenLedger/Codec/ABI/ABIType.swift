// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A type of the Ethereum ABI (https://docs.soliditylang.org/en/latest/abi-spec.html).
///
/// ```swift
/// let type = try ABIType("(address,uint256[2])[]")
/// ```
///
/// A case holding a width or count no contract can have is refused where it is used, by
/// ``ABICodingError/invalidType(_:reason:)``.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public indirect enum ABIType: Sendable, Hashable {
  /// `uint8` to `uint256`: the bits, a multiple of 8.
  case uint(Int)
  /// `int8` to `int256`: the bits, a multiple of 8.
  case int(Int)
  /// 20 bytes.
  case address
  /// 0 or 1.
  case bool
  /// `bytes1` to `bytes32`: the number of bytes.
  case fixedBytes(Int)
  /// Any number of bytes.
  case bytes
  /// UTF-8.
  case string
  /// `T[]`, any number of elements.
  case array(ABIType)
  /// `T[k]`, k elements, at least one.
  case fixedArray(ABIType, Int)
  /// `(T1,T2,…)`, at least one component.
  case tuple([ABIType])

  /// How deep types may be nested: it bounds the stack that hostile signatures can ask for.
  public static let maximumDepth = 32

  /// The greatest number of bytes a type of fixed size may take.
  static let maximumSize = Int(UInt32.max)

  /// The text that is hashed into selectors, as `(address,uint256[2])[]`.
  ///
  /// - Complexity: O(n) for n characters.
  public var canonicalText: String {
    switch self {
    case .uint(let bits): "uint\(bits)"
    case .int(let bits): "int\(bits)"
    case .address: "address"
    case .bool: "bool"
    case .fixedBytes(let count): "bytes\(count)"
    case .bytes: "bytes"
    case .string: "string"
    case .array(let element): element.canonicalText + "[]"
    case .fixedArray(let element, let count): element.canonicalText + "[\(count)]"
    case .tuple(let components): Self.canonicalText(of: components)
    }
  }

  /// The types in parentheses.
  static func canonicalText(of types: [ABIType]) -> String {
    "(" + types.map(\.canonicalText).joined(separator: ",") + ")"
  }

  /// Whether the value stands behind an offset, because its size is not known beforehand.
  var isDynamic: Bool {
    switch self {
    case .bytes, .string, .array: true
    case .fixedArray(let element, _): element.isDynamic
    case .tuple(let components): components.contains(where: \.isDynamic)
    default: false
    }
  }

  /// Whether every value takes exactly one word.
  var isOneWord: Bool {
    switch self {
    case .uint, .int, .address, .bool, .fixedBytes: true
    default: false
    }
  }

  /// The bytes the value takes in the head: its own, or the offset's. Of a valid type.
  var headSize: Int {
    if isDynamic { return 32 }
    switch self {
    case .fixedArray(let element, let count): return element.headSize * count
    case .tuple(let components): return components.reduce(0) { $0 + $1.headSize }
    default: return 32
    }
  }
}

extension ABIType: CustomStringConvertible {
  /// ``canonicalText``.
  public var description: String { canonicalText }
}

extension ABIType {
  /// Refuses what no contract can have.
  ///
  /// - Returns: the size of the head, for the caller to add up.
  @discardableResult
  func validate(depth: Int = 0) throws(ABICodingError) -> Int {
    if depth > Self.maximumDepth {
      throw .invalidType("…", reason: "types are nested at most \(Self.maximumDepth) deep")
    }
    switch self {
    case .uint(let bits), .int(let bits):
      guard bits % 8 == 0, (8...256).contains(bits) else {
        throw .invalidType(canonicalText, reason: "the bits are a multiple of 8 from 8 to 256")
      }
      return 32
    case .fixedBytes(let count):
      guard (1...32).contains(count) else {
        throw .invalidType(canonicalText, reason: "the bytes are 1 to 32")
      }
      return 32
    case .address, .bool, .bytes, .string:
      return 32
    case .array(let element):
      try element.validate(depth: depth + 1)
      return 32
    case .fixedArray(let element, let count):
      let size = try element.validate(depth: depth + 1)
      guard count >= 1 else {
        throw .invalidType("an array of \(count)", reason: "it has at least one element")
      }
      let (product, overflow) = size.multipliedReportingOverflow(by: count)
      let whole = try Self.checked(product, overflow)
      return element.isDynamic ? 32 : whole
    case .tuple(let components):
      guard !components.isEmpty else {
        throw .invalidType("()", reason: "a tuple has at least one component")
      }
      let size = try Self.validate(components, depth: depth + 1)
      return isDynamic ? 32 : size
    }
  }

  /// Refuses what no contract can have in a list of types, which may be empty.
  ///
  /// - Returns: the size of the head.
  @discardableResult
  static func validate(_ types: [ABIType], depth: Int = 0) throws(ABICodingError) -> Int {
    var sum = 0
    for type in types {
      let (next, overflow) = sum.addingReportingOverflow(try type.validate(depth: depth))
      sum = try checked(next, overflow)
    }
    return sum
  }

  private static func checked(_ size: Int, _ overflow: Bool) throws(ABICodingError) -> Int {
    guard !overflow, size <= maximumSize else {
      throw .invalidType("…", reason: "a type of fixed size takes at most \(maximumSize) bytes")
    }
    return size
  }
}
