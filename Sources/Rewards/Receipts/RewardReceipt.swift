// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A settled round: everything its amounts were computed from, and the amounts.
///
/// Its canonical bytes hash to one ``digest``. Anybody can check a round with nothing but its receipt:
/// ``verify()`` computes the distribution anew from the inputs alone and names the first difference.
/// That the inputs are true follows from what the ``context`` is bound to.
public struct RewardReceipt: Sendable, Hashable {
  /// The versions that this program reads. A receipt is written in the first one that holds it: the
  /// first has the whitepaper's formula, the second every policy.
  public static let versions: ClosedRange<UInt8> = 1...2

  /// The version, of the canonical forms and of the digest.
  public let version: UInt8
  /// What the receipt is bound to.
  public let context: RewardContext
  /// The rules in force.
  public let policy: RewardPolicy
  /// Inputs and outputs.
  public let distribution: Distribution

  /// Computes the receipt of a round.
  ///
  /// - Parameters:
  ///   - context: what the receipt is bound to.
  ///   - policy: the rules in force.
  ///   - budget: what the round is given, in base units.
  ///   - carriedIn: what earlier rounds left over, in base units.
  ///   - gauges: the weights of the models in this round.
  ///   - lines: what each GPU did.
  /// - Throws: what ``Distribution/distribute(budget:carriedIn:policy:gauges:lines:)`` throws.
  /// - Complexity: O(n log n) in the number of lines.
  public init(
    context: RewardContext, policy: RewardPolicy, budget: UInt256, carriedIn: UInt256,
    gauges: GaugeWeights = .neutral, lines: [RewardLineInput]
  ) throws(RewardsError) {
    self.context = context
    self.policy = policy
    var distribution = try Distribution.distribute(
      budget: budget, carriedIn: carriedIn, policy: policy, gauges: gauges, lines: lines)
    distribution.lines = distribution.lines.laidInOrder()
    self.distribution = distribution
    self.version = Self.leastVersion(for: policy, distribution)
  }

  /// A receipt that was read.
  init(
    version: UInt8, context: RewardContext, policy: RewardPolicy, distribution: Distribution
  ) {
    self.version = version
    self.context = context
    self.policy = policy
    self.distribution = distribution
  }

  /// The first version that holds a receipt.
  static func leastVersion(for policy: RewardPolicy, _ distribution: Distribution) -> UInt8 {
    policy.fitsFirstVersion && distribution.gauges == .neutral
      && distribution.withheld.isZero && distribution.hasOneLevel
      && distribution.lines.indices.allSatisfy {
        distribution.lines.input(at: $0).fitsFirstVersion
      } ? 1 : 2
  }

  /// The hash of the canonical bytes.
  ///
  /// - Complexity: O(n) in the number of lines.
  public var digest: Digest {
    digest(ofCanonical: canonicalBytes)
  }

  /// The digest of a receipt of this version whose canonical bytes are at hand.
  package func digest(ofCanonical bytes: [UInt8]) -> Digest {
    var encoder = RecordEncoder()
    encoder.write("TensorChain reward receipt \(version)")
    var hasher = Keccak256.Hasher()
    hasher.update(encoder.bytes)
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// Computes the distribution anew from the receipt's inputs alone.
  ///
  /// - Throws: ``RewardsError/figureDiffers(_:expected:found:)`` or
  ///   ``RewardsError/lineDiffers(_:)`` with the first difference: lines before figures, both in
  ///   their order; what ``Distribution/distribute(budget:carriedIn:policy:gauges:lines:)`` throws where the
  ///   inputs could not have been paid at all.
  /// - Complexity: O(n log n) in the number of lines.
  public func verify() throws(RewardsError) {
    let expected = try Distribution.distribute(
      budget: distribution.budget, carriedIn: distribution.carriedIn, policy: policy,
      gauges: distribution.gauges,
      lines: distribution.lines.indices.map { distribution.lines.input(at: $0) })
    for (found, line) in zip(distribution.lines, expected.lines) {
      try found.compare(with: line)
    }
    if let found = distribution.lines.computed, let own = expected.lines.computed,
      found.levels != own.levels || found.levelOf != own.levelOf
    {
      let texts = Self.firstDifference(of: found, from: own)
      throw .figureDiffers(.levels, expected: texts.expected, found: texts.found)
    }
    try distribution.compareFigures(with: expected)
  }

  /// What is not alike in the levels of two rounds that are not alike.
  private static func firstDifference(
    of found: DistributionLines.Computed, from own: DistributionLines.Computed
  ) -> (expected: String, found: String) {
    if found.levels.count != own.levels.count {
      return ("\(own.levels.count) levels", "\(found.levels.count) levels")
    }
    for (number, pair) in zip(own.levels, found.levels).enumerated() where pair.0 != pair.1 {
      return ("level \(number) of \(pair.0)", "level \(number) of \(pair.1)")
    }
    func level(_ computed: DistributionLines.Computed, _ line: Int) -> UInt32 {
      computed.levelOf.isEmpty ? 0 : computed.levelOf[line]
    }
    let line = own.amounts.indices.first { level(own, $0) != level(found, $0) } ?? 0
    return ("line \(line) in level \(level(own, line))", "in level \(level(found, line))")
  }

  /// Verifies the receipt, and that it is the one with this digest.
  ///
  /// - Throws: ``RewardsError/digestDiffers(expected:found:)``, and what ``verify()`` throws.
  /// - Complexity: O(n log n) in the number of lines.
  public func verify(digest expected: Digest) throws(RewardsError) {
    let found = digest
    guard found == expected else { throw .digestDiffers(expected: expected, found: found) }
    try verify()
  }
}

extension RewardLine {
  /// Throws the first difference between this line and what it should be.
  fileprivate func compare(with expected: RewardLine) throws(RewardsError) {
    guard input == expected.input else {
      throw .figureDiffers(
        .lineOrder, expected: "\(expected.gpu), \(expected.model), \(expected.lane)",
        found: "\(gpu), \(model), \(lane)")
    }
    try compare(.eta, etaPartsPerBillion, expected.etaPartsPerBillion)
    try compare(.effectiveStake, effectiveStake, expected.effectiveStake)
    try compare(.weight, weight, expected.weight)
    if exact != expected.exact, exact.description == expected.exact.description {
      // The same number as another part of another weight: the receipt has another level for it.
      throw difference(.exact, found: exact.partsText, expected: expected.exact.partsText)
    }
    try compare(.exact, exact, expected.exact)
    try compare(.cap, cappedBy?.description ?? "none", expected.cappedBy?.description ?? "none")
    try compare(.amount, amount, expected.amount)
    try compare(.commission, commission, expected.commission)
    try compare(.stakeReward, stakeReward, expected.stakeReward)
  }

  private func compare<Value: Equatable>(
    _ field: LineDifference.Field, _ found: Value, _ expected: Value
  ) throws(RewardsError) {
    guard found == expected else {
      throw difference(field, found: "\(found)", expected: "\(expected)")
    }
  }

  private func difference(
    _ field: LineDifference.Field, found: String, expected: String
  ) -> RewardsError {
    .lineDiffers(
      LineDifference(
        gpu: gpu, model: model, lane: lane, field: field, expected: expected, found: found))
  }
}

extension Distribution {
  /// Throws the first difference between these figures and what they should be.
  fileprivate func compareFigures(with expected: Distribution) throws(RewardsError) {
    try compare(.treasury, treasury, expected.treasury)
    try compare(.burned, burned, expected.burned)
    try compare(.payable, payable, expected.payable)
    try compare(.unspent, unspent, expected.unspent)
    try compare(.withheld, withheld, expected.withheld)
    try compare(.carriedOut, carriedOut, expected.carriedOut)
    try compare(.totalWeight, totalWeight, expected.totalWeight)
    try compare(.alphaEffective, alphaEffective, expected.alphaEffective)
  }

  private func compare<Value: Equatable>(
    _ field: ReceiptField, _ found: Value, _ expected: Value
  ) throws(RewardsError) {
    guard found == expected else {
      throw .figureDiffers(field, expected: "\(expected)", found: "\(found)")
    }
  }
}
