// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import HostingEconomics
import LedgerPrimitives
public import Rewards
public import Staking
public import TokenLedger

/// One run of a scenario over the real books: stakes in a `StakeRegistry`, budgets in a `RewardBook`,
/// every unit in a `Token`. What people do is decided in `Double`; what is booked is exact, and after
/// each round the books are held against each other to the unit.
///
/// A round:
/// 1. Buyers spend what they want, at a price between floor and ceiling that fits demand to capacity;
///    they take tokens from the market, of which some are burned, some go to the treasury, and the
///    rest to providers by capacity.
/// 2. The budget is minted and settled by stake, as the whitepaper has it.
/// 3. Providers that lost for too long unbond; some of those outside join where they would gain.
/// 4. What has matured leaves; now and then providers claim and sell; the round closes.
public struct NetworkRun: Sendable {
  /// The scenario.
  public let scenario: Scenario
  /// The stakes.
  public private(set) var registry: StakeRegistry
  /// The token.
  public private(set) var token: Token
  /// The budgets.
  public private(set) var book: RewardBook
  /// What was played so far.
  public private(set) var rows: [RoundRow] = []

  private var providers: [Provider] = []
  private var random: SplitMix
  private var price: USD
  private var demandWalk = 0.0
  /// What the last round paid for a unit of capacity and a staked token, in dollars.
  private var lastFeePerCapacity = 0.0
  private var lastRewardPerStake = 0.0
  private let eta: EfficiencyFactor
  private let model: ModelID
  private let accounts: Accounts
  private let capacityClass: CapacityClass
  private let minted0: UInt256
  private var mintedSoFar = UInt256.zero
  private var burnedSoFar = UInt256.zero

  private struct Accounts: Sendable {
    let market = Address.derived(fromLabel: "market")
    let treasury = Address.derived(fromLabel: "treasury")
    let emission = Address.derived(fromLabel: "emission")
    let pool = Address.derived(fromLabel: "pool")
    let vault = Address.derived(fromLabel: "vault")
  }

  /// A candidate, inside or outside.
  private struct Provider: Sendable {
    let gpu: GPUID
    let owner: Address
    let kind: Int
    /// What its hour costs, as a multiple of its kind's.
    let costFactor: Double
    var isInside = false
    var isRegistered = false
    var losses = 0
    var accrued = UInt256.zero
  }

  /// Founds the network: the market gets the supply, the first providers stake.
  ///
  /// - Throws: ``SimulationError``.
  /// - Complexity: O(n log n) in the number of candidates.
  public init(_ scenario: Scenario) throws(SimulationError) {
    try scenario.validate()
    self.scenario = scenario
    random = SplitMix(seed: scenario.seed)
    price = scenario.price.start
    accounts = Accounts()
    minted0 = UInt256(scenario.initialSupply) * TokenUnits.perToken
    do {
      eta = try EfficiencyFactor(given: scenario.eta)
      model = try ModelID("model")
      capacityClass = try CapacityClass("gpu")
      let least = scenario.kinds.map(\.stake).min() ?? 1
      registry = StakeRegistry(
        policy: try StakingPolicy(
          minimumStake: [capacityClass: UInt256(least) * TokenUnits.perToken],
          unbondingDelay: scenario.unbondingRounds, evidenceWindow: 1,
          slashDestination: accounts.treasury))
      token = Token(
        configuration: TokenConfiguration(
          name: "Simulated", symbol: "SIM", decimals: 18, address: .derived(fromLabel: "token"),
          chainID: 1))
      try token.mint(to: accounts.market, value: minted0)
      // The range lets the given η through as it is.
      book = RewardBook(
        policy: try RewardPolicy(
          alpha: scenario.alpha, etaRange: scenario.eta...scenario.eta,
          treasuryPPM: scenario.treasuryPPM, unspent: .burn), network: .zero,
        firstRound: Round(0))
      let digits = "\(scenario.candidates)".count
      for number in 0..<scenario.candidates {
        let text = "\(number)"
        let zeros = String(repeating: "0", count: digits - text.count)
        let name = "gpu-\(zeros)\(text)"
        providers.append(
          Provider(
            gpu: try GPUID(name), owner: .derived(fromLabel: name),
            kind: Self.kind(of: scenario, &random),
            costFactor: Self.factor(scenario.costSpread, &random)))
      }
    } catch {
      throw .refused(book: "founding", reason: "\(error)", round: 0)
    }
    for index in providers.indices where random.unit() < scenario.initialShare {
      _ = try join(index)
    }
  }

  private static func kind(of scenario: Scenario, _ random: inout SplitMix) -> Int {
    var left = random.unit() * scenario.kinds.map(\.weight).reduce(0, +)
    for (index, kind) in scenario.kinds.enumerated() {
      left -= kind.weight
      if left < 0 { return index }
    }
    return scenario.kinds.count - 1
  }

  private static func factor(_ spread: Double, _ random: inout SplitMix) -> Double {
    Growth.exponential(spread * random.normal())
  }

  /// Plays one round.
  ///
  /// - Throws: ``SimulationError``; the run is then not to be played on.
  /// - Complexity: O(n log n) in the number of providers.
  @discardableResult
  public mutating func playRound() throws(SimulationError) -> RoundRow {
    let round = rows.count
    let supplyBefore = token.totalSupply
    let demand = try nextDemand(round)

    // Who counts: stakes that stood through the round before, ascending by name as the providers are.
    let workers = try counted(round)
    let capacity = workers.map { Double(scenario.kinds[providers[$0.index].kind].capacity) }
      .reduce(0, +)
    let market = try trade(demand, capacity: capacity)
    let fees = try payFees(market, to: workers, round)
    let reward = try settle(workers, round)

    var joined = 0
    var left = 0
    let cost = try decide(
      workers, market: market, fees: fees.parts, rewards: reward.parts, &joined, &left, round)
    try leaveAndClaim(round)
    try closeRound(round)

    let burned = fees.burned + reward.burned
    let minted = reward.budget
    let supply = token.totalSupply
    let perYear = Hours.perYear / scenario.roundLength.value
    let net = TokenUnits.double(minted) - TokenUnits.double(burned)
    let before = TokenUnits.double(supplyBefore)
    let paid = TokenUnits.double(reward.paid + fees.paid)
    let stake = workers.reduce(UInt256.zero) { $0 + UInt256($1.stake) }
    let row = RoundRow(
      round: round, providersByKind: insideByKind(), joined: joined, left: left, stake: stake,
      tokenPrice: price, computePrice: market.price, utilisation: market.utilisation,
      demand: demand, fees: market.fees, cost: cost, minted: minted, burned: burned,
      supply: supply, treasury: token.balance(of: accounts.treasury),
      annualReturn: stake.isZero
        ? 0 : TokenUnits.double(reward.paid) / TokenUnits.double(stake) * perYear,
      inflation: net / before * perYear, surplus: paid * price.double - cost.double)
    rows.append(row)
    mintedSoFar += minted
    burnedSoFar += burned
    try reconcile(round)
    movePrice(net: net / before)
    return row
  }

  // MARK: The market

  private struct Market {
    var price = 0.0
    var utilisation = 0.0
    var fees = USD.zero
  }

  private struct Worker {
    let index: Int
    let stake: UInt128
  }

  private mutating func nextDemand(_ round: Int) throws(SimulationError) -> USD {
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
  private func trade(_ demand: USD, capacity: Double) throws(SimulationError) -> Market {
    guard capacity > 0 else { return Market() }
    let hours = capacity / 1000 * scenario.roundLength.value
    let (low, high) = (scenario.floor.perUnit.double, scenario.ceiling.perUnit.double)
    let price = min(high, max(low, demand.double / hours))
    let utilisation = min(1, demand.double / (hours * price))
    let most = try booked("fees", rows.count) { () throws(EconomicsError) in
      try scenario.ceiling.perUnit.scaled(by: hours)
    }
    return Market(price: price, utilisation: utilisation, fees: min(demand, most))
  }

  private mutating func payFees(
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

  // MARK: The budget

  private func counted(_ round: Int) throws(SimulationError) -> [Worker] {
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

  private mutating func settle(
    _ workers: [Worker], _ round: Int
  ) throws(SimulationError) -> (parts: [UInt256], budget: UInt256, paid: UInt256, burned: UInt256) {
    let issued = book.totals.funded + minted0
    let budget = try booked("emission", round) { () throws(EconomicsError) in
      try scenario.emission.budgetFloor(round: UInt64(round), issued: issued)
    }
    let lines = workers.map { worker in
      RewardLineInput(
        gpu: providers[worker.index].gpu, owner: providers[worker.index].owner, model: model,
        lane: .hosting, stake: UInt256(worker.stake), sharePPM: 1_000_000, eta: eta)
    }
    let receipt = try booked("rewards", round) { () throws(RewardsError) in
      try book.settle(
        round: Round(UInt64(round)), budget: budget, lines: lines, stakeSnapshot: .zero,
        measurements: .zero)
    }
    let split = receipt.distribution
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

  // MARK: Providers

  private mutating func join(_ index: Int) throws(SimulationError) -> Bool {
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
  private mutating func decide(
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
    // Those who left before and whose stake still counted.
    for (place, worker) in workers.enumerated() where !providers[worker.index].isInside {
      providers[worker.index].accrued += fees[place] + rewards[place]
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

  private func costPerRound(
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

  private func insideByKind() -> [Int] {
    var counts = [Int](repeating: 0, count: scenario.kinds.count)
    for provider in providers where provider.isInside { counts[provider.kind] += 1 }
    return counts
  }

  private mutating func leaveAndClaim(_ round: Int) throws(SimulationError) {
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

  private mutating func closeRound(_ round: Int) throws(SimulationError) {
    _ = try booked("stakes", round) { () throws(StakingError) in try registry.closeRound() }
  }

  private mutating func movePrice(net: Double) {
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

  // MARK: Reconciliation

  /// Holds the books against each other: every unit of the supply is somewhere, and where it is, is
  /// what the other books say.
  private func reconcile(_ round: Int) throws(SimulationError) {
    func equal(_ what: String, _ expected: UInt256, _ found: UInt256) throws(SimulationError) {
      guard expected == found else {
        throw .unbalanced(what, expected: "\(expected)", found: "\(found)", round: round)
      }
    }
    let held = [
      accounts.market, accounts.treasury, accounts.emission, accounts.pool, accounts.vault,
    ].map { token.balance(of: $0) }.reduce(UInt256.zero, +)
    try equal("supply in all accounts", token.totalSupply, held)
    var accrued = UInt256.zero
    for provider in providers { accrued += provider.accrued }
    try equal("pool", token.balance(of: accounts.pool), accrued)
    let totals = registry.totals
    try equal("vault", token.balance(of: accounts.vault), totals.bonded + totals.unbonding)
    try equal("emission", token.balance(of: accounts.emission), book.carried)
    try equal(
      "supply as minted less burned", minted0 + mintedSoFar, token.totalSupply + burnedSoFar)
  }

  /// Checks every invariant of all three books and that they agree.
  ///
  /// - Throws: ``SimulationError``.
  /// - Complexity: O(n) in the size of the books.
  public func checkInvariants() throws(SimulationError) {
    try booked("token", rows.count) { () throws(LedgerError) in try token.checkInvariants() }
    try booked("stakes", rows.count) { () throws(StakingError) in
      try registry.checkInvariants()
    }
    try booked("rewards", rows.count) { () throws(RewardsError) in try book.checkInvariants() }
    if !rows.isEmpty { try reconcile(rows.count - 1) }
  }

  /// A digest of the state of the stakes and of the last receipt: equal for equal runs.
  public var digest: String { "\(registry.digest) \(book.lastReceipt) \(token.stateDigest)" }
}

/// Runs an operation of a book, its errors as the simulation's.
private func booked<Value, Failure: Error>(
  _ name: String, _ round: Int, _ work: () throws(Failure) -> Value
) throws(SimulationError) -> Value {
  do throws(Failure) {
    return try work()
  } catch {
    throw .refused(book: name, reason: "\(error)", round: round)
  }
}
