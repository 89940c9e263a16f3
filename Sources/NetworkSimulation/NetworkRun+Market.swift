// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import HostingEconomics
import LedgerPrimitives
import Rewards
import Staking
import TokenLedger

extension NetworkRun {
  struct Market {
    var price = 0.0
    var utilisation = 0.0
    var fees = USD.zero
  }

  struct Worker {
    let index: Int
    let stake: UInt128
  }

  mutating func nextDemand(_ round: Int) throws(SimulationError) -> USD {
    switch scenario.demand {
    case .recorded(let values): return values[min(round, values.count - 1)]
    case .growing(let first, let growth, let season, let volatility):
      let years = Double(round) * scenario.roundLength.years.value
      let step = scenario.roundLength.years.value
      demandWalk +=
        volatility * step.squareRoot() * random.normal() - volatility * volatility * step / 2
      let factor =
        Growth.exponential(years * Growth.logarithm(1 + growth) + demandWalk)
        * (1 + season * Growth.sine(2 * .pi * years))
      return try booked("demand", round) { () throws(EconomicsError) in
        try first.scaled(by: factor)
      }
    }
  }

  /// Price and use at which demand and capacity meet.
  func trade(_ demand: USD, capacity: Double) throws(SimulationError) -> Market {
    guard capacity > 0 else { return Market() }
    let hours = capacity / 1000 * scenario.roundLength.value
    let (low, high) = (scenario.floor.perUnit.double, scenario.ceiling.perUnit.double)
    let price = min(high, max(low, demand.double / hours))
    // At no price everything could be had, and nothing is wanted.
    let utilisation = price > 0 ? min(1, demand.double / (hours * price)) : 0
    let most = try booked("fees", rows.count) { () throws(EconomicsError) in
      try scenario.ceiling.perUnit.scaled(by: hours)
    }
    return Market(price: price, utilisation: utilisation, fees: min(demand, most))
  }

  mutating func payFees(
    _ market: Market, to workers: [Worker], _ round: Int
  ) throws(SimulationError) -> (parts: [UInt256], paid: UInt256, burned: UInt256) {
    guard !workers.isEmpty, market.fees > .zero else {
      return (workers.map { _ in .zero }, .zero, .zero)
    }
    let wanted = try booked("fees", round) { () throws(EconomicsError) in
      try TokenUnits.boughtFloor(for: market.fees, at: price)
    }
    // Nobody can spend what nobody has.
    let spent = min(wanted, token.balance(of: accounts.market))
    let shares = try booked("fees", round) { () throws(ArithmeticError) in
      try Apportionment.largestRemainder(
        spent,
        weights: [
          UInt256(UInt64(1_000_000 - scenario.burnPPM - scenario.takePPM)),
          UInt256(UInt64(scenario.burnPPM)), UInt256(UInt64(scenario.takePPM)),
        ])
    }
    try booked("token", round) { () throws(LedgerError) in
      try token.transfer(from: accounts.market, to: accounts.pool, value: shares[0])
      try token.burn(from: accounts.market, value: shares[1])
      try token.transfer(from: accounts.market, to: accounts.treasury, value: shares[2])
    }
    let parts = try booked("fees", round) { () throws(ArithmeticError) in
      try Apportionment.largestRemainder(
        shares[0],
        weights: workers.map { UInt256(scenario.kinds[providers[$0.index].kind].capacity) })
    }
    return (parts, shares[0], shares[1])
  }

  func counted(_ round: Int) throws(SimulationError) -> [Worker] {
    guard round > 0 else { return [] }
    let weights = try booked("stakes", round) { () throws(StakingError) in
      try registry.weights(of: Round(UInt64(round - 1)))
    }
    var workers: [Worker] = []
    workers.reserveCapacity(weights.count)
    var index = 0
    for weight in weights {
      while providers[index].gpu != weight.gpu { index += 1 }
      workers.append(Worker(index: index, stake: weight.stake))
    }
    return workers
  }

  /// The sum of two counts that only grow: what was burned leaves the supply and not these, so they
  /// can pass 256 bits where the supply does not.
  func counted(
    _ book: String, _ one: UInt256, _ other: UInt256, _ round: Int
  ) throws(SimulationError) -> UInt256 {
    try booked(book, round) { () throws(ArithmeticError) in try one.adding(other) }
  }

  mutating func settle(
    _ workers: [Worker], _ round: Int
  ) throws(SimulationError) -> (parts: [UInt256], budget: UInt256, paid: UInt256, burned: UInt256) {
    let issued = try counted("emission", minted0, mintedSoFar, round)
    let budget = try booked("emission", round) { () throws(EconomicsError) in
      try scenario.emission.budgetFloor(round: UInt64(round), issued: issued)
    }
    let lines = workers.map { worker in
      RewardLineInput(
        gpu: providers[worker.index].gpu, owner: providers[worker.index].owner, model: model,
        lane: .hosting, stake: UInt256(worker.stake), sharePPM: 1_000_000, eta: eta)
    }
    let split = try booked("rewards", round) { () throws(RewardsError) in
      // The book seals what the distribution computes; hashing is half of a round's time.
      if book != nil {
        let receipt = try book?.settle(
          round: Round(UInt64(round)), budget: budget, lines: lines, stakeSnapshot: .zero,
          measurements: .zero)
        if let receipt { return receipt.distribution }
      }
      return try Distribution.distribute(
        budget: budget, carriedIn: carried, policy: policy, lines: lines)
    }
    try booked("rewards", round) { () throws(RewardsError) in try split.checkInvariants() }
    carried = split.carriedOut
    try booked("token", round) { () throws(LedgerError) in
      try token.mint(to: accounts.emission, value: budget)
      try token.transfer(from: accounts.emission, to: accounts.pool, value: split.payable)
      try token.transfer(from: accounts.emission, to: accounts.treasury, value: split.treasury)
      try token.burn(from: accounts.emission, value: split.burned)
    }
    // Lines ascend by GPU, as the workers do.
    guard split.lines.count == workers.count else {
      throw .unbalanced(
        "lines", expected: "\(workers.count)", found: "\(split.lines.count)", round: round)
    }
    return (split.lines.map(\.amount), budget, split.payable, split.burned)
  }
}
