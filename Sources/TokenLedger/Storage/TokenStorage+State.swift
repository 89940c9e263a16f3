// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension TokenStorage {
  /// The slots that are not empty, as bytes, ordered: the canonical key and the value.
  var leaves: [[UInt8]] {
    SlotKind.allCases.flatMap(slots(of:))
      .map { key, value in canonicalBytes(of: key) + value.bigEndianBytes }
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The slot's name outside this storage: the kind's byte, then the 20 bytes of an address, the 32
  /// of a word, the four of an index that the key names.
  func canonicalBytes(of key: SlotKey) -> [UInt8] {
    guard let kind = key.kind else { preconditionFailure("\(key) is of no kind.") }
    func bytes(_ part: SlotKind.Part, _ number: UInt32) -> [UInt8] {
      switch part {
      case .nothing: []
      case .account: address(of: AccountNumber(rawValue: number)).bytes
      case .word: word(of: WordNumber(rawValue: number)).bytes
      case .index: Array(UInt256(UInt64(number)).bigEndianBytes.suffix(4))
      }
    }
    return [key.kindNumber] + bytes(kind.parts.0, key.first) + bytes(kind.parts.1, key.second)
  }
}
