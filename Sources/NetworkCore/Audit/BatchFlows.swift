// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import LedgerStore
import Rewards
import TokenLedger

/// What one batch of the journal moved, read from its records and from nothing else.
struct BatchFlows: Sendable {
  /// Base units that the treasury transferred, by recipient.
  private(set) var fromTreasury: [Address: UInt256] = [:]
  /// Base units burned out of the treasury.
  private(set) var burned: UInt256 = .zero
  /// Base units that others than treasury and vault transferred to others than these: fees.
  private(set) var fees: UInt256 = .zero
  /// The round's receipt, where the batch settles one.
  private(set) var receipt: RewardReceipt?

  /// - Throws: what a record that does not decode throws, `ArithmeticError`,
  ///   `NetworkError.unbalanced` for a call.
  init(_ records: [Record], charter: NetworkCharter) throws {
    let reserved = [charter.treasury, charter.stakingVault]
    for record in records {
      if record.kind == RewardsMachine.kind,
        case .settle(let receipt) = try RewardsOperation(record)
      {
        self.receipt = receipt
      }
      guard record.kind == TokenMachine.kind else { continue }
      switch try TokenOperation(record: record) {
      case .transfer(let from, let to, let value), .transferFrom(_, let from, let to, let value):
        if from == charter.treasury {
          fromTreasury[to] = try (fromTreasury[to] ?? .zero).adding(value)
        } else if !reserved.contains(from) && !reserved.contains(to) {
          fees = try fees.adding(value)
        }
      case .burn(let from, let value), .burnFrom(_, let from, let value):
        if from == charter.treasury { burned = try burned.adding(value) }
      case .deploy, .mint, .approve, .advance:
        break
      case .call(_, let caller):
        // A network's draft takes none, since its record does not tell whose units it moves.
        throw NetworkError.unbalanced("a call by \(caller) stands in the token's journal")
      case .undo, .setAuditReplay:
        // Nor these: stakes and rewards would not go back with the token.
        throw NetworkError.unbalanced("the token's past was undone")
      }
    }
  }
}

extension LedgerStore {
  /// The flows of every batch up to `head`, from the journal.
  func flows(upTo head: ChainHead, charter: NetworkCharter) throws -> [BatchFlows] {
    var flows: [BatchFlows] = []
    try visitBatches { batch in
      guard batch.number <= head.batches else { return }
      flows.append(try BatchFlows(batch.records, charter: charter))
    }
    return flows
  }
}
