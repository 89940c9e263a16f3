// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking
import TestSupport
import Testing

@Suite struct QualityTests {
  // MARK: Averages

  @Test func anAverageReachesWhatItIsGivenForLong() throws {
    var average = try MovingAverage(partsPerMillion: 0)
    var plain: UInt64 = 0
    for _ in 0..<400 {
      try average.update(with: 1_000_000, weightPPM: 100_000)
      plain = (100_000 * 1_000_000 + 900_000 * plain) / 1_000_000
    }
    #expect(average.partsPerMillion == 1_000_000)
    // Rounded down without carrying, it never arrives.
    #expect(plain == 999_991)
    for _ in 0..<400 { try average.update(with: 0, weightPPM: 100_000) }
    #expect(average.partsPerMillion == 0)
    try average.update(with: 123_456, weightPPM: 1_000_000)
    #expect(average.partsPerMillion == 123_456)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func anAverageStaysWithinOnePartPerMillionOfTheExactOne(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let weight = [7, 250_000, 999_999][Int(seed - 1)] as UInt32
    var average = try MovingAverage(partsPerMillion: 500_000)
    // The exact average in units of 2⁻¹⁰⁰ parts per million, off by less than 2⁻⁸⁰ in the end.
    let scale = UInt256(1) << 100
    var exact = 500_000 * scale
    for step in 0..<3_000 {
      let value = UInt32.random(in: 0...1_000_000, using: &random)
      try average.update(with: value, weightPPM: weight)
      exact =
        (UInt256(UInt64(weight)) * UInt256(UInt64(value)) * scale
          + UInt256(UInt64(1_000_000 - weight)) * exact) / 1_000_000
      let ours = UInt256(UInt64(average.partsPerMillion)) * scale
      let distance = ours > exact ? ours - exact : exact - ours
      #expect(distance < scale, "seed \(seed), step \(step)")
    }
  }

  @Test func aScoreIsUptimeTimesVerification() throws {
    var score = try QualityScore()
    #expect(score.partsPerMillionFloor == 1_000_000)
    try score.record(uptimePPM: 900_000, verificationPPM: 500_000, weightPPM: 1_000_000)
    #expect(score.partsPerMillionFloor == 450_000)
    // Nothing was verified: nothing is known about it.
    try score.record(uptimePPM: 800_000, verificationPPM: nil, weightPPM: 500_000)
    #expect(score.uptime.partsPerMillion == 850_000)
    #expect(score.verification.partsPerMillion == 500_000)
    let before = score
    #expect(throws: QualityError.scoreOutOfRange(partsPerMillion: 1_000_001)) {
      try score.record(uptimePPM: 5, verificationPPM: 1_000_001, weightPPM: 1)
    }
    #expect(throws: QualityError.scoreOutOfRange(partsPerMillion: 1_000_002)) {
      try score.record(uptimePPM: 1_000_002, verificationPPM: 1, weightPPM: 1)
    }
    #expect(throws: QualityError.weightOutOfRange(partsPerMillion: 0)) {
      try score.record(uptimePPM: 5, verificationPPM: 1, weightPPM: 0)
    }
    #expect(throws: QualityError.weightOutOfRange(partsPerMillion: 1_000_001)) {
      try score.record(uptimePPM: 5, verificationPPM: 1, weightPPM: 1_000_001)
    }
    #expect(score == before)
    #expect(throws: QualityError.scoreOutOfRange(partsPerMillion: 1_000_001)) {
      try QualityScore(uptimePPM: 1_000_001)
    }
  }

  // MARK: Consensus

  @Test func scoresAreClippedAtWhatHalfTheStakeSupports() throws {
    let rule = try ScoreConsensus()
    let outcome = try rule.outcome(
      stakes: [40, 30, 30],
      scores: [[900_000, 100_000], [500_000, 200_000], [400_000, 300_000]])
    // 40 of 100 support 900 000, 70 support 500 000; 30 support 300 000, 60 support 200 000.
    #expect(outcome.consensus == [500_000, 200_000])
    #expect(outcome.scores == [470_000, 160_000])
    #expect(outcome.gpuWeights == [47_000_000, 16_000_000])
    #expect(outcome.scorerWeights == [24_000_000, 21_000_000, 18_000_000])
  }

  @Test func supportOfExactlyKappaIsEnough() throws {
    let half = try ScoreConsensus().outcome(stakes: [1, 1], scores: [[8], [2]])
    #expect(half.consensus == [8])
    let more = try ScoreConsensus(kappaPPM: 500_001).outcome(stakes: [1, 1], scores: [[8], [2]])
    #expect(more.consensus == [2])
    let all = try ScoreConsensus(kappaPPM: 1_000_000)
      .outcome(stakes: [1, 0, 1], scores: [[8], [1], [2]])
    #expect(all.consensus == [2])
  }

  @Test func publishedEmissionsOfBittensorAreMetAndNothingIsLost() throws {
    // opentensor/subtensor, tests/epoch.rs, test_bonds: validators with stakes 1 to 4 all weigh four
    // servers by ¼, ½, ¾ and 1 of 65 535; of 10⁹ half goes to the servers, half to the validators.
    let weights: [UInt32] = [16_383, 32_767, 49_149, 65_535]
    let outcome = try ScoreConsensus().outcome(
      stakes: [1, 2, 3, 4], scores: Array(repeating: weights, count: 4))
    #expect(outcome.consensus == weights)
    let servers = try Apportionment.largestRemainder(500_000_000, weights: outcome.gpuWeights)
    let validators = try Apportionment.largestRemainder(
      500_000_000, weights: outcome.scorerWeights)
    let published: [UInt256] = [
      49_999_998, 99_999_999, 150_000_000, 200_000_001, 49_998_779, 100_000_610, 149_996_337,
      200_004_272,
    ]
    // They lose 4 units of an emission; ours are theirs to 2 units and lose none.
    #expect(published.reduce(0, +) == 999_999_996)
    let ours = validators + servers
    #expect(ours.reduce(0, +) == 1_000_000_000)
    for (mine, theirs) in zip(ours, published) {
      #expect(mine <= theirs + 2 && theirs <= mine + 2, "\(mine) and \(theirs)")
    }
    #expect(validators == [50_000_000, 100_000_000, 150_000_000, 200_000_000])
  }

  @Test func nothingVanishesWhenOneReceiverIsAbsent() throws {
    // entrius/gittensor pull request 371: 15 % of each round was lost while one receiver was away.
    let absent = try ScoreConsensus().outcome(
      stakes: [30, 0, 70], scores: [[600_000, 0, 300_000], [0, 0, 0], [600_000, 0, 300_000]])
    #expect(absent.gpuWeights[1] == 0 && absent.scorerWeights[1] == 0)
    for weights in [absent.gpuWeights, absent.scorerWeights] {
      let parts = try Apportionment.largestRemainder(1_000_000_007, weights: weights)
      #expect(parts[1] == 0)
      #expect(parts.reduce(0, +) == 1_000_000_007, "what one does not get the others do")
    }
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func colludingScorersGainNothing(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let rule = try ScoreConsensus()
    for step in 0..<300 {
      let honest = Int.random(in: 1...6, using: &random)
      let gpus = Int.random(in: 1...5, using: &random)
      let stakes = (0..<honest).map { _ in UInt64.random(in: 1...1_000, using: &random) }
      let truth = (0..<gpus).map { _ in UInt32.random(in: 0...1_000_000, using: &random) }
      // Any number of others, together with less than half of the stake.
      var left = stakes.reduce(0, +) - 1
      var colluders: [UInt64] = []
      while left > 0, colluders.count < 5 {
        let stake = UInt64.random(in: 1...left, using: &random)
        colluders.append(stake)
        left -= stake
      }
      let lies = colluders.map { _ in
        (0..<gpus).map { _ in UInt32.random(in: 0...1_000_000, using: &random) }
      }
      let all = (stakes + colluders).map { UInt256($0) }
      let fair = try rule.outcome(
        stakes: all, scores: Array(repeating: truth, count: all.count))
      let rigged = try rule.outcome(
        stakes: all, scores: Array(repeating: truth, count: honest) + lies)
      let place: Comment = "seed \(seed), step \(step)"
      #expect(rigged.consensus == truth, place)
      for gpu in 0..<gpus {
        #expect(rigged.scores[gpu] <= fair.scores[gpu], place)
      }
      for scorer in all.indices {
        #expect(rigged.scorerWeights[scorer] <= fair.scorerWeights[scorer], place)
      }
      // Nor of the whole that scorers share.
      let honestShare = (0..<honest).reduce(UInt256.zero) { $0 + rigged.scorerWeights[$1] }
      #expect(honestShare == (0..<honest).reduce(UInt256.zero) { $0 + fair.scorerWeights[$1] })
    }
  }

  @Test(arguments: [1, 2] as [UInt64])
  func theConsensusIsTheGreatestScoreWithSupport(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for step in 0..<500 {
      let count = Int.random(in: 1...7, using: &random)
      let kappa = UInt32.random(in: 1...1_000_000, using: &random)
      let stakes = (0..<count).map { UInt64.random(in: ($0 == 0 ? 1 : 0)...9, using: &random) }
      let scores = (0..<count).map { _ in UInt32.random(in: 0...9, using: &random) }
      let total = stakes.reduce(0, +)
      let slow = (0...9 as ClosedRange<UInt32>).last { score in
        let support = zip(stakes, scores).reduce(0) { $1.1 >= score ? $0 + $1.0 : $0 }
        return support * 1_000_000 >= UInt64(kappa) * total
      }
      let outcome = try ScoreConsensus(kappaPPM: kappa)
        .outcome(stakes: stakes.map { UInt256($0) }, scores: scores.map { [$0] })
      // The greatest any scorer gave, not just any between two.
      let given = scores.filter { $0 <= slow ?? 0 }.max()
      #expect(outcome.consensus == [given], "seed \(seed), step \(step)")
      let sum = zip(stakes, scores).reduce(0) { $0 + $1.0 * UInt64(min($1.1, given ?? 0)) }
      #expect(outcome.scores == [UInt32(sum / total)], "seed \(seed), step \(step)")
    }
  }

  @Test func inputThatIsNoTableOfScoresIsRefused() throws {
    let rule = try ScoreConsensus()
    func refuse(
      _ error: QualityError, _ stakes: [UInt256], _ scores: [[UInt32]],
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(throws: error, sourceLocation: sourceLocation) {
        try rule.outcome(stakes: stakes, scores: scores)
      }
      #expect(!error.description.isEmpty, sourceLocation: sourceLocation)
    }
    refuse(.scorerCount(stakes: 2, scores: 1), [1, 2], [[1]])
    refuse(.noStake(scorers: 0), [], [])
    refuse(.noStake(scorers: 2), [0, 0], [[1], [1]])
    refuse(.scoreCount(scorer: 1, scores: 2, expected: 1), [1, 1], [[1], [1, 2]])
    refuse(.scoreOutOfRange(partsPerMillion: 1_000_001), [1], [[1_000_001]])
    let tooMuch = StakeRegistry.maximumStake + 1
    refuse(
      .stakeTooLarge(scorer: 0, tooMuch, maximum: StakeRegistry.maximumStake), [tooMuch], [[1]])
    #expect(throws: QualityError.kappaOutOfRange(partsPerMillion: 0)) {
      try ScoreConsensus(kappaPPM: 0)
    }
    #expect(throws: QualityError.kappaOutOfRange(partsPerMillion: 1_000_001)) {
      try ScoreConsensus(kappaPPM: 1_000_001)
    }
    let most = try rule.outcome(
      stakes: [StakeRegistry.maximumStake, StakeRegistry.maximumStake],
      scores: [[1_000_000], [1_000_000]])
    #expect(most.scores == [1_000_000])
    #expect(try rule.outcome(stakes: [1], scores: [[]]).scores.isEmpty)
  }

  // MARK: Encodings

  @Test func encodingsReadBack() throws {
    var score = try QualityScore(uptimePPM: 5, verificationPPM: 6)
    try score.record(uptimePPM: 777, verificationPPM: 999_999, weightPPM: 123_456)
    try expectReadsBack(score)
    try expectReadsBack(score.uptime)
    try expectReadsBack(try ScoreConsensus(kappaPPM: 7))
    expectRefused(ScoreConsensus.self, "0")
    expectRefused(MovingAverage.self, #"{"partsPerMillion":1000001,"rest":0}"#)
    expectRefused(MovingAverage.self, #"{"partsPerMillion":1000000,"rest":1}"#)
    expectRefused(MovingAverage.self, #"{"partsPerMillion":1,"rest":1000000}"#)
  }
}
