// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Oracles
  import ExactArithmetic
  import Foundation
  import LedgerPrimitives
  import Staking
  import TestSupport
  import Testing

  /// 100,000 random operations beside exact rationals (``ExactStakes``), with a liquid pool that
  /// delegates.
  @Suite struct ExactStakingTests {
    /// Amounts of 10¹⁰ and more units: a unit is nothing, and a wrong rule is seen.
    static let scale: UInt64 = 10_000_000_000

    @Test("random operations keep to exact rationals", arguments: 0..<40)
    func exact(seed: Int) throws {
      for run in 0..<5 {
        try Self.run(
          seed: 1_000 + UInt64(seed * 5 + run), steps: 500, churns: run % 2 == 1)
      }
    }

    static func run(seed: UInt64, steps: Int, churns: Bool) throws {
      let policy = try StakingModelTests.policy(churns: churns, scale: scale)
      var random = try RandomOperations(seed: seed, scale: scale)
      var registry = StakeRegistry(policy: policy)
      var exact = ExactStakes(policy: policy)
      // One of the accounts delegates for the holders of a liquid pool.
      let fund = random.accounts[5]
      var pool = try ExactPool(seed: seed)
      for step in 0..<steps {
        let operation = try random.next(openRound: registry.openRound)
        guard let events = try? registry.apply(operation) else { continue }
        if let wrong = exact.follow(operation, events, registry)
          ?? pool.follow(events, fund, registry)
        {
          Issue.record("seed \(seed), step \(step): \(wrong) after \(operation)")
          return
        }
        guard Exact(registry.totals.slashed).isWithin(exact.slashedApart, of: exact.slashed) else {
          Issue.record("seed \(seed), step \(step): \(registry.totals.slashed) slashed")
          return
        }
        do {
          try registry.checkInvariants()
        } catch {
          Issue.record("seed \(seed), step \(step): \(error) after \(operation)")
          return
        }
      }
      #expect(registry.totals.slashed > 0, "seed \(seed)")
    }
  }

  /// A liquid pool over what one account has delegated, and what its holders have exactly.
  private struct ExactPool {
    var pool: LiquidShares
    var holders: [Fraction] = [.zero, .zero, .zero]
    var generator: SeededGenerator
    /// By how much each holder may be apart: one unit at first, and one for each rounding since.
    var bound = 1
    /// How many losses the fractions have gone through.
    var losses = 0
    let names = (0..<3).map { Address.derived(fromLabel: "holder \($0)") }

    init(seed: UInt64) throws {
      pool = try LiquidShares(decimalsOffset: 6)
      generator = SeededGenerator(seed: seed ^ 0xABCD)
    }

    /// What comes in is a holder's deposit, what goes out is what holders take, and the rest is loss.
    mutating func follow(
      _ events: [StakingEvent], _ fund: Address, _ registry: StakeRegistry
    ) -> String? {
      for event in events {
        switch event {
        case .delegated(_, fund, let amount, _):
          let who = Int.random(in: 0..<3, using: &generator)
          do {
            try pool.deposit(amount, to: names[who])
          } catch {
            return "the pool refuses \(amount): \(error)"
          }
          holders[who] = holders[who] + Fraction(amount)
          bound += 1
        case .withdrawn(_, fund, let amount):
          if let wrong = leave(amount) { return wrong }
        default: break
        }
      }
      let held = registry.delegatedHoldings(of: fund)
      let before = pool.totals
      if held > before.assets {
        // Rounding leaves a unit to those who stay: rewards, and never more than these units.
        guard held - before.assets <= UInt256(UInt64(bound)) else {
          return "the pool has \(before.assets), \(held) is there"
        }
        do {
          try pool.donate(held - before.assets)
        } catch {
          return "a donation is refused: \(error)"
        }
        bound += Int((held - before.assets).limbs.0)
      }
      if held < before.assets {
        do {
          try pool.lose(before.assets - held)
        } catch {
          return "a loss is refused: \(error)"
        }
        let left =
          pool.totals.shares == 0 ? Fraction.zero : Fraction(held) / Fraction(before.assets)
        holders = holders.map { $0 * left }
        bound += 1
        losses += 1
      }
      for (name, exact) in zip(names, holders)
      where !exact.isWithin(bound, of: pool.assets(of: name)) {
        return "\(name) has \(pool.assets(of: name)) in the pool"
      }
      // Each loss makes the fractions longer: begin anew before they are too long.
      if losses == 8 {
        holders = names.map { Fraction(pool.assets(of: $0)) }
        (losses, bound) = (0, 1)
      }
      do {
        try pool.checkInvariants()
      } catch {
        return "\(error)"
      }
      return nil
    }

    /// Pays out what came back, from one holder after another.
    private mutating func leave(_ amount: UInt256) -> String? {
      var rest = amount
      for (who, name) in names.enumerated() where rest > 0 {
        let part = min(rest, pool.assets(of: name))
        guard part > 0 else { continue }
        do {
          try pool.withdraw(part, from: name)
        } catch {
          return "the pool pays no \(part): \(error)"
        }
        holders[who] = holders[who] - Fraction(part)
        bound += 1
        rest -= part
      }
      return nil
    }
  }
#endif
