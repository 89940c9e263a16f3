// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// When a run is over: the held-out target is reached, or too many exchanges have gone by.
public struct TrainingGoal: Sendable, Hashable, Codable {
  /// Share of held-out samples to answer rightly, in parts per million.
  public let accuracyPPM: Int
  /// Exchanges after which a run gives up.
  public let maximumExchanges: Int

  /// Creates a goal.
  ///
  /// - Throws: `TrainingError.invalidSetting` where the accuracy is not in 1 … 1,000,000 or no
  ///   exchange is allowed.
  public init(accuracyPPM: Int, maximumExchanges: Int) throws(TrainingError) {
    guard (1...1_000_000).contains(accuracyPPM) else {
      throw .invalidSetting(
        "a target accuracy of \(accuracyPPM) parts per million is not in 1 ... 1000000")
    }
    guard (1...1_000_000).contains(maximumExchanges) else {
      throw .invalidSetting("\(maximumExchanges) exchanges at most: not in 1 ... 1000000")
    }
    self.accuracyPPM = accuracyPPM
    self.maximumExchanges = maximumExchanges
  }

  /// Whether an evaluation meets the target, in whole numbers.
  public func isReached(by evaluation: Evaluation) -> Bool {
    evaluation.count > 0 && evaluation.correct * 1_000_000 >= accuracyPPM * evaluation.count
  }
}

extension TrainingGoal {
  /// Reads a goal.
  ///
  /// - Throws: `DecodingError.dataCorrupted` naming the value that is outside its range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let accuracy = try container.decode(Int.self, forKey: .accuracyPPM)
    let exchanges = try container.decode(Int.self, forKey: .maximumExchanges)
    do {
      try self.init(accuracyPPM: accuracy, maximumExchanges: exchanges)
    } catch {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: error.description))
    }
  }
}
