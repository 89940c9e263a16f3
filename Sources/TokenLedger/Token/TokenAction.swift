// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What was asked for when a token refused: contracts that give reasons as text word the same
/// refusal differently.
@nonexhaustive
public enum TokenAction: Sendable, Hashable, CaseIterable {
  /// Moving units between accounts.
  case transfer
  /// Making units.
  case mint
  /// Destroying units.
  case burn
  /// Setting an allowance.
  case approve
  /// Pausing or resuming.
  case pause
  /// Using a signed allowance.
  case permit
  /// Using a signed transfer.
  case authorization
  /// Using a signed delegation.
  case delegation
  /// Managing who may do what.
  case administration
  /// A flash loan: its minting, its allowance and its burning.
  case flashLoan
  /// A deposit into a vault or a withdrawal from it.
  case vault
}
