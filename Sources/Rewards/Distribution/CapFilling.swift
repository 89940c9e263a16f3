// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

/// Fills lines by weight up to the caps of their GPUs, owners and models.
///
/// Think of pouring: every line rises in proportion to its weight until a group it belongs to is full;
/// then the group's lines stop where they are and the others share what is left. Groups fill in the
/// order of cap ÷ weight, compared exactly as fractions. A group's cap is itself split over its lines
/// by largest remainder, so that nothing is ever a fraction. Each step fills one group for good: there
/// are at most as many steps as groups. (Weighted max–min fairness by progressive filling: Bertsekas
/// and Gallager, Data Networks, 2nd edition, section 6.5.2.)
struct CapFilling {
  /// Which group each line belongs to, and the caps.
  struct Scope {
    let scope: CapScope
    let limit: UInt256
    let groupOf: [UInt32]
    let groupCount: Int
  }

  /// What each line gets.
  private(set) var amounts: [UInt256]
  /// The level of each line: 0, or one more than the number of the group's in ``levels``.
  private(set) var levelOf: [UInt32]
  /// The levels, the unlimited one first.
  private(set) var levels: [DistributionLines.Level] = []
  /// What no line could take, or what the caps cut off where that is carried.
  private(set) var withheld: UInt256 = .zero

  private struct Group {
    let scope: CapScope
    var room: UInt256
    var weight: UInt256 = .zero
    var version: UInt32 = 0
    var lines: Range<Int> = 0..<0
  }

  private let weights: [UInt256]
  private let scopes: [Scope]
  private var groups: [Group] = []
  /// Per scope the number of its first group.
  private var firstGroup: [Int] = []
  /// The lines of each group, group after group.
  private var members: [UInt32] = []
  private var isFull: [Bool]

  /// Fills the lines.
  ///
  /// - Parameters:
  ///   - payable: base units to share out.
  ///   - weights: one per line, not all zero; their sum does not overflow.
  ///   - scopes: the caps.
  ///   - redistributes: whether the others get what a cap cuts off.
  /// - Complexity: O(n log n) in the number of lines.
  init(
    _ payable: UInt256, weights: [UInt256], scopes: [Scope], redistributes: Bool
  ) throws(RewardsError) {
    self.weights = weights
    self.scopes = scopes
    amounts = [UInt256](repeating: .zero, count: weights.count)
    levelOf = [UInt32](repeating: 0, count: weights.count)
    isFull = [Bool](repeating: false, count: weights.count)
    makeGroups()

    var total = UInt256.zero
    for weight in weights { total = try sum(total, weight) }
    let (wholePool, wholeTotal) = (payable, total)
    var pool = payable
    levels.append(DistributionLines.Level(amount: payable, weight: total, cap: nil))
    var queue = Queue()
    for number in groups.indices { queue.push(entry(number)) }
    while let next = queue.pop() {
      let group = groups[next.group]
      guard next.version == group.version, !group.weight.isZero else { continue }
      let (level, height) = redistributes ? (pool, total) : (wholePool, wholeTotal)
      // room/weight ≥ level/height: no cap is reached any more.
      if UInt512(group.room, times: height) >= UInt512(level, times: group.weight) { break }
      let touched = try fill(next.group)
      pool -= touched.paid
      total -= group.weight
      for number in touched.groups where groups[number].weight > .zero {
        queue.push(entry(number))
      }
    }
    guard total > .zero else {
      // Every line is full.
      withheld = pool
      levels[0] = DistributionLines.Level(amount: .zero, weight: .zero, cap: nil)
      return
    }
    var rest = pool
    if !redistributes {
      rest = try checked { () throws(ArithmeticError) in
        try UInt256.mulDivFloor(wholePool, total, wholeTotal)
      }
      withheld = pool - rest
    }
    levels[0] = DistributionLines.Level(amount: rest, weight: total, cap: nil)
    try fillRest(rest, total)
  }

  private mutating func makeGroups() {
    for scope in scopes {
      let first = groups.count
      firstGroup.append(first)
      groups += [Group](
        repeating: Group(scope: scope.scope, room: scope.limit), count: scope.groupCount)
      var counts = [Int](repeating: 0, count: scope.groupCount + 1)
      for group in scope.groupOf { counts[Int(group) + 1] += 1 }
      for group in 0..<scope.groupCount {
        counts[group + 1] += counts[group]
        let begin = members.count + counts[group]
        groups[first + group].lines = begin..<members.count + counts[group + 1]
      }
      let offset = members.count
      members += [UInt32](repeating: 0, count: scope.groupOf.count)
      for (line, group) in scope.groupOf.enumerated() {
        members[offset + counts[Int(group)]] = UInt32(truncatingIfNeeded: line)
        counts[Int(group)] += 1
        // A part of the sum of all weights, which fits.
        groups[first + Int(group)].weight += weights[line]
      }
    }
  }

  /// The groups a line belongs to.
  private func groups(of line: Int) -> [Int] {
    scopes.indices.map { firstGroup[$0] + Int(scopes[$0].groupOf[line]) }
  }

  private func hasRoom(_ line: Int) -> Bool {
    for index in scopes.indices {
      let group = firstGroup[index] + Int(scopes[index].groupOf[line])
      if groups[group].room.isZero { return false }
    }
    return true
  }

  /// Gives units to a line and takes them from the room of all its groups.
  private mutating func give(_ units: UInt256, to line: Int) {
    amounts[line] += units
    for index in scopes.indices {
      groups[firstGroup[index] + Int(scopes[index].groupOf[line])].room -= units
    }
  }

  /// Splits what is left of a group's cap over its lines and closes them.
  ///
  /// Its height is the lowest of all groups, so a line's floor fits below every other cap; a unit left
  /// over by the floors goes, in the order of the remainders, where there is room.
  private mutating func fill(
    _ number: Int
  ) throws(RewardsError) -> (paid: UInt256, groups: [Int]) {
    let group = groups[number]
    let open = members[group.lines].filter { !isFull[Int($0)] && !weights[Int($0)].isZero }
    let level = DistributionLines.Level(
      amount: group.room, weight: group.weight, cap: group.scope)
    let levelNumber = UInt32(truncatingIfNeeded: levels.count)
    levels.append(level)
    let paid = try share(group.room, of: group.weight, over: open)
    var touched: Set<Int> = []
    for member in open {
      let line = Int(member)
      isFull[line] = true
      levelOf[line] = levelNumber
      for other in groups(of: line) {
        groups[other].weight -= weights[line]
        if other != number, touched.insert(other).inserted { groups[other].version += 1 }
      }
    }
    groups[number].version += 1
    return (paid, touched.sorted())
  }

  /// Largest remainder over open lines, no unit beyond any cap. Returns what was given.
  private mutating func share(
    _ amount: UInt256, of total: UInt256, over open: [UInt32]
  ) throws(RewardsError) -> UInt256 {
    var left = amount
    var remainders: [(remainder: UInt256, line: UInt32)] = []
    remainders.reserveCapacity(open.count)
    for member in open {
      let weight = weights[Int(member)]
      let part = try checked { () throws(ArithmeticError) in
        try UInt256.mulDivRemainder(amount, weight, total)
      }
      give(part.quotient, to: Int(member))
      left -= part.quotient
      remainders.append((part.remainder, member))
    }
    if !left.isZero {
      remainders.sort {
        $0.remainder != $1.remainder ? $0.remainder > $1.remainder : $0.line < $1.line
      }
    }
    // A second turn is for units that caps refused the lines they were for.
    var gave = true
    while !left.isZero, gave {
      gave = false
      for entry in remainders where !left.isZero && hasRoom(Int(entry.line)) {
        give(.one, to: Int(entry.line))
        left -= .one
        gave = true
      }
    }
    return amount - left
  }

  /// Shares what is left over the lines that no cap limits.
  private mutating func fillRest(_ rest: UInt256, _ total: UInt256) throws(RewardsError) {
    let open = weights.indices.filter { !isFull[$0] && !weights[$0].isZero }
      .map { UInt32(truncatingIfNeeded: $0) }
    withheld += rest - (try share(rest, of: total, over: open))
  }

  private func entry(_ number: Int) -> Queue.Entry {
    Queue.Entry(
      room: groups[number].room, weight: groups[number].weight, group: number,
      version: groups[number].version)
  }

  /// A heap of groups, the lowest room ÷ weight first.
  private struct Queue {
    struct Entry {
      let room: UInt256
      let weight: UInt256
      let group: Int
      let version: UInt32

      /// A group without weight never fills.
      static func < (a: Entry, b: Entry) -> Bool {
        let (left, right) = (
          UInt512(a.room, times: b.weight), UInt512(b.room, times: a.weight)
        )
        return left != right ? left < right : a.group < b.group
      }
    }

    private var entries: [Entry] = []

    mutating func push(_ entry: Entry) {
      guard !entry.weight.isZero else { return }
      entries.append(entry)
      var child = entries.count - 1
      while child > 0 {
        let parent = (child - 1) / 2
        guard entries[child] < entries[parent] else { return }
        entries.swapAt(child, parent)
        child = parent
      }
    }

    mutating func pop() -> Entry? {
      guard let first = entries.first else { return nil }
      let last = entries.removeLast()
      guard !entries.isEmpty else { return first }
      entries[0] = last
      var parent = 0
      while true {
        var least = parent
        for child in [2 * parent + 1, 2 * parent + 2]
        where child < entries.count && entries[child] < entries[least] {
          least = child
        }
        guard least != parent else { return first }
        entries.swapAt(least, parent)
        parent = least
      }
    }
  }
}
