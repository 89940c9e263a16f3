// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The one way in which a round's rewards reach their accounts.
///
/// A round has exactly one, written down when it is settled, so that nothing is paid twice.
public enum ClaimChannel: String, Sendable, Hashable, Codable, CaseIterable {
  /// Accounts claim here, with proofs of cumulative amounts.
  case localClaims
  /// Accounts claim here under a root that somebody else made, from its own funds.
  case foreignRoot
  /// A Uniswap `MerkleDistributor` pays the round's amounts.
  case uniswapExport
  /// An EigenLayer `RewardsCoordinator` pays cumulative amounts.
  case eigenLayerExport
  /// The network pays every account itself, in batches.
  case directPayment
}

extension ClaimChannel: CustomStringConvertible {
  /// The name of the case.
  public var description: String { rawValue }
}
