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

  func atRisk(_ move: Move) -> Units {
    guard let gpu = gpus[move.to] else { return 0 }
    let position = gpu.positions[move.account] ?? Position()
    var bonded: Units = 0
    if move.account == gpu.owner {
      bonded = min(move.shares, gpu.own)
    } else if move.incarnation == gpu.incarnation, position.incarnation == gpu.incarnation {
      bonded = min(move.shares, position.shares)
    }
    let unbonding = claims.filter {
      $0.gpu == move.to && $0.account == move.account && createdIn($0) >= move.createdIn
    }.reduce(0) { $0 + worth($1) }
    let isWhole = move.account == gpu.owner || gpu.shares == 0
    return (isWhole ? bonded : Self.floor(bonded, gpu.pool, gpu.shares))
      + min(move.shares - bonded, unbonding)
  }

  func isAtRisk(_ id: GPUID, _ fault: Int) -> Bool {
    guard let gpu = gpus[id] else { return false }
    return gpu.bonded > 0 || gpu.leaving.contains { $0.createdIn >= fault && $0.units > 0 }
      || moves.contains { $0.from == id && $0.createdIn >= fault && atRisk($0) > 0 }
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
    }
    gpu.own -= fromOwn
    gpu.pool -= fromPool
    gpu.start -= Self.part(gpu.start, ppm)
    slashed += fromOwn + fromPool
    gpu.waiting = gpu.waiting.map { ($0.round, $0.units - Self.part($0.units, ppm)) }
      .filter { $0.units > 0 }
    for place in gpu.leaving.indices where gpu.leaving[place].createdIn >= fault {
      let pool = gpu.leaving[place]
      var loss = Self.part(pool.units, ppm)
      if Self.isSpent(pool.units - loss, pool.shares) { loss = pool.units }
      gpu.leaving[place].units -= loss
      slashed += loss
    }
    gpus[id] = gpu
    leaveQueue(gpu.queued - min(gpu.queued, gpu.bonded), id)
    for place in moves.indices.reversed()
    where moves[place].from == id && moves[place].createdIn >= fault
      && !together.contains(moves[place].to)
    {
      slash(moves[place], ppm)
      moves[place].shares -= Self.part(moves[place].shares, ppm)
    }
  }

  private mutating func slash(_ move: Move, _ ppm: Int) {
    guard let gpu = gpus[move.to] else { return }
    let owed = Self.part(atRisk(move), ppm)
    let isOwn = move.account == gpu.owner
    let moved = move.incarnation == gpu.incarnation ? worth(move.account, move.to) : 0
    let bonded = min(owed, isOwn ? gpu.own : moved)
    if bonded > 0 {
      if isOwn {
        gpus[move.to]?.own -= bonded
      } else {
        redeem(bonded, move.account, move.to, keepsPaid: true)
      }
      leaveQueue(bonded, move.to)
      gpus[move.to]?.start -= min(gpu.start, bonded)
    }
    slashed += bonded
    slashed += takeClaims(owed - bonded, move.account, move.to) { $0 >= move.createdIn }
  }

  mutating func close() {
    rows.append(
      gpus.mapValues { gpu in
        Row(
          stake: min(gpu.start, gpu.active), boost: gpu.boost(round),
          score: gpu.uptime.whole * gpu.verification.whole / Self.million,
          commission: gpu.commission(round))
      })
    gpus = gpus.mapValues { gpu in
      var next = gpu
      next.waiting.removeAll { $0.round <= round + 1 }
      next.start = next.active
      return next
    }
    round += 1
  }
}
