// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

/// What the books keep of one slash.
struct SlashRecord: Sendable, Equatable {
  /// What is left of one unit that was bonded all along, after this slash: parts of 2⁹⁶.
  var magnitude: UInt128
  /// What was bonded before it.
  let bondedBefore: UInt128
  let bonded: UInt128
  let unbonding: UInt256
  let redelegated: UInt256
  let faultRound: UInt64
  let appliedIn: UInt64
  let partsPerMillion: UInt32
  /// The slash before of the same GPU.
  let previous: UInt32
  let fault: Fault
}
