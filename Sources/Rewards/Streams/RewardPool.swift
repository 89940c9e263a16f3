// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// Streams of rewards to accounts in proportion to their weights: exact, in many tokens.
///
/// ```swift
/// var pool = try RewardPool(openedAt: 0, boundaryEvery: 3600)
/// try pool.addToken(token)
/// try pool.fund(1_000_000, of: token)
/// try pool.setWeight(300, of: alice, at: 0)
/// try pool.startStream(of: token, total: 1_000_000, from: 3600, to: 90_000, at: 0)
/// try pool.claim(token, for: alice, at: 50_000)
/// ```
///
/// Time is cut at *boundaries*, `boundaryEvery` apart. What is emitted between two of them is divided
/// at the second one, by the weights that held through all of it: the smaller of what an account had at
/// the beginning and at the end. So a weight counts from the next boundary on, a weight that is taken
/// away counts for nothing of the running span, and whoever comes for a moment earns nothing. With
/// a distance of 1 every unit of time is a span of its own.
///
/// At every moment, in units of 2⁻¹²⁸ and exactly,
///
///     Σ owed + remainder + 2¹²⁸ · (accruing + carry + carry taken out + paid) = 2¹²⁸ · emitted
///
/// for each token; ``checkInvariants()`` computes both sides. The remainder is what a division by the
/// total weight leaves; it goes into the next one. What is emitted while nobody has weight is carried:
/// it goes to nobody's past. Streams are separate: a new one changes nothing of those that run.
///
/// A value: no clock, no I/O. Time is an argument and never goes back. An operation applies as a whole
/// or throws a ``StreamError`` and leaves the pool as it was. A copy costs nothing and the first write
/// after it a page.
public struct RewardPool: Sendable, Equatable {
  /// How many tokens a pool can have: a change of weight settles every one of them.
  public static let tokenLimit = 64
  /// How many streams of one token can run at a time: a boundary goes through all of them.
  public static let streamLimit = 1024
  /// How many accounts can ever have weight.
  public static let accountLimit = IndexShare.accountLimit

  /// When the pool was opened.
  public let openedAt: UInt64
  /// How far boundaries are apart.
  public let boundaryEvery: UInt64
  /// The time of the last operation.
  public internal(set) var time: UInt64
  /// The last boundary up to which everything is distributed; at first ``openedAt``.
  public internal(set) var lastBoundary: UInt64

  var accounts = AccountTable()
  /// The numbers of accounts whose weight changes at the next boundary.
  var changed = PagedArray<UInt32>()
  var weightNow: UInt128 = 0
  var weightNext: UInt128 = 0
  /// By address, ascending.
  var tokens: [TokenAccrual] = []
  var nextStream: UInt64 = 0

  /// Opens a pool without tokens and accounts.
  ///
  /// - Parameters:
  ///   - time: now, in any unit.
  ///   - distance: how far boundaries are apart, in the same unit; the first is that far from `time`.
  /// - Throws: ``StreamError/boundaryDistanceIsZero``.
  /// - Complexity: O(1).
  public init(openedAt time: UInt64, boundaryEvery distance: UInt64) throws(StreamError) {
    guard distance > 0 else { throw .boundaryDistanceIsZero }
    openedAt = time
    boundaryEvery = distance
    self.time = time
    lastBoundary = time
  }

  /// Brings the pool to a time: everything up to the last boundary before it is distributed.
  ///
  /// Every operation does this first; alone it is only needed to look.
  ///
  /// - Throws: ``StreamError/timeGoesBack(_:last:)``.
  /// - Complexity: O(1) within a span; O(t · (s + c)) across boundaries, for t tokens, s streams and c
  ///   changed weights, however many boundaries there are.
  public mutating func advance(to now: UInt64) throws(StreamError) {
    try requireTime(now)
    cross(now)
  }

  func requireTime(_ now: UInt64) throws(StreamError) {
    if now < time { throw .timeGoesBack(now, last: time) }
  }

  /// What ``advance(to:)`` does once the time is known to be right.
  mutating func cross(_ now: UInt64) {
    time = now
    if now - lastBoundary < boundaryEvery { return }
    if changed.count > 0 {
      // Weights change at the first boundary only.
      lastBoundary += boundaryEvery
      apply(falling: true)
      distribute()
      apply(falling: false)
      for number in changed {
        accounts.modify(at: Int(number)) { $0.isChanged = false }
      }
      changed.removeAll()
    }
    // Between the others nothing changes, and the remainder makes one step as good as many.
    let spans = (now - lastBoundary) / boundaryEvery
    if spans > 0 {
      lastBoundary += spans * boundaryEvery
      distribute()
    }
  }

  private mutating func distribute() {
    for place in tokens.indices {
      tokens[place].distribute(at: lastBoundary, among: weightNow)
    }
  }

  /// Lets the changed weights fall, before the span is distributed, or rise, after it.
  private mutating func apply(falling: Bool) {
    for number in changed {
      let number = Int(number)
      let weight = accounts[number]
      if weight.next == weight.now || (weight.next < weight.now) != falling { continue }
      settle(number)
      accounts.modify(at: number) { $0.now = weight.next }
      weightNow = weightNow - weight.now + weight.next
    }
  }

  /// Brings what an account is owed to the indices that hold.
  private mutating func settle(_ number: Int) {
    for place in tokens.indices {
      let index = tokens[place].index.value
      changeShare(of: number, place) { $0.settle(at: index, weight: $1) }
    }
  }

  /// What an account has of the token at a place.
  func share(of number: Int, _ place: Int) -> IndexShare {
    place == 0 ? accounts.read(at: number) { $0.share } : tokens[place].shares[number]
  }

  /// Changes what an account has of the token at a place, by what it weighs now.
  @inline(__always)
  mutating func changeShare<Result>(
    of number: Int, _ place: Int, _ change: (inout IndexShare, _ weight: UInt128) -> Result
  ) -> Result {
    if place == 0 {
      return accounts.modify(at: number) { change(&$0.share, $0.now) }
    }
    let weight = accounts.read(at: number) { $0.now }
    return tokens[place].shares.modify(at: number) { change(&$0, weight) }
  }

  /// Where a token stands. Inlined: called, it takes a copy of the whole pool's fields.
  @inline(__always)
  func place(of token: Address) throws(StreamError) -> Int {
    for place in tokens.indices where tokens[place].token.isSame(as: token) { return place }
    throw .unknownToken(token)
  }
}
