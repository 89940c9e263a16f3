// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

// The least that an owner has bonded. It is the owner's own stake that counts, as Cosmos's least
// self-delegation, not the total as on Livepeer: who runs a GPU on the stake of others has nothing to
// lose. What was bonded counts here even while it waits for its activation, since a slash takes it.
extension StakeRegistry {
  /// Gives an owner another bond on a GPU.
  mutating func setOwn(_ own: UInt128, of number: UInt32) {
    let minimum = minimum(of: books.stakes[Int(number)])
    books.setOwn(own, minimum: minimum, of: number)
  }

  /// Adds the event where what is bonded on a GPU counts no longer, or again.
  ///
  /// - Parameter before: the record before the operation.
  @inline(__always)
  func addStanding(
    of number: UInt32, _ before: StakeRecord, _ events: inout [StakingEvent]
  ) {
    let stake = books.stakes[Int(number)]
    if stake.isIdle, !before.isIdle {
      events.append(
        .fellBelowMinimum(
          gpu: books.gpus[number], owner: account(stake.owner), bonded: UInt256(stake.own),
          minimum: UInt256(minimum(of: stake))))
    } else if before.isIdle, !stake.isShort {
      events.append(
        .reachedMinimum(
          gpu: books.gpus[number], owner: account(stake.owner), bonded: UInt256(stake.own)))
    }
  }
}
