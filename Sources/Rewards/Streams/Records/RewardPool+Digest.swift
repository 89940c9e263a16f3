// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension RewardPool {
  /// One digest of the whole state: equal pools, equal digests.
  ///
  /// - Complexity: O(n · t) for n accounts and t tokens.
  public var digest: Digest {
    var hasher = StateHasher("TensorChain reward pool 1")
    hasher.add {
      for time in [openedAt, boundaryEvery, time, lastBoundary, nextStream] { $0.write(time) }
      $0.writeCount(accounts.count)
    }
    for weight in accounts.rows {
      hasher.add {
        $0.write(weight.account)
        $0.write(weight.isChanged)
      }
      hasher.add(weight.now)
      hasher.add(weight.next)
    }
    hasher.add { $0.writeCount(tokens.count) }
    for (place, accrual) in tokens.enumerated() {
      hasher.add {
        $0.write(accrual.token)
        $0.write(accrual.index.value)
      }
      for amount in [
        accrual.index.remainder, accrual.pot, accrual.carry, accrual.promised, accrual.emitted,
        accrual.paid, accrual.carryWithdrawn, accrual.restreamed, accrual.funded,
        accrual.withdrawn,
      ] {
        hasher.add(amount)
      }
      hasher.add { $0.writeCount(accrual.streams.count) }
      for stream in accrual.streams {
        hasher.add {
          for number in [stream.id, stream.start, stream.end] { $0.write(number) }
        }
        hasher.add(stream.promised)
        hasher.add(stream.given)
      }
      for number in 0..<accounts.count {
        let share = share(of: number, place)
        hasher.add {
          $0.write(share.settledAt)
          $0.write(share.owed)
        }
        hasher.add(share.ahead)
      }
    }
    return hasher.finish()
  }
}
