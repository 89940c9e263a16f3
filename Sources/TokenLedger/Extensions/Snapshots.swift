// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Snapshots of all balances and of the supply, as OpenZeppelin's ERC20Snapshot of release 4 has
/// them. Taking one costs nothing: a balance is kept when it first changes after it.
///
/// A token of this library can be asked for any past block besides (``balance(of:atBlock:)``).
extension Token {
  /// The number of the last snapshot, 0 where none was taken.
  public var lastSnapshot: UInt256 { storage.value(.snapshotID) }

  /// Takes a snapshot, if `caller` may: everyone where access is open, else the owner or who has the
  /// role ``TokenRole/snapshotter``.
  ///
  /// - Returns: its number, 1 for the first.
  /// - Throws: ``LedgerError``: not enabled; not owner or missing role. Then nothing changes.
  /// - Complexity: O(1).
  @discardableResult
  public mutating func snapshot(by caller: Address) throws(LedgerError) -> UInt256 {
    guard configuration.features.snapshots else { throw .notEnabled("snapshots") }
    try check(caller, may: .snapshot)
    let id = lastSnapshot + 1
    storage.set(.snapshotID, id)
    storage.append(.snapshot(id: id))
    return id
  }

  /// The units `account` held when the snapshot was taken.
  ///
  /// - Throws: ``LedgerError``: not enabled, unknown snapshot.
  /// - Complexity: O(log n) for n snapshots after which the balance changed.
  public func balance(
    of account: Address, atSnapshot id: UInt256
  ) throws(LedgerError) -> UInt256 {
    try checkSnapshot(id)
    guard let number = storage.number(of: account) else { return .zero }
    return storage.value(of: .account(number), atSnapshot: id) ?? balance(of: account)
  }

  /// All units there were when the snapshot was taken.
  ///
  /// - Throws: ``LedgerError``: not enabled, unknown snapshot.
  /// - Complexity: O(log n) for n snapshots after which the supply changed.
  public func totalSupply(atSnapshot id: UInt256) throws(LedgerError) -> UInt256 {
    try checkSnapshot(id)
    return storage.value(of: .supply, atSnapshot: id) ?? totalSupply
  }

  /// Before units move: keeps what the last snapshot saw and is about to change.
  mutating func keepForSnapshot(from: Address, to: Address) {
    let id = lastSnapshot
    if id.isZero { return }
    for account in [from, to] {
      if account.isZero {
        storage.keep(totalSupply, of: .supply, forSnapshot: id)
      } else {
        let number = storage.intern(account)
        storage.keep(storage[SlotKey(.balance, number)], of: .account(number), forSnapshot: id)
      }
    }
  }

  private func checkSnapshot(_ id: UInt256) throws(LedgerError) {
    guard configuration.features.snapshots else { throw .notEnabled("snapshots") }
    if id.isZero || id > lastSnapshot { throw .unknownSnapshot(id) }
  }
}

/// Whose values were kept.
private enum SnapshotList {
  /// The balances of an account.
  case account(AccountNumber)
  /// The supplies.
  case supply

  var countKey: SlotKey {
    switch self {
    case .account(let account): SlotKey(.snapshotCount, account)
    case .supply: SlotKey(.supplySnapshotCount)
    }
  }

  func idKey(_ index: UInt32) -> SlotKey {
    switch self {
    case .account(let account): SlotKey(.snapshotEntryID, account, index: index)
    case .supply: SlotKey(.supplySnapshotID, index: index)
    }
  }

  func valueKey(_ index: UInt32) -> SlotKey {
    switch self {
    case .account(let account): SlotKey(.snapshotEntryValue, account, index: index)
    case .supply: SlotKey(.supplySnapshotValue, index: index)
    }
  }
}

extension TokenStorage {
  /// The value the snapshot saw, nil where it has not changed since.
  fileprivate func value(of list: SnapshotList, atSnapshot id: UInt256) -> UInt256? {
    // The first entry of this or a later snapshot: what was kept there held since before.
    let count = count(of: list)
    var low: UInt32 = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if self[list.idKey(middle)] < id { low = middle + 1 } else { high = middle }
    }
    return low == count ? nil : self[list.valueKey(low)]
  }

  /// Keeps `value` for the snapshot where nothing was kept since it was taken.
  fileprivate mutating func keep(
    _ value: UInt256, of list: SnapshotList, forSnapshot id: UInt256
  ) {
    let count = count(of: list)
    if count > 0 && self[list.idKey(count - 1)] >= id { return }
    self[list.countKey] = UInt256(UInt64(count) + 1)
    self[list.idKey(count)] = id
    self[list.valueKey(count)] = value
  }

  private func count(of list: SnapshotList) -> UInt32 {
    let count = self[list.countKey]
    guard let count = count.asUInt64.flatMap({ UInt32(exactly: $0) }) else {
      preconditionFailure("\(count) entries were never written.")
    }
    return count
  }
}
