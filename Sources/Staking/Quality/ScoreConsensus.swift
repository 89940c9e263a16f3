// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What scorers with stake agree on, so that those who collude gain nothing.
///
/// Each scorer gives each GPU a score. The consensus of a GPU is the greatest score that scorers with
/// at least κ of the stake give or exceed, a median weighted by stake; whatever a scorer gave above
/// it is cut off. Scorers with less than κ can praise a GPU as they like: its score does not rise
/// above what the others give, and what they themselves earn for scoring
/// (``Outcome/scorerWeights``) counts only what was not cut off. This is the clipping of Bittensor's
/// Yuma consensus (https://github.com/opentensor/subtensor, docs/consensus.md).
public struct ScoreConsensus: Sendable, Hashable {
  /// The part of the stake that must support a score, in parts per million.
  public let kappaPPM: UInt32

  /// What came of the scores of a round.
  public struct Outcome: Sendable, Hashable {
    /// Per GPU the consensus: what at least κ of the stake gives it.
    public let consensus: [UInt32]
    /// Per GPU the average of the clipped scores, weighted by stake, rounded down.
    public let scores: [UInt32]
    /// Per GPU the sum of stake · clipped score: weights for splitting an amount over GPUs.
    public let gpuWeights: [UInt256]
    /// Per scorer the sum over GPUs of stake · clipped score: weights for splitting an amount over
    /// scorers.
    public let scorerWeights: [UInt256]
  }

  /// Checks and takes κ.
  ///
  /// - Parameter kappaPPM: in parts per million, 1 to 1 000 000; Bittensor's is one half.
  /// - Throws: ``QualityError/kappaOutOfRange(partsPerMillion:)``.
  public init(kappaPPM: UInt32 = 500_000) throws(QualityError) {
    guard (1...million).contains(kappaPPM) else {
      throw .kappaOutOfRange(partsPerMillion: kappaPPM)
    }
    self.kappaPPM = kappaPPM
  }

  /// What scorers agree on.
  ///
  /// - Parameters:
  ///   - stakes: per scorer, in base units; each at most ``StakeRegistry/maximumStake``, not all
  ///     zero.
  ///   - scores: per scorer one score for each GPU, 0 to 1 000 000.
  /// - Throws: ``QualityError``.
  /// - Complexity: O(g · n log n) for n scorers and g GPUs.
  public func outcome(
    stakes: [UInt256], scores: [[UInt32]]
  ) throws(QualityError) -> Outcome {
    let (gpuCount, total) = try check(stakes, scores)
    var consensus: [UInt32] = []
    var averages: [UInt32] = []
    var gpuWeights: [UInt256] = []
    var scorerWeights = [UInt256](repeating: .zero, count: stakes.count)
    for gpu in 0..<gpuCount {
      let column = scores.map { $0[gpu] }
      let limit = supported(column, stakes, total)
      var weight = UInt256.zero
      for (scorer, score) in column.enumerated() {
        let part = stakes[scorer] * UInt256(UInt64(Swift.min(score, limit)))
        weight += part
        scorerWeights[scorer] += part
      }
      consensus.append(limit)
      gpuWeights.append(weight)
      // Stakes times at most a million, divided by the stakes.
      averages.append(UInt32(truncatingIfNeeded: (weight / total).limbs.0))
    }
    return Outcome(
      consensus: consensus, scores: averages, gpuWeights: gpuWeights,
      scorerWeights: scorerWeights)
  }

  /// The greatest score that scorers with at least κ of the total give or exceed.
  private func supported(_ scores: [UInt32], _ stakes: [UInt256], _ total: UInt256) -> UInt32 {
    let needed = total * UInt256(UInt64(kappaPPM))
    var support = UInt256.zero
    for (score, stake) in zip(scores, stakes).sorted(by: { $0.0 > $1.0 }) {
      support += stake
      if support * UInt256(UInt64(million)) >= needed { return score }
    }
    // All of them support the lowest.
    preconditionFailure("\(support) of \(total) is less than \(kappaPPM) parts per million.")
  }

  /// How many GPUs are scored, and the total stake. Stakes below 2¹²⁸ of fewer than 2⁶³ scorers, a
  /// million and the number of GPUs stay far below 2²⁵⁶.
  private func check(
    _ stakes: [UInt256], _ scores: [[UInt32]]
  ) throws(QualityError) -> (gpuCount: Int, total: UInt256) {
    guard stakes.count == scores.count else {
      throw .scorerCount(stakes: stakes.count, scores: scores.count)
    }
    var total = UInt256.zero
    for (scorer, stake) in stakes.enumerated() {
      guard stake <= StakeRegistry.maximumStake else {
        throw .stakeTooLarge(scorer: scorer, stake, maximum: StakeRegistry.maximumStake)
      }
      total += stake
    }
    guard total > 0, let first = scores.first else { throw .noStake(scorers: stakes.count) }
    for (scorer, row) in scores.enumerated() {
      guard row.count == first.count else {
        throw .scoreCount(scorer: scorer, scores: row.count, expected: first.count)
      }
      if let score = row.first(where: { $0 > million }) {
        throw .scoreOutOfRange(partsPerMillion: score)
      }
    }
    return (first.count, total)
  }
}

extension ScoreConsensus: RecordCodable {
  /// κ, 4 bytes.
  public func encode(into encoder: inout RecordEncoder) { encoder.write(kappaPPM) }

  /// Reads 4 bytes and refuses a κ that is none.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let kappa = try decoder.readUInt32()
    do throws(QualityError) {
      try self.init(kappaPPM: kappa)
    } catch {
      throw .invalidValue(field: "kappa", value: "\(kappa)")
    }
  }
}

extension ScoreConsensus: Codable {
  /// Reads κ and refuses one that is none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let kappa = try container.decode(UInt32.self)
    do throws(QualityError) {
      try self.init(kappaPPM: kappa)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes κ.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(kappaPPM)
  }
}
