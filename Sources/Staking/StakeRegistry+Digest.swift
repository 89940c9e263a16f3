// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension StakeRegistry {
  /// One digest of the whole state: equal registries, equal digests.
  ///
  /// - Complexity: O(n log n) in the number of GPUs, O(r) in that of closed rounds.
  public var digest: Digest {
    var encoder = RecordEncoder()
    encoder.write("TensorChain stake registry 1")
    policy.encode(into: &encoder)
    encoder.write(openRound)
    for amount in [
      totals.deposited, totals.bonded, totals.unbonding, totals.withdrawn, totals.slashed,
    ] {
      encoder.write(amount)
    }
    encoder.writeCount(stakes.count)
    for gpu in gpus {
      guard let stake = stakes[gpu] else { continue }
      encoder.write(gpu)
      encoder.write(stake.registration.owner)
      encoder.write(stake.registration.capacityClass.name)
      encoder.write(stake.registration.capacity)
      encoder.write(stake.registration.round)
      encoder.write(stake.bonded)
      encoder.write(stake.bondedAtRoundStart)
      encoder.writeCount(stake.unbonding.count)
      for entry in stake.unbonding {
        encoder.write(entry.createdIn)
        encoder.write(entry.amount)
      }
      encoder.writeCount(stake.slashedFaults.count)
      for slashed in stake.slashedFaults {
        encoder.write(slashed.round)
        encoder.write(slashed.fault.rawValue)
      }
    }
    encoder.writeCount(snapshots.count)
    for snapshot in snapshots { encoder.write(snapshot.digest) }
    return Keccak256.hash(encoder.bytes)
  }
}
