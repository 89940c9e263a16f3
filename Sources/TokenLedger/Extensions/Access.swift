// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// What access guards: who may do it depends on ``TokenFeatures/Access``.
enum GuardedAct {
  /// Making units.
  case mint
  /// Pausing and resuming.
  case pause
  /// Blocking and unblocking accounts.
  case block
  /// Taking a snapshot.
  case snapshot
}

extension Token {
  /// Refuses where `caller` may not do `act`.
  ///
  /// What a minter of FiatToken may mint, and who may burn there, is asked where it is done.
  ///
  /// - Complexity: O(1).
  func check(_ caller: Address, may act: GuardedAct) throws(LedgerError) {
    switch configuration.features.access {
    case .open: return
    case .owner: try checkOwner(caller)
    case .roles: try checkRole(act.role, of: caller)
    case .minters:
      if act == .mint {
        if !isMinter(caller) { throw .notMinter(caller) }
      } else {
        try checkOwner(caller)
      }
    case .offices:
      switch act {
      case .mint: if !isMinter(caller) { throw .notMinter(caller) }
      case .pause: try check(caller, holds: .pauser)
      case .block: try check(caller, holds: .blocklister)
      case .snapshot: try check(caller, holds: .owner)
      }
    }
  }

  /// Writes down who may do what on the first day, as a contract's constructor does.
  mutating func foundAccess() {
    switch configuration.features.access {
    case .open: return
    case .owner(let owner): storage.set(.owner, owner)
    case .roles(let admin): storage.set(.role, TokenRole.defaultAdmin, admin, 1)
    case .minters(let owner):
      storage.set(.owner, owner)
      storage.set(.minter, owner, 1)
    case .offices(let offices): foundOffices(offices)
    }
  }
}

extension GuardedAct {
  /// The role of who may do it.
  var role: Digest {
    switch self {
    case .mint: TokenRole.minter
    case .pause: TokenRole.pauser
    case .block: TokenRole.limiter
    case .snapshot: TokenRole.snapshotter
    }
  }
}
