// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension VestingBook {
  /// One digest of the whole state: equal books, equal digests.
  ///
  /// - Complexity: O(g log g) for all g grants.
  public var digest: Digest {
    var hasher = StateHasher("TensorChain vesting book 1")
    var rows: [(account: Address, grant: VestingGrant)] = []
    for number in 0..<accounts.count {
      for grant in grants[number] { rows.append((accounts[number], grant)) }
    }
    rows.sort { $0.grant.id < $1.grant.id }
    hasher.add {
      $0.write(time)
      for amount in [deposited, released, forfeited] { $0.write(amount) }
      $0.write(nextGrant)
      $0.writeCount(rows.count)
    }
    for (account, grant) in rows {
      hasher.add {
        $0.write(account)
        $0.write(grant.id)
        $0.write(grant.schedule)
        for amount in [grant.deposited, grant.released, grant.forfeited, grant.vestedBefore] {
          $0.write(amount)
        }
      }
    }
    return hasher.finish()
  }
}
