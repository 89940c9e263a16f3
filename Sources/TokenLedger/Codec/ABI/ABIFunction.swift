// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// A function of a contract: its calls and returns to bytes and back.
///
/// ```swift
/// let transfer = try ABIFunction("transfer(address,uint256)", returns: "(bool)")
/// let calldata = try transfer.encodeCall([.address(bob), .uint(5)])
/// let arguments = try transfer.decodeCall(calldata)
/// ```
public struct ABIFunction: Sendable, Hashable {
  /// The name without parameters.
  public let name: String
  /// The types of the arguments.
  public let inputs: [ABIType]
  /// The types of the results.
  public let outputs: [ABIType]
  /// The first four bytes of the digest of ``signature``: what a call begins with.
  public let selector: [UInt8]

  /// Reads a signature.
  ///
  /// - Parameters:
  ///   - signature: as `transfer(address,uint256)`; parameters may have names.
  ///   - outputs: the results in parentheses, as `(bool)`.
  /// - Throws: ``ABICodingError``: syntax, invalid type.
  public init(_ signature: String, returns outputs: String = "()") throws(ABICodingError) {
    (name, inputs, selector) = try ABISelector.read(signature)
    var parser = ABISignatureParser(outputs)
    self.outputs = try parser.parameters().map(\.type)
    try parser.finish()
    try ABIType.validate(self.outputs)
  }

  /// The text that is hashed, as `transfer(address,uint256)`.
  public var signature: String { name + ABIType.canonicalText(of: inputs) }

  /// The calldata of a call: the selector and the arguments.
  ///
  /// - Throws: ``ABICodingError`` where a value is none of its type.
  public func encodeCall(_ arguments: [ABIValue]) throws(ABICodingError) -> [UInt8] {
    selector + (try ABI.encode(arguments, as: inputs))
  }

  /// The arguments of a call.
  ///
  /// - Throws: ``ABICodingError``: another selector, arguments that are none.
  public func decodeCall(
    _ calldata: [UInt8], mode: ABI.Mode = .strict
  ) throws(ABICodingError) -> [ABIValue] {
    try ABISelector.expect(selector, in: calldata)
    return try ABI.decode(calldata, from: 4, as: inputs, mode: mode)
  }

  /// What a call that succeeds returns.
  ///
  /// - Throws: ``ABICodingError`` where a value is none of its type.
  public func encodeReturn(_ results: [ABIValue]) throws(ABICodingError) -> [UInt8] {
    try ABI.encode(results, as: outputs)
  }

  /// The results of a call that succeeded.
  ///
  /// - Throws: ``ABICodingError`` where the data is no encoding of ``outputs``.
  public func decodeReturn(
    _ data: [UInt8], mode: ABI.Mode = .strict
  ) throws(ABICodingError) -> [ABIValue] {
    try ABI.decode(data, as: outputs, mode: mode)
  }
}

/// The four bytes that tell which function is called or which error is meant.
enum ABISelector {
  /// What a signature says.
  static func read(
    _ signature: String
  ) throws(ABICodingError) -> (name: String, inputs: [ABIType], selector: [UInt8]) {
    var parser = ABISignatureParser(signature)
    let (name, parameters) = try parser.signature()
    guard !parameters.contains(where: \.isIndexed) else {
      throw .syntax(text: signature, reason: "only events have indexed parameters")
    }
    let inputs = parameters.map(\.type)
    let digest = Keccak256.hash((name + ABIType.canonicalText(of: inputs)).utf8)
    return (name, inputs, Array(digest.bytes.prefix(4)))
  }

  /// Refuses data that begins with another selector.
  static func expect(_ selector: [UInt8], in data: [UInt8]) throws(ABICodingError) {
    guard data.count >= 4 else {
      throw .truncated(position: 0, needed: 4, available: data.count)
    }
    guard data.starts(with: selector) else {
      throw .selectorMismatch(expected: selector, found: Array(data.prefix(4)))
    }
  }
}
