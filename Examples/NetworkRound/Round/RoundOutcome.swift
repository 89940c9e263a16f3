// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import NetworkCore
import Rewards

/// All that one round did, for whoever shows it.
struct RoundOutcome {
  let seed: UInt64
  let symbol: String
  let charter: NetworkCharter
  let training: TrainingReport
  let hosting: HostingReport
  let receipt: RewardReceipt
  /// Accounts in the order to show them.
  let accounts: [Account]
  let audit: NetworkAudit

  /// One account before and after the round.
  struct Account {
    let name: String
    let address: Address
    let before: UInt256
    let after: UInt256
  }

  /// T: the base's time to the target in the pair that η is taken from.
  var baseNanoseconds: UInt64? { training.baseCurve?.points.last?.nanoseconds }
  /// Our time to the target in that pair.
  var oursNanoseconds: UInt64? { training.oursCurve.points.last?.nanoseconds }
  /// Te = T/η, rounded up to a nanosecond.
  var effectiveNanoseconds: UInt64? {
    baseNanoseconds.flatMap { try? effectiveTime($0, eta: training.efficiency) }
  }
  var isMeasured: Bool { training.efficiency.isMeasured }
  var round: Round { receipt.context.round }
  var distribution: Distribution { receipt.distribution }
  var policy: RewardPolicy { receipt.policy }
  /// η after the reward policy's clamp.
  var paidEta: Ratio { training.efficiency.clamped(to: policy.etaRange) }

  func tokens(_ units: UInt256) -> String {
    TokenAmount.format(units, decimals: NetworkTerms.decimals)
  }
}
