// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import LedgerPrimitives
import Rewards
import Staking

/// What a round's receipt is computed from: made once to pay the round, and again to audit it.
struct RewardLines {
  /// What each GPU did in each lane.
  let inputs: [RewardLineInput]
  /// Digest of the stakes that the round is paid on.
  let stakeSnapshot: Digest
  /// Digest of the reports that shares and η come from.
  let measurements: Digest

  /// Turns a round's reports and stakes into lines.
  ///
  /// Training earns x_T = its lane × verified / assigned samples with the measured η; hosting earns
  /// x_H = its lane × verified / assigned queries with η = 1, since hosting has no base here
  /// (WHITEPAPER rulings 2, 4 and 9). A GPU without a verified unit in a lane has no line there.
  ///
  /// - Throws: `NetworkError.unknownGPU` where a report names a GPU that the snapshot does not.
  init(
    training: TrainingReport, hosting: HostingReport, snapshot: RoundSnapshot,
    charter: NetworkCharter
  ) throws(NetworkError) {
    var inputs: [RewardLineInput] = []
    for (work, lane, lanePPM, efficiency) in [
      (training.work, Lane.training, charter.trainingLanePPM, training.efficiency),
      (hosting.work, Lane.hosting, charter.hostingLanePPM, EfficiencyFactor.noBase),
    ] {
      for entry in work {
        guard let row = snapshot.row(of: entry.gpu) else { throw .unknownGPU(entry.gpu) }
        let share = entry.share(ofLane: lanePPM)
        guard share > 0 else { continue }
        inputs.append(
          RewardLineInput(
            gpu: row.gpu, owner: row.owner, model: charter.model, lane: lane, stake: row.stake,
            sharePPM: share, eta: efficiency, commissionPPM: row.commissionPPM))
      }
    }
    var measured = RecordEncoder()
    measured.write(training)
    measured.write(hosting)
    self.inputs = inputs
    stakeSnapshot = snapshot.digest
    measurements = Keccak256.hash(measured.bytes)
  }
}
