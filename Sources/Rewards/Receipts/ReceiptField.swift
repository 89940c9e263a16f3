// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A figure of a receipt.
@nonexhaustive
public enum ReceiptField: String, Sendable, Hashable, Codable {
  /// The network.
  case network
  /// The round.
  case round
  /// The receipt itself.
  case receipt
  /// The receipt before.
  case previousReceipt = "previous receipt"
  /// The rules.
  case policy
  /// What earlier rounds left over.
  case carriedIn = "carried in"
  /// The treasury's amount.
  case treasury
  /// The burned amount.
  case burned
  /// The amount of all lines.
  case payable
  /// What α did not allow to be paid.
  case unspent
  /// What the next round begins with.
  case carriedOut = "carried out"
  /// W.
  case totalWeight = "total weight"
  /// payable / W.
  case alphaEffective = "effective alpha"
  /// The order of the lines.
  case lineOrder = "line order"
}
