// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// One reward token of a pool: its index, its streams and where its units are.
struct TokenAccrual: Sendable, Equatable {
  let token: Address
  /// What one unit of weight has earned.
  var index = ExactIndex()
  /// Emitted, to be distributed at the next boundary.
  var pot: UInt128 = 0
  /// Emitted while nobody had weight.
  var carry: UInt128 = 0
  /// What the streams were given in all, less what was stopped.
  var promised: UInt128 = 0
  var emitted: UInt128 = 0
  var paid: UInt128 = 0
  /// Taken from the carry: out of the pool, or into new streams.
  var carryWithdrawn: UInt128 = 0
  var restreamed: UInt128 = 0
  /// Put into the pool, and taken out again because nothing promised it.
  var funded: UInt128 = 0
  var withdrawn: UInt128 = 0
  /// The streams that have not ended, by id.
  var streams: [RewardStream] = []
  /// What each account has, by its number; empty for the pool's first token, of which it stands in the
  /// ``AccountRow``.
  var shares = PagedArray<IndexShare>()

  /// Base units the pool holds.
  var funds: UInt128 { funded - withdrawn - carryWithdrawn - paid }
  /// Base units that are promised and not gone.
  var obligations: UInt128 { promised - restreamed - carryWithdrawn - paid }
  /// Base units that are emitted and not gone.
  var outstanding: UInt128 { emitted - restreamed - carryWithdrawn - paid }

  /// Emits up to `time` and divides what is there among `weight`.
  mutating func distribute(at time: UInt64, among weight: UInt128) {
    var amount = pot
    pot = 0
    if !streams.isEmpty {
      var given: UInt128 = 0
      var hasEnded = false
      for place in streams.indices {
        given += streams[place].emit(by: time)
        hasEnded = hasEnded || streams[place].end <= time
      }
      if hasEnded { streams.removeAll { $0.end <= time } }
      emitted += given
      amount += given
    }
    if amount == 0 { return }
    if weight == 0 {
      carry += amount
      return
    }
    index.divide(amount, among: weight)
  }

  /// What the streams emit between their last boundary and `time`.
  func accruing(by time: UInt64) -> UInt128 {
    streams.reduce(pot) { $0 + $1.givenFloor(by: time) - $1.given }
  }
}
