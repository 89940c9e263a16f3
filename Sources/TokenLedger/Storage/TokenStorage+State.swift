// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension TokenStorage {
  /// A tree over all slots that are not empty: its root is the same for the same state, however it
  /// came about, and proves what a slot holds to somebody without the ledger.
  ///
  /// A slot's key in it is ``stateKey(_:)``, its value the number's 32 bytes.
  ///
  /// - Complexity: O(n log n) for n slots, about three hashes of each.
  func stateTree() -> SparseMerkleTree {
    SparseMerkleTree(
      SlotKind.allCases.flatMap(slots(of:)).map { key, value in
        (key: stateKey(key), value: value.asDigest)
      })
  }

  /// The slot's key in the ``stateTree()``: the Keccak-256 digest of its ``canonicalBytes(of:)``.
  func stateKey(_ key: SlotKey) -> Digest { Keccak256.hash(canonicalBytes(of: key)) }

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

extension SlotKind {
  /// The key in the state tree of the slot of this kind that `account` has, also where it was never
  /// seen: what a verifier without the ledger computes.
  func stateKey(of account: Address) -> Digest {
    precondition(parts == (.account, .nothing), "A slot of \(self) is named by more or less.")
    return Keccak256.hash([rawValue] + account.bytes)
  }
}
