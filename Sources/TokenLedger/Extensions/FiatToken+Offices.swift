// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// Who holds FiatToken's offices. The owner names all but minters, the master minter those, the
/// pauser pauses, the blocklister blocks.
extension Token {
  /// Who holds the office; the zero address where nobody does.
  ///
  /// - Complexity: O(1).
  public func holder(of office: FiatTokenOffice) -> Address { storage.address(office.slot) }

  /// Gives `office` to `new`. The ownership is handed over too.
  ///
  /// - Throws: ``LedgerError`` in this order: not enabled, not owner, invalid owner or office holder
  ///   (the zero address). Then nothing changes.
  /// - Complexity: O(1).
  public mutating func appoint(
    by caller: Address, _ new: Address, to office: FiatTokenOffice
  ) throws(LedgerError) {
    if office == .owner { return try transferOwnership(by: caller, to: new) }
    try checkHasOffices()
    try checkOwner(caller)
    if new.isZero { throw .invalidOfficeHolder(office, new) }
    storage.set(office.slot, new)
    storage.append(.officeChanged(office, holder: new))
  }

  /// Refuses where `caller` does not hold the office.
  func check(_ caller: Address, holds office: FiatTokenOffice) throws(LedgerError) {
    if office == .owner { return try checkOwner(caller) }
    if caller.isZero || caller != holder(of: office) { throw .notInOffice(office, caller: caller) }
  }

  /// Refuses where the token has no offices.
  func checkHasOffices() throws(LedgerError) {
    guard case .offices = configuration.features.access else { throw .notEnabled("offices") }
  }

  /// What FiatToken's initialisers leave behind: the offices, and the contract itself blocked, so
  /// that no units are lost to it.
  mutating func foundOffices(_ offices: FiatTokenOffices) {
    storage.set(.owner, offices.owner)
    storage.set(.masterMinter, offices.masterMinter)
    storage.set(.pauser, offices.pauser)
    storage.set(.blocklister, offices.blocklister)
    if configuration.features.blocklist { storage.set(.blocked, configuration.address, 1) }
  }
}

extension FiatTokenOffice {
  /// The slot of its holder.
  fileprivate var slot: SlotKind {
    switch self {
    case .owner: .owner
    case .masterMinter: .masterMinter
    case .pauser: .pauser
    case .blocklister: .blocklister
    case .rescuer: .rescuer
    }
  }
}
