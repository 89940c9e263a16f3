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
    var maturesIn: Int
    /// What of the shares waits in the exit queue.
    var waiting: Units = 0
    /// When it came, and when it left the exit queue: the order in which it may be withdrawn.
    var order = 0
  }

  /// Stake that waits for its activation, in the order in which it came.
  struct Entry {
    let gpu: GPUID
    let isOwn: Bool
    let round: Int
    var units: Units
    var waiting: Units
  }

  /// A queue round by round: how much each lets pass, and how much of that is taken.
  struct Queue {
    var limits: [Int: Units] = [0: 0]
    var taken: [Int: Units] = [0: 0]
    var last: Int { limits.keys.max() ?? 0 }
  }

  struct Move {
    let from: GPUID
    let to: GPUID
    let account: Address
    let createdIn: Int
    /// What is bonded of it still: shares, or units of an owner's.
    var kept: Units
    /// What has left the bond, in units.
    var left: Units = 0
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
    var startOwn: Units = 0
    var leaving: [Pool] = []
    var positions: [Address: Position] = [:]
    var jailedUntil: Int?
    var isTombstoned = false
    var lock: (from: Int, until: Int) = (0, 0)
    var boosts: (before: Int, from: Int, then: Int) = (million, 0, million)
    var commission: (now: Int, next: Int, from: Int) = (0, 0, 0)
    var ratedIn: Int?
    var uptime: (whole: Int, rest: Int) = (million, 0)
    var verification: (whole: Int, rest: Int) = (million, 0)
    var watch: (start: Int, seen: [Bool], last: Int)?

    var bonded: Units { own + pool }
    var counts: Bool { jailedUntil == nil && own >= minimum }
    func boost(_ round: Int) -> Int {
      round < boosts.from ? boosts.before : round < lock.until ? boosts.then : million
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
  var activations = Queue()
  var exits = Queue()
  var entering: [Entry] = []
  var nextOrder = 0
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
    _ queue: Queue, _ units: Units, from first: Int
  ) -> (round: Int, queue: Queue) {
    guard let churn = policy.churn else { return (first, queue) }
    let limit = max(Units(churn.minimum), bonded / Units(churn.quotient))
    var queue = queue
    if first > queue.last { queue = Queue(limits: [first: limit], taken: [first: 0]) }
    var rest = units
    while true {
      let at = queue.last
      let part = min(rest, queue.limits[at, default: 0] - queue.taken[at, default: 0])
      queue.taken[at, default: 0] += part
      rest -= part
      if rest == 0 { return (at, queue) }
      (queue.limits[at + 1], queue.taken[at + 1]) = (limit, 0)
    }
  }

  /// Takes units back out of a queue, from its end.
  func without(_ units: Units, _ queue: Queue, from first: Int) -> Queue {
    var (queue, rest) = (queue, units)
    while rest > 0, queue.last >= first {
      let at = queue.last
      let part = min(rest, queue.taken[at, default: 0])
      queue.taken[at, default: 0] -= part
      rest -= part
      guard queue.taken[at] == 0, at > first else { break }
      queue.limits[at] = nil
      queue.taken[at] = nil
    }
    return queue
  }

  func queued(_ id: GPUID, isOwn: Bool? = nil) -> Units {
    entering.filter { $0.gpu == id && (isOwn == nil || $0.isOwn == isOwn) }
      .reduce(0) { $0 + $1.units }
  }

  func active(_ id: GPUID) -> Units {
    guard let gpu = gpus[id], gpu.counts else { return 0 }
    return gpu.bonded - queued(id)
  }

  func activeOwn(_ id: GPUID) -> Units {
    guard let gpu = gpus[id], active(id) > 0 else { return 0 }
    return gpu.own - queued(id, isOwn: true)
  }

  mutating func enter(
    _ units: Units, _ id: GPUID, _ slot: (round: Int, queue: Queue), isOwn: Bool
  ) {
    guard policy.churn != nil else { return }
    activations = slot.queue
    entering.append(
      Entry(gpu: id, isOwn: isOwn, round: slot.round, units: units, waiting: units))
  }

  /// What leaves the bond leaves the queue first, the newest first.
  mutating func leaveQueue(_ units: Units, _ id: GPUID, isOwn: Bool) {
    var rest = units
    for place in entering.indices.reversed()
    where entering[place].gpu == id && entering[place].isOwn == isOwn {
      let part = min(rest, entering[place].units)
      leave(part, place)
      rest -= part
    }
    entering.removeAll { $0.units == 0 }
  }

  mutating func leave(_ units: Units, _ place: Int) {
    let room = min(units, entering[place].waiting)
    entering[place].units -= units
    entering[place].waiting -= room
    activations = without(room, activations, from: round + 1)
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

  mutating func redeem(_ units: Units, _ account: Address, _ id: GPUID, isLost: Bool = false) {
    guard var gpu = gpus[id], var position = gpu.positions[account] else { return }
    let isAll = units == worth(account, id)
    let shares = isAll ? position.shares : Self.ceil(units, gpu.shares, gpu.pool)
    settle(account, id, position.shares - shares) {
      isLost ? 0 : Self.floor($0, gpu.pool, gpu.shares)
    }
    if !isLost {
      position.paid -=
        shares == position.shares
        ? position.paid : Self.ceil(position.paid, shares, position.shares)
    }
    position.shares -= shares
    gpu.pool -= units
    gpu.shares -= shares
    if gpu.shares == 0 { gpu.incarnation += 1 }
    gpu.positions[account] = position
    gpus[id] = gpu
  }

  /// Has the moves of an account to a GPU lose what is not there any more.
  mutating func settle(
    _ account: Address, _ id: GPUID, _ remaining: Units, worth: (Units) -> Units
  ) {
    for place in moves.indices where moves[place].to == id && moves[place].account == account {
      let gone = max(moves[place].kept - remaining, 0)
      moves[place].kept -= gone
      moves[place].left += worth(gone)
    }
  }

  /// Has the moves of an account to a GPU regain what is bonded again.
  mutating func restore(
    _ account: Address, _ id: GPUID, _ units: Units, _ from: Round, shares: Units
  ) {
    for place in moves.indices
    where moves[place].to == id && moves[place].account == account
      && moves[place].createdIn <= Int(from.number)
    {
      let back = min(moves[place].left, units)
      moves[place].left -= back
      moves[place].kept += Self.floor(shares, back, units)
    }
  }

  mutating func beginUnbonding(
    _ units: Units, _ account: Address, _ id: GPUID, _ slot: (round: Int, queue: Queue)
  ) {
    if policy.churn != nil { exits = slot.queue }
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
      claims[newest].maturesIn == matures,
      policy.churn == nil
    {
      claims[newest].shares += units
    } else {
      claims.append(
        Claim(
          gpu: id, account: account, pool: gpu.leaving[place].number, shares: units,
          maturesIn: matures, waiting: policy.churn == nil ? 0 : units, order: nextOrder))
      nextOrder += 1
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
    let room = min(shares, claim.waiting)
    if room > 0 {
      exits = without(room, exits, from: round)
      claims[index].waiting -= room
      if claims[index].waiting == 0 { claims[index].maturesIn = round + delay }
    }
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
