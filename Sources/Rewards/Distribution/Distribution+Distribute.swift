// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
internal import LedgerPrimitives

extension Distribution {
  /// Splits a round's budget.
  ///
  /// In this order, every step a largest remainder of its own:
  /// 1. What is available, `budget + carriedIn`, gives the treasury and the burn their shares.
  /// 2. payable = min(what is left, ⌊α · W⌋), where W = Σ S · η₉ · x.
  /// 3. Caps: what a GPU, an owner or a model would get above its cap goes to the other lines or is
  ///    carried, by policy.
  /// 4. payable goes to all lines at once by their weights S · η₉ · x; of equal remainders the
  ///    smaller line gets the unit: by GPU, then model, both by unsigned UTF-8 bytes, training before
  ///    hosting.
  /// 5. Each line is split into commission and stake reward; of equal remainders the stake gets it.
  ///
  /// Under ``RewardBasis/capacityWeighted(kappa:)`` S is S_eff, and a weight is multiplied by those of
  /// lane and model.
  ///
  /// What is left is unspent: carried, sent to the treasury or burned, by policy. Where W is zero,
  /// everything is carried, and neither treasury nor burn takes anything.
  ///
  /// The order of `lines` does not matter; lines in order take less time.
  ///
  /// - Parameters:
  ///   - budget: what the round is given, in base units.
  ///   - carriedIn: what earlier rounds left over, in base units.
  ///   - policy: the rules.
  ///   - gauges: the weights of the models in this round; neutral under the whitepaper's basis.
  ///   - lines: at most one per GPU, model and lane. None at all is a round without work.
  /// - Returns: the split; `budget + carriedIn == treasury + burned + Σ lines + carriedOut`.
  /// - Throws: ``RewardsError/duplicateLine(gpu:model:lane:)``,
  ///   ``RewardsError/sharesAboveOne(gpu:totalPPM:)``, ``RewardsError/stakeBeyondRange(gpu:stake:)``,
  ///   ``RewardsError/commissionAboveOne(gpu:commissionPPM:)``,
  ///   ``RewardsError/scoreAboveOne(gpu:scorePPM:)``,
  ///   ``RewardsError/contradictoryLines(gpu:)``, ``RewardsError/ownerIsZero(gpu:)``,
  ///   ``RewardsError/whitepaperTakesNoWeights``, ``RewardsError/tooManyLines(_:)`` or
  ///   ``RewardsError/arithmetic(_:)``; nothing is paid then.
  /// - Complexity: O(n) in the number of lines where 16 bytes behind their common beginning tell the
  ///   GPUs apart; O(n log n) for longer names, and with caps.
  public static func distribute(
    budget: UInt256, carriedIn: UInt256 = .zero, policy: RewardPolicy,
    gauges: GaugeWeights = .neutral, lines: [RewardLineInput]
  ) throws(RewardsError) -> Distribution {
    guard policy.basis != .whitepaper || gauges == .neutral else {
      throw .whitepaperTakesNoWeights
    }
    guard lines.count < Int(UInt32.max) else { throw .tooManyLines(lines.count) }
    let ordered = LineOrder(lines)
    var work = try computed(lines, ordered, policy: policy, gauges: gauges)
    var totalWeight = UInt256.zero
    for weight in work.weights { totalWeight = try sum(totalWeight, weight) }

    let scale = LineWeights.scale(of: policy.basis)
    let shares = try budgetShares(
      of: sum(budget, carriedIn), policy: policy, hasWork: totalWeight > 0)
    let ceiling = try payableFloor(
      remaining: shares.remaining, alpha: policy.alpha, totalWeight: totalWeight, scale: scale)
    let withheld = try pay(ceiling, policy: policy, totalWeight: totalWeight, ordered, &work)
    let payable = ceiling - withheld

    let unspent = shares.remaining - ceiling
    let isCarried = policy.unspent == .carry || totalWeight == 0
    return Distribution(
      budget: budget, carriedIn: carriedIn,
      treasury: !isCarried && policy.unspent == .treasury
        ? try sum(shares.treasury, unspent) : shares.treasury,
      burned: !isCarried && policy.unspent == .burn
        ? try sum(shares.burned, unspent) : shares.burned,
      payable: payable, unspent: unspent, withheld: withheld,
      carriedOut: try sum(isCarried ? unspent : .zero, withheld),
      gauges: gauges, totalWeight: totalWeight,
      alphaEffective: try effectiveAlpha(
        payable: payable, totalWeight: totalWeight, scale: scale),
      lines: DistributionLines(work))
  }

  /// Checks the lines and weighs them.
  ///
  /// They are weighed as they lie in memory and put in order then; only the lines of a GPU that has
  /// several are looked at again.
  static func computed(
    _ lines: [RewardLineInput], _ ordered: LineOrder, policy: RewardPolicy, gauges: GaugeWeights
  ) throws(RewardsError) -> DistributionLines.Computed {
    var weigher = LineWeights(policy: policy, gauges: gauges)
    let gaugeOf = ordered.models.map { gauges[$0] }
    var etas: [UInt64] = []
    var weights: [UInt256] = []
    etas.reserveCapacity(lines.count)
    weights.reserveCapacity(lines.count)
    for position in lines.indices {
      guard let stake = payableStake(lines, position, basis: policy.basis) else {
        throw try firstRefusal(lines, ordered, basis: policy.basis)
      }
      let eta = try weigher.partsPerBillionFloor(lines[position].eta)
      etas.append(eta)
      weights.append(
        try weigher.weight(
          stake: stake, etaParts: eta, sharePPM: lines[position].sharePPM,
          lane: lines[position].lane, gaugePPM: gaugeOf[Int(ordered.modelOf[position])]))
    }
    guard agree(lines, ordered) else {
      throw try firstRefusal(lines, ordered, basis: policy.basis)
    }
    if !ordered.order.isEmpty {
      etas = ordered.order.map { etas[Int($0)] }
      weights = ordered.order.map { weights[Int($0)] }
    }
    return DistributionLines.Computed(
      inputs: lines, order: ordered.order, basis: policy.basis, etas: etas, weights: weights,
      amounts: [], levelOf: [], levels: [], commissions: [])
  }

  /// The stake that counts of a line that can be paid whatever the others are; nil for any other.
  @inline(__always)
  private static func payableStake(
    _ lines: [RewardLineInput], _ position: Int, basis: RewardBasis
  ) -> UInt256? {
    guard lines[position].sharePPM <= million, lines[position].commissionPPM <= million,
      lines[position].scorePPM <= million, !lines[position].owner.isZero
    else { return nil }
    if basis == .whitepaper {
      let stake = lines[position].stake
      return stake.isBelow128Bits ? stake : nil
    }
    return effectiveStakeFloor(of: lines[position], basis: basis)
  }

  /// Whether the lines of every GPU that has several are different, agree, and share at most all of it.
  private static func agree(_ lines: [RewardLineInput], _ ordered: LineOrder) -> Bool {
    var totalPPM: UInt32 = 0
    for index in ordered.repeatsGPU.indices where ordered.repeatsGPU[index] {
      let (a, b) = (ordered.position(index - 1), ordered.position(index))
      if !ordered.repeatsGPU[index - 1] { totalPPM = lines[a].sharePPM }
      // Each is at most one million, and so is the sum before.
      totalPPM += lines[b].sharePPM
      guard totalPPM <= million,
        ordered.modelOf[a] != ordered.modelOf[b] || lines[a].lane != lines[b].lane,
        lines[a].stake == lines[b].stake, lines[a].owner == lines[b].owner,
        lines[a].commissionPPM == lines[b].commissionPPM,
        lines[a].capacity == lines[b].capacity, lines[a].boostPPM == lines[b].boostPPM
      else { return false }
    }
    return true
  }

  /// Why the first line, in the order of lines, that cannot be paid is refused.
  private static func firstRefusal(
    _ lines: [RewardLineInput], _ ordered: LineOrder, basis: RewardBasis
  ) throws(RewardsError) -> RewardsError {
    var totalPPM: UInt64 = 0
    for index in lines.indices {
      let line = lines[ordered.position(index)]
      if ordered.repeatsGPU[index] {
        try agree(lines[ordered.position(index - 1)], line)
      } else {
        totalPPM = 0
      }
      // Fewer than 2³² models and lanes of a GPU fit into memory.
      totalPPM += UInt64(line.sharePPM)
      _ = try checkedStake(line, basis: basis)
      guard totalPPM <= UInt64(million) else {
        throw .sharesAboveOne(gpu: line.gpu, totalPPM: totalPPM)
      }
    }
    preconditionFailure("A line was refused and none is at fault.")
  }

  /// Refuses a line that cannot be paid whatever the others are.
  private static func checkedStake(
    _ line: RewardLineInput, basis: RewardBasis
  ) throws(RewardsError) -> UInt256 {
    guard line.stake.isBelow128Bits else {
      throw .stakeBeyondRange(gpu: line.gpu, stake: line.stake)
    }
    guard line.commissionPPM <= million else {
      throw .commissionAboveOne(gpu: line.gpu, commissionPPM: line.commissionPPM)
    }
    guard line.scorePPM <= million else {
      throw .scoreAboveOne(gpu: line.gpu, scorePPM: line.scorePPM)
    }
    guard !line.owner.isZero else { throw .ownerIsZero(gpu: line.gpu) }
    guard let stake = effectiveStakeFloor(of: line, basis: basis) else {
      throw .stakeBeyondRange(gpu: line.gpu, stake: line.stake)
    }
    return stake
  }

  /// Refuses two lines of a GPU that are one, or say different things about it.
  private static func agree(
    _ previous: RewardLineInput, _ line: RewardLineInput
  ) throws(RewardsError) {
    guard previous.precedes(line) else {
      throw .duplicateLine(gpu: line.gpu, model: line.model, lane: line.lane)
    }
    guard previous.stake == line.stake, previous.owner == line.owner,
      previous.commissionPPM == line.commissionPPM, previous.capacity == line.capacity,
      previous.boostPPM == line.boostPPM
    else { throw .contradictoryLines(gpu: line.gpu) }
  }

  /// The shares of treasury and burn, and what remains for the lines.
  private static func budgetShares(
    of available: UInt256, policy: RewardPolicy, hasWork: Bool
  ) throws(RewardsError) -> (treasury: UInt256, burned: UInt256, remaining: UInt256) {
    guard hasWork else { return (.zero, .zero, available) }
    let rest = million - policy.treasuryPPM - policy.burnPPM
    let shares = try split(
      available, by: [policy.treasuryPPM, policy.burnPPM, rest].map { UInt256($0) })
    return (shares[0], shares[1], shares[2])
  }

  /// min(remaining, ⌊α · W⌋).
  private static func payableFloor(
    remaining: UInt256, alpha: Ratio, totalWeight: UInt256, scale: UInt256
  ) throws(RewardsError) -> UInt256 {
    let unit = try checked { () throws(ArithmeticError) in
      try alpha.denominator.multiplied(by: scale)
    }
    // A ceiling beyond 256 bits is above any budget.
    let ceiling = UInt512(totalWeight, times: alpha.numerator).divided(by: unit)
    return min(remaining, ceiling?.quotient ?? .max)
  }

  /// payable / W.
  private static func effectiveAlpha(
    payable: UInt256, totalWeight: UInt256, scale: UInt256
  ) throws(RewardsError) -> Ratio {
    guard totalWeight > 0 else { return .zero }
    return try checked { () throws(ArithmeticError) in
      try Ratio(payable.multiplied(by: scale), totalWeight)
    }
  }

  /// Splits what is payable over the lines and returns what the caps withhold.
  private static func pay(
    _ payable: UInt256, policy: RewardPolicy, totalWeight: UInt256, _ ordered: LineOrder,
    _ work: inout DistributionLines.Computed
  ) throws(RewardsError) -> UInt256 {
    work.levels = [DistributionLines.Level(amount: payable, weight: totalWeight, cap: nil)]
    if policy.caps.isEmpty || totalWeight == 0 {
      work.amounts = try split(payable, by: work.weights)
      return .zero
    }
    var scopes: [CapFilling.Scope] = []
    for scope in CapScope.allCases {
      guard let cap = policy.caps[scope] else { continue }
      let limit = try cap.limit(of: payable)
      // No group gets more than all there is.
      if limit >= payable { continue }
      let groups = work.groups(of: scope, ordered)
      scopes.append(
        CapFilling.Scope(
          scope: scope, limit: limit, groupOf: groups.of, groupCount: groups.count))
    }
    let filling = try CapFilling(
      payable, weights: work.weights, scopes: scopes,
      redistributes: policy.caps.excess == .redistribute)
    work.amounts = filling.amounts
    work.levels = filling.levels
    if filling.levels.count > 1 { work.levelOf = filling.levelOf }
    return filling.withheld
  }

  /// Largest remainder; nothing over no weight is nothing.
  private static func split(
    _ amount: UInt256, by weights: [UInt256]
  ) throws(RewardsError) -> [UInt256] {
    guard amount > 0 else { return weights.map { _ in .zero } }
    return try checked { () throws(ArithmeticError) in
      try Apportionment.largestRemainder(amount, weights: weights)
    }
  }
}

extension DistributionLines.Computed {
  /// Numbers the groups of a scope in the order of the lines.
  fileprivate func groups(
    of scope: CapScope, _ ordered: LineOrder
  ) -> (of: [UInt32], count: Int) {
    var groupOf: [UInt32] = []
    groupOf.reserveCapacity(inputs.count)
    switch scope {
    case .gpu:
      var count: UInt32 = 0
      for repeats in ordered.repeatsGPU {
        if !repeats { count += 1 }
        groupOf.append(count - 1)
      }
      return (groupOf, Int(count))
    case .owner:
      var numbers: [Address: UInt32] = [:]
      for index in inputs.indices {
        let owner = input(index).owner
        let next = UInt32(truncatingIfNeeded: numbers.count)
        groupOf.append(numbers[owner, default: next])
        if groupOf[index] == next { numbers[owner] = next }
      }
      return (groupOf, numbers.count)
    case .model:
      for index in inputs.indices {
        groupOf.append(ordered.modelOf[order.isEmpty ? index : Int(order[index])])
      }
      return (groupOf, ordered.models.count)
    }
  }
}
