// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What came of a ``ModelElection``.
public struct ModelElectionOutcome: Sendable, Hashable {
  /// A part of a GPU's stake that stands behind a model.
  public struct Share: Sendable, Hashable {
    /// The model.
    public let model: ModelID
    /// Base units.
    public internal(set) var stake: UInt256
  }

  /// How one GPU's stake is divided.
  public struct Assignment: Sendable, Hashable {
    /// The GPU.
    public let gpu: GPUID
    /// Its elected models with its stake behind each, ascending by name; a part may be 0, and all sum
    /// to its stake. Empty where none of its models was elected.
    public internal(set) var shares: [Share]
  }

  /// The elected models in the order of their election.
  public let winners: [ModelID]
  /// One per vote, ascending by GPU.
  public internal(set) var assignments: [Assignment]

  init(winners: [ModelID], assignments: [Assignment]) {
    self.winners = winners
    self.assignments = assignments
  }

  /// The stake behind each elected model, in base units.
  ///
  /// - Complexity: O(w + e) for w winners and e shares.
  public var supports: [ModelID: UInt256] {
    var supports = Dictionary(uniqueKeysWithValues: winners.map { ($0, UInt256.zero) })
    for assignment in assignments {
      for share in assignment.shares { supports[share.model, default: .zero] += share.stake }
    }
    return supports
  }

  /// The same winners with the stake behind them made more even: GPU by GPU, all its stake is taken
  /// back and poured over its models so that the least supported rise first.
  ///
  /// - Parameter passes: over all GPUs at most; it ends when a pass changes nothing.
  /// - Precondition: `passes` is not negative.
  /// - Complexity: O(p · e log e) for p passes and e shares.
  public func balanced(passes: Int) -> ModelElectionOutcome {
    precondition(passes >= 0, "An election cannot be balanced in \(passes) passes.")
    var balanced = self
    var supports = self.supports
    for _ in 0..<passes where balanced.pour(over: &supports) {}
    return balanced
  }

  /// One pass; whether anything changed.
  private mutating func pour(over supports: inout [ModelID: UInt256]) -> Bool {
    var hasChanged = false
    for index in assignments.indices where assignments[index].shares.count > 1 {
      let old = assignments[index].shares
      let levels = old.map { supports[$0.model, default: .zero] - $0.stake }
      let stake = old.reduce(UInt256.zero) { $0 + $1.stake }
      let parts = Self.poured(stake, onto: levels)
      for (place, part) in parts.enumerated() {
        assignments[index].shares[place].stake = part
        supports[old[place].model] = levels[place] + part
      }
      hasChanged = hasChanged || parts != old.map(\.stake)
    }
    return hasChanged
  }

  /// How much of `amount` each level gets when it is poured over them like water: the lowest rise to
  /// one height. What cannot be divided goes, a unit each, to those that come first.
  static func poured(_ amount: UInt256, onto levels: [UInt256]) -> [UInt256] {
    let order = levels.indices.sorted {
      levels[$0] == levels[$1] ? $0 < $1 : levels[$0] < levels[$1]
    }
    var left = amount
    var wet = 0
    var height = UInt256.zero
    // Raise the first `wet` levels to that of the next while there is enough.
    for (count, place) in order.enumerated() {
      let rise = levels[place] - (count == 0 ? levels[place] : height)
      let needed = rise.multipliedReportingOverflow(by: UInt256(count))
      if needed.overflow || needed.partialValue > left { break }
      left -= needed.partialValue
      height = levels[place]
      wet = count + 1
    }
    var parts = [UInt256](repeating: .zero, count: levels.count)
    if wet == 0 { return parts }
    let (each, rest) = left.quotientAndRemainder(dividingBy: UInt256(wet))
    for place in order.prefix(wet) { parts[place] = height + each - levels[place] }
    var more = rest
    for place in order.prefix(wet).sorted() where !more.isZero {
      parts[place] += .one
      more -= .one
    }
    return parts
  }
}
