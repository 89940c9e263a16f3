// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A custom error of a contract, as `ERC20InvalidSender(address)`: its revert data to bytes and back.
public struct ABIError: Sendable, Hashable {
  /// The name without parameters.
  public let name: String
  /// The types of the arguments.
  public let inputs: [ABIType]
  /// The first four bytes of the digest of ``signature``.
  public let selector: [UInt8]

  /// Reads a signature; parameters may have names.
  ///
  /// - Throws: ``ABICodingError``: syntax, invalid type.
  public init(_ signature: String) throws(ABICodingError) {
    (name, inputs, selector) = try ABISelector.read(signature)
  }

  /// The text that is hashed.
  public var signature: String { name + ABIType.canonicalText(of: inputs) }

  /// The revert data: the selector and the arguments.
  ///
  /// - Throws: ``ABICodingError`` where a value is none of its type.
  public func encode(_ arguments: [ABIValue]) throws(ABICodingError) -> [UInt8] {
    selector + (try ABI.encode(arguments, as: inputs))
  }

  /// The arguments in revert data.
  ///
  /// - Throws: ``ABICodingError``: another selector, arguments that are none.
  public func decode(
    _ data: [UInt8], mode: ABI.Mode = .strict
  ) throws(ABICodingError) -> [ABIValue] {
    try ABISelector.expect(selector, in: data)
    return try ABI.decode(data, from: 4, as: inputs, mode: mode)
  }
}
