// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// The rules a registry lives by. They are fixed when it opens.
public struct StakingPolicy: Sendable, Hashable {
  /// The least stake of a GPU of each class, in base units. A class without an entry does not exist.
  public let minimumStake: [CapacityClass: UInt256]
  /// Rounds between the round in which stake starts to unbond and the first in which it may leave.
  public let unbondingDelay: UInt64
  /// Rounds in which evidence of a fault is accepted, the round of the fault being the first.
  public let evidenceWindow: UInt64
  /// Where slashed units go.
  public let slashDestination: Address

  /// Checks and takes the rules.
  ///
  /// Stake that began to unbond in the round of a fault must still be here while the fault may be
  /// shown, or unbonding would be a way out: the delay is at least the evidence window.
  ///
  /// - Parameters:
  ///   - minimumStake: base units per class, each from 1 to ``StakeRegistry/maximumStake``.
  ///   - unbondingDelay: in rounds, at least `evidenceWindow`.
  ///   - evidenceWindow: in rounds, at least 1.
  ///   - slashDestination: any account but the zero address.
  /// - Throws: ``StakingError/noCapacityClass``, ``StakingError/minimumStakeOutOfRange(_:minimum:)``,
  ///   ``StakingError/evidenceWindowIsZero``,
  ///   ``StakingError/unbondingDelayTooShort(delay:evidenceWindow:)`` or
  ///   ``StakingError/slashDestinationIsZero``.
  public init(
    minimumStake: [CapacityClass: UInt256], unbondingDelay: UInt64, evidenceWindow: UInt64,
    slashDestination: Address
  ) throws(StakingError) {
    guard !minimumStake.isEmpty else { throw .noCapacityClass }
    for (capacityClass, minimum) in minimumStake.sorted(by: { $0.key < $1.key })
    where minimum == 0 || minimum > StakeRegistry.maximumStake {
      throw .minimumStakeOutOfRange(capacityClass, minimum: minimum)
    }
    guard evidenceWindow > 0 else { throw .evidenceWindowIsZero }
    guard unbondingDelay >= evidenceWindow else {
      throw .unbondingDelayTooShort(delay: unbondingDelay, evidenceWindow: evidenceWindow)
    }
    guard slashDestination != .zero else { throw .slashDestinationIsZero }
    self.minimumStake = minimumStake
    self.unbondingDelay = unbondingDelay
    self.evidenceWindow = evidenceWindow
    self.slashDestination = slashDestination
  }

  /// The classes, ascending.
  ///
  /// - Complexity: O(c log c) in the number of classes.
  public var capacityClasses: [CapacityClass] { minimumStake.keys.sorted() }
}
