// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import LedgerPrimitives
import Rewards

/// The Merkle tree of what a round pays each account, ascending by account.
struct PayoutTree {
  /// What each account gets.
  let payments: [RewardPayment]
  /// The root over leaves of network, round, account and amount.
  let root: Digest

  init(_ receipt: RewardReceipt) throws {
    let payments = try receipt.distribution.payments()
    var head = RecordEncoder()
    head.write("TensorChain round payout 1")
    head.write(receipt.context.network)
    head.write(receipt.context.round)
    let leaves = payments.map { payment in
      var encoder = head
      encoder.write(payment.account)
      encoder.write(payment.amount)
      return Keccak256.hash(encoder.bytes)
    }
    self.payments = payments
    root = MerkleTree(leaves: leaves).root
  }
}
