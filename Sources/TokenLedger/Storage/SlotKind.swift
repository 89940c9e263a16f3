// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What a slot of a token's storage holds, and what its key names.
///
/// The numbers stand in state roots and proofs: none is ever given anew. What a later extension
/// remembers becomes a case here; history, undo and the state root then work for it at once.
enum SlotKind: UInt8, CaseIterable {
  /// All units there are.
  case totalSupply = 0
  /// The low 256 bits of all units ever minted, and the bits above.
  case mintedLow = 1
  case mintedHigh = 2
  /// The low 256 bits of all units ever burned, and the bits above.
  case burnedLow = 3
  case burnedHigh = 4
  /// The units of an account.
  case balance = 5
  /// The units of an owner that a spender may spend.
  case allowance = 6
  /// How many signatures of an account were used (EIP-2612).
  case nonce = 7
  /// 1 while the token is paused.
  case paused = 8
  /// The owner's address, and that of who may become owner.
  case owner = 9
  case pendingOwner = 10
  /// 1 where an account (second) has a role (first), and a role's admin role.
  case role = 11
  case roleAdmin = 12
  /// 1 where an account is blocked.
  case blocked = 13
  /// 1 where an account may mint, and the units it may still mint.
  case minter = 14
  case minterAllowance = 15
  /// 1 where the authorization with that nonce (second) of an account (first) is used (EIP-3009).
  case authorization = 16
  /// The address of the account that votes for an account.
  case delegate = 17
  /// How many checkpoints of votes an account has, and each of them.
  case voteCheckpointCount = 19
  case voteCheckpoint = 20
  case supplyCheckpointCount = 21
  case supplyCheckpoint = 22
  /// The last snapshot's number; how many entries an account has, and each entry's number and value.
  case snapshotID = 23
  case snapshotCount = 24
  case snapshotEntryID = 25
  case snapshotEntryValue = 26
  case supplySnapshotCount = 27
  case supplySnapshotID = 28
  case supplySnapshotValue = 29
  /// The units of an account that pending transfers hold.
  case held = 30
  /// The addresses of FiatToken's offices.
  case masterMinter = 31
  case pauser = 32
  case blocklister = 33
  case rescuer = 34

  /// What a number in a slot's key stands for.
  enum Part {
    case nothing
    case account
    case word
    /// A position in a list.
    case index
  }

  /// What the two numbers of the key name.
  var parts: (Part, Part) {
    switch self {
    case .totalSupply, .mintedLow, .mintedHigh, .burnedLow, .burnedHigh, .paused, .owner,
      .pendingOwner, .supplyCheckpointCount, .snapshotID, .supplySnapshotCount, .masterMinter,
      .pauser, .blocklister, .rescuer:
      (.nothing, .nothing)
    case .balance, .nonce, .blocked, .minter, .minterAllowance, .delegate,
      .voteCheckpointCount, .snapshotCount, .held:
      (.account, .nothing)
    case .allowance: (.account, .account)
    case .role: (.word, .account)
    case .roleAdmin: (.word, .nothing)
    case .authorization: (.account, .word)
    case .voteCheckpoint, .snapshotEntryID, .snapshotEntryValue: (.account, .index)
    case .supplyCheckpoint, .supplySnapshotID, .supplySnapshotValue: (.index, .nothing)
    }
  }
}
