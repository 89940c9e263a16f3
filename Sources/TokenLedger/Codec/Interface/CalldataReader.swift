// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// Reads the arguments of a call one after the other, as Solidity's decoder does: what is too short
/// or does not fit its type is refused, what follows the arguments is let pass.
struct CalldataReader {
  let data: ArraySlice<UInt8>
  private var position: Int

  /// Begins after the selector.
  init(_ data: ArraySlice<UInt8>) {
    self.data = data
    position = data.startIndex
  }

  /// The next argument as a number.
  mutating func uint256() throws(LedgerError) -> UInt256 {
    guard data.endIndex - position >= 32 else {
      throw .malformedCall("\(data.endIndex - position) bytes where an argument of 32 begins")
    }
    let word = data[position..<position + 32]
    position += 32
    guard let value = UInt256(bigEndianBytes: word) else {
      throw .malformedCall("a word that is no number")
    }
    return value
  }

  /// The next argument as an address; its upper twelve bytes must be zero.
  mutating func address() throws(LedgerError) -> Address {
    let value = try uint256()
    guard value.bitWidth - value.leadingZeroBitCount <= 160 else {
      throw .malformedCall("\(value) is no address")
    }
    return Address(slotValue: value)
  }

  /// The next argument as a truth value; it must be 0 or 1.
  mutating func bool() throws(LedgerError) -> Bool {
    let value = try uint256()
    guard let bit = value.asUInt64, bit <= 1 else {
      throw .malformedCall("\(value) is neither true nor false")
    }
    return bit == 1
  }

  /// The next argument as a word of 32 bytes.
  mutating func bytes32() throws(LedgerError) -> Digest { try uint256().asDigest }
}
