// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import HostingEconomics
import LedgerPrimitives
import Staking
import TokenLedger

extension NetworkRun {
  mutating func join(_ index: Int) throws(SimulationError) -> Bool {
    let kind = scenario.kinds[providers[index].kind]
    let stake = UInt256(kind.stake) * TokenUnits.perToken
    // A stake has to be bought.
    guard token.balance(of: accounts.market) >= stake else { return false }
    let provider = providers[index]
    _ = try booked("stakes", rows.count) { () throws(StakingError) in
      if !provider.isRegistered {
        try registry.register(
          gpu: provider.gpu, owner: provider.owner, capacityClass: capacityClass,
          capacity: kind.capacity)
      }
      try registry.bond(gpu: provider.gpu, amount: stake)
    }
    try booked("token", rows.count) { () throws(LedgerError) in
      try token.transfer(from: accounts.market, to: accounts.vault, value: stake)
    }
    providers[index].isRegistered = true
    providers[index].isInside = true
    providers[index].losses = 0
    return true
  }

  /// What each provider's round came to, who leaves and who joins; returns what all cost.
  mutating func decide(
    _ workers: [Worker], market: Market, fees: [UInt256], rewards: [UInt256],
    _ joined: inout Int, _ left: inout Int, _ round: Int
  ) throws(SimulationError) -> USD {
    let dollars = price.double
    let opportunity =
      scenario.requiredReturn * scenario.roundLength.years.value * dollars
    let costs = try costPerRound(utilisation: market.utilisation, round)
    var cost = USD.zero
    var feeSum = 0.0
    var capacitySum = 0.0
    var rewardSum = 0.0
    var stakeSum = 0.0
    var place = 0
    for index in providers.indices where providers[index].isInside {
      let provider = providers[index]
      let kind = scenario.kinds[provider.kind]
      let own = try booked("cost", round) { () throws(EconomicsError) in
        try costs[provider.kind].scaled(by: provider.costFactor)
      }
      cost = try booked("cost", round) { () throws(EconomicsError) in try cost.adding(own) }
      while place < workers.count, workers[place].index < index { place += 1 }
      guard place < workers.count, workers[place].index == index else { continue }
      let earned = fees[place] + rewards[place]
      providers[index].accrued += earned
      let stake = TokenUnits.double(UInt256(workers[place].stake))
      feeSum += TokenUnits.double(fees[place])
      rewardSum += TokenUnits.double(rewards[place])
      capacitySum += Double(kind.capacity)
      stakeSum += stake
      let net = TokenUnits.double(earned) * dollars - own.double - opportunity * stake
      providers[index].losses = net < 0 ? provider.losses + 1 : 0
    }
    lastFeePerCapacity = capacitySum > 0 ? feeSum * dollars / capacitySum : 0
    lastRewardPerStake = stakeSum > 0 ? rewardSum * dollars / stakeSum : 0

    for index in providers.indices
    where providers[index].isInside && providers[index].losses >= scenario.patience {
      let gpu = providers[index].gpu
      let stake = UInt256(scenario.kinds[providers[index].kind].stake) * TokenUnits.perToken
      _ = try booked("stakes", round) { () throws(StakingError) in
        try registry.unbond(gpu: gpu, amount: stake)
      }
      providers[index].isInside = false
      left += 1
    }
    for index in providers.indices where !providers[index].isInside {
      guard random.unit() < scenario.attention else { continue }
      let provider = providers[index]
      let kind = scenario.kinds[provider.kind]
      let stake = Double(kind.stake)
      // Before anybody has worked, what is expected is the ceiling at the usual use.
      let fee =
        capacitySum > 0
        ? lastFeePerCapacity * Double(kind.capacity)
        : scenario.ceiling.perUnit.double * 0.5 * Double(kind.capacity) / 1000
          * scenario.roundLength.value
      let net =
        fee + lastRewardPerStake * stake - costs[provider.kind].double * provider.costFactor
        - opportunity * stake
      if net > 0, try join(index) { joined += 1 }
    }
    return cost
  }

  func costPerRound(
    utilisation: Double, _ round: Int
  ) throws(SimulationError) -> [USD] {
    var costs: [USD] = []
    for kind in scenario.kinds {
      var model = kind.cost
      model.utilisation = min(1, max(0.01, utilisation))
      costs.append(
        try booked("cost", round) { () throws(EconomicsError) in
          try model.breakdown().perHour.scaled(by: scenario.roundLength.value)
        })
    }
    return costs
  }

  func insideByKind() -> [Int] {
    var counts = [Int](repeating: 0, count: scenario.kinds.count)
    for provider in providers where provider.isInside { counts[provider.kind] += 1 }
    return counts
  }

  mutating func leaveAndClaim(_ round: Int) throws(SimulationError) {
    for event in registry.withdrawMatured(limit: max(1, providers.count)) {
      guard case .withdrawn(_, _, let amount) = event else { continue }
      try booked("token", round) { () throws(LedgerError) in
        try token.transfer(from: accounts.vault, to: accounts.market, value: amount)
      }
    }
    guard (round + 1) % scenario.claimInterval == 0 else { return }
    // They claim, and sell to pay what they cost.
    for index in providers.indices where !providers[index].accrued.isZero {
      let (owner, amount) = (providers[index].owner, providers[index].accrued)
      try booked("token", round) { () throws(LedgerError) in
        try token.transfer(from: accounts.pool, to: owner, value: amount)
        try token.transfer(from: owner, to: accounts.market, value: amount)
      }
      providers[index].accrued = .zero
    }
  }

  mutating func closeRound(_ round: Int) throws(SimulationError) {
    _ = try booked("stakes", round) { () throws(StakingError) in try registry.closeRound() }
  }

  mutating func movePrice(net: Double) {
    let step = scenario.roundLength.years.value
    let path = scenario.price
    let move =
      (path.drift - path.volatility * path.volatility / 2) * step
      + path.volatility * step.squareRoot() * random.normal() - path.pressure * net
    // A price beyond all bounds stays where it was.
    if let next = try? price.scaled(by: Growth.exponential(move)), next.double > 1e-12,
      next.double < 1e12
    {
      price = next
    }
  }
}
