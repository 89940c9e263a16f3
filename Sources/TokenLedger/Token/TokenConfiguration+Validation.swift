// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension TokenConfiguration {
  /// Refuses what no contract could be deployed with: a cap of nothing, and the zero address as
  /// owner, first admin or holder of an office.
  ///
  /// Whoever reads a configuration from outside asks before deploying; ``TokenMachine`` does.
  ///
  /// - Throws: ``LedgerError``: invalid cap, invalid owner, invalid office holder.
  /// - Complexity: O(1).
  public func validate() throws(LedgerError) {
    if let cap = features.cap, cap.isZero { throw .invalidCap(cap) }
    switch features.access {
    case .open: break
    case .owner(let owner), .roles(admin: let owner), .minters(let owner):
      if owner.isZero { throw .invalidOwner(owner) }
    case .offices(let offices):
      // In the order of FiatToken's initializer.
      let holders: [(FiatTokenOffice, Address)] = [
        (.masterMinter, offices.masterMinter), (.pauser, offices.pauser),
        (.blocklister, offices.blocklister),
      ]
      for (office, holder) in holders where holder.isZero {
        throw .invalidOfficeHolder(office, holder)
      }
      if offices.owner.isZero { throw .invalidOwner(offices.owner) }
    }
  }
}
