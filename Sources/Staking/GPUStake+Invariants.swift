// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension GPUStake {
  /// The first law that this stake breaks by itself, or nil. Sums of a stake that breaks none do not
  /// overflow.
  var brokenInvariant: StakingInvariant? {
    let gpu = registration.gpu
    if registration.owner == .zero { return .ownerIsZero(gpu) }
    if registration.capacity == 0 { return .capacityIsZero(gpu) }
    if bondedAtRoundStart > StakeRegistry.maximumStake {
      return .startOutOfRange(gpu, bondedAtRoundStart: bondedAtRoundStart)
    }
    var held = bonded
    var last: Round?
    for entry in unbonding {
      if let last, entry.createdIn <= last {
        return .unbondingNotAscending(gpu, createdIn: entry.createdIn)
      }
      last = entry.createdIn
      if entry.amount == 0 { return .emptyUnbonding(gpu, createdIn: entry.createdIn) }
      if entry.maturesIn <= entry.createdIn {
        return .wrongMaturity(gpu, createdIn: entry.createdIn, maturesIn: entry.maturesIn)
      }
      let (sum, overflow) = held.addingReportingOverflow(entry.amount)
      held = overflow ? .max : sum
    }
    for (fault, next) in zip(slashedFaults, slashedFaults.dropFirst())
    where !fault.precedes(next) {
      return .slashedFaultsNotAscending(gpu, next)
    }
    return held > StakeRegistry.maximumStake
      ? .stakeAboveMaximum(gpu, maximum: StakeRegistry.maximumStake) : nil
  }
}
