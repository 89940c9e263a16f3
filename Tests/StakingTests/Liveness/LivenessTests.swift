// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import LedgerPrimitives
import Staking
import TestSupport
import Testing

@Suite struct LivenessTests {
  private func policy(
    _ window: UInt32, _ minimum: UInt32
  ) throws -> LivenessPolicy {
    try LivenessPolicy(window: window, minimumSigned: minimum, jailRounds: 600)
  }

  // MARK: Cosmos' stories (x/slashing, keeper tests: a window of 1,000 blocks, half to be signed)

  @Test func aValidatorThatIsNewIsNotJailedForItsFirstMiss() throws {
    var liveness = LivenessWindow(policy: try policy(1_000, 500), start: Round(1_001))
    #expect(try liveness.record(signed: true, in: Round(1_002)) == .live)
    #expect(try liveness.record(signed: false, in: Round(1_003)) == .live)
    #expect(liveness.missed == 1)
    #expect(liveness.observed == 2)
    #expect(liveness.uptimePPMFloor == 500_000)
  }

  @Test func theFiveHundredAndFirstMissJailsOnceAndClearsTheWindow() throws {
    var liveness = LivenessWindow(policy: try policy(1_000, 500), start: Round(0))
    for round in UInt64(1)...1_000 {
      #expect(try liveness.record(signed: true, in: Round(round)) == .live)
    }
    for round in UInt64(1_001)...1_500 {
      #expect(try liveness.record(signed: false, in: Round(round)) == .live)
    }
    #expect(liveness.missed == 500)
    #expect(
      try liveness.record(signed: false, in: Round(1_501))
        == .jailed(missed: 501, until: Round(2_101)))
    #expect(liveness.missed == 0)
    #expect(liveness.observed == 0)
    // The next misses do not jail it again until a whole window has passed.
    try liveness.restart(in: Round(2_101))
    for round in UInt64(2_102)...3_101 {
      #expect(try liveness.record(signed: false, in: Round(round)) == .live)
    }
    #expect(
      try liveness.record(signed: false, in: Round(3_102))
        == .jailed(missed: 1_000, until: Round(3_702)))
  }

  @Test func missesOlderThanTheWindowAreForgotten() throws {
    var liveness = LivenessWindow(policy: try policy(10, 6), start: Round(0))
    for round in UInt64(1)...200 {
      // Four of ten, in whatever phase.
      let verdict = try liveness.record(signed: round % 10 < 6, in: Round(round))
      #expect(verdict == .live)
    }
    #expect(liveness.missed == 4)
    #expect(liveness.uptimePPMFloor == 600_000)
  }

  @Test func theLeastToBeSignedRoundsAsCosmosDoes() {
    #expect(LivenessPolicy.roundedHalfEven(partsPerMillion: 500_000, of: 100) == 50)
    #expect(LivenessPolicy.roundedHalfEven(partsPerMillion: 500_000, of: 5) == 2)
    #expect(LivenessPolicy.roundedHalfEven(partsPerMillion: 500_000, of: 7) == 4)
    #expect(LivenessPolicy.roundedHalfEven(partsPerMillion: 50_001, of: 10) == 1)
    #expect(LivenessPolicy.roundedHalfEven(partsPerMillion: .max, of: .max) > 1 << 42)
  }

  // MARK: Model

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func theRingCountsWhatAListCounts(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let window = [1, 3, 64, 130][Int(seed - 1)]
    let allowed = window / 3
    let policy = try policy(UInt32(window), UInt32(window - allowed))
    var liveness = LivenessWindow(policy: policy, start: Round(5))
    var start: UInt64 = 5
    var all: [Bool] = []
    var round: UInt64 = 5
    var jailed = 0
    for step in 0..<6_000 {
      round += UInt64.random(in: 1...2, using: &random)
      let signed = UInt8.random(in: 0..<100, using: &random) < (step / 500 % 2 == 0 ? 80 : 60)
      let verdict = try liveness.record(signed: signed, in: Round(round))
      all.append(signed)
      let missed = all.suffix(window).count { !$0 }
      let place: Comment = "seed \(seed), step \(step)"
      if round > start + UInt64(window), missed > allowed {
        #expect(
          verdict == .jailed(missed: UInt32(missed), until: Round(round + 600)), place)
        all = []
        start = round
        jailed += 1
      } else {
        #expect(verdict == .live, place)
        #expect(liveness.missed == UInt32(missed), place)
      }
      #expect(liveness.observed == UInt32(min(all.count, window)), place)
      if step % 500 == 3 {
        #expect(try LivenessWindow(recordBytes: liveness.recordBytes) == liveness, place)
      }
    }
    #expect(jailed > 0, "seed \(seed)")
  }

  // MARK: Refusals and encodings

  @Test func callsThatMustBeRefusedChangeNothing() throws {
    var liveness = LivenessWindow(policy: try policy(4, 4), start: Round(10))
    func refuse(
      _ error: LivenessError, sourceLocation: SourceLocation = #_sourceLocation,
      _ body: (inout LivenessWindow) throws -> Void
    ) {
      var changed = liveness
      #expect(throws: error, sourceLocation: sourceLocation) { try body(&changed) }
      #expect(changed == liveness, sourceLocation: sourceLocation)
      #expect(!error.description.isEmpty, sourceLocation: sourceLocation)
    }
    refuse(.roundNotLater(asked: Round(10), last: Round(10))) {
      _ = try $0.record(signed: true, in: Round(10))
    }
    _ = try liveness.record(signed: true, in: Round(20))
    refuse(.roundNotLater(asked: Round(20), last: Round(20))) {
      _ = try $0.record(signed: false, in: Round(20))
    }
    refuse(.roundNotLater(asked: Round(19), last: Round(20))) { try $0.restart(in: Round(19)) }
    refuse(.roundsExhausted(after: .last, needed: 600)) {
      _ = try $0.record(signed: false, in: .last)
    }
    #expect(throws: LivenessError.windowOutOfRange(0, maximum: 65_536)) { try policy(0, 0) }
    #expect(throws: LivenessError.windowOutOfRange(65_537, maximum: 65_536)) {
      try policy(65_537, 1)
    }
    #expect(throws: LivenessError.minimumOutOfRange(0, window: 5)) { try policy(5, 0) }
    #expect(throws: LivenessError.minimumOutOfRange(6, window: 5)) { try policy(5, 6) }
  }

  @Test func encodingsReadBackAndImpossibleWindowsAreRefused() throws {
    var liveness = LivenessWindow(policy: try policy(70, 30), start: Round(10))
    try expectReadsBack(liveness)
    for round in UInt64(11)...140 {
      _ = try liveness.record(signed: round % 3 == 0 || round > 100, in: Round(round))
      if round == 40 { try expectReadsBack(liveness) }
    }
    try expectReadsBack(liveness)
    try expectReadsBack(liveness.policy)
    expectRefused(LivenessPolicy.self, #"{"window":5,"minimumSigned":6,"jailRounds":1}"#)
    let policy = #""policy":{"window":5,"minimumSigned":3,"jailRounds":1},"start":10"#
    withEvery(
      "window",
      in: [
        // Too many words, a bit beyond the window, a wrong count, a place beyond the window, a place
        // that does not follow from the count, no last round, one before the start, one too early.
        #""last":12,"observed":2,"missed":1,"position":2,"bits":[1,0]"#,
        #""last":12,"observed":2,"missed":1,"position":2,"bits":[4]"#,
        #""last":12,"observed":2,"missed":2,"position":2,"bits":[1]"#,
        #""last":22,"observed":5,"missed":1,"position":5,"bits":[1]"#,
        #""last":12,"observed":2,"missed":1,"position":3,"bits":[1]"#,
        #""observed":2,"missed":1,"position":2,"bits":[1]"#,
        #""last":9,"observed":2,"missed":1,"position":2,"bits":[1]"#,
        #""last":11,"observed":2,"missed":1,"position":2,"bits":[1]"#,
        #""last":30,"observed":6,"missed":1,"position":2,"bits":[1]"#,
      ]
    ) { expectRefused(LivenessWindow.self, "{\(policy),\($0)}") }
  }
}
