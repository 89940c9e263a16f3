// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

// Changes in place of the few fields that an operation changes. A record of three parts that is put
// together and taken apart again costs far more, and an operation changes it several times.
extension StakeTable {
  /// Has the close of the open round look at a GPU.
  ///
  /// - Returns: whether it did not before.
  mutating func touch(_ number: Int) -> Bool { stakes.modify(at: number) { Self.touch(&$0) } }

  /// Gives the owner another bond, and touches the GPU.
  ///
  /// - Returns: whether it was not touched before.
  mutating func setOwn(_ own: UInt128, minimum: UInt128, of number: Int) -> Bool {
    stakes.modify(at: number) { packed in
      packed.own = own
      packed.flags.set(.short, to: own < minimum)
      return Self.touch(&packed)
    }
  }

  /// Has units come into the pool for new shares, and touches the GPU.
  ///
  /// - Returns: the incarnation of the pool, and whether the GPU was not touched before.
  mutating func issue(
    _ newShares: UInt128, for units: UInt128, of number: Int
  ) -> (incarnation: UInt32, isNew: Bool) {
    let (isNew, part) = stakes.modify(at: number) { packed in
      (Self.touch(&packed), packed.delegated)
    }
    guard part == Link.none else {
      let incarnation = delegated.modify(at: Int(part)) { part in
        part.pool += units
        part.shares += newShares
        return part.incarnation
      }
      return (incarnation, isNew)
    }
    var first = DelegatedPart(ofNoneBeside: stakes.read(at: number) { $0.start })
    first.pool = units
    first.shares = newShares
    let link = Link.to(delegated.count)
    delegated.append(first)
    stakes.modify(at: number) { $0.delegated = link }
    return (first.incarnation, isNew)
  }

  /// Has units leave the pool with shares of it, and touches the GPU. A pool that everybody has left
  /// begins anew with a share for a unit: what moved into the old one must not be looked for among the
  /// shares of the next.
  ///
  /// - Returns: whether the GPU was not touched before.
  mutating func redeem(_ units: UInt128, for gone: UInt128, of number: Int) -> Bool {
    let (isNew, part) = stakes.modify(at: number) { packed in
      (Self.touch(&packed), packed.delegated)
    }
    precondition(part != Link.none, "Shares leave a GPU that has none.")
    delegated.modify(at: Int(part)) { part in
      part.pool -= units
      let shares = part.shares - gone
      part.shares = shares
      if shares == 0 { part.incarnation += 1 }
    }
    return isNew
  }

  /// What the close of a round has to know of a GPU.
  struct Closing {
    let own: UInt128
    let start: UInt128
    let startOwn: UInt128
    let queued: UInt128
    /// What takes part in the network now; see ``StakeRecord/active``.
    let active: UInt128
    let score: UInt32
    let history: UInt32
    let terms: UInt32
    let activation: UInt32
  }

  /// What the close of a round has to know of a GPU, read field by field: a whole record is put
  /// together in memory, which the next load from there has to wait for.
  @inline(__always)
  func closing(_ number: Int) -> Closing {
    stakes.read(at: number) { packed in
      var (pool, startOwn) = (UInt128(0), packed.start)
      if packed.delegated != Link.none {
        (pool, startOwn) = delegated.read(at: Int(packed.delegated)) { ($0.pool, $0.startOwn) }
      }
      var (queued, activation) = (UInt128(0), Link.none)
      if packed.rare != Link.none {
        (queued, activation) = rare.read(at: Int(packed.rare)) { ($0.queued, $0.activation) }
      }
      let isOut = packed.flags.contains(.jailed) || packed.flags.contains(.short)
      return Closing(
        own: packed.own, start: packed.start, startOwn: startOwn, queued: queued,
        active: StakeRecord.active(of: packed.own + pool, queued: queued, isOut: isOut),
        score: packed.quality.partsPerMillionFloor, history: packed.history, terms: packed.terms,
        activation: activation)
    }
  }

  /// Begins a GPU's next round.
  ///
  /// - Parameters:
  ///   - start: what is active.
  ///   - startOwn: what of it the owner bonded.
  ///   - history: its last entry.
  ///   - isTouched: whether the close of the next round has to look at it.
  mutating func beginRound(
    of number: Int, start: UInt128, startOwn: UInt128, history: UInt32, isTouched: Bool
  ) {
    var part = stakes.read(at: number) { $0.delegated }
    if part != Link.none {
      // Pages of those that stay as they are stay shared with copies.
      if delegated.read(at: Int(part), { $0.startOwn }) != startOwn {
        delegated.modify(at: Int(part)) { $0.startOwn = startOwn }
      }
    } else if startOwn != start {
      part = Link.to(delegated.count)
      delegated.append(DelegatedPart(ofNoneBeside: startOwn))
    }
    stakes.modify(at: number) { packed in
      packed.start = start
      packed.history = history
      packed.delegated = part
      packed.flags.set(.touched, to: isTouched)
      packed.flags.set(.rated, to: false)
    }
  }

  /// Sets the newest unbonding pool.
  mutating func setUnbonding(_ link: UInt32, of number: Int) {
    stakes.modify(at: number) { $0.unbonding = link }
  }

  /// Sets the last position.
  mutating func setPositions(_ link: UInt32, of number: Int) {
    stakes.modify(at: number) { $0.positions = link }
  }

  /// Sets the last slash.
  mutating func setSlashes(_ link: UInt32, of number: Int) {
    changeRare(of: number) { $0.slashes = link }
  }

  /// Sets the newest move away.
  mutating func setRedelegations(_ link: UInt32, of number: Int) {
    changeRare(of: number) { $0.redelegations = link }
  }

  private mutating func changeRare(of number: Int, _ change: (inout RarePart) -> Void) {
    let part = stakes.read(at: number) { $0.rare }
    guard part == Link.none else {
      rare.modify(at: Int(part), change)
      return
    }
    var first = RarePart()
    change(&first)
    let link = Link.to(rare.count)
    rare.append(first)
    stakes.modify(at: number) { $0.rare = link }
  }

  private static func touch(_ packed: inout PackedStake) -> Bool {
    let isNew = !packed.flags.contains(.touched)
    packed.flags.insert(.touched)
    return isNew
  }
}
