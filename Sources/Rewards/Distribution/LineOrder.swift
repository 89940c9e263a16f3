// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// The order of lines: by GPU, then model, both by unsigned UTF-8 bytes, then training before hosting.
///
/// Names are compared once, as 16 bytes behind what all names share; the keys are sorted by radix, so
/// that the time grows with the number of lines and not faster. Where 16 bytes do not tell two names
/// apart the whole names are compared.
struct LineOrder {
  /// Position in the input of each line; empty where they are in order.
  private(set) var order: [UInt32] = []
  /// The models, ascending.
  private(set) var models: [ModelID] = []
  /// The model of each line of the *input*, as a position in ``models``.
  private(set) var modelOf: [UInt32] = []
  /// Whether a line of the *order* has the GPU of the one before.
  private(set) var repeatsGPU: [Bool] = []

  /// Where the line stands in the input.
  @inline(__always)
  func position(_ index: Int) -> Int { order.isEmpty ? index : Int(order[index]) }

  private struct Key {
    var high: UInt64
    var low: UInt64
    /// Model and lane.
    var tail: UInt32
    var position: UInt32

    @inline(__always)
    static func < (a: Key, b: Key) -> Bool {
      if a.high != b.high { return a.high < b.high }
      if a.low != b.low { return a.low < b.low }
      return a.tail < b.tail
    }

    /// Byte `index` from the least significant one of the tail on.
    @inline(__always)
    func byte(_ index: Int) -> Int {
      switch index &>> 2 {
      case 0: Int(truncatingIfNeeded: (tail &>> UInt32(index &<< 3)) & 255)
      case 1, 2: Int(truncatingIfNeeded: (low &>> UInt64((index &- 4) &<< 3)) & 255)
      default: Int(truncatingIfNeeded: (high &>> UInt64((index &- 12) &<< 3)) & 255)
      }
    }
  }

  /// Orders lines.
  ///
  /// - Precondition: there are fewer than 2³².
  /// - Complexity: O(n) for names that 16 bytes tell apart, else O(n log n).
  init(_ lines: [RewardLineInput]) {
    guard let first = lines.first else { return }
    let tails = internModels(lines)
    let shared = LineOrder.sharedPrefix(lines, first.gpu.text)
    var isLong = false
    var keys: [Key] = []
    keys.reserveCapacity(lines.count)
    for position in lines.indices {
      let key = NameKey(lines[position].gpu.text, from: shared)
      isLong = isLong || key.isCut
      keys.append(
        Key(
          high: key.high, low: key.low, tail: tails[position],
          position: UInt32(truncatingIfNeeded: position)))
    }
    let isSorted = !isLong && LineOrder.isAscending(keys)
    if !isSorted {
      LineOrder.sort(&keys)
      if isLong { LineOrder.sortRuns(&keys, lines) }
      order.reserveCapacity(keys.count)
      for key in keys { order.append(key.position) }
    }
    repeatsGPU.reserveCapacity(keys.count)
    repeatsGPU.append(false)
    for index in keys.indices.dropFirst() {
      let (a, b) = (keys[index &- 1], keys[index])
      repeatsGPU.append(
        a.high == b.high && a.low == b.low
          && (!isLong || lines[Int(a.position)].gpu == lines[Int(b.position)].gpu))
    }
  }

  /// Numbers the models in their order and returns model and lane of each line.
  private mutating func internModels(_ lines: [RewardLineInput]) -> [UInt32] {
    var numbers: [ModelID: UInt32] = [:]
    var known: [(key: NameKey, number: UInt32)] = []
    modelOf.reserveCapacity(lines.count)
    var last: (key: NameKey, number: UInt32)?
    for line in lines {
      let key = NameKey(line.model.text, from: 0)
      if let last, last.key == key, !key.isCut {
        modelOf.append(last.number)
        continue
      }
      var found = key.isCut ? nil : known.first { $0.key == key }?.number
      if found == nil {
        found = numbers[line.model]
        if found == nil {
          found = UInt32(models.count)
          numbers[line.model] = found
          models.append(line.model)
        }
        // A few are found by looking at them, the others by their hash.
        if !key.isCut, known.count < 16 { known.append((key, found ?? 0)) }
      }
      let number = found ?? 0
      last = (key, number)
      modelOf.append(number)
    }
    let ranked = models.indices.sorted { models[$0] < models[$1] }
    var rank = [UInt32](repeating: 0, count: models.count)
    for (place, number) in ranked.enumerated() { rank[number] = UInt32(place) }
    models = ranked.map { models[$0] }
    var tails: [UInt32] = []
    tails.reserveCapacity(lines.count)
    for position in modelOf.indices {
      modelOf[position] = rank[Int(modelOf[position])]
      tails.append(modelOf[position] &<< 1 | UInt32(lines[position].lane.rawValue))
    }
    return tails
  }

  /// How many bytes all names share.
  private static func sharedPrefix(_ lines: [RewardLineInput], _ first: String) -> Int {
    let span = first.utf8Span.span
    var shared = span.count
    for line in lines {
      let text = line.gpu.text
      let other = text.utf8Span.span
      var count = 0
      let most = min(shared, other.count)
      while count < most && span[count] == other[count] { count &+= 1 }
      shared = count
      if shared == 0 { break }
    }
    return shared
  }

  private static func isAscending(_ keys: [Key]) -> Bool {
    for index in keys.indices.dropFirst() where keys[index] < keys[index &- 1] { return false }
    return true
  }

  /// Sorts by radix, the least significant byte first, leaving out bytes that are the same in all.
  private static func sort(_ keys: inout [Key]) {
    guard keys.count > 256 else {
      keys.sort { ($0 < $1) || (!($1 < $0) && $0.position < $1.position) }
      return
    }
    let width = 20
    var counts = [UInt32](repeating: 0, count: width * 256)
    for key in keys {
      for index in 0..<width { counts[index &* 256 &+ key.byte(index)] &+= 1 }
    }
    var other = keys
    let whole = UInt32(truncatingIfNeeded: keys.count)
    for index in 0..<width {
      let base = index &* 256
      if counts[base &+ keys[0].byte(index)] == whole { continue }
      var start: UInt32 = 0
      for value in base..<base &+ 256 {
        let count = counts[value]
        counts[value] = start
        start &+= count
      }
      for key in keys {
        let slot = base &+ key.byte(index)
        other[Int(counts[slot])] = key
        counts[slot] &+= 1
      }
      swap(&keys, &other)
    }
  }

  /// Puts names right that 16 bytes do not tell apart.
  private static func sortRuns(_ keys: inout [Key], _ lines: [RewardLineInput]) {
    var begin = 0
    while begin < keys.count {
      var end = begin + 1
      while end < keys.count, keys[end].high == keys[begin].high, keys[end].low == keys[begin].low {
        end += 1
      }
      if end - begin > 1 {
        keys[begin..<end].sort { a, b in
          let (left, right) = (lines[Int(a.position)].gpu, lines[Int(b.position)].gpu)
          if left != right { return left < right }
          return a.tail != b.tail ? a.tail < b.tail : a.position < b.position
        }
      }
      begin = end
    }
  }
}

/// Sixteen bytes of a name, the first on top; shorter names end in zeros, which no name holds.
struct NameKey: Equatable {
  var high: UInt64 = 0
  var low: UInt64 = 0
  /// Whether the name goes on.
  var isCut: Bool

  @inline(__always)
  init(_ text: String, from start: Int) {
    let bytes = text.utf8Span.span
    isCut = bytes.count &- start > 16
    var shift: UInt64 = 64
    var index = start
    let middle = min(bytes.count, start &+ 8)
    while index < middle {
      shift &-= 8
      high |= UInt64(bytes[index]) &<< shift
      index &+= 1
    }
    shift = 64
    let end = min(bytes.count, start &+ 16)
    while index < end {
      shift &-= 8
      low |= UInt64(bytes[index]) &<< shift
      index &+= 1
    }
  }
}
