// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension ClaimBook {
  /// One digest of the whole state: equal books, equal digests.
  ///
  /// - Complexity: O(n + r) for n accounts and r rounds.
  public var digest: Digest {
    var hasher = StateHasher("TensorChain claim book 1")
    hasher.add {
      $0.write(domain)
      $0.write(exportToken)
      $0.writeCount(rounds.count)
    }
    for round in rounds {
      hasher.add {
        $0.write(round.round)
        $0.write(round.channel.rawValue)
        $0.write(round.root)
        $0.write(round.count)
        $0.write(round.total)
      }
    }
    hasher.add { $0.writeCount(accounts.count) }
    for number in 0..<accounts.count {
      let row = rows[number]
      hasher.add {
        $0.write(accounts[number])
        for amount in [row.local, row.claimed, row.exported] { $0.write(amount) }
      }
    }
    for (round, pot) in pots.sorted(by: { $0.key < $1.key }) {
      hasher.add {
        $0.write(round)
        $0.write(pot.funded)
        $0.writeCount(pot.accounts.count)
      }
      for number in 0..<pot.accounts.count {
        hasher.add {
          $0.write(pot.accounts[number])
          $0.write(pot.claimed[number])
        }
      }
    }
    hasher.add {
      // The sums of all else follow from it.
      $0.write(totals.directPaid)
      $0.writeCount(waitingPayments)
    }
    for place in paidCount..<payments.count { hasher.add { $0.write(payments[place]) } }
    return hasher.finish()
  }
}
