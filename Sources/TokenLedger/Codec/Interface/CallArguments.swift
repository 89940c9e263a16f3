// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// The arguments of a call, read one after the other with a token's own error where they are none.
struct CallArguments {
  private var reader: CalldataReader

  /// Begins after the selector.
  ///
  /// - Parameters:
  ///   - calldata: the selector and the arguments.
  ///   - dialect: FiatToken was compiled before Solidity looked at bits that do not belong to an
  ///     argument.
  init(_ calldata: [UInt8], in dialect: Dialect) {
    reader = CalldataReader(
      calldata, dirt: dialect.style == .fiatToken2 ? .isIgnored : .reverts)
  }

  /// The next argument as a number.
  mutating func uint256() throws(LedgerError) -> UInt256 {
    try read { reader throws(ABICodingError) in try reader.uint256() }
  }

  /// The next argument as a number of 8 bits.
  mutating func uint8() throws(LedgerError) -> UInt8 {
    try read { reader throws(ABICodingError) in try reader.uint8() }
  }

  /// The next argument as an address.
  mutating func address() throws(LedgerError) -> Address {
    try read { reader throws(ABICodingError) in try reader.address() }
  }

  /// The next argument as a truth value.
  mutating func bool() throws(LedgerError) -> Bool {
    try read { reader throws(ABICodingError) in try reader.bool() }
  }

  /// The next argument as a number of 32 bits.
  mutating func uint32() throws(LedgerError) -> UInt32 {
    UInt32(
      truncatingIfNeeded: try read { reader throws(ABICodingError) in try reader.uint64(bits: 32) })
  }

  /// The next argument as four bytes.
  mutating func bytes4() throws(LedgerError) -> UInt32 {
    try read { reader throws(ABICodingError) in try reader.bytes4() }
  }

  /// The next argument as a word of 32 bytes.
  mutating func bytes32() throws(LedgerError) -> Digest {
    try read { reader throws(ABICodingError) in try reader.bytes32() }
  }

  /// The next argument as bytes of any length.
  mutating func bytes() throws(LedgerError) -> [UInt8] {
    try read { reader throws(ABICodingError) in try reader.bytes() }
  }

  private mutating func read<Value>(
    _ body: (inout CalldataReader) throws(ABICodingError) -> Value
  ) throws(LedgerError) -> Value {
    do throws(ABICodingError) {
      return try body(&reader)
    } catch {
      throw .malformedCall(error)
    }
  }
}
