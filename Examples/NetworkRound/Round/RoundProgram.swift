// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import LedgerStore
import ModelHosting
import NetworkCore
import PeerTraining
import Rewards
import Staking
import TensorCore
import TokenLedger

#if SQLite
  /// The main job: founds the network where there is none, then trains, hosts, pays, keeps, audits.
  struct RoundProgram {
    private let store: LedgerStore
    private let settings: RoundSettings
    private let progress: Progress

    /// Opens the ledger and founds the network where the ledger is new.
    init(
      ledger: String, settings: RoundSettings, terms: NetworkTerms, progress: Progress
    ) async throws {
      self.settings = settings
      self.progress = progress
      // The records are made before the file is: terms that are refused leave nothing behind. A
      // ledger without a record is one whose first run was cut off: it is founded now.
      let founding = try Founding.records(terms)
      store = try LedgerStore.open(path: ledger, machines: NetworkBooks.machines)
      if await store.head == .empty {
        try await store.commit(founding)
      } else if let flag = terms.flags.first {
        throw ProgramError(
          "\(flag) is for a new network, and \(ledger) already holds one; name another --ledger")
      }
      guard await NetworkBooks(of: store).network.charter != nil else {
        throw ProgramError("\(ledger) holds no network; name another --ledger")
      }
    }

    func audit() async throws -> NetworkAudit {
      try await NetworkAudit(of: store)
    }

    /// Plays the open round. Nothing is kept before all of it is done.
    func play() async throws -> RoundOutcome {
      let before = await NetworkBooks(of: store)
      guard let registry = before.staking.registry, let charter = before.network.charter,
        let token = before.token.token
      else { throw NetworkError.notFounded }
      let round = registry.openRound
      try before.checkTreasuryCanPay()
      let gpus = registry.gpus
      progress.begin("Round \(round.number): \(gpus.count) GPUs, \(token.configuration.symbol)")

      let split = try DigitsData.bundled().split(
        heldOut: RoundSettings.heldOut, peers: gpus.count, seed: settings.seed)
      let trained = try await train(round: round, split: split, gpus: gpus, charter: charter)
      var draft = NetworkDraft(before)
      try draft.apply(.trained(trained.report) as NetworkOperation)
      let hosting = try host(
        trained.model, round: round, split: split, gpus: gpus, charter: charter, in: &draft)

      progress.begin("Reward, keep, audit")
      let receipt = try draft.settle(round)
      try await store.commit(draft.records)
      let audit = try await audit()
      progress.end("\(draft.records.count) records in batch \(audit.journal.head.batches)")

      let after = await NetworkBooks(of: store)
      return RoundOutcome(
        seed: settings.seed, symbol: token.configuration.symbol, charter: charter,
        training: trained.report, hosting: hosting, receipt: receipt,
        accounts: accounts(before: token, after: after.token.token ?? token, names: after.network),
        audit: audit)
    }

    /// What weights and batches of one pair of runs follow from.
    private func runKey(_ round: Round, _ run: UInt32) -> RandomKey {
      RandomKey(seed: settings.seed).child(round.number).child(UInt64(run))
    }

    private struct Trained {
      let report: TrainingReport
      let model: DigitsModel
    }

    /// Measures the links, trains both ways with each seed, and does the coordinated work again to
    /// verify it.
    private func train(
      round: Round, split: DigitsData.Split, gpus: [GPUID], charter: NetworkCharter
    ) async throws -> Trained {
      // One thread a peer: peers share the cores, and one thread gives the same bits everywhere.
      TensorRuntime.threads = 1
      progress.begin("Train: \(gpus.count) peers, \(split.shards.map(\.count).reduce(0, +)) images")
      let reading = try await LinkReading.measure(settings.link)
      progress.end(
        "link: round trip \(Show.milliseconds(reading.roundTripNanoseconds)), "
          + "\(Show.megabits(reading.bitsPerSecond)) measured")

      let hash: WorkHash = { Keccak256.hash($0).bytes }
      let plan = try Plans.coordinated()
      var pairs: [EfficiencyMeasurement.Pair] = []
      var verified = [UInt64](repeating: 0, count: gpus.count)
      for run in 0..<settings.runs {
        let key = runKey(round, UInt32(run))
        let task = ClassificationTask(
          model: DigitsModel(hiddenUnits: Plans.hiddenUnits, key: key.child(0)),
          shards: split.shards, heldOut: split.heldOut, key: key.child(1))
        var base: TrainingRun?
        if settings.given == nil {
          base = try await trainSynchronously(
            task, plan: try Plans.base(), link: settings.link, goal: settings.goal,
            progress: follow("base, run \(run + 1) of \(settings.runs)"))
          progress.end(Show.line(base, "base, run \(run + 1)"))
        }
        let ours = try await trainWithLocalSteps(
          task, plan: plan, link: settings.link, goal: settings.goal, hash: hash,
          progress: follow("ours, run \(run + 1) of \(settings.runs)"))
        progress.end(Show.line(ours, "ours, run \(run + 1)"))
        let pair = EfficiencyMeasurement.Pair(run: UInt32(run), base: base, ours: ours)
        // A pair that does not reach the target ends the round: more pairs cannot mend it.
        try pair.checkReached()
        let checked = try reexecute(
          ours.receipts, transcripts: ours.transcripts, task: task, plan: plan, hash: hash)
        for rank in gpus.indices { verified[rank] += checked.samples[rank] }
        pairs.append(pair)
      }
      let after = try await LinkReading.measure(settings.link)
      progress.end(Show.links(before: reading, after: after, runs: pairs, asked: settings.link))
      let worse =
        after.deviation(from: settings.link) > reading.deviation(from: settings.link)
        ? after : reading
      let measurement =
        if let given = settings.given {
          try EfficiencyMeasurement(given: given, pairs: pairs)
        } else {
          try EfficiencyMeasurement(measuring: pairs)
        }
      var model = DigitsModel(
        hiddenUnits: Plans.hiddenUnits, key: runKey(round, measurement.chosen.run).child(0))
      try model.load(parameterVector: measurement.chosen.ours.parameters)
      return Trained(
        report: try TrainingReport(
          round: round, model: charter.model, seed: settings.seed, measurement: measurement,
          goal: settings.goal,
          link: settings.link, reading: worse, gpus: gpus, verified: verified),
        model: model)
    }

    /// Asks every held-out image as a query of one of the users.
    private func host(
      _ model: DigitsModel, round: Round, split: DigitsData.Split, gpus: [GPUID],
      charter: NetworkCharter, in draft: inout NetworkDraft
    ) throws -> HostingReport {
      progress.begin("Host: \(split.heldOutPixels.count) queries")
      let users = Founding.users.map { Founding.account($0).description }
      let queries = split.heldOutPixels.enumerated().map { index, pixels in
        Query(id: UInt64(index), user: users[index % users.count], input: pixels)
      }
      let hosting = try ClassifierHosting(
        model: model, width: DigitsData.width, hosts: gpus.map(\.description))
      var escrow = DraftEscrow(draft)
      let outcome = try hosting.serve(queries, escrow: &escrow)
      draft = escrow.draft
      let truth = split.heldOutLabels.enumerated().map { (UInt64($0), $1) }
      let report = try HostingReport(
        round: round, model: charter.model, outcome: outcome,
        verified: hosting.verifiedUnits(outcome.served, queries: queries), gpus: gpus,
        price: charter.queryPrice, truth: Dictionary(uniqueKeysWithValues: truth))
      try draft.apply(.hosted(report) as NetworkOperation)
      progress.end("\(report.served) answered and paid, \(report.correct) of them right")
      return report
    }

    private func follow(_ name: String) -> @Sendable (CurvePoint) -> Void {
      { [progress] point in
        progress.update(
          "\(name): exchange \(point.exchanges), \(Show.percent(point.evaluation.accuracy)) held out"
        )
      }
    }

    private func accounts(
      before: Token, after: Token, names: NetworkMachine
    ) -> [RoundOutcome.Account] {
      let order = ["Treasury", "Staking vault"] + Founding.owners + Founding.users
      return names.names
        .sorted { left, right in
          let (a, b) = (order.firstIndex(of: left.value), order.firstIndex(of: right.value))
          return (a ?? order.count, left.key) < (b ?? order.count, right.key)
        }
        .map { address, name in
          RoundOutcome.Account(
            name: name, address: address, before: before.balance(of: address),
            after: after.balance(of: address))
        }
    }
  }
#endif
