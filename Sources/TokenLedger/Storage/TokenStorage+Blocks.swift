// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// Blocks, events and the way back.
extension TokenStorage {
  /// The present block.
  @inline(__always)
  var block: Block { blocks.current.block }

  /// The present block's number.
  var blockNumber: UInt64 { block.number }

  /// The oldest block whose end can still be read and gone back to.
  @inline(__always)
  var oldestBlock: UInt64 { blocks.oldest }

  /// All events that are kept.
  ///
  /// - Complexity: O(1).
  var events: EventLog {
    EventLog(
      store: eventStore, addresses: accounts.keys, blocks: blocks,
      forgottenCount: forgottenEvents)
  }

  /// Goes on to `block`.
  ///
  /// - Precondition: its number is greater than the present one, its time not before.
  /// - Complexity: O(1).
  mutating func advance(to block: Block) {
    precondition(
      block.number > self.block.number && block.timestamp >= self.block.timestamp,
      "After \(self.block) cannot come \(block).")
    blockStart = changes.count
    blocks.append(
      BlockEntry(
        block: block, firstEvent: eventStore.count, firstChange: blockStart,
        firstRareEvent: eventStore.rareCount))
  }

  /// Keeps an event of the present block.
  ///
  /// - Complexity: O(1) amortised.
  mutating func append(_ event: TokenEvent) {
    if case .transfer(let from, let to, let value) = event {
      appendTransfer(from: intern(from), to: intern(to), value: value)
    } else if case .approval(let owner, let spender, let value) = event {
      eventStore.appendApproval(owner: intern(owner), spender: intern(spender), value: value)
    } else {
      eventStore.appendRare(event)
    }
  }

  /// Keeps a transfer between accounts whose numbers are known: nothing is looked up.
  ///
  /// - Complexity: O(1) amortised.
  @inline(__always)
  mutating func appendTransfer(from: AccountNumber, to: AccountNumber, value: UInt256) {
    eventStore.appendTransfer(from: from, to: to, value: value)
  }

  /// What the slot held at the end of block `number`; the present value for the present block and
  /// those to come.
  ///
  /// - Precondition: `number` is at least ``oldestBlock``.
  /// - Complexity: O(log n) for n changes of the slot and blocks.
  @inline(__always)
  func value(of key: SlotKey, atBlock number: UInt64) -> UInt256 {
    let index = blocks.index(atBlock: number) &+ 1
    guard let slot = slot(of: key) else { return .zero }
    if index == blocks.entries.count { return slot.value }
    return changes.value(of: slot, before: blocks.entries[index].firstChange)
  }

  /// Goes back to the end of block `number`, the last change first.
  ///
  /// The present block is then the one that was present at that time. Addresses keep their numbers.
  ///
  /// - Precondition: `number` is at least ``oldestBlock``.
  /// - Complexity: O(n) for n changes that are undone.
  mutating func undo(toBlock number: UInt64) {
    let index = blocks.index(atBlock: number)
    guard index &+ 1 < blocks.entries.count else { return }
    let next = blocks.entries[index &+ 1]
    while changes.count > next.firstChange {
      let number = changes.lastSlot
      if number.isBalance {
        Self.undoLast(&balances, number.index, &changes, &counts, SlotKind.balance.rawValue)
      } else {
        let kind = keys.keys[number.index].kindNumber
        Self.undoLast(&slots, number.index, &changes, &counts, kind)
      }
    }
    eventStore.truncate(to: next.firstEvent, rareCount: next.firstRareEvent)
    blocks.truncate(after: index)
    blockStart = blocks.current.firstChange
  }

  private static func undoLast(
    _ slots: inout PagedArray<Slot>, _ index: Int, _ changes: inout ChangeLog,
    _ counts: inout [UInt32], _ kind: UInt8
  ) {
    slots.modify(at: index) { slot in
      let undone = slot.value
      changes.undoLast(&slot)
      if undone.isZero { counts[Int(kind)] &+= 1 }
      if slot.value.isZero { counts[Int(kind)] &-= 1 }
    }
  }

  /// Forgets what was before the block that was present at `number`: its changes and events, and
  /// slots that have been empty since. The present state stays.
  ///
  /// - Complexity: O(n) for n slots, and changes and events that are kept.
  mutating func forget(beforeBlock number: UInt64) {
    guard number > oldestBlock else { return }
    let index = blocks.index(atBlock: number)
    guard index > 0 else { return }
    let base = blocks.entries[index]
    let oldChanges = changes
    let isLast = index &+ 1 == blocks.entries.count
    // What changed in the block itself leads back to before it.
    let firstChange = isLast ? oldChanges.count : blocks.entries[index &+ 1].firstChange
    let oldKeys = keys
    resetSlots()
    for position in firstChange..<oldChanges.count {
      let change = oldChanges[position]
      if change.slot.isBalance {
        balances.modify(at: change.slot.index) {
          changes.append(change.oldValue, of: change.slot, &$0)
        }
      } else {
        let number = makeSlot(oldKeys.keys[change.slot.index])
        slots.modify(at: Int(number)) {
          changes.append(change.oldValue, of: SlotNumber(key: number), &$0)
        }
      }
    }
    eventStore.removeFirst(base.firstEvent, rareCount: base.firstRareEvent)
    forgottenEvents += base.firstEvent
    blocks = blocks.dropping(before: index, changesBefore: firstChange)
    blockStart = blocks.current.firstChange
  }

  /// Drops all history, and the slots that are empty.
  private mutating func resetSlots() {
    changes = ChangeLog()
    for account in balances.indices {
      balances[account] = Slot(value: balances[account].value)
    }
    let old = zip(keys.keys, slots)
    keys = KeyTable(seed: .process)
    slots = PagedArray()
    for (key, slot) in old where !slot.value.isZero {
      _ = keys.intern(key)
      slots.append(Slot(value: slot.value))
    }
  }
}

extension BlockLog {
  /// The blocks from the one at `index` on, with changes and events counted anew.
  fileprivate func dropping(before index: Int, changesBefore firstChange: UInt32) -> BlockLog {
    let base = entries[index]
    func moved(_ entry: BlockEntry) -> BlockEntry {
      BlockEntry(
        block: entry.block, firstEvent: entry.firstEvent - base.firstEvent,
        firstChange: entry.firstChange < firstChange ? 0 : entry.firstChange - firstChange,
        firstRareEvent: entry.firstRareEvent - base.firstRareEvent)
    }
    var kept = BlockLog(moved(base))
    for entry in entries[(index + 1)...] { kept.append(moved(entry)) }
    return kept
  }
}
