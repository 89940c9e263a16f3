// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// Who is to get what of the rounds that were settled, and who got it: one book for one token.
///
/// ```swift
/// var book = ClaimBook(domain: network)
/// let tree = try book.settleByClaims(Round(1), [Claim(account: alice, amount: 7)])
/// let proof = try tree.proof(for: alice)
/// try book.claim(proof, for: alice)  // 7
/// try book.claim(proof, for: alice)  // 0: it was paid
/// ```
///
/// A round is settled once, through one ``ClaimChannel``, and rounds are settled in ascending order.
/// Amounts are those *of the round*; the book itself adds up what is cumulative, so that no tree can
/// ask for more than the rounds gave:
/// - claims here are cumulative: a proof pays what its round's cumulative amount exceeds what was paid
///   before. A later proof makes earlier ones unnecessary, an earlier one used late pays what it says,
///   and one that is used again pays nothing.
/// - a root made by somebody else has a pot of its own, ``remaining(of:)``. Were its tree too large, it
///   would be emptied and no other root would lose a unit.
/// - an export names what a contract pays. What it pays is not in the claims here, and the other way
///   round.
///
/// At every moment settled = paid + remaining, for each channel; ``checkInvariants()`` computes both.
/// A value: an operation applies as a whole or throws a ``ClaimError`` and leaves the book as it was.
public struct ClaimBook: Sendable, Equatable {
  /// What an account has of the rounds, all of them together.
  struct Row: Sendable, Equatable {
    /// By claims here.
    var local = UInt256.zero
    /// Of that, paid.
    var claimed = UInt256.zero
    /// By exports to EigenLayer.
    var exported = UInt256.zero
  }

  /// How many accounts a round can have that is paid directly.
  public static let paymentLimit = 10_000

  /// The digest of network and token that the leaves are bound to.
  public let domain: Digest
  /// The settled rounds, ascending.
  public internal(set) var rounds: [ClaimRound] = []

  /// The token of the exports to EigenLayer, once there is one: all of them are of the same.
  public internal(set) var exportToken: Address?

  var accounts = AccountNumbers()
  var rows = PagedArray<Row>()
  /// Pots of foreign roots, by round.
  var pots: [Round: RootPot] = [:]
  /// Payments that wait to be made.
  var payments = PagedArray<Claim>()
  /// How many of them are made.
  var paidCount = 0
  var totals = ClaimTotals()

  /// Opens an empty book.
  ///
  /// - Parameter domain: a digest of network and token; no other book may have it.
  public init(domain: Digest) { self.domain = domain }

  /// The settled round of that number.
  ///
  /// - Throws: ``ClaimError/unknownRound(_:)``.
  /// - Complexity: O(log r) for r rounds.
  public func settledRound(_ round: Round) throws(ClaimError) -> ClaimRound {
    var low = 0
    var high = rounds.count
    while low < high {
      let middle = low + (high - low) / 2
      if rounds[middle].round < round { low = middle + 1 } else { high = middle }
    }
    guard low < rounds.count, rounds[low].round == round else { throw .unknownRound(round) }
    return rounds[low]
  }

  /// Where the units of all rounds are.
  public var settledTotals: ClaimTotals { totals }

  func requireNext(_ round: Round) throws(ClaimError) {
    if let settled = try? settledRound(round) {
      throw .roundAlreadySettled(round, through: settled.channel)
    }
    if let last = rounds.last, last.round > round {
      throw .roundOutOfOrder(round, last: last.round)
    }
  }

  /// The number of an account, and a new one where it has none.
  mutating func enter(_ account: Address) -> Int {
    if let number = accounts.number(of: account) { return number }
    rows.append(Row())
    return accounts.add(account)
  }
}
