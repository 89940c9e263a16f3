// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Oracles
  import BigInt
  import ExactArithmetic
  import LedgerPrimitives
  import Staking

  /// A fraction of integers of any size.
  struct Exact: Comparable {
    let over: BigInt
    let under: BigInt

    init(_ over: BigInt, _ under: BigInt = 1) {
      // Short where it can be: the fractions of a run grow with each slash.
      if under.bitWidth > 1_024 {
        let common = over.greatestCommonDivisor(with: under)
        (self.over, self.under) = common > 1 ? (over / common, under / common) : (over, under)
      } else {
        (self.over, self.under) = (over, under)
      }
    }
    init(_ amount: UInt256) { self.init(BigInt(amount.description) ?? 0) }

    static let zero = Exact(0)
    static let one = Exact(1)
    /// What a slash leaves of a unit.
    static func left(_ partsPerMillion: UInt32) -> Exact {
      Exact(BigInt(1_000_000 - partsPerMillion), 1_000_000)
    }

    static func + (a: Exact, b: Exact) -> Exact {
      a.under == b.under
        ? Exact(a.over + b.over, a.under)
        : Exact(a.over * b.under + b.over * a.under, a.under * b.under)
    }
    static func - (a: Exact, b: Exact) -> Exact { a + Exact(-b.over, b.under) }
    static func * (a: Exact, b: Exact) -> Exact { Exact(a.over * b.over, a.under * b.under) }
    static func / (a: Exact, b: Exact) -> Exact { Exact(a.over * b.under, a.under * b.over) }
    static func < (a: Exact, b: Exact) -> Bool { a.over * b.under < b.over * a.under }
    static func == (a: Exact, b: Exact) -> Bool { a.over * b.under == b.over * a.under }
    static func += (a: inout Exact, b: Exact) { a = a + b }
    static func -= (a: inout Exact, b: Exact) { a = a - b }

    func isWithin(_ bound: Int, of other: Exact) -> Bool {
      let apart = self < other ? other - self : self - other
      return apart <= Exact(BigInt(bound))
    }
  }

  /// What everybody has by the events alone, in fractions that are never rounded: a slash multiplies,
  /// and nothing is held in shares.
  struct ExactStakes {
    struct Move {
      let from: GPUID
      let to: GPUID
      let account: Address
      let createdIn: UInt64
      let incarnation: UInt32
      let slashes: Int
      /// Units at the price that a unit had when it moved.
      var units: Exact
    }

    struct Claim {
      let account: Address
      let createdIn: UInt64
      var worth: Exact
    }

    struct GPU {
      let owner: Address
      var own = Exact.zero
      var delegations: [Address: Exact] = [:]
      /// What is left of a unit since the pool began.
      var price = Exact.one
      var incarnation: UInt32 = 0
      var claims: [Claim] = []
      var slashes: [UInt32] = []
      var lockedUntil: UInt64 = 0
      var boost = Exact(1_000_000)
      /// How often the boost was rounded.
      var joins = 0
    }

    let policy: StakingPolicy
    var gpus: [GPUID: GPU] = [:]
    var moves: [Move] = []
    var slashed = Exact.zero
    /// Each operation rounds a few times, each time by less than a unit.
    var bound = 8

    init(policy: StakingPolicy) { self.policy = policy }

    /// Follows an operation.
    ///
    /// - Returns: what is not as it has to be.
    mutating func follow(
      _ operation: StakingOperation, _ events: [StakingEvent], _ registry: StakeRegistry
    ) -> String? {
      bound += 4
      let round = registry.openRound.number
      var together: Set<GPUID> = []
      if case .slashOwner = operation {
        for case .slashed(let slash) in events { together.insert(slash.gpu) }
      }
      var touched: Set<GPUID> = []
      for event in events {
        if let wrong = follow(event, operation, round, together, &touched) { return wrong }
      }
      for id in touched {
        if let wrong = difference(id, registry) { return "\(id): \(wrong)" }
      }
      return nil
    }

    private mutating func follow(
      _ event: StakingEvent, _ operation: StakingOperation, _ round: UInt64,
      _ together: Set<GPUID>, _ touched: inout Set<GPUID>
    ) -> String? {
      switch event {
      case .registered(let registration):
        gpus[registration.gpu] = GPU(owner: registration.owner)
      case .bonded(let id, _, let amount, _):
        join(amount, id, round)
        gpus[id]?.own += Exact(amount)
        touched.insert(id)
      case .delegated(let id, let account, let amount, _):
        gpus[id]?.delegations[account, default: .zero] += Exact(amount)
        touched.insert(id)
      case .unbondingStarted(let id, let account, let amount, let createdIn, _):
        take(amount, account, id)
        gpus[id]?.claims.append(
          Claim(account: account, createdIn: createdIn.number, worth: Exact(amount)))
        touched.insert(id)
      case .unbondingCancelled(let id, let account, let amount, let createdIn):
        _ = takeClaims(Exact(amount), account, id, newestFirst: true) { $0 == createdIn.number }
        if account == gpus[id]?.owner {
          join(amount, id, round)
          gpus[id]?.own += Exact(amount)
        } else {
          gpus[id]?.delegations[account, default: .zero] += Exact(amount)
        }
        touched.insert(id)
      case .withdrawn(let id, let account, let amount):
        _ = takeClaims(Exact(amount), account, id, newestFirst: false) { _ in true }
        touched.insert(id)
      case .redelegated(let from, let to, let account, let amount, _):
        take(amount, account, from)
        gpus[to]?.delegations[account, default: .zero] += Exact(amount)
        let price = gpus[to]?.price ?? .one
        remember(from, to, account, round, Exact(amount) / price)
        touched.formUnion([from, to])
      case .merged(let from, let to, let owner, let amount):
        mergeLocks(from, to, round)
        gpus[from]?.own = .zero
        gpus[to]?.own += Exact(amount)
        remember(from, to, owner, round, Exact(amount))
        touched.formUnion([from, to])
      case .locked(let id, _, let until, let boost):
        if case .lock = operation {
          gpus[id]?.lockedUntil = until.number
          gpus[id]?.boost = Exact(BigInt(boost))
          gpus[id]?.joins = 0
        } else if let gpu = gpus[id],
          !Exact(BigInt(boost)).isWithin(gpu.joins + 1, of: gpu.boost)
        {
          return "the boost of \(id) is \(boost)"
        }
      case .lockBroken(let id, _, let penalty, _):
        gpus[id]?.own -= Exact(penalty)
        gpus[id]?.lockedUntil = 0
        slashed += Exact(penalty)
        touched.insert(id)
      case .tombstoned(let id):
        gpus[id]?.lockedUntil = 0
      case .slashed(let slash):
        return follow(slash, together, &touched)
      default: break
      }
      return nil
    }

    private mutating func follow(
      _ slash: SlashedStake, _ together: Set<GPUID>, _ touched: inout Set<GPUID>
    ) -> String? {
      let (id, left) = (slash.gpu, Exact.left(slash.partsPerMillion))
      let lost = Exact.one - left
      guard var gpu = gpus[id] else { return "\(id) is unknown" }
      var (bonded, unbonding, moved) = (gpu.own * lost, Exact.zero, Exact.zero)
      gpu.own = gpu.own * left
      for (account, worth) in gpu.delegations {
        bonded += worth * lost
        gpu.delegations[account] = worth * left
      }
      gpu.price = gpu.price * left
      gpu.slashes.append(slash.partsPerMillion)
      for place in gpu.claims.indices where gpu.claims[place].createdIn >= slash.faultRound.number {
        unbonding += gpu.claims[place].worth * lost
        gpu.claims[place].worth = gpu.claims[place].worth * left
      }
      gpus[id] = gpu
      touched.insert(id)
      for place in moves.indices.reversed()
      where moves[place].from == id && moves[place].createdIn >= slash.faultRound.number
        && !together.contains(moves[place].to)
      {
        moved += take(atRisk(moves[place]) * lost, of: moves[place])
        moves[place].units = moves[place].units * left
        touched.insert(moves[place].to)
      }
      slashed += bonded + unbonding + moved
      for (name, one, other) in [
        ("bond", slash.bonded, bonded), ("unbonding stake", slash.unbonding, unbonding),
        ("moves", slash.redelegated, moved),
      ] where !Exact(one).isWithin(bound, of: other) {
        return "\(one) of the \(name) of \(id) was slashed"
      }
      return nil
    }

    /// What of a move may be slashed: what of it is bonded, and else what unbonds since.
    private func atRisk(_ move: Move) -> Exact {
      guard let gpu = gpus[move.to] else { return .zero }
      let price: Exact
      let held: Exact
      if move.account == gpu.owner {
        price = gpu.slashes.dropFirst(move.slashes).reduce(Exact.one) { $0 * .left($1) }
        held = gpu.own
      } else {
        let isThere = move.incarnation == gpu.incarnation
        (price, held) = (isThere ? gpu.price : .zero, gpu.delegations[move.account] ?? .zero)
      }
      let all = move.units * price
      if price > .zero, all <= held { return all }
      let bonded = price > .zero ? held : Exact.zero
      let rest = price > .zero ? move.units - held / price : move.units
      let unbonding = gpu.claims.filter {
        $0.account == move.account && $0.createdIn >= move.createdIn
      }.reduce(Exact.zero) { $0 + $1.worth }
      return bonded + min(rest, unbonding)
    }

    private mutating func take(_ owed: Exact, of move: Move) -> Exact {
      guard let gpu = gpus[move.to] else { return .zero }
      let isOwn = move.account == gpu.owner
      let isThere = isOwn || move.incarnation == gpu.incarnation
      let held = isOwn ? gpu.own : isThere ? gpu.delegations[move.account] ?? .zero : .zero
      let bonded = min(owed, held)
      if isOwn {
        gpus[move.to]?.own -= bonded
      } else if isThere {
        gpus[move.to]?.delegations[move.account] = held - bonded
      }
      return bonded
        + takeClaims(owed - bonded, move.account, move.to, newestFirst: true) {
          $0 >= move.createdIn
        }
    }

    private mutating func take(_ amount: UInt256, _ account: Address, _ id: GPUID) {
      if account == gpus[id]?.owner {
        gpus[id]?.own -= Exact(amount)
      } else {
        gpus[id]?.delegations[account, default: .zero] -= Exact(amount)
      }
    }

    private mutating func takeClaims(
      _ amount: Exact, _ account: Address, _ id: GPUID, newestFirst: Bool,
      where isMeant: (UInt64) -> Bool
    ) -> Exact {
      guard var gpu = gpus[id] else { return .zero }
      var rest = amount
      let places = newestFirst ? Array(gpu.claims.indices.reversed()) : Array(gpu.claims.indices)
      for place in places
      where gpu.claims[place].account == account && isMeant(gpu.claims[place].createdIn) {
        let part = min(rest, gpu.claims[place].worth)
        gpu.claims[place].worth -= part
        rest -= part
      }
      gpu.claims.removeAll { $0.worth == .zero }
      gpus[id] = gpu
      return amount - rest
    }

    private mutating func remember(
      _ from: GPUID, _ to: GPUID, _ account: Address, _ round: UInt64, _ units: Exact
    ) {
      moves.append(
        Move(
          from: from, to: to, account: account, createdIn: round,
          incarnation: gpus[to]?.incarnation ?? 0, slashes: gpus[to]?.slashes.count ?? 0,
          units: units))
    }

    private mutating func join(_ amount: UInt256, _ id: GPUID, _ round: UInt64) {
      guard let gpu = gpus[id], round + 1 < gpu.lockedUntil else { return }
      let joining = policy.locks.boostPPM(forRounds: gpu.lockedUntil - round - 1) ?? 1_000_000
      let all = gpu.own + Exact(amount)
      gpus[id]?.boost =
        (gpu.own * gpu.boost + Exact(amount) * Exact(BigInt(joining))) / all
      gpus[id]?.joins += 1
    }

    private mutating func mergeLocks(_ from: GPUID, _ to: GPUID, _ round: UInt64) {
      guard let source = gpus[from], let target = gpus[to] else { return }
      func boost(_ gpu: GPU) -> Exact { round < gpu.lockedUntil ? gpu.boost : Exact(1_000_000) }
      let until = max(source.lockedUntil, target.lockedUntil)
      if until > round {
        // A bond of less than the roundings is none: the registry may have none there.
        let isEmpty = target.own <= .zero
        gpus[to]?.boost = isEmpty ? boost(source) : min(boost(source), boost(target))
        gpus[to]?.lockedUntil = until
        gpus[to]?.joins = source.joins + target.joins
      }
      gpus[from]?.lockedUntil = 0
    }

    private mutating func difference(_ id: GPUID, _ registry: StakeRegistry) -> String? {
      guard let stake = registry.stake(of: id), var gpu = gpus[id] else { return "missing" }
      if stake.incarnation != gpu.incarnation {
        // Left or swept: what was left of it is less than the roundings.
        for (account, worth) in gpu.delegations {
          if registry.delegation(of: account, on: id)?.worth ?? 0 == 0,
            !worth.isWithin(bound, of: .zero)
          {
            return "\(account) has lost \(worth)"
          }
        }
        gpu.incarnation = stake.incarnation
        gpu.price = .one
        gpu.delegations = gpu.delegations.filter {
          registry.delegation(of: $0.key, on: id)?.worth ?? 0 > 0
        }
      }
      if stake.bonded == 0, gpu.own.isWithin(bound, of: .zero) { gpu.own = .zero }
      guard Exact(stake.bonded).isWithin(bound, of: gpu.own) else {
        return "\(stake.bonded) is bonded"
      }
      let accounts = Set(gpu.delegations.keys).union(gpu.claims.map(\.account))
      for account in accounts {
        let delegation = registry.delegation(of: account, on: id)
        let worth = delegation?.worth ?? .zero
        guard Exact(worth).isWithin(bound, of: gpu.delegations[account] ?? .zero) else {
          return "the delegation of \(account) is worth \(worth)"
        }
        let entries = account == gpu.owner ? stake.unbonding : delegation?.unbonding ?? []
        let unbonding = gpu.claims.filter { $0.account == account }
          .reduce(Exact.zero) { $0 + $1.worth }
        guard Exact(entries.reduce(.zero) { $0 + $1.amount }).isWithin(bound, of: unbonding) else {
          return "\(entries) unbond to \(account)"
        }
        // What is left of fractions of units goes with the last unit.
        if entries.isEmpty { gpu.claims.removeAll { $0.account == account } }
      }
      gpus[id] = gpu
      return nil
    }
  }
#endif
