// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// The events as they are kept: the two frequent ones in 40 bytes, all others apart.
struct EventStore: Sendable {
  /// An event: its kind in the upper four bits of `first`, two accounts, a value.
  struct Packed: Sendable {
    let first: UInt32
    let second: UInt32
    /// Of a rare event its place among those.
    let value: UInt256

    static let transfer: UInt32 = 0
    static let approval: UInt32 = 1
    static let rare: UInt32 = 2

    init(_ kind: UInt32, _ first: UInt32, _ second: UInt32, _ value: UInt256) {
      self.first = kind &<< 28 | first
      self.second = second
      self.value = value
    }

    var kind: UInt32 { first &>> 28 }
    var firstAccount: Int { Int(first & SlotKey.greatestNumber) }
    var secondAccount: Int { Int(second) }
  }

  private(set) var packed = PagedArray<Packed>()
  private var rare = PagedArray<TokenEvent>()

  var count: Int { packed.count }

  var rareCount: UInt32 { UInt32(rare.count) }

  mutating func appendTransfer(from: AccountNumber, to: AccountNumber, value: UInt256) {
    packed.append(Packed(Packed.transfer, from.rawValue, to.rawValue, value))
  }

  mutating func appendApproval(owner: AccountNumber, spender: AccountNumber, value: UInt256) {
    packed.append(Packed(Packed.approval, owner.rawValue, spender.rawValue, value))
  }

  mutating func appendRare(_ event: TokenEvent) {
    packed.append(Packed(Packed.rare, 0, 0, UInt256(UInt64(rareCount))))
    rare.append(event)
  }

  /// The event at `position`, with the addresses its accounts have in `addresses`.
  func event(at position: Int, _ addresses: PagedArray<Address>) -> TokenEvent {
    let event = packed[position]
    switch event.kind {
    case Packed.transfer:
      return .transfer(
        from: addresses[event.firstAccount], to: addresses[event.secondAccount],
        value: event.value)
    case Packed.approval:
      return .approval(
        owner: addresses[event.firstAccount], spender: addresses[event.secondAccount],
        value: event.value)
    default:
      return rare[Int(truncatingIfNeeded: event.value.limbs.0)]
    }
  }

  /// Drops the events from `count` on, among them the rare ones from `rareCount` on.
  mutating func truncate(to count: Int, rareCount: UInt32) {
    packed.truncate(to: count)
    rare.truncate(to: Int(rareCount))
  }

  /// Drops the first `count` events, among them the first `rareCount` rare ones.
  mutating func removeFirst(_ count: Int, rareCount: UInt32) {
    var keptPacked = PagedArray<Packed>()
    for event in packed[count...] {
      keptPacked.append(
        event.kind == Packed.rare
          ? Packed(Packed.rare, 0, 0, event.value - UInt256(UInt64(rareCount))) : event)
    }
    var keptRare = PagedArray<TokenEvent>()
    for event in rare[Int(rareCount)...] { keptRare.append(event) }
    packed = keptPacked
    rare = keptRare
  }
}
