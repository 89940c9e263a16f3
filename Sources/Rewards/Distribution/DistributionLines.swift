// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
internal import LedgerPrimitives

/// The lines of a distribution, ascending by GPU, model and lane.
///
/// What follows from the inputs (η₉, weight, exact value) is computed when a line is looked at, so a
/// round of ten million lines keeps its inputs once and 80 bytes a line beside them.
public struct DistributionLines: Sendable, RandomAccessCollection {
  /// A part of the payable amount that goes to its lines by weight.
  struct Level: Sendable, Hashable {
    /// Base units.
    let amount: UInt256
    /// The weight of the lines that share it.
    let weight: UInt256
    /// Whose cap sets it; nil for the lines that no cap limits.
    let cap: CapScope?
  }

  /// What was computed, or is claimed to have been.
  struct Computed: Sendable {
    /// The inputs in the order of the caller.
    var inputs: [RewardLineInput]
    /// Position in `inputs` of each line; empty where the caller had them in order.
    var order: [UInt32]
    /// What the weights are made of.
    var basis: RewardBasis
    /// η₉ of each line.
    var etas: [UInt64]
    /// The weight of each line.
    var weights: [UInt256]
    /// What each line is paid.
    var amounts: [UInt256]
    /// Which level each line belongs to; empty where all belong to the first.
    var levelOf: [UInt32]
    /// The levels.
    var levels: [Level]
    /// Claimed commissions; empty where they follow from the amounts.
    var commissions: [UInt256]

    @inline(__always)
    func input(_ position: Int) -> RewardLineInput {
      order.isEmpty ? inputs[position] : inputs[Int(order[position])]
    }
  }

  /// Behind one reference, so that looking at a line does not count the references of all arrays.
  private final class Storage: Sendable {
    let computed: Computed

    init(_ computed: Computed) { self.computed = computed }
  }

  /// What was computed; nil where whole lines were read.
  private let storage: Storage?
  private let listed: [RewardLine]

  init(_ computed: Computed) {
    storage = Storage(computed)
    listed = []
  }

  init(_ lines: [RewardLine]) {
    storage = nil
    listed = lines
  }

  /// What was computed; nil where whole lines were read.
  var computed: Computed? { storage?.computed }

  /// The same lines with their inputs in order in memory: whoever goes through them several times, as a
  /// receipt does, then does not jump to and fro.
  ///
  /// - Complexity: O(n) in the number of lines.
  func laidInOrder() -> DistributionLines {
    guard var computed = storage?.computed, !computed.order.isEmpty else { return self }
    let (inputs, order) = (computed.inputs, computed.order)
    computed.inputs = order.map { inputs[Int($0)] }
    computed.order = []
    return DistributionLines(computed)
  }

  /// The position of the first line.
  public var startIndex: Int { 0 }

  /// How many lines there are.
  public var endIndex: Int { storage?.computed.amounts.count ?? listed.count }

  /// The line at a position.
  ///
  /// - Precondition: it is one.
  /// - Complexity: O(1), with a division in 512 bits.
  public subscript(position: Int) -> RewardLine {
    storage?.computed.line(position) ?? listed[position]
  }

  /// What the line at a position was computed from, without computing the rest.
  ///
  /// - Precondition: the position is one.
  /// - Complexity: O(1).
  public func input(at position: Int) -> RewardLineInput {
    storage?.computed.input(position) ?? listed[position].input
  }

  /// What the line at a position is paid, without computing the rest.
  ///
  /// - Precondition: the position is one.
  /// - Complexity: O(1).
  public func amount(at position: Int) -> UInt256 {
    storage?.computed.amounts[position] ?? listed[position].amount
  }
}

extension DistributionLines.Level: CustomStringConvertible {
  /// As `150 among weight 300, capped by GPU`.
  var description: String {
    "\(amount) among weight \(weight)" + (cap.map { ", capped by \($0)" } ?? "")
  }
}

extension DistributionLines {
  /// The operator's part of a line.
  func commission(at position: Int) -> UInt256 {
    storage?.computed.parts(position).commission ?? listed[position].commission
  }

  /// The weight of a line.
  func weight(at position: Int) -> UInt256 {
    storage?.computed.weights[position] ?? listed[position].weight
  }

  /// Whether the operator's and the stake's part are the amount, without computing the rest.
  func isSplitExactly(at position: Int) -> Bool {
    let amount = amount(at: position)
    let parts =
      storage?.computed.parts(position)
      ?? (commission: listed[position].commission, stakeReward: listed[position].stakeReward)
    let (sum, isOver) = parts.commission.addingReportingOverflow(parts.stakeReward)
    return !isOver && sum == amount
  }

  /// The number of a line's level.
  func level(at position: Int) -> UInt32 {
    guard let storage, !storage.computed.levelOf.isEmpty else { return 0 }
    return storage.computed.levelOf[position]
  }
}

extension DistributionLines.Computed {
  func level(_ position: Int) -> DistributionLines.Level {
    levels[levelOf.isEmpty ? 0 : Int(levelOf[position])]
  }

  /// The operator's part and the stake's; of equal remainders the stake gets the unit.
  func parts(_ position: Int) -> (commission: UInt256, stakeReward: UInt256) {
    let amount = amounts[position]
    if !commissions.isEmpty {
      // Claimed: it may be more than there is, and is found out then.
      let commission = commissions[position]
      return (commission, commission <= amount ? amount - commission : .zero)
    }
    let commission = commissionNearest(of: amount, ppm: input(position).commissionPPM)
    return (commission, amount - commission)
  }

  func line(_ position: Int) -> RewardLine {
    let input = input(position)
    let level = level(position)
    let weight = weights[position]
    let parts = parts(position)
    let exact =
      level.weight.isZero
      ? .zero : try? ExactAmount(share: weight, of: level.weight, in: level.amount)
    return RewardLine(
      input: input, etaPartsPerBillion: etas[position],
      effectiveStake: effectiveStakeFloor(of: input, basis: basis) ?? .zero, weight: weight,
      // A line's weight is at most that of its level, so the quotient fits; a receipt that claims
      // another level is found out by it.
      exact: exact ?? .zero, cappedBy: level.cap, amount: amounts[position],
      commission: parts.commission, stakeReward: parts.stakeReward)
  }
}

extension DistributionLines: Hashable {
  /// Whether the lines are the same, whatever order their inputs were given in.
  ///
  /// - Complexity: O(n) in the number of lines.
  public static func == (lhs: DistributionLines, rhs: DistributionLines) -> Bool {
    lhs.count == rhs.count && lhs.elementsEqual(rhs)
  }

  /// Feeds the number of lines and what they are paid to `hasher`.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    for position in indices { hasher.combine(amount(at: position)) }
  }
}

extension DistributionLines: Codable {
  /// Reads an array of lines.
  public init(from decoder: any Decoder) throws {
    self.init(try [RewardLine](from: decoder))
  }

  /// Writes an array of lines.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for line in self { try container.encode(line) }
  }
}
