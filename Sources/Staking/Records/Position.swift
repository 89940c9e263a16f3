// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What one account has on one GPU: its delegation and its claims on what unbonds. The owner has one
/// for his claims; his bond stands in the ``StakeRecord``.
struct Position: Sendable, Equatable {
  /// Shares of the GPU's delegation pool.
  var shares: UInt128 = 0
  /// What was put in for these shares, in base units: what they would be worth without slashes.
  var basis: UInt128 = 0
  let gpu: UInt32
  let account: UInt32
  /// Rounds in 32 bits, as in ``StakeRecord``.
  private var lastMove: UInt32 = 0
  /// The newest of the moves that came here.
  var moves = Link.none
  /// The incarnation of the pool in which the shares were issued.
  var incarnation: UInt32 = 0
  /// The newest claim.
  var claims = Link.none
  /// The next position on the same GPU, and of the same account.
  var nextOfGPU = Link.none
  var nextOfAccount = Link.none

  init(gpu: UInt32, account: UInt32) {
    self.gpu = gpu
    self.account = account
  }

  /// The last round in which stake came here from another GPU, plus one; 0 for never.
  var movedInAfter: UInt64 {
    get { UInt64(lastMove) }
    set { lastMove = UInt32(clamping: newValue) }
  }
}
