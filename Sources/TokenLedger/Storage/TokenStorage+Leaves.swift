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
    SlotKind.allCases.flatMap { slots(of: $0) }
      .map { key, value in canonicalBytes(of: key) + value.bigEndianBytes }
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// A slot's key as everyone reads it: its kind, then the addresses and words it names.
  func canonicalBytes(of key: SlotKey) -> [UInt8] {
    guard let kind = SlotKind(rawValue: key.kindNumber) else { return [] }
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
