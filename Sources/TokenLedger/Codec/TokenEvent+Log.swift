// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension TokenEvent {
  /// The topics of the event's log, as the Ethereum ABI has them: the digest of its signature and
  /// the two addresses.
  ///
  /// - Complexity: O(1).
  public var topics: [Digest] {
    switch self {
    case .transfer(let from, let to, _):
      [Keccak256.hash("Transfer(address,address,uint256)".utf8), from.word, to.word]
    case .approval(let owner, let spender, _):
      [Keccak256.hash("Approval(address,address,uint256)".utf8), owner.word, spender.word]
    }
  }

  /// The data of the event's log: the value in 32 bytes.
  public var data: [UInt8] {
    switch self {
    case .transfer(_, _, let value), .approval(_, _, let value): value.bigEndianBytes
    }
  }
}
