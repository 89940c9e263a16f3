// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import LedgerPrimitives
import Staking

extension SlowStakes {
  func isInTime(_ fault: Round) -> Bool {
    fault.number <= UInt64(round) && round - Int(fault.number) < window
  }

  func atRisk(_ move: Move) -> (bonded: Units, unbonding: Units) {
    guard let gpu = gpus[move.to] else { return (0, 0) }
    let unbonding = claims.filter {
      $0.gpu == move.to && $0.account == move.account && createdIn($0) >= move.createdIn
    }.reduce(0) { $0 + worth($1) }
    let isOwn = move.account == gpu.owner
    return (
      isOwn ? move.kept : gpu.shares == 0 ? 0 : Self.floor(move.kept, gpu.pool, gpu.shares),
      min(move.left, unbonding)
    )
  }

  func isAtRisk(_ id: GPUID, _ fault: Int) -> Bool {
    guard let gpu = gpus[id] else { return false }
    return gpu.bonded > 0 || gpu.leaving.contains { $0.createdIn >= fault && $0.units > 0 }
      || moves.contains { $0.from == id && $0.createdIn >= fault && atRisk($0) != (0, 0) }
  }

  func correlated(_ rule: FaultRule, _ id: GPUID, _ gpu: GPU, _ kind: Fault) -> Int {
    guard rule.correlation > 0, bonded > 0 else { return 0 }
    let others = found.filter { $0.gpu != id && $0.fault == kind && round - $0.round < window }
    // The most that each had: at fault twice it is one GPU at fault.
    let most = Dictionary(others.map { ($0.gpu, $0.bonded) }, uniquingKeysWith: max)
    let atFault = min(most.values.reduce(gpu.bonded, +), bonded)
    return Int(min(atFault * Units(rule.correlation), bonded) * Units(Self.million) / bonded)
  }

  mutating func slash(
    _ id: GPUID, _ kind: Fault, _ fault: Int, _ ppm: Int, sparing together: [GPUID] = []
  ) {
    guard var gpu = gpus[id] else { return }
    punished.insert("\(id) \(kind) \(fault)")
    found.append((id, kind, round, gpu.bonded))
    let fromOwn = Self.part(gpu.own, ppm)
    var fromPool = Self.part(gpu.pool, ppm)
    if gpu.shares > 0, Self.isSpent(gpu.pool - fromPool, gpu.shares) {
      fromPool = gpu.pool
      gpu.shares = 0
      gpu.incarnation += 1
      for place in moves.indices where moves[place].to == id && moves[place].account != gpu.owner {
        moves[place].kept = 0
      }
    }
    gpu.own -= fromOwn
    gpu.pool -= fromPool
    gpu.start -= Self.part(gpu.start, ppm)
    gpu.startOwn -= Self.part(gpu.startOwn, ppm)
    for place in moves.indices where moves[place].to == id && moves[place].account == gpu.owner {
      moves[place].kept -= Self.part(moves[place].kept, ppm)
    }
    slashed += fromOwn + fromPool
    for place in entering.indices where entering[place].gpu == id {
      leave(Self.part(entering[place].units, ppm), place)
    }
    entering.removeAll { $0.units == 0 }
    for place in gpu.leaving.indices where gpu.leaving[place].createdIn >= fault {
      let pool = gpu.leaving[place]
      var loss = Self.part(pool.units, ppm)
      if Self.isSpent(pool.units - loss, pool.shares) { loss = pool.units }
      gpu.leaving[place].units -= loss
      slashed += loss
    }
    gpus[id] = gpu
    leaveQueue(max(queued(id, isOwn: true) - gpu.own, 0), id, isOwn: true)
    leaveQueue(max(queued(id, isOwn: false) - gpu.pool, 0), id, isOwn: false)
    for place in moves.indices.reversed()
    where moves[place].from == id && moves[place].createdIn >= fault
      && !together.contains(moves[place].to)
    {
      slashMove(place, ppm)
    }
  }

  private mutating func slashMove(_ place: Int, _ ppm: Int) {
    let move = moves[place]
    guard let gpu = gpus[move.to] else { return }
    let risk = atRisk(move)
    moves[place].kept -= Self.part(move.kept, ppm)
    moves[place].left -= Self.part(move.left, ppm)
    let isOwn = move.account == gpu.owner
    let bonded = Self.part(risk.bonded, ppm)
    if bonded > 0 {
      if isOwn {
        gpus[move.to]?.own -= bonded
        gpus[move.to]?.startOwn -= min(gpu.startOwn, bonded)
        settle(move.account, move.to, gpu.own - bonded) { _ in 0 }
      } else {
        redeem(bonded, move.account, move.to, isLost: true)
      }
      leaveQueue(bonded, move.to, isOwn: isOwn)
      gpus[move.to]?.start -= min(gpu.start, bonded)
    }
    slashed += bonded
    slashed += takeClaims(Self.part(risk.unbonding, ppm), move.account, move.to) {
      $0 >= move.createdIn
    }
  }

  mutating func close() {
    passQueues()
    var written: [GPUID: Row] = [:]
    for (id, gpu) in gpus {
      let stake = min(gpu.start, active(id))
      // The owner's part of the stake has the boost, the delegators' has none.
      let own = min(gpu.startOwn, activeOwn(id))
      let part = stake > own ? Int(own * Units(Self.million) / stake) : Self.million
      written[id] = Row(
        stake: stake,
        boost: Self.million + (gpu.boost(round) - Self.million) * part / Self.million,
        score: gpu.uptime.whole * gpu.verification.whole / Self.million,
        commission: gpu.commission(round))
    }
    rows.append(written)
    for id in gpus.keys {
      let (all, own) = (active(id), activeOwn(id))
      gpus[id]?.start = all
      gpus[id]?.startOwn = own
    }
    round += 1
  }

  /// Lets out what may leave in the round that closes, and in what may enter with the next.
  private mutating func passQueues() {
    guard policy.churn != nil else { return }
    var room = exits.taken[round] ?? 0
    for place in claims.indices.sorted(by: { claims[$0].order < claims[$1].order })
    where claims[place].waiting > 0 {
      let part = min(room, claims[place].waiting)
      claims[place].waiting -= part
      room -= part
      if claims[place].waiting == 0 { claims[place].maturesIn = round + delay }
    }
    room = activations.taken[round + 1] ?? 0
    for place in entering.indices {
      let part = min(room, entering[place].waiting)
      entering[place].waiting -= part
      room -= part
    }
    // First come, first served: who waits behind somebody who waits is not active either.
    while let first = entering.first, first.waiting == 0 { entering.removeFirst() }
  }
}
