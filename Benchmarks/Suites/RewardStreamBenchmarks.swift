// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards

#if Oracles
  import BigInt
#endif

/// Streams and claims of a million accounts, asked for in no order.
enum RewardStreamBenchmarks {
  static let all: [Benchmark] = streams + claims

  private static let count = 1_000_000
  private static let token = Address.derived(fromLabel: "reward token")

  private static let streams: [Benchmark] = [
    Benchmark(
      "rewards/stream: accrue across a boundary, 1 stream", unit: "boundary", operations: 1_000,
      peer: rationals("one account's share in BigInt rationals", 1_000)
    ) {
      var pool = try funded(1_000)
      return {
        for _ in 0..<1_000 { try pool.advance(to: pool.time + 60) }
      }
    },
    settle(1_000), settle(count), settle(count, inOrder: true), read(1_000), read(count),
    memoryAccess,
    Benchmark(
      "rewards/stream: change a weight among 1000000, with its boundary", unit: "change",
      operations: 1_000
    ) {
      var pool = try funded(count)
      let accounts = inNoOrder(count)
      var next = 0
      return {
        for _ in 0..<1_000 {
          next = (next + 1) % count
          try pool.setWeight(UInt256(UInt64(1_000 + next % 77)), of: accounts[next], at: pool.time)
        }
        try pool.advance(to: pool.time + 60)
      }
    },
    Benchmark("rewards/stream: copy of 1000000 accounts and a first claim", unit: "copy") {
      let pool = try funded(count)
      return {
        var copy = pool
        try copy.advance(to: copy.time + 60)
        sink(try copy.claim(token, for: account(77), at: copy.time))
      }
    },
    Benchmark(
      "rewards/stream: allocate to the delegators of an operator", unit: "allocation",
      operations: 1_000
    ) {
      var rewards = try PeriodRewards(magnitude: UInt256(1) << 96)
      for number in 0..<1_000 { try rewards.delegate(1_000, by: account(number)) }
      return {
        for _ in 0..<1_000 { try rewards.allocate(1_000_003, commissionPPM: 50_000) }
      }
    },
  ]

  /// A thousand accounts stand in the cache: what the arithmetic costs. Among a million each access is
  /// to memory that nothing has touched lately.
  /// In the order in which the accounts came, as whoever pays all of them asks, the rows stand one behind
  /// another.
  private static func settle(_ count: Int, inOrder: Bool = false) -> Benchmark {
    Benchmark(
      "rewards/stream: settle and claim among \(count)\(inOrder ? ", in their order" : "")",
      unit: "claim", operations: 1_000, peer: dictionary(count, inOrder: inOrder)
    ) {
      var pool = try funded(count)
      let accounts = inOrder ? (0..<count).map { account($0) } : inNoOrder(count)
      var next = 0
      return {
        try pool.advance(to: pool.time + 60)
        for _ in 0..<1_000 {
          next = (next + 1) % count
          sink(try pool.claim(token, for: accounts[next], at: pool.time))
        }
      }
    }
  }

  private static func read(_ count: Int) -> Benchmark {
    Benchmark(
      "rewards/stream: read what is claimable among \(count)", unit: "account", operations: 1_000
    ) {
      let pool = try funded(count)
      let accounts = inNoOrder(count)
      var next = 0
      return {
        for _ in 0..<1_000 {
          next = (next + 1) % count
          sink(try pool.claimable(token, for: accounts[next]))
        }
      }
    }
  }

  /// What one access costs that waits for the one before it, to as much memory as the rows of a million
  /// accounts take. A claim needs one to the directory and, once that has come, one to a row; claims one
  /// behind another do not wait for each other as long as both fit into what a processor looks ahead.
  private static let memoryAccess = Benchmark(
    "rewards/stream: one access to 128 MiB in no order, for comparison", unit: "access",
    operations: 1_000
  ) {
    // A cache line a node. A congruence with these factors goes through all nodes before it comes back
    // (Hull and Dobell 1962, Random number generators, SIAM Review 4).
    let nodes = 1 << 21
    var following = [Int](repeating: 0, count: nodes * 8)
    for node in 0..<nodes { following[node * 8] = (node * 1_664_525 + 1_013_904_223) % nodes * 8 }
    var place = 0
    return {
      for _ in 0..<1_000 { place = following[place] }
      sink(place)
    }
  }

  private static let claims: [Benchmark] = [
    Benchmark("rewards/merkle: hash of 64 bytes, for comparison", unit: "hash") {
      let bytes = [UInt8](repeating: 7, count: 64)
      return { sink(Keccak256.hash(bytes)) }
    },
    tree(threads: 1),
    tree(threads: 2),
    Benchmark("rewards/merkle: proof among 1000000", unit: "proof", operations: 100) {
      let tree = try ClaimTree(
        domain: .zero, round: Round(1), claims: ascending(count), threads: 2)
      var next = 0
      return {
        for _ in 0..<100 {
          next = (next + 7_919_999) % count
          sink(try tree.proof(for: tree.claims[next].account))
        }
      }
    },
    Benchmark("rewards/merkle: verification among 1000000", unit: "proof", operations: 100) {
      let tree = try ClaimTree(
        domain: .zero, round: Round(1), claims: ascending(count), threads: 2)
      let proofs = try (0..<100).map {
        try tree.proof(for: tree.claims[$0 * 9_999].account)
      }
      return { for proof in proofs { sink(proof.isValid(under: tree.root)) } }
    },
    Benchmark("rewards/merkle: claim among 1000000", unit: "claim", operations: 100) {
      var book = ClaimBook(domain: .zero)
      let tree = try book.settleByClaims(Round(1), ascending(count), threads: 2)
      let proofs = try (0..<100).map {
        try tree.proof(for: tree.claims[$0 * 9_999].account)
      }
      let settled = book
      return {
        book = settled
        for proof in proofs { sink(try book.claim(proof, for: proof.claim.account)) }
      }
    },
  ]

  /// The tree of a million claims, beside a tree that takes its leaves as byte arrays.
  private static func tree(threads: Int) -> Benchmark {
    Benchmark(
      "rewards/merkle: tree of 1000000 claims, \(threads) thread\(threads == 1 ? "" : "s")",
      unit: "tree",
      peer: (
        name: "MerkleTree over leaves as arrays",
        prepare: {
          let claims = ascending(count)
          return {
            sink(
              MerkleTree(
                leaves: claims.map { claim in
                  var leaf = RecordEncoder()
                  leaf.write(Digest.zero)
                  leaf.write(Round(1))
                  leaf.write(claim.account)
                  leaf.write(claim.amount)
                  return leaf.bytes
                }
              ).root)
          }
        }
      )
    ) {
      let claims = ascending(count)
      return {
        sink(
          try ClaimTree(domain: .zero, round: Round(1), claims: claims, threads: threads).root)
      }
    }
  }

  /// What most write first: a dictionary by address, one large number for each account.
  private static func dictionary(
    _ count: Int, inOrder: Bool
  ) -> (name: String, prepare: @Sendable () throws -> () throws -> Void) {
    (
      name: "dictionary by address, floor(weight * index / 10^18)",
      prepare: {
        var rows: [Address: (weight: UInt256, paid: UInt256)] = [:]
        for number in 0..<count { rows[account(number)] = (UInt256(UInt64(1_000 + number)), 0) }
        let accounts = inOrder ? (0..<count).map { account($0) } : inNoOrder(count)
        var index: UInt256 = 0
        var next = 0
        return {
          index += 1_000_000_007
          for _ in 0..<1_000 {
            next = (next + 1) % count
            guard let row = rows[accounts[next]] else { continue }
            sink(row.weight * (index - row.paid) / 1_000_000_000_000_000_000)
            rows[accounts[next]]?.paid = index
          }
        }
      }
    )
  }

  /// The exact way without a carried remainder: one rational for each account, in lowest terms.
  private static func rationals(
    _ name: String, _ operations: Int
  ) -> (name: String, prepare: @Sendable () throws -> () throws -> Void)? {
    #if Oracles
      return (
        name: name,
        prepare: {
          {
            // From zero each time: otherwise its digits would grow without end.
            var numerator = BigInt(0)
            var denominator = BigInt(1)
            for step in 0..<operations {
              let amount = BigInt(60_000 + step % 2) * 1_001
              let total = BigInt(1_498_500 + step % 64)
              numerator = numerator * total + amount * denominator
              denominator *= total
              let common = numerator.greatestCommonDivisor(with: denominator)
              numerator /= common
              denominator /= common
              if step % 64 == 63 { (numerator, denominator) = (0, 1) }
            }
            sink(numerator)
          }
        }
      )
    #else
      return nil
    #endif
  }

  private static func funded(_ count: Int) throws -> RewardPool {
    var pool = try RewardPool(openedAt: 0, boundaryEvery: 60)
    try pool.addToken(token)
    try pool.fund(UInt256(1) << 120, of: token)
    for number in 0..<count {
      try pool.setWeight(UInt256(UInt64(1_000 + number)), of: account(number), at: 0)
    }
    try pool.startStream(
      of: token, total: UInt256(1) << 119, from: 60, to: 1_000_000_000_000, at: 0)
    try pool.advance(to: 120)
    return pool
  }

  private static func ascending(_ count: Int) -> [Claim] {
    (0..<count).map { Claim(account: account($0), amount: UInt256(UInt64(1 + $0 * 977))) }
  }

  /// All accounts in an order that jumps, one behind another in memory: an address comes with its claim,
  /// so fetching it is no part of one.
  private static func inNoOrder(_ count: Int) -> [Address] {
    // Its factor shares none with a power of ten.
    (0..<count).map { account($0 * 7_919_999 % count) }
  }

  /// Addresses in ascending order, without hashing a label: a million of them are made here.
  private static func account(_ number: Int) -> Address {
    var bytes = [UInt8](repeating: 1, count: 20)
    for place in 0..<8 {
      bytes[7 - place] = UInt8(truncatingIfNeeded: number >> (8 * place))
    }
    // Twenty bytes are an address.
    return Address(bytes: bytes) ?? .derived(fromLabel: "\(number)")
  }
}
