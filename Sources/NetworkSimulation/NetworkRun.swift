// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
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
  public internal(set) var registry: StakeRegistry
  /// The token.
  public internal(set) var token: Token
  /// The budgets with a sealed receipt of each round; nil where the scenario keeps none.
  public internal(set) var book: RewardBook?
  /// What is left of earlier budgets, in base units.
  public internal(set) var carried = UInt256.zero
  /// What was played so far.
  public internal(set) var rows: [RoundRow] = []

  var providers: [Provider] = []
  var random: SplitMix
  var price: USD
  var demandWalk = 0.0
  /// What the last round paid for a unit of capacity and a staked token, in dollars.
  var lastFeePerCapacity = 0.0
  var lastRewardPerStake = 0.0
  let policy: RewardPolicy
  let eta: EfficiencyFactor
  let model: ModelID
  let accounts: Accounts
  let capacityClass: CapacityClass
  let minted0: UInt256
  var mintedSoFar = UInt256.zero
  var burnedSoFar = UInt256.zero

  struct Accounts: Sendable {
    let market = Address.derived(fromLabel: "market")
    let treasury = Address.derived(fromLabel: "treasury")
    let emission = Address.derived(fromLabel: "emission")
    let pool = Address.derived(fromLabel: "pool")
    let vault = Address.derived(fromLabel: "vault")
  }

  /// A candidate, inside or outside.
  struct Provider: Sendable {
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
      policy = try scenario.rewardPolicy()
      book =
        scenario.sealsReceipts
        ? RewardBook(policy: policy, network: .zero, firstRound: Round(0)) : nil
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

  static func kind(of scenario: Scenario, _ random: inout SplitMix) -> Int {
    var left = random.unit() * scenario.kinds.map(\.weight).reduce(0, +)
    for (index, kind) in scenario.kinds.enumerated() {
      left -= kind.weight
      if left < 0 { return index }
    }
    return scenario.kinds.count - 1
  }

  static func factor(_ spread: Double, _ random: inout SplitMix) -> Double {
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
    mintedSoFar = try counted("emission", mintedSoFar, minted, round)
    burnedSoFar = try counted("burned", burnedSoFar, burned, round)
    try reconcile(round)
    movePrice(net: net / before)
    return row
  }

  /// A digest of the state of the books: equal for equal runs.
  public var digest: String {
    "\(registry.digest) \(token.stateDigest)" + (book.map { " \($0.lastReceipt)" } ?? "")
  }
}
