// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What left the bond of one GPU in one round, held in shares so that a slash of the round touches one
/// record however many accounts unbonded in it.
struct UnbondingPool: Sendable, Equatable {
  /// Base units. Zero once slashed away; then the pool stays until its claims are gone.
  var units: UInt128
  /// Shares, one for each unit that came in.
  var shares: UInt128
  let createdIn: UInt64
  /// The next older pool of the GPU.
  var next: UInt32
  /// How many claims there are on it.
  var claims: UInt32 = 0

  /// What shares of this pool are worth, rounded down; all of the shares are worth all of the units.
  func worthFloor(of shares: UInt128) -> UInt128 {
    shares == self.shares ? units : Units.mulDivFloor(shares, units, self.shares)
  }
}

/// An account's part of an unbonding pool.
struct Claim: Sendable, Equatable {
  var shares: UInt128
  /// The first round in which it may be withdrawn. While it waits in the exit queue, the latest that
  /// this can be: it is sooner where others ahead of it call their exit off.
  var maturesIn: UInt64
  let position: UInt32
  let pool: UInt32
  /// The next older claim of the same position.
  var next: UInt32
  /// Its place in the exit queue; none where exits are not limited.
  var place = Link.none
  /// The neighbours among the claims that mature in the same round.
  var earlier = Link.none
  var later = Link.none
}

/// Stake that unbonds and waits for the churn limit to let it out.
struct ExitEntry: Sendable, Equatable {
  /// What still waits, in shares of the claim's pool: one for each unit that began to unbond. Nothing
  /// where the claim waits no longer.
  var waiting: UInt128
  let claim: UInt32
}

/// Stake that waits for its activation.
struct ActivationEntry: Sendable, Equatable {
  /// What becomes active once nothing of it waits.
  var units: UInt128
  /// What the churn limit has not let in yet.
  var waiting: UInt128
  /// The latest round at whose beginning it becomes active: it is sooner where others ahead leave.
  let activatesIn: UInt64
  let gpu: UInt32
  /// Whether the owner bonded it, or delegators.
  let isOwn: Bool
  /// The next older entry of the same GPU; it may have left the queue already.
  let older: UInt32
}

/// Stake that moved from one GPU to another and stays at risk for what the first one did.
///
/// What is bonded of it and what has left the bond again are followed apart, so that stake which comes
/// later never stands in for what has left.
struct RedelegationRecord: Sendable, Equatable {
  /// What of it was never out of the bond since: shares of the destination's pool; base units where the
  /// owner moved his bond.
  var kept: UInt128
  /// What has left the bond and unbonds, in base units, at its worth when it left.
  var left: UInt128 = 0
  let createdIn: UInt64
  /// The position at the destination.
  let position: UInt32
  /// The destination's incarnation in which the shares were issued.
  var incarnation: UInt32
  /// The destination's last slash that ``kept`` has been through, of an owner's bond; the pool's price
  /// says it for delegations.
  var slashes: UInt32
  /// The next older move away from the same GPU.
  var next: UInt32
  /// The next older move into the same position.
  var nextOfPosition = Link.none
}
