// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// The models and efficiencies of lines, each once, numbered in the order of the lines that first have
/// them: a receipt of a million lines names a model once.
struct LineTables: Sendable {
  private var modelTable = NumberedTable<ModelID>()
  private var etaTable = NumberedTable<EfficiencyFactor>()
  /// The number of each line's model and efficiency.
  private(set) var modelOf: [UInt32] = []
  private(set) var etaOf: [UInt32] = []

  var models: [ModelID] { modelTable.entries }
  var etas: [EfficiencyFactor] { etaTable.entries }

  /// The tables of lines that are written.
  init(_ lines: DistributionLines) {
    modelOf.reserveCapacity(lines.count)
    etaOf.reserveCapacity(lines.count)
    for index in lines.indices {
      let input = lines.input(at: index)
      modelOf.append(modelTable.number(of: input.model))
      etaOf.append(etaTable.number(of: input.eta))
    }
  }
}

/// Different entries in the order in which they first come.
private struct NumberedTable<Entry: Hashable & Sendable>: Sendable {
  private(set) var entries: [Entry] = []
  private var numbers: [Entry: UInt32] = [:]
  /// Which entry came after each the last time: GPUs mostly do what the GPU before them does.
  private var followers: [UInt32] = []
  private var last: UInt32 = 0

  /// The number of an entry, a new one where it has none.
  mutating func number(of entry: Entry) -> UInt32 {
    if !entries.isEmpty {
      let guess = followers[Int(last)]
      if entries[Int(guess)] == entry {
        last = guess
        return guess
      }
    }
    let number = numbers[entry] ?? UInt32(truncatingIfNeeded: entries.count)
    if Int(number) == entries.count {
      entries.append(entry)
      numbers[entry] = number
      followers.append(number)
    }
    followers[Int(last)] = number
    last = number
    return number
  }
}

/// Whether a table that was read is the one its lines yield: entries that differ, numbered in the order
/// in which they are first used, each used.
struct FirstUses {
  private let areDifferent: Bool
  private let count: Int
  private var used = 0

  init(of table: [some Hashable]) {
    areDifferent = Set(table).count == table.count
    count = table.count
  }

  /// Notes that a line uses an entry of the table; false where another should have come before it.
  mutating func note(_ number: UInt32) -> Bool {
    if number == used { used += 1 }
    return areDifferent && number < used
  }

  var areAllUsed: Bool { used == count }
}
