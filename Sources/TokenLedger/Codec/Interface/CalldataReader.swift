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

  /// The next argument as a number of 32 bits.
  mutating func uint32() throws(LedgerError) -> UInt32 {
    let value = try uint256()
    guard let number = value.asUInt64.flatMap({ UInt32(exactly: $0) }) else {
      throw .malformedCall("\(value) has more than 32 bits")
    }
    return number
  }

  /// The next argument as four bytes; the other 28 must be zero.
  mutating func bytes4() throws(LedgerError) -> UInt32 {
    let value = try uint256()
    let (high, rest) = (value >> 224, value << 32)
    guard rest.isZero, let bits = high.asUInt64 else {
      throw .malformedCall("\(value) is no sequence of 4 bytes")
    }
    return UInt32(truncatingIfNeeded: bits)
  }

  /// The next argument as a text: where it stands, and there its length and its bytes.
  mutating func text() throws(LedgerError) -> String {
    let place = try uint256()
    guard let offset = place.asUInt64.flatMap({ Int(exactly: $0) }), offset <= data.count else {
      throw .malformedCall("a text at byte \(place) of \(data.count)")
    }
    var tail = CalldataReader(data.dropFirst(offset))
    let length = try tail.uint256()
    guard let count = length.asUInt64.flatMap({ Int(exactly: $0) }),
      count <= tail.data.endIndex - tail.position
    else { throw .malformedCall("a text of \(length) bytes") }
    let bytes = data[tail.position..<tail.position + count]
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformedCall("a text that is no UTF-8")
    }
    return text
  }
}
