// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The reducer of one part: takes every peer's contribution, gives back their weighted mean.
public struct PartReducer: Sendable {
  private let count: Int
  private let codec: any VectorCodec
  private var feedback: ErrorFeedback

  /// Creates the reducer of a part of `count` values.
  public init(count: Int, codec: any VectorCodec) {
    self.count = count
    self.codec = codec
    feedback = ErrorFeedback(codec: codec)
  }

  /// Σ samplesᵢ · valuesᵢ / Σ samplesᵢ, added in the order of rank so that every run gives the same
  /// bits, then encoded again with this reducer's own error feedback.
  ///
  /// - Parameter contributions: one of each peer, by rank.
  /// - Returns: the bytes to send back to every peer.
  /// - Throws: `TrainingError.malformedMessage` where a body does not decode, or nobody has trained.
  public mutating func reduce(_ contributions: [Contribution]) throws(TrainingError) -> [UInt8] {
    var total: Float = 0
    for contribution in contributions { total += Float(contribution.samples) }
    guard total > 0 else { throw .malformedMessage("contributions of no samples at all") }
    var mean = [Float](repeating: 0, count: count)
    for contribution in contributions where contribution.samples > 0 {
      let values = try codec.decode(contribution.body[...], count: count)
      let weight = Float(contribution.samples) / total
      for index in mean.indices { mean[index] += weight * values[index] }
    }
    return try feedback.encode(mean).bytes
  }
}
