// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Staking
import TestSupport
import Testing

@Suite struct ModelElectionTests {
  private func vote(_ gpu: Int, _ stake: UInt256, _ models: [Int]) throws -> ModelElection.Vote {
    ModelElection.Vote(
      gpu: try GPUID("gpu \(gpu)"), stake: stake, models: try models.map(model))
  }

  private func model(_ number: Int) throws -> ModelID { try ModelID("model \(number)") }

  private func shares(_ outcome: ModelElectionOutcome, _ gpu: Int) throws -> [String: UInt256] {
    let name = try GPUID("gpu \(gpu)")
    let assignment = try #require(outcome.assignments.first { $0.gpu == name })
    return Dictionary(
      uniqueKeysWithValues: assignment.shares.filter { $0.stake > 0 }
        .map { ($0.model.text, $0.stake) })
  }

  // MARK: Published examples (polkadot-sdk, substrate/primitives/npos-elections, tests)

  @Test func theExampleOfThePaper() throws {
    let outcome = try ModelElection(seats: 2).outcome(
      models: try [1, 2, 3].map(model),
      votes: [try vote(10, 10, [1, 2]), try vote(20, 20, [1, 3]), try vote(30, 30, [2, 3])])
    #expect(outcome.winners == [try model(3), try model(2)])
    #expect(outcome.supports == [try model(3): 35, try model(2): 25])
    #expect(try shares(outcome, 10) == ["model 2": 10])
    #expect(try shares(outcome, 20) == ["model 3": 20])
    #expect(try shares(outcome, 30) == ["model 2": 15, "model 3": 15])
    let balanced = outcome.balanced(passes: 2)
    #expect(balanced.supports == [try model(3): 30, try model(2): 30])
    #expect(try shares(balanced, 30) == ["model 2": 20, "model 3": 10])
    #expect(balanced.winners == outcome.winners)
    #expect(balanced.balanced(passes: 5) == balanced)
  }

  @Test func theSecondExample() throws {
    // 10 with a stake of 1705.74 and a score of 1/2050, 30 with 1344.26.
    let outcome = try ModelElection(seats: 2).outcome(
      models: try [10, 20, 30].map(model),
      votes: [
        try vote(10, 1_000, [10]), try vote(20, 1_000, [20]), try vote(30, 1_000, [30]),
        try vote(2, 50, [10, 20]), try vote(4, 1_000, [10, 30]),
      ])
    #expect(outcome.winners == [try model(10), try model(30)])
    #expect(outcome.supports == [try model(10): 1_706, try model(30): 1_344])
    #expect(try shares(outcome, 4) == ["model 10": 656, "model 30": 344])
    #expect(try shares(outcome, 20).isEmpty)
  }

  @Test func stakesThatDifferInTheirLastBitAreToldApart() throws {
    // Polkadot's own example of its accuracy. Its fractions of 128 bits take 4 and 2, with one unit
    // less, for equal and elect 2, the first of them; exact ones elect 4.
    let most = UInt256(UInt64.max)
    var votes = try zip(1...5, [1, 4, 5, 3, 2] as [UInt256]).map {
      try vote($0, most - $1, [$0])
    }
    votes.append(try vote(13, most - 10, [1, 3, 5]))
    votes.append(try vote(14, most, [2, 4]))
    let outcome = try ModelElection(seats: 2).outcome(
      models: try (1...5).map(model), votes: votes)
    #expect(outcome.winners == [try model(4), try model(1)])
    #expect(
      outcome.supports == [
        try model(4): 36_893_488_147_419_103_227, try model(1): 36_893_488_147_419_103_219,
      ])
  }

  @Test func aModelWithoutVotesIsNotElected() throws {
    let outcome = try ModelElection(seats: 4).outcome(
      models: try [40, 10, 20, 30].map(model),
      votes: [try vote(1, 1, [10]), try vote(2, 2, [20]), try vote(3, 1, [30])])
    #expect(outcome.winners == [try model(20), try model(10), try model(30)])
    #expect(
      outcome.supports == [try model(20): 2, try model(10): 1, try model(30): 1])
  }

  // MARK: Properties

  @Test(arguments: [1, 2, 3] as [UInt64])
  func randomElectionsAgreeWithPlainFractions(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for step in 0..<150 {
      let (seats, models, votes) = try draw(&random)
      let outcome = try ModelElection(seats: seats)
        .outcome(models: models.shuffled(using: &random), votes: votes.shuffled(using: &random))
      let slow = try SlowElection(seats, models, votes)
      let place: Comment = "seed \(seed), step \(step)"
      #expect(outcome.winners == slow.winners, place)
      for assignment in outcome.assignments {
        let vote = try #require(votes.first { $0.gpu == assignment.gpu })
        let loads = slow.edges[assignment.gpu] ?? [:]
        #expect(Set(assignment.shares.map(\.model)) == Set(loads.keys), place)
        #expect(assignment.shares.map(\.model) == loads.keys.sorted(), place)
        let sum = assignment.shares.reduce(UInt256.zero) { $0 + $1.stake }
        #expect(sum == (loads.isEmpty ? 0 : vote.stake), place)
        for share in assignment.shares {
          let exact = try #require(loads[share.model])
            .divided(by: try #require(slow.load[assignment.gpu])).multiplied(by: Ratio(vote.stake))
          // Each part is the exact one rounded down or up.
          #expect(Ratio(share.stake) < (try exact.adding(.one)), place)
          #expect(exact < Ratio(share.stake + 1), place)
        }
      }
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func groupsThatAgreeGetTheirPart(seed: UInt64) throws {
    // Proportional justified representation, for every group of voters that agree on something.
    var random = SeededGenerator(seed: seed)
    for step in 0..<150 {
      let (seats, models, votes) = try draw(&random)
      let winners = Set(
        try ModelElection(seats: seats).outcome(models: models, votes: votes).winners)
      guard winners.count == seats else { continue }
      let total = votes.reduce(UInt256.zero) { $0 + $1.stake }
      for group in 1..<(1 << votes.count) {
        let members = votes.indices.filter { group >> $0 & 1 == 1 }.map { votes[$0] }
        let common = members.dropFirst().reduce(Set(members[0].models)) {
          $0.intersection($1.models)
        }
        let stake = members.reduce(UInt256.zero) { $0 + $1.stake }
        let deserved = (stake * UInt256(seats) / total).asUInt64 ?? 0
        let named = members.reduce(into: Set<ModelID>()) { $0.formUnion($1.models) }
        #expect(
          named.intersection(winners).count >= min(Int(deserved), common.count),
          "seed \(seed), step \(step), group \(group)")
      }
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func balancingKeepsEveryStakeAndNeverLowersTheLeastSupport(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for step in 0..<200 {
      let (seats, models, votes) = try draw(&random)
      let outcome = try ModelElection(seats: seats).outcome(models: models, votes: votes)
      let balanced = outcome.balanced(passes: 10)
      let place: Comment = "seed \(seed), step \(step)"
      #expect(balanced.winners == outcome.winners, place)
      for (before, after) in zip(outcome.assignments, balanced.assignments) {
        #expect(before.gpu == after.gpu, place)
        #expect(before.shares.map(\.model) == after.shares.map(\.model), place)
        #expect(
          before.shares.reduce(UInt256.zero) { $0 + $1.stake }
            == after.shares.reduce(UInt256.zero) { $0 + $1.stake }, place)
      }
      #expect(
        (outcome.supports.values.min() ?? 0) <= (balanced.supports.values.min() ?? 0), place)
      let squares = { (outcome: ModelElectionOutcome) in
        outcome.supports.values.reduce(UInt256.zero) { $0 + $1 * $1 }
      }
      #expect(squares(balanced) <= squares(outcome), place)
    }
  }

  @Test func manySeatsAndTheGreatestStakesStayExact() throws {
    let models = try (0..<40).map { try ModelID("m\(100 + $0)") }
    var votes: [ModelElection.Vote] = []
    for index in 0..<60 {
      votes.append(
        ModelElection.Vote(
          gpu: try GPUID("g\(100 + index)"), stake: StakeRegistry.maximumStake - UInt256(index % 7),
          models: [models[index % 40], models[(index * 7 + 3) % 40]].uniqued()))
    }
    let outcome = try ModelElection(seats: 30).outcome(models: models, votes: votes)
    #expect(outcome.winners.count == 30)
    for (assignment, vote) in zip(outcome.assignments, votes) where !assignment.shares.isEmpty {
      #expect(assignment.shares.reduce(UInt256.zero) { $0 + $1.stake } == vote.stake)
    }
  }

  // MARK: Refusals

  @Test func votesThatMakeNoSenseAreRefused() throws {
    let election = try ModelElection(seats: 2)
    let models = try [1, 2].map(model)
    func refuse(
      _ error: SelectionError, _ models: [ModelID], _ votes: [ModelElection.Vote],
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(throws: error, sourceLocation: sourceLocation) {
        try election.outcome(models: models, votes: votes)
      }
      #expect(!error.description.isEmpty, sourceLocation: sourceLocation)
    }
    let gpu = try GPUID("gpu 1")
    refuse(.duplicateModel(try model(1)), models + models.prefix(1), [])
    refuse(.duplicateGPU(gpu), models, [try vote(1, 1, [1]), try vote(1, 2, [2])])
    refuse(.stakeIsZero(gpu), models, [try vote(1, 0, [1])])
    let tooMuch = StakeRegistry.maximumStake + 1
    refuse(
      .stakeTooLarge(gpu, tooMuch, maximum: StakeRegistry.maximumStake), models,
      [try vote(1, tooMuch, [1])])
    refuse(.unknownModel(try model(3), gpu: gpu), models, [try vote(1, 1, [1, 3])])
    refuse(.modelNamedTwice(try model(1), gpu: gpu), models, [try vote(1, 1, [1, 2, 1])])
    withEvery("seats", in: [-1, 0, 1_025]) { seats in
      #expect(throws: SelectionError.seatsOutOfRange(seats, maximum: 1_024)) {
        try ModelElection(seats: seats)
      }
    }
    expectRefused(ModelElection.self, "0")
    let json = try JSONEncoder().encode([election])
    #expect(try JSONDecoder().decode([ModelElection].self, from: json) == [election])
    #expect(try election.outcome(models: [], votes: []).winners.isEmpty)
    #expect(try election.outcome(models: models, votes: [try vote(1, 5, [])]).winners.isEmpty)
  }

  private func draw(
    _ random: inout SeededGenerator
  ) throws -> (seats: Int, models: [ModelID], votes: [ModelElection.Vote]) {
    let models = try (0..<Int.random(in: 1...5, using: &random)).map(model)
    let votes = try (0..<Int.random(in: 1...6, using: &random)).map { gpu in
      ModelElection.Vote(
        gpu: try GPUID("gpu \(gpu)"),
        stake: UInt256(UInt64.random(in: 1...12, using: &random)),
        models: models.filter { _ in Bool.random(using: &random) })
    }
    return (Int.random(in: 1...4, using: &random), models, votes)
  }
}

/// The method as its paper writes it, in reduced fractions.
private struct SlowElection {
  var winners: [ModelID] = []
  var load: [GPUID: Ratio] = [:]
  var edges: [GPUID: [ModelID: Ratio]] = [:]

  init(_ seats: Int, _ models: [ModelID], _ votes: [ModelElection.Vote]) throws {
    for _ in 0..<seats {
      var scores: [(model: ModelID, score: Ratio)] = []
      for model in models.sorted() where !winners.contains(model) {
        let voters = votes.filter { $0.models.contains(model) }
        if voters.isEmpty { continue }
        let approval = voters.reduce(UInt256.zero) { $0 + $1.stake }
        var cost = Ratio.one
        for voter in voters {
          cost = try cost.adding(
            (load[voter.gpu] ?? .zero).multiplied(by: Ratio(voter.stake)))
        }
        scores.append((model, try cost.divided(by: Ratio(approval))))
      }
      guard let least = scores.map(\.score).min(),
        let winner = scores.first(where: { $0.score == least })
      else { return }
      winners.append(winner.model)
      for voter in votes where voter.models.contains(winner.model) {
        let old = load[voter.gpu] ?? .zero
        edges[voter.gpu, default: [:]][winner.model] = try winner.score.subtracting(old)
        load[voter.gpu] = winner.score
      }
    }
  }
}

extension [ModelID] {
  /// Without what stands there already.
  fileprivate func uniqued() -> [ModelID] {
    reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
