// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// The roles that OpenZeppelin's contracts ask for; a role is the Keccak-256 digest of its name.
public enum TokenRole {
  /// The admin of every role that was given no other: 32 zero bytes.
  public static let defaultAdmin = Digest.zero
  /// May mint: `MINTER_ROLE`.
  public static let minter = named("MINTER_ROLE")
  /// May pause and resume: `PAUSER_ROLE`.
  public static let pauser = named("PAUSER_ROLE")
  /// May block and unblock accounts: `LIMITER_ROLE`.
  public static let limiter = named("LIMITER_ROLE")
  /// May take snapshots: `SNAPSHOT_ROLE`.
  public static let snapshotter = named("SNAPSHOT_ROLE")

  /// The role of that name.
  public static func named(_ name: String) -> Digest { Keccak256.hash(name.utf8) }
}
