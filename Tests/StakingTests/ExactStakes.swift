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

  /// What everybody has by the events alone, in fractions that are never rounded: a slash multiplies,
  /// and nothing is held in shares.
  struct ExactStakes {
    struct Move {
      let from: GPUID
      let to: GPUID
      let account: Address
      let createdIn: UInt64
      /// What of it is bonded still, at its worth.
      var kept: Exact
      /// What has left the bond, at its worth then.
      var left = Exact.zero
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
      var incarnation: UInt32 = 0
      var claims: [Claim] = []
      var lockedUntil: UInt64 = 0
      var boost = Fraction(1_000_000, 1)
      /// How often the boost was rounded.
      var joins = 0
      /// By how much any bond, delegation or claim on it may be apart from what it is exactly: the worth
      /// is rounded down, by less than a unit, and so is what each operation does.
      var apart = Exact(2)
    }

    let policy: StakingPolicy
    var gpus: [GPUID: GPU] = [:]
    var moves: [Move] = []
    var slashed = Exact.zero
    /// By how much ``slashed`` may be apart.
    var slashedApart = Exact.zero

    init(policy: StakingPolicy) { self.policy = policy }

    /// Follows an operation.
    ///
    /// - Returns: what is not as it has to be.
    mutating func follow(
      _ operation: StakingOperation, _ events: [StakingEvent], _ registry: StakeRegistry
    ) -> String? {
      let round = registry.openRound.number
      var together: Set<GPUID> = []
      if case .slashOwner = operation {
        for case .slashed(let slash) in events { together.insert(slash.gpu) }
      }
      var touched: Set<GPUID> = []
      for event in events {
        let before = touched
        touched = []
        if let wrong = follow(event, operation, round, together, &touched) { return wrong }
        // Shares are rounded once, for those who stay.
        for id in touched { gpus[id]?.apart += .one }
        touched.formUnion(before)
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
        restore(Exact(amount), account, id, createdIn.number)
        touched.insert(id)
      case .withdrawn(let id, let account, let amount):
        _ = takeClaims(Exact(amount), account, id, newestFirst: false) { _ in true }
        touched.insert(id)
      case .redelegated(let from, let to, let account, let amount, _):
        take(amount, account, from)
        gpus[to]?.delegations[account, default: .zero] += Exact(amount)
        remember(from, to, account, round, amount)
        touched.formUnion([from, to])
      case .merged(let from, let to, let owner, let amount):
        mergeLocks(from, to, round)
        gpus[from]?.own = .zero
        gpus[to]?.own += Exact(amount)
        remember(from, to, owner, round, amount)
        touched.formUnion([from, to])
      case .locked(let id, _, let until, let boost):
        if case .lock = operation {
          gpus[id]?.lockedUntil = until.number
          gpus[id]?.boost = Fraction(BigInt(boost), 1)
          gpus[id]?.joins = 0
        } else if let gpu = gpus[id],
          !gpu.boost.isWithin(gpu.joins + 1, of: UInt256(UInt64(boost)))
        {
          return "the boost of \(id) is \(boost)"
        }
      case .lockBroken(let id, _, let penalty, _):
        gpus[id]?.own -= Exact(penalty)
        settle(gpus[id]?.owner, id, unbonds: false)
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
      for place in moves.indices where moves[place].to == id {
        moves[place].kept = moves[place].kept * left
      }
      var pools: Set<UInt64> = []
      for place in gpu.claims.indices where gpu.claims[place].createdIn >= slash.faultRound.number {
        unbonding += gpu.claims[place].worth * lost
        gpu.claims[place].worth = gpu.claims[place].worth * left
        pools.insert(gpu.claims[place].createdIn)
      }
      // The owner's bond and the pool lose a unit too little, and so does each round that unbonds.
      gpu.apart += Exact(BigInt(pools.count))
      gpus[id] = gpu
      touched.insert(id)
      var movedApart = Exact.zero
      for place in moves.indices.reversed()
      where moves[place].from == id && moves[place].createdIn >= slash.faultRound.number
        && !together.contains(moves[place].to)
      {
        let move = moves[place]
        guard let target = gpus[move.to] else { continue }
        moved += slashMove(place, lost)
        // Of what is not known better than that the fraction is taken, rounded down.
        let apart = (target.apart * lost + target.apart * lost).ceiling + Exact(2)
        movedApart += apart
        gpus[move.to]?.apart += apart
        touched.insert(move.to)
      }
      slashed += bonded + unbonding + moved
      // What a pool holds is apart by what each of its accounts may be.
      let all = gpu.apart * Exact(BigInt(gpu.delegations.count + 1))
      let claimed = gpu.apart * Exact(BigInt(gpu.claims.count + 1))
      slashedApart += all * lost + claimed * lost + movedApart + .one
      for (name, one, other, apart) in [
        ("bond", slash.bonded, bonded, all * lost + Exact(2)),
        (
          "unbonding stake", slash.unbonding, unbonding, claimed * lost + Exact(BigInt(pools.count))
        ),
        ("moves", slash.redelegated, moved, movedApart),
      ] where !Exact(one).isWithin(apart, of: other) {
        return "\(one) of the \(name) of \(id) was slashed"
      }
      return nil
    }

    /// Takes the fraction of what is bonded of a move, and of what unbonds of it.
    private mutating func slashMove(_ place: Int, _ lost: Exact) -> Exact {
      let move = moves[place]
      guard let gpu = gpus[move.to] else { return .zero }
      let unbonding = gpu.claims.filter {
        $0.account == move.account && $0.createdIn >= move.createdIn
      }.reduce(Exact.zero) { $0 + $1.worth }
      let (bonded, owed) = (move.kept * lost, min(move.left, unbonding) * lost)
      moves[place].kept -= move.kept * lost
      moves[place].left -= move.left * lost
      if move.account == gpu.owner {
        gpus[move.to]?.own -= bonded
      } else {
        gpus[move.to]?.delegations[move.account, default: .zero] -= bonded
      }
      settle(move.account, move.to, unbonds: false)
      return bonded
        + takeClaims(owed, move.account, move.to, newestFirst: true) { $0 >= move.createdIn }
    }

    /// Has the moves of an account to a GPU lose what is not bonded there any more.
    private mutating func settle(_ account: Address?, _ id: GPUID, unbonds: Bool) {
      guard let account, let gpu = gpus[id] else { return }
      let held = account == gpu.owner ? gpu.own : gpu.delegations[account] ?? .zero
      for place in moves.indices
      where moves[place].to == id && moves[place].account == account && moves[place].kept > held {
        if unbonds { moves[place].left += moves[place].kept - held }
        moves[place].kept = held
      }
    }

    /// Has the moves of an account to a GPU regain what is bonded again.
    private mutating func restore(
      _ amount: Exact, _ account: Address, _ id: GPUID, _ round: UInt64
    ) {
      for place in moves.indices
      where moves[place].to == id && moves[place].account == account
        && moves[place].createdIn <= round
      {
        let back = min(moves[place].left, amount)
        moves[place].left -= back
        moves[place].kept += back
      }
    }

    private mutating func take(_ amount: UInt256, _ account: Address, _ id: GPUID) {
      if account == gpus[id]?.owner {
        gpus[id]?.own -= Exact(amount)
      } else {
        gpus[id]?.delegations[account, default: .zero] -= Exact(amount)
      }
      settle(account, id, unbonds: true)
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
      _ from: GPUID, _ to: GPUID, _ account: Address, _ round: UInt64, _ amount: UInt256
    ) {
      // What is beyond the window of evidence is never slashed.
      moves.removeAll { $0.createdIn + policy.evidenceWindow <= round }
      moves.append(
        Move(from: from, to: to, account: account, createdIn: round, kept: Exact(amount)))
    }

    private mutating func join(_ amount: UInt256, _ id: GPUID, _ round: UInt64) {
      guard let gpu = gpus[id], round + 1 < gpu.lockedUntil else { return }
      let joining = policy.locks.boostPPM(forRounds: gpu.lockedUntil - round - 1) ?? 1_000_000
      gpus[id]?.boost =
        (Fraction(gpu.own) * gpu.boost + Fraction(amount) * Fraction(BigInt(joining), 1))
        / Fraction(gpu.own + Exact(amount))
      gpus[id]?.joins += 1
    }

    private mutating func mergeLocks(_ from: GPUID, _ to: GPUID, _ round: UInt64) {
      guard let source = gpus[from], let target = gpus[to] else { return }
      func boost(_ gpu: GPU) -> Fraction {
        round < gpu.lockedUntil ? gpu.boost : Fraction(1_000_000, 1)
      }
      let until = max(source.lockedUntil, target.lockedUntil)
      if until > round {
        // A bond of less than the roundings is none: the registry may have none there.
        let isEmpty = target.own <= .zero
        let isLess = boost(source) < boost(target)
        gpus[to]?.boost = isEmpty || isLess ? boost(source) : boost(target)
        gpus[to]?.lockedUntil = until
        gpus[to]?.joins = source.joins + target.joins
      }
      gpus[from]?.lockedUntil = 0
    }

    private mutating func difference(_ id: GPUID, _ registry: StakeRegistry) -> String? {
      guard let stake = registry.stake(of: id), var gpu = gpus[id] else { return "missing" }
      let apart = gpu.apart
      if stake.incarnation != gpu.incarnation {
        // Left or swept: what was left of it is less than the roundings.
        for (account, worth) in gpu.delegations {
          if registry.delegation(of: account, on: id)?.worth ?? 0 == 0,
            !worth.isWithin(apart, of: .zero)
          {
            return "\(account) has lost \(worth)"
          }
        }
        gpu.incarnation = stake.incarnation
        gpu.delegations = gpu.delegations.filter {
          registry.delegation(of: $0.key, on: id)?.worth ?? 0 > 0
        }
      }
      if stake.bonded == 0, gpu.own.isWithin(apart, of: .zero) { gpu.own = .zero }
      guard Exact(stake.bonded).isWithin(apart, of: gpu.own) else {
        return "\(stake.bonded) is bonded"
      }
      let accounts = Set(gpu.delegations.keys).union(gpu.claims.map(\.account))
      for account in accounts {
        let delegation = registry.delegation(of: account, on: id)
        let worth = delegation?.worth ?? .zero
        guard Exact(worth).isWithin(apart, of: gpu.delegations[account] ?? .zero) else {
          return "the delegation of \(account) is worth \(worth)"
        }
        let entries = account == gpu.owner ? stake.unbonding : delegation?.unbonding ?? []
        let unbonding = gpu.claims.filter { $0.account == account }
          .reduce(Exact.zero) { $0 + $1.worth }
        // Each claim is rounded down by itself.
        guard
          Exact(entries.reduce(.zero) { $0 + $1.amount })
            .isWithin(apart + Exact(BigInt(entries.count)), of: unbonding)
        else {
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
