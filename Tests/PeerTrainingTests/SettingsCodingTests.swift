// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import PeerTraining
import Testing

@Suite("Settings read from outside")
struct SettingsCodingTests {
  /// What a decoder says is wrong with `json`; nil where it takes it.
  private func refusal<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> String? {
    do {
      _ = try JSONDecoder().decode(type, from: Data(json.utf8))
      return nil
    } catch DecodingError.dataCorrupted(let context) {
      return context.debugDescription
    }
  }

  @Test("links and goals come back as they were written")
  func roundTrip() throws {
    let link = try LinkProfile(roundTripNanoseconds: 60_000_000_000, bitsPerSecond: .max)
    let goal = try TrainingGoal(accuracyPPM: 1_000_000, maximumExchanges: 1)
    let (encoder, decoder) = (JSONEncoder(), JSONDecoder())
    #expect(try decoder.decode(LinkProfile.self, from: encoder.encode(link)) == link)
    #expect(try decoder.decode(TrainingGoal.self, from: encoder.encode(goal)) == goal)
  }

  @Test("a link that cannot be is not read either, and the refusal says why")
  func badLinks() throws {
    for (roundTrip, rate) in [(5, 0), (60_000_000_001, 7)] as [(UInt64, UInt64)] {
      let json = #"{"roundTripNanoseconds": \#(roundTrip), "bitsPerSecond": \#(rate)}"#
      let reason = TrainingError.invalidLink(roundTripNanoseconds: roundTrip, bitsPerSecond: rate)
      #expect(try refusal(LinkProfile.self, json) == reason.description)
    }
    #expect(throws: DecodingError.self) {
      try refusal(LinkProfile.self, #"{"roundTripNanoseconds": 5}"#)
    }
  }

  @Test(
    "a goal outside its range is not read either, and the refusal names the value",
    arguments: [
      (0, 5, "0"), (1_000_001, 5, "1000001"), (-7, 5, "-7"), (5, 0, "0"), (5, -9, "-9"),
      (5, 1_000_001, "1000001"),
    ])
  func badGoals(accuracy: Int, exchanges: Int, named: String) throws {
    let json = #"{"accuracyPPM": \#(accuracy), "maximumExchanges": \#(exchanges)}"#
    let reason = try #require(try refusal(TrainingGoal.self, json))
    #expect(reason.contains(named))
  }
}
