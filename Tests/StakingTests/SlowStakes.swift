// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Staking

/// The staking rules once more, as plainly as they can be said: every unit is tracked as a lot in a
/// list, amounts are `Int`, nothing is cached. Slow, and made to be compared with.
struct SlowStakes {
  struct GPU {
    let owner: Address
    let minimum: Int
    let capacity: UInt64
    let registeredIn: Int
    var bonded = 0
    var start = 0
    /// Units on their way out, by the round in which they left the bond.
    var leaving: [Int: Int] = [:]
  }

  let delay: Int
  let window: Int
  let minimums: [CapacityClass: Int]
  var round = 0
  var gpus: [GPUID: GPU] = [:]
  var paidIn = 0
  var paidOut = 0
  var slashed = 0
  /// Each fault that was punished, as text.
  var punished: Set<String> = []
  /// The stake that counted, by round and GPU.
  var history: [[GPUID: Int]] = []

  /// Applies an operation; false where the rules forbid it.
  mutating func apply(_ operation: StakingOperation) -> Bool {
    switch operation {
    case .register(let gpu, let owner, let capacityClass, let capacity):
      guard gpus[gpu] == nil, owner != .zero, capacity > 0, let minimum = minimums[capacityClass]
      else { return false }
      gpus[gpu] = GPU(owner: owner, minimum: minimum, capacity: capacity, registeredIn: round)
    case .bond(let id, let amount):
      guard var gpu = gpus[id], amount > 0, gpu.bonded + Int(amount) >= gpu.minimum else {
        return false
      }
      gpu.bonded += Int(amount)
      paidIn += Int(amount)
      gpus[id] = gpu
    case .unbond(let id, let amount):
      guard var gpu = gpus[id], amount > 0, amount <= UInt256(gpu.bonded) else { return false }
      let rest = gpu.bonded - Int(amount)
      guard rest == 0 || rest >= gpu.minimum else { return false }
      gpu.bonded = rest
      gpu.leaving[round, default: 0] += Int(amount)
      gpus[id] = gpu
    case .cancelUnbonding(let id, let from, let amount):
      guard var gpu = gpus[id], amount > 0, let held = gpu.leaving[Int(from.number)],
        amount <= UInt256(held), gpu.bonded + Int(amount) >= gpu.minimum
      else { return false }
      gpu.leaving[Int(from.number)] = held == Int(amount) ? nil : held - Int(amount)
      gpu.bonded += Int(amount)
      gpus[id] = gpu
    case .withdraw(let id):
      guard var gpu = gpus[id] else { return false }
      let ripe = gpu.leaving.filter { round >= $0.key + delay }
      guard !ripe.isEmpty else { return false }
      for (from, amount) in ripe {
        paidOut += amount
        gpu.leaving[from] = nil
      }
      gpus[id] = gpu
    case .slash(let id, let kind, let fault, let parts):
      guard var gpu = gpus[id], (1...1_000_000).contains(parts) else { return false }
      guard fault.number <= UInt64(round), round - Int(fault.number) < window else { return false }
      let reached = gpu.leaving.filter { $0.key >= Int(fault.number) }
      guard gpu.bonded > 0 || !reached.isEmpty else { return false }
      guard punished.insert("\(id) \(kind) \(fault)").inserted else { return false }
      func loss(_ amount: Int) -> Int { amount * Int(parts) / 1_000_000 }
      slashed += loss(gpu.bonded)
      gpu.start -= loss(gpu.start)
      gpu.bonded -= loss(gpu.bonded)
      for (from, amount) in reached {
        slashed += loss(amount)
        gpu.leaving[from] = amount == loss(amount) ? nil : amount - loss(amount)
      }
      gpus[id] = gpu
    case .closeRound(let asked):
      guard asked.number == UInt64(round) else { return false }
      history.append(gpus.mapValues { Swift.min($0.start, $0.bonded) })
      gpus = gpus.mapValues { gpu in
        var next = gpu
        next.start = gpu.bonded
        return next
      }
      round += 1
    default:
      return false
    }
    return true
  }
}
