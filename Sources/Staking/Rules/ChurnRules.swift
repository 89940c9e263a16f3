// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
internal import LedgerPrimitives

/// How much stake may be activated, and how much may begin its way out, in one round: the limit of a
/// ``ChurnPolicy`` over all that is bonded, with a queue for each direction.
///
/// Ethereum's numbers are a 65,536th of what is bonded, at least 128 ETH and at most 256 ETH an epoch,
/// in steps of 1 ETH.
public struct ChurnRules: Sendable, Hashable, Encodable {
  /// What passes in every round, in base units, however little is bonded.
  public let minimum: UInt256
  /// The most that passes in a round, in base units; nil for no maximum.
  public let maximum: UInt256?
  /// The limit is what is bonded divided by this, rounded down.
  public let quotient: UInt64
  /// The limit is a multiple of this, in base units.
  public let step: UInt256

  /// Checks and takes the rules.
  ///
  /// - Parameters:
  ///   - minimum: base units a round, at least `step`.
  ///   - maximum: base units a round, at least the minimum; nil for no maximum.
  ///   - quotient: at least 1.
  ///   - step: base units, at least 1.
  /// - Throws: ``StakingError/churn(_:)`` with what is wrong.
  public init(
    minimum: UInt256, maximum: UInt256? = nil, quotient: UInt64, step: UInt256 = 1
  ) throws(StakingError) {
    do throws(ChurnError) {
      _ = try ChurnPolicy(
        minimum: minimum, maximum: maximum, quotient: quotient, step: step, lead: 0,
        withdrawalDelay: 0)
    } catch {
      throw .churn(error)
    }
    self.minimum = minimum
    self.maximum = maximum
    self.quotient = quotient
    self.step = step
  }

  /// The queue of what is to become active: from the next round on.
  func activationQueue(_ image: RegistryImage.QueueImage? = nil) -> ChurnQueue {
    queue(policy(lead: 1, delay: 0), image)
  }

  /// The queue of what leaves.
  func exitQueue(delay: UInt64, _ image: RegistryImage.QueueImage? = nil) -> ChurnQueue {
    queue(policy(lead: 0, delay: delay), image)
  }

  private func queue(_ policy: ChurnPolicy, _ image: RegistryImage.QueueImage?) -> ChurnQueue {
    ChurnQueue(
      policy: policy, last: image?.round ?? .zero, room: image?.room ?? .zero,
      stretches: image?.stretches ?? [])
  }

  private func policy(lead: UInt64, delay: UInt64) -> ChurnPolicy {
    let policy = try? ChurnPolicy(
      minimum: minimum, maximum: maximum, quotient: quotient, step: step, lead: lead,
      withdrawalDelay: delay)
    guard let policy else { preconditionFailure("Rules that were checked are refused.") }
    return policy
  }
}
