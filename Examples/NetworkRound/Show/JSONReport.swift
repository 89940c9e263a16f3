// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import LedgerStore
import NetworkCore
import Rewards

/// The round as JSON: amounts and fractions as text, exactly; times in whole nanoseconds.
enum JSONReport {
  static func text(of outcome: RoundOutcome) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Document(outcome)), as: UTF8.self) + "\n"
  }

  private struct Document: Encodable {
    struct Efficiency: Encodable {
      let origin: String
      let value: Ratio
      let paid: Ratio
      let baseNanoseconds: UInt64?
      let oursNanoseconds: UInt64?
      let effectiveNanoseconds: UInt64?
      let epochGain: Ratio?
    }
    struct Line: Encodable {
      let gpu: String
      let owner: String
      let lane: String
      let stake: UInt256
      let sharePPM: UInt32
      let exact: String
      let amount: UInt256
    }
    struct Rewards: Encodable {
      let budget: UInt256
      let carriedIn: UInt256
      let treasury: UInt256
      let burned: UInt256
      let payable: UInt256
      let carriedOut: UInt256
      let alpha: Ratio
      let alphaEffective: Ratio
      let receipt: String
      let lines: [Line]
    }
    struct Account: Encodable {
      let name: String
      let address: String
      let before: UInt256
      let after: UInt256
    }
    struct Check: Encodable {
      let name: String
      let left: String
      let right: String
      let reconciles: Bool
    }
    struct Audit: Encodable {
      let reconciles: Bool
      let batches: UInt64
      let records: UInt64
      let head: String
      let checks: [Check]
    }

    let network: String
    let round: UInt64
    let seed: UInt64
    let efficiency: Efficiency
    let training: TrainingReport
    let hosting: HostingReport
    let rewards: Rewards
    let accounts: [Account]
    let audit: Audit

    init(_ outcome: RoundOutcome) {
      let distribution = outcome.distribution
      network = outcome.charter.name
      round = outcome.round.number
      seed = outcome.seed
      efficiency = Efficiency(
        origin: outcome.isMeasured ? "measured" : "given",
        value: outcome.training.efficiency.ratio,
        paid: outcome.paidEta,
        baseNanoseconds: outcome.baseNanoseconds, oursNanoseconds: outcome.oursNanoseconds,
        effectiveNanoseconds: outcome.effectiveNanoseconds,
        epochGain: outcome.training.epochGain)
      training = outcome.training
      hosting = outcome.hosting
      rewards = Rewards(
        budget: distribution.budget, carriedIn: distribution.carriedIn,
        treasury: distribution.treasury, burned: distribution.burned,
        payable: distribution.payable, carriedOut: distribution.carriedOut,
        alpha: outcome.policy.alpha, alphaEffective: distribution.alphaEffective,
        receipt: outcome.receipt.digest.description,
        lines: distribution.lines.map { line in
          Line(
            gpu: line.input.gpu.description, owner: line.input.owner.description,
            lane: "\(line.input.lane)", stake: line.input.stake, sharePPM: line.input.sharePPM,
            exact: line.exact.description, amount: line.amount)
        })
      accounts = outcome.accounts.map {
        Account(
          name: $0.name, address: $0.address.description, before: $0.before, after: $0.after)
      }
      audit = Audit(
        reconciles: outcome.audit.reconciles, batches: outcome.audit.journal.head.batches,
        records: outcome.audit.journal.head.records,
        head: outcome.audit.journal.head.link.description,
        checks: outcome.audit.checks.map {
          Check(name: $0.name, left: $0.left, right: $0.right, reconciles: $0.reconciles)
        })
    }
  }
}
