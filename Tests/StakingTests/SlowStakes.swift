// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import LedgerPrimitives
import Staking

/// The staking rules once more, as plainly as they can be said: lists that are searched from end to
/// end, rows that are written out for every GPU in every round, queues that are filled round by round.
/// Nothing is cached, linked or put off. Slow, and made to be compared with.
struct SlowStakes {
  typealias Units = Int128

  struct Pool {
    let number: Int
    let createdIn: Int
    var units: Units
    var shares: Units
  }

  struct Claim {
    let gpu: GPUID
    let account: Address
    let pool: Int
    var shares: Units
    let maturesIn: Int
  }

  struct Move {
    let from: GPUID
    let to: GPUID
    let account: Address
    let createdIn: Int
    let incarnation: Int
    var shares: Units
  }

  struct Position {
    var shares: Units = 0
    var paid: Units = 0
    var incarnation = 0
    var movedIn: Int?
  }

  struct Row: Equatable {
    var stake: Units
    var boost: Int
    var score: Int
    var commission: Int
  }

  struct GPU {
    let owner: Address
    let minimum: Units
    let registeredIn: Int
    var own: Units = 0
    var pool: Units = 0
    var shares: Units = 0
    var incarnation = 0
    var start: Units = 0
    var waiting: [(round: Int, units: Units)] = []
    var leaving: [Pool] = []
    var positions: [Address: Position] = [:]
    var jailedUntil: Int?
    var isTombstoned = false
    var lock: (from: Int, until: Int, boost: Int, before: Int) = (0, 0, million, million)
    var commission: (now: Int, next: Int, from: Int) = (0, 0, 0)
    var uptime: (whole: Int, rest: Int) = (million, 0)
    var verification: (whole: Int, rest: Int) = (million, 0)
    var watch: (start: Int, seen: [Bool], last: Int)?

    var bonded: Units { own + pool }
    var queued: Units { waiting.reduce(0) { $0 + $1.units } }
    var active: Units { jailedUntil == nil ? bonded - queued : 0 }
    func boost(_ round: Int) -> Int {
      round < lock.from ? lock.before : round < lock.until ? lock.boost : million
    }
    func commission(_ round: Int) -> Int {
      round >= commission.from ? commission.next : commission.now
    }
  }

  static let million = 1_000_000

  let policy: StakingPolicy
  var round = 0
  var gpus: [GPUID: GPU] = [:]
  var claims: [Claim] = []
  var moves: [Move] = []
  var punished: Set<String> = []
  /// What each slash found bonded, for correlations.
  var found: [(gpu: GPUID, fault: Fault, round: Int, bonded: Units)] = []
  var rows: [[GPUID: Row]] = []
  var nextPool = 0
  var activations: (round: Int, room: Units) = (0, 0)
  var exits: (round: Int, room: Units) = (0, 0)
  var deposited: Units = 0
  var withdrawn: Units = 0
  var slashed: Units = 0

  init(policy: StakingPolicy) { self.policy = policy }

  var delay: Int { Int(policy.unbondingDelay) }
  var window: Int { Int(policy.evidenceWindow) }
  var bonded: Units { gpus.values.reduce(0) { $0 + $1.bonded } }

  // MARK: Arithmetic

  static func floor(_ a: Units, _ b: Units, _ c: Units) -> Units { a * b / c }
  static func ceil(_ a: Units, _ b: Units, _ c: Units) -> Units { (a * b + c - 1) / c }
  static func part(_ a: Units, _ ppm: Int) -> Units { a * Units(ppm) / Units(million) }
  static func isSpent(_ units: Units, _ shares: Units) -> Bool {
    units * (1 << 32) < shares
  }

  // MARK: Queues

  /// The round in which there is room for units, found by filling round after round.
  func slot(
    _ queue: (round: Int, room: Units), _ units: Units, from first: Int
  ) -> (round: Int, room: Units) {
    guard let churn = policy.churn else { return (first, 0) }
    let limit = max(Units(churn.minimum), bonded / Units(churn.quotient))
    var (at, room) = first > queue.round ? (first, limit) : queue
    var rest = units
    while rest > room {
      rest -= room
      at += 1
      room = limit
    }
    return (at, room - rest)
  }

  mutating func enter(_ units: Units, _ id: GPUID, _ slot: (round: Int, room: Units)) {
    if policy.churn != nil { activations = slot }
    guard slot.round > round + 1 else { return }
    if let last = gpus[id]?.waiting.last, last.round == slot.round {
      gpus[id]?.waiting.removeLast()
      gpus[id]?.waiting.append((slot.round, last.units + units))
    } else {
      gpus[id]?.waiting.append((slot.round, units))
    }
  }

  /// What leaves the bond leaves the queue first, the newest first.
  mutating func leaveQueue(_ units: Units, _ id: GPUID) {
    var rest = units
    while rest > 0, let last = gpus[id]?.waiting.last {
      let taken = min(rest, last.units)
      rest -= taken
      gpus[id]?.waiting.removeLast()
      if taken < last.units { gpus[id]?.waiting.append((last.round, last.units - taken)) }
    }
  }

  // MARK: Pools

  func worth(_ claim: Claim) -> Units {
    guard let pool = gpus[claim.gpu]?.leaving.first(where: { $0.number == claim.pool }) else {
      return 0
    }
    return claim.shares == pool.shares
      ? pool.units : Self.floor(claim.shares, pool.units, pool.shares)
  }

  func worth(_ account: Address, _ id: GPUID) -> Units {
    guard let gpu = gpus[id], let position = gpu.positions[account], position.shares > 0,
      position.incarnation == gpu.incarnation
    else { return 0 }
    return position.shares == gpu.shares
      ? gpu.pool : Self.floor(position.shares, gpu.pool, gpu.shares)
  }

  mutating func issue(_ units: Units, _ account: Address, _ id: GPUID) -> Units {
    guard var gpu = gpus[id] else { return 0 }
    let shares = gpu.shares == 0 ? units : Self.floor(units, gpu.shares, gpu.pool)
    var position = gpu.positions[account] ?? Position()
    if position.incarnation != gpu.incarnation {
      (position.shares, position.paid, position.incarnation) = (0, 0, gpu.incarnation)
    }
    position.shares += shares
    position.paid += units
    gpu.positions[account] = position
    gpu.pool += units
    gpu.shares += shares
    gpus[id] = gpu
    return shares
  }

  mutating func redeem(_ units: Units, _ account: Address, _ id: GPUID, keepsPaid: Bool = false) {
    guard var gpu = gpus[id], var position = gpu.positions[account] else { return }
    let isAll = units == worth(account, id)
    let shares = isAll ? position.shares : Self.ceil(units, gpu.shares, gpu.pool)
    if !keepsPaid {
      position.paid -=
        shares == position.shares
        ? position.paid : Self.ceil(position.paid, shares, position.shares)
    }
    position.shares -= shares
    gpu.pool -= units
    gpu.shares -= shares
    gpu.positions[account] = position
    gpus[id] = gpu
  }

  mutating func beginUnbonding(
    _ units: Units, _ account: Address, _ id: GPUID, _ slot: (round: Int, room: Units)
  ) {
    if policy.churn != nil { exits = slot }
    guard var gpu = gpus[id] else { return }
    let isWhole = gpu.leaving.last.map {
      $0.createdIn == round && $0.units == $0.shares && $0.units > 0
    }
    if isWhole != true {
      gpu.leaving.append(Pool(number: nextPool, createdIn: round, units: 0, shares: 0))
      nextPool += 1
    }
    let place = gpu.leaving.count - 1
    gpu.leaving[place].units += units
    gpu.leaving[place].shares += units
    gpus[id] = gpu
    let matures = slot.round + delay
    let newest = claims.lastIndex { $0.gpu == id && $0.account == account }
    if let newest, claims[newest].pool == gpu.leaving[place].number,
      claims[newest].maturesIn == matures
    {
      claims[newest].shares += units
    } else {
      claims.append(
        Claim(
          gpu: id, account: account, pool: gpu.leaving[place].number, shares: units,
          maturesIn: matures))
    }
  }

  /// Takes units out of the claim at an index; all of its worth takes all of its shares.
  mutating func take(_ units: Units, at index: Int) -> Units {
    let claim = claims[index]
    let worth = worth(claim)
    let taken = min(units, worth)
    guard var gpu = gpus[claim.gpu],
      let place = gpu.leaving.firstIndex(where: { $0.number == claim.pool })
    else { return 0 }
    let pool = gpu.leaving[place]
    let shares = units >= worth ? claim.shares : Self.ceil(taken, pool.shares, pool.units)
    gpu.leaving[place].units -= taken
    gpu.leaving[place].shares -= shares
    claims[index].shares -= shares
    if claims[index].shares == 0 {
      claims.remove(at: index)
      if !claims.contains(where: { $0.pool == claim.pool }) { gpu.leaving.remove(at: place) }
    }
    gpus[claim.gpu] = gpu
    return taken
  }

  func createdIn(_ claim: Claim) -> Int {
    gpus[claim.gpu]?.leaving.first { $0.number == claim.pool }?.createdIn ?? -1
  }

  /// Takes units out of an account's claims on a GPU, the newest first.
  mutating func takeClaims(
    _ units: Units, _ account: Address, _ id: GPUID, where isMeant: (Int) -> Bool
  ) -> Units {
    var taken: Units = 0
    for index in claims.indices.reversed()
    where claims[index].gpu == id && claims[index].account == account {
      if taken < units, isMeant(createdIn(claims[index])) {
        taken += take(units - taken, at: index)
      }
    }
    return taken
  }
}
