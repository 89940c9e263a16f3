// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking

extension SlowStakes {
  /// Applies an operation; false where the rules forbid it.
  mutating func apply(_ operation: StakingOperation) -> Bool {
    switch operation {
    case .register(let id, let owner, let capacityClass, let capacity):
      guard gpus[id] == nil, owner != .zero, capacity > 0,
        let minimum = policy.minimumStake[capacityClass]
      else { return false }
      gpus[id] = GPU(owner: owner, minimum: Units(minimum), registeredIn: round)
    case .bond(let id, let amount):
      guard let gpu = gpus[id], !gpu.isTombstoned, amount > 0,
        gpu.own + Units(amount) >= gpu.minimum
      else { return false }
      let slot = slot(activations, Units(amount), from: round + 1)
      deposited += Units(amount)
      join(Units(amount), id)
      gpus[id]?.own += Units(amount)
      enter(Units(amount), id, slot, isOwn: true)
    case .unbond(let id, let amount):
      guard let gpu = gpus[id], amount > 0, Units(amount) <= gpu.own, round >= gpu.lock.until
      else { return false }
      let rest = gpu.own - Units(amount)
      guard rest == 0 || rest >= gpu.minimum else { return false }
      let slot = slot(exits, Units(amount), from: round)
      gpus[id]?.own = rest
      settle(gpu.owner, id, rest) { $0 }
      leaveQueue(Units(amount), id, isOwn: true)
      beginUnbonding(Units(amount), gpu.owner, id, slot)
    case .cancelUnbonding(let id, let from, let amount):
      guard let gpu = gpus[id], !gpu.isTombstoned, amount > 0,
        Units(amount) <= held(gpu.owner, id, from), gpu.own + Units(amount) >= gpu.minimum
      else { return false }
      let slot = slot(activations, Units(amount), from: round + 1)
      _ = takeClaims(Units(amount), gpu.owner, id) { $0 == Int(from.number) }
      join(Units(amount), id)
      gpus[id]?.own += Units(amount)
      restore(gpu.owner, id, Units(amount), from, shares: Units(amount))
      enter(Units(amount), id, slot, isOwn: true)
    case .withdraw(let id):
      guard let gpu = gpus[id] else { return false }
      return withdraw(gpu.owner, id)
    case .withdrawDelegation(let id, let account):
      return withdraw(account, id)
    case .withdrawMatured(let limit):
      guard limit > 0 else { return false }
      // In the order of maturity, then of age; the sort is stable by place.
      for _ in 0..<limit {
        let due = claims.indices.filter { claims[$0].maturesIn <= round }
        guard
          let first = due.min(by: {
            (claims[$0].maturesIn, claims[$0].order) < (claims[$1].maturesIn, claims[$1].order)
          })
        else { break }
        withdrawn += take(.max, at: first)
      }
    case .slash(let id, let kind, let fault, let ppm):
      guard gpus[id] != nil, (1...1_000_000).contains(ppm), isInTime(fault),
        isAtRisk(id, Int(fault.number)), !punished.contains("\(id) \(kind) \(fault)")
      else { return false }
      slash(id, kind, Int(fault.number), Int(ppm))
    case .slashOwner(let owner, let kind, let fault, let ppm):
      let owned = gpus.keys.filter { gpus[$0]?.owner == owner }.sorted()
      guard (1...1_000_000).contains(ppm), isInTime(fault) else { return false }
      let guilty = owned.filter {
        !punished.contains("\($0) \(kind) \(fault)") && isAtRisk($0, Int(fault.number))
      }
      for id in guilty { slash(id, kind, Int(fault.number), Int(ppm), sparing: guilty) }
      return !guilty.isEmpty
    case .punish(let id, let kind, let fault):
      guard let gpu = gpus[id], let rule = policy.faults[kind], !gpu.isTombstoned,
        isInTime(fault), !punished.contains("\(id) \(kind) \(fault)")
      else { return false }
      slash(id, kind, Int(fault.number), max(Int(rule.slashPPM), correlated(rule, id, gpu, kind)))
      if rule.tombstones {
        tombstone(id)
      } else if rule.jailRounds > 0 {
        gpus[id]?.jailedUntil = max(gpu.jailedUntil ?? 0, round + Int(rule.jailRounds))
      }
    case .closeRound(let asked):
      guard asked.number == UInt64(round) else { return false }
      close()
    default:
      return applyMore(operation)
    }
    return true
  }

  /// The operations of delegators, operators and locks.
  private mutating func applyMore(_ operation: StakingOperation) -> Bool {
    switch operation {
    case .delegate(let id, let account, let amount):
      guard let gpu = gpus[id], mayDelegate(gpu, account), account != .zero,
        amount >= policy.delegation.minimumDelegation
      else { return false }
      let slot = slot(activations, Units(amount), from: round + 1)
      deposited += Units(amount)
      _ = issue(Units(amount), account, id)
      enter(Units(amount), id, slot, isOwn: false)
    case .undelegate(let id, let account, let amount):
      guard gpus[id] != nil, amount > 0, Units(amount) <= worth(account, id) else { return false }
      let slot = slot(exits, Units(amount), from: round)
      redeem(Units(amount), account, id)
      leaveQueue(Units(amount), id, isOwn: false)
      beginUnbonding(Units(amount), account, id, slot)
    case .cancelUndelegating(let id, let account, let from, let amount):
      guard let gpu = gpus[id], mayDelegate(gpu, account), amount > 0,
        Units(amount) <= held(account, id, from)
      else { return false }
      let slot = slot(activations, Units(amount), from: round + 1)
      _ = takeClaims(Units(amount), account, id) { $0 == Int(from.number) }
      let shares = issue(Units(amount), account, id)
      restore(account, id, Units(amount), from, shares: shares)
      enter(Units(amount), id, slot, isOwn: false)
    case .redelegate(let account, let source, let destination, let amount):
      guard source != destination, gpus[source] != nil, let target = gpus[destination],
        mayDelegate(target, account), amount > 0, Units(amount) <= worth(account, source),
        amount >= policy.delegation.minimumDelegation, !movedInLately(account, source)
      else { return false }
      redeem(Units(amount), account, source)
      leaveQueue(Units(amount), source, isOwn: false)
      let shares = issue(Units(amount), account, destination)
      let slot = slot(activations, Units(amount), from: round + 1)
      remember(shares, account, source, destination)
      enter(Units(amount), destination, slot, isOwn: false)
    case .merge(let source, let destination):
      guard source != destination, let gpu = gpus[source], let target = gpus[destination],
        gpu.owner == target.owner, !target.isTombstoned, gpu.own > 0,
        !movedInLately(gpu.owner, source), target.own + gpu.own >= target.minimum
      else { return false }
      merge(source, destination)
      let slot = slot(activations, gpu.own, from: round + 1)
      enter(gpu.own, destination, slot, isOwn: true)
    case .setCommission(let id, let ppm):
      guard let gpu = gpus[id], !gpu.isTombstoned, ppm <= policy.delegation.commissionCapPPM,
        gpu.commission.from <= round || gpu.commission.from == round + 2,
        abs(gpu.commission(round) - Int(ppm)) <= Int(policy.delegation.commissionStepPPM)
      else { return false }
      gpus[id]?.commission = (gpu.commission(round), Int(ppm), round + 2)
    case .lock(let id, let rounds):
      guard let gpu = gpus[id], !gpu.isTombstoned, gpu.own > 0, rounds < 1 << 40,
        let boost = policy.locks.boosts.last(where: { $0.rounds <= rounds })?.boostPPM
      else { return false }
      let until = round + 1 + Int(rounds)
      if round < gpu.lock.until {
        guard until > gpu.lock.until, Int(boost) >= gpu.boosts.then else { return false }
      }
      gpus[id]?.lock = (round + 1, until)
      gpus[id]?.boosts = (gpu.boost(round), round + 1, Int(boost))
    case .breakLock(let id):
      guard let gpu = gpus[id], round < gpu.lock.until, let ppm = policy.locks.earlyExitPenaltyPPM
      else { return false }
      let length = max(gpu.lock.until - gpu.lock.from, 1)
      let whole = Self.ceil(gpu.own, Units(ppm), Units(Self.million))
      let penalty = Self.ceil(whole, Units(min(gpu.lock.until - round, length)), Units(length))
      unlock(id)
      gpus[id]?.own -= penalty
      settle(gpu.owner, id, gpu.own - penalty) { _ in 0 }
      leaveQueue(penalty, id, isOwn: true)
      slashed += penalty
    case .jail(let id, let rounds):
      guard let gpu = gpus[id], !gpu.isTombstoned, rounds > 0, rounds < 1 << 40 else {
        return false
      }
      gpus[id]?.jailedUntil = max(gpu.jailedUntil ?? 0, round + Int(rounds))
    case .unjail(let id):
      guard let gpu = gpus[id], !gpu.isTombstoned, let until = gpu.jailedUntil, round >= until,
        gpu.own >= gpu.minimum
      else { return false }
      gpus[id]?.jailedUntil = nil
      if gpu.watch != nil { gpus[id]?.watch = (round, [], round) }
    case .tombstone(let id):
      guard let gpu = gpus[id], !gpu.isTombstoned else { return false }
      tombstone(id)
    case .recordQuality(let id, let uptime, let score):
      guard let gpu = gpus[id], uptime <= 1_000_000, score ?? 0 <= 1_000_000,
        gpu.ratedIn != round
      else { return false }
      gpus[id]?.ratedIn = round
      let weight = Int(policy.qualityWeightPPM)
      func average(_ before: (whole: Int, rest: Int), _ value: Int) -> (whole: Int, rest: Int) {
        let sum = weight * value + (Self.million - weight) * before.whole + before.rest
        return (sum / Self.million, sum % Self.million)
      }
      gpus[id]?.uptime = average(gpu.uptime, Int(uptime))
      if let score { gpus[id]?.verification = average(gpu.verification, Int(score)) }
    case .recordPresence(let id, let isPresent):
      return watch(id, isPresent)
    default:
      return false
    }
    return true
  }

  private mutating func watch(_ id: GPUID, _ isPresent: Bool) -> Bool {
    guard let rules = policy.liveness, let gpu = gpus[id], gpu.jailedUntil == nil else {
      return false
    }
    var watch = gpu.watch ?? (gpu.registeredIn, [], gpu.registeredIn)
    guard round > watch.last else { return false }
    watch.seen.append(isPresent)
    watch.last = round
    let missed = watch.seen.suffix(Int(rules.window)).filter { !$0 }.count
    gpus[id]?.watch = watch
    guard round - watch.start > Int(rules.window), missed > Int(rules.maximumMissed) else {
      return true
    }
    gpus[id]?.watch = (round, [], round)
    if let rule = policy.faults[.downtime], rule.slashPPM > 0,
      !punished.contains("\(id) \(Fault.downtime) \(round)"), isAtRisk(id, round)
    {
      slash(id, .downtime, round, Int(rule.slashPPM))
    }
    gpus[id]?.jailedUntil = round + Int(rules.jailRounds)
    return true
  }

  private func mayDelegate(_ gpu: GPU, _ account: Address) -> Bool {
    !gpu.isTombstoned && gpu.jailedUntil == nil && account != gpu.owner
  }

  private func held(_ account: Address, _ id: GPUID, _ from: Round) -> Units {
    claims.filter {
      $0.gpu == id && $0.account == account && createdIn($0) == Int(clamping: from.number)
    }
    .reduce(0) { $0 + worth($1) }
  }

  private func movedInLately(_ account: Address, _ id: GPUID) -> Bool {
    guard let movedIn = gpus[id]?.positions[account]?.movedIn else { return false }
    return round < movedIn + window
  }

  private mutating func remember(
    _ shares: Units, _ account: Address, _ source: GPUID, _ destination: GPUID
  ) {
    gpus[destination]?.positions[account, default: Position()].movedIn = round
    // Moves one after another of the same account to the same place are one.
    let last = moves.lastIndex { $0.from == source }
    if let last, moves[last].to == destination, moves[last].account == account,
      moves[last].createdIn == round
    {
      moves[last].kept += shares
    } else {
      moves.append(
        Move(from: source, to: destination, account: account, createdIn: round, kept: shares))
    }
  }

  private mutating func merge(_ source: GPUID, _ destination: GPUID) {
    guard let gpu = gpus[source], let target = gpus[destination] else { return }
    func boost(_ gpu: GPU) -> Int { round < gpu.lock.until ? gpu.boosts.then : Self.million }
    let until = max(gpu.lock.until, target.lock.until)
    gpus[source]?.own = 0
    unlock(source)
    leaveQueue(gpu.own, source, isOwn: true)
    gpus[destination]?.own += gpu.own
    if until > round {
      let least = target.own == 0 ? boost(gpu) : min(boost(gpu), boost(target))
      gpus[destination]?.lock = (round + 1, until)
      gpus[destination]?.boosts = (target.boost(round), round + 1, least)
    }
    remember(gpu.own, gpu.owner, source, destination)
  }

  private mutating func tombstone(_ id: GPUID) {
    guard let gpu = gpus[id] else { return }
    gpus[id]?.isTombstoned = true
    gpus[id]?.jailedUntil = .max
    if gpu.lock.until > round { unlock(id) }
  }

  private mutating func unlock(_ id: GPUID) {
    gpus[id]?.lock = (0, 0)
    gpus[id]?.boosts = (Self.million, 0, Self.million)
  }

  /// What joins a lock has the boost of the rounds that are left: the boost is the mean.
  private mutating func join(_ units: Units, _ id: GPUID) {
    guard let gpu = gpus[id], round + 1 < gpu.lock.until else { return }
    let rest = gpu.lock.until - round - 1
    let table = policy.locks.boosts.last { $0.rounds <= UInt64(rest) }?.boostPPM
    let (here, comes) = (gpu.boost(round + 1), table.map { Int($0) } ?? Self.million)
    let mean = (Units(here) * gpu.own + Units(comes) * units) / (gpu.own + units)
    gpus[id]?.boosts = (gpu.boost(round), round + 1, Int(mean))
  }

  private mutating func withdraw(_ account: Address, _ id: GPUID) -> Bool {
    var taken: Units = 0
    for index in claims.indices.reversed()
    where claims[index].gpu == id && claims[index].account == account
      && claims[index].maturesIn <= round
    {
      taken += worth(claims[index])
    }
    guard taken > 0 else { return false }
    for index in claims.indices.reversed()
    where claims[index].gpu == id && claims[index].account == account
      && claims[index].maturesIn <= round
    {
      withdrawn += take(.max, at: index)
    }
    return true
  }
}
