// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// The arguments of a call, read one after the other; what does not decode refuses the call.
struct CallArguments {
  private var reader: CalldataReader

  /// Begins behind the selector, by the rules of the dialect's compiler.
  init(_ calldata: [UInt8], in dialect: Dialect) {
    // FiatToken is compiled by Solidity 0.6, which does not look at an argument's upper bits.
    reader = CalldataReader(
      calldata, dirt: dialect.style == .fiatToken2 ? .isIgnored : .reverts)
  }

  mutating func uint256() throws(LedgerError) -> UInt256 {
    try read { reader throws(ABICodingError) in try reader.uint256() }
  }

  mutating func address() throws(LedgerError) -> Address {
    try read { reader throws(ABICodingError) in try reader.address() }
  }

  mutating func bool() throws(LedgerError) -> Bool {
    try read { reader throws(ABICodingError) in try reader.bool() }
  }

  mutating func uint8() throws(LedgerError) -> UInt8 {
    try read { reader throws(ABICodingError) in try reader.uint8() }
  }

  mutating func uint32() throws(LedgerError) -> UInt32 {
    UInt32(
      truncatingIfNeeded: try read { reader throws(ABICodingError) in try reader.uint64(bits: 32) })
  }

  mutating func bytes32() throws(LedgerError) -> Digest {
    try read { reader throws(ABICodingError) in try reader.bytes32() }
  }

  mutating func bytes4() throws(LedgerError) -> UInt32 {
    try read { reader throws(ABICodingError) in try reader.bytes4() }
  }

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
