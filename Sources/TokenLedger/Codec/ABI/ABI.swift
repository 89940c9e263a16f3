// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Values to bytes and back, as contracts exchange them
/// (https://docs.soliditylang.org/en/latest/abi-spec.html).
///
/// ```swift
/// let types: [ABIType] = [.address, .uint(256)]
/// let bytes = try ABI.encode([.address(alice), .uint(5)], as: types)
/// let values = try ABI.decode(bytes, as: types)
/// ```
public enum ABI {
  /// How much a decoder forgives.
  public enum Mode: Sendable, Hashable, CaseIterable {
    /// Exactly the bytes ``encode(_:as:)`` writes, so that what is decoded and encoded again is the
    /// same: for what is signed, hashed or stored.
    case strict
    /// What Solidity's own decoder (ABI coder 2) forgives: padding that is not zero or missing,
    /// offsets in any order, gaps, bytes after the end, strings that are not UTF-8, whose broken
    /// bytes become U+FFFD. A word that is too great for its type is refused here too. For what
    /// other contracts answered.
    case lenient
  }

  /// The encoding of a list of values.
  ///
  /// - Parameters:
  ///   - values: one for every type.
  ///   - types: may be empty.
  /// - Throws: ``ABICodingError``: an invalid type, a value that is none of its type.
  /// - Complexity: O(n) for n bytes.
  public static func encode(
    _ values: [ABIValue], as types: [ABIType]
  ) throws(ABICodingError) -> [UInt8] {
    try ABIType.validate(types)
    var encoder = ABIEncoder()
    try encoder.appendList(values, as: types)
    return encoder.bytes
  }

  /// The values of an encoding nobody vouches for.
  ///
  /// Never traps, and never takes more memory than some multiple of the data.
  ///
  /// - Parameters:
  ///   - data: the encoding, without a selector.
  ///   - types: what is expected.
  ///   - mode: what is forgiven.
  /// - Throws: ``ABICodingError`` with the place and what stands there.
  /// - Complexity: O(n) for n bytes.
  public static func decode(
    _ data: [UInt8], as types: [ABIType], mode: Mode = .strict
  ) throws(ABICodingError) -> [ABIValue] {
    try decode(data, from: 0, as: types, mode: mode)
  }

  /// As ``decode(_:as:mode:)``, of the bytes from `start` on, which there are.
  static func decode(
    _ data: [UInt8], from start: Int, as types: [ABIType], mode: Mode
  ) throws(ABICodingError) -> [ABIValue] {
    try ABIType.validate(types)
    var decoder = ABIDecoder(data, mode: mode)
    return try decoder.values(of: types, from: start)
  }
}
