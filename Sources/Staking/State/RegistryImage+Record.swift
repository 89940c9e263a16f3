// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// One digest of the whole state: equal registries, equal digests.
  ///
  /// - Complexity: O(n log n) in everything that is kept.
  public var digest: Digest { Keccak256.hash(canonicalBytes) }

  /// The bytes of the state: equal registries, equal bytes.
  var canonicalBytes: [UInt8] {
    var encoder = RecordEncoder()
    RegistryImage(of: self).encode(into: &encoder)
    return encoder.bytes
  }
}

extension RegistryImage {
  func encode(into encoder: inout RecordEncoder) {
    encoder.write("TensorChain stake registry 3")
    encoder.write(policy)
    encoder.write(openRound)
    for amount in [
      totals.deposited, totals.bonded, totals.unbonding, totals.withdrawn, totals.slashed,
    ] {
      encoder.write(amount)
    }
    for queue in [activationQueue, exitQueue] {
      encoder.write(queue != nil)
      encoder.write(queue?.round ?? .zero)
      encoder.write(queue?.room ?? .zero)
      encoder.writeCount(queue?.stretches.count ?? 0)
      for stretch in queue?.stretches ?? [] {
        encoder.write(stretch.from)
        encoder.write(stretch.limit)
      }
    }
    encoder.writeCount(activations.count)
    for entry in activations {
      encoder.write(entry.gpu)
      encoder.write(entry.isOwn)
      encoder.write(entry.activatesIn)
      encoder.write(entry.amount)
      encoder.write(entry.waiting)
    }
    encoder.write(roundTotals)
    encoder.writeCount(gpus.count)
    for gpu in gpus { gpu.encode(into: &encoder) }
    encoder.writeCount(claims.count)
    for claim in claims {
      encoder.write(claim.gpu)
      encoder.write(claim.account)
      encoder.write(claim.pool)
      encoder.write(claim.shares)
      encoder.write(claim.waiting)
      encoder.write(claim.maturesIn)
    }
  }
}

extension RegistryImage.TermsImage {
  fileprivate func encode(into encoder: inout RecordEncoder) {
    encoder.write(lockedFrom)
    encoder.write(lockedUntil)
    encoder.write(boostPPM)
    encoder.write(boostBeforePPM)
    encoder.write(boostFrom)
    encoder.write(commissionPPM)
    encoder.write(nextCommissionPPM)
    encoder.write(commissionFrom)
  }
}

extension RecordEncoder {
  fileprivate mutating func write(_ terms: RegistryImage.TermsImage?) {
    write(terms != nil)
    terms?.encode(into: &self)
  }
}

extension RegistryImage.GPUImage {
  fileprivate func encode(into encoder: inout RecordEncoder) {
    encoder.write(gpu)
    encoder.write(owner)
    encoder.write(capacityClass.name)
    encoder.write(capacity)
    encoder.write(registeredIn)
    for amount in [bonded, delegated, shares, activeAtRoundStart, ownActiveAtRoundStart] {
      encoder.write(amount)
    }
    encoder.write(incarnation)
    encoder.write(jailedUntil)
    encoder.write(isTombstoned)
    encoder.write(quality)
    encoder.write(isRated)
    encoder.write(liveness)
    encoder.write(terms)
    encoder.writeCount(unbonding.count)
    for pool in unbonding {
      encoder.write(pool.createdIn)
      encoder.write(pool.amount)
      encoder.write(pool.shares)
    }
    encoder.writeCount(delegations.count)
    for delegation in delegations {
      encoder.write(delegation.account)
      encoder.write(delegation.shares)
      encoder.write(delegation.paid)
      encoder.write(delegation.incarnation)
      encoder.write(delegation.movedInAfter)
    }
    encoder.writeCount(moves.count)
    for move in moves {
      encoder.write(move.createdIn)
      encoder.write(move.account)
      encoder.write(move.destination)
      encoder.write(move.kept)
      encoder.write(move.left)
      encoder.write(move.incarnation)
      encoder.write(move.slashesBefore)
    }
    encodeThePast(into: &encoder)
  }

  private func encodeThePast(into encoder: inout RecordEncoder) {
    encoder.writeCount(slashes.count)
    for slash in slashes {
      encoder.write(slash.fault.rawValue)
      encoder.write(slash.faultRound)
      encoder.write(slash.appliedIn)
      encoder.write(slash.partsPerMillion)
      for amount in [slash.bondedBefore, slash.bonded, slash.unbonding, slash.redelegated] {
        encoder.write(amount)
      }
    }
    encoder.writeCount(history.count)
    for entry in history {
      encoder.write(entry.round)
      encoder.write(entry.stake)
      encoder.write(entry.scorePPM)
      encoder.write(entry.lockedPPM)
      encoder.write(entry.terms)
    }
  }
}
