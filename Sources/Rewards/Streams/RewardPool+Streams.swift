// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension RewardPool {
  /// Takes in a reward token. The same one cannot be taken in twice, so it cannot be paid twice.
  ///
  /// - Throws: ``StreamError/tokenExists(_:)``, ``StreamError/tooManyTokens(limit:)``.
  /// - Complexity: O(n) for n accounts.
  public mutating func addToken(_ token: Address) throws(StreamError) {
    let place = tokens.firstIndex { $0.token >= token } ?? tokens.count
    if place < tokens.count, tokens[place].token == token { throw .tokenExists(token) }
    if tokens.count >= Self.tokenLimit { throw .tooManyTokens(limit: Self.tokenLimit) }
    var accrual = TokenAccrual(token: token)
    if place == 0, !tokens.isEmpty {
      // The rows hold the shares of the first token, which it is now.
      for number in 0..<accounts.count {
        let share = accounts.modify(at: number) { row in
          defer { row.share = IndexShare() }
          return row.share
        }
        tokens[0].shares.append(share)
      }
    } else if place > 0 {
      accrual.shares = PagedArray(repeating: IndexShare(), count: accounts.count)
    }
    tokens.insert(accrual, at: place)
  }

  /// Starts a stream beside those that run.
  ///
  /// - Parameters:
  ///   - token: what it pays.
  ///   - total: base units it emits in all.
  ///   - start: when it begins, now or later.
  ///   - end: when all is emitted.
  ///   - now: the time.
  ///   - covered: whether the pool must hold what is promised. A stream without cover pays what there
  ///     is, and what it owes beyond that stays in ``PoolTotals/debt``.
  /// - Returns: the stream's number.
  /// - Throws: ``StreamError/timeGoesBack(_:last:)``, ``StreamError/unknownToken(_:)``,
  ///   ``StreamError/amountIsZero``, ``StreamError/streamBeginsInThePast(_:now:)``,
  ///   ``StreamError/streamHasNoTime(from:to:)``, ``StreamError/tooManyStreams(of:limit:)``,
  ///   ``StreamError/amountBeyondRange(_:of:)``, ``StreamError/streamNotCovered(of:needed:funds:)``.
  /// - Complexity: O(s) for s running streams, beside what ``advance(to:)`` takes.
  @discardableResult
  public mutating func startStream(
    of token: Address, total: UInt256, from start: UInt64, to end: UInt64, at now: UInt64,
    covered: Bool = true
  ) throws(StreamError) -> UInt64 {
    try requireTime(now)
    let place = try place(of: token)
    try require(total, of: place, start, end, now)
    if covered {
      let accrual = tokens[place]
      let needed = UInt256(narrow: accrual.obligations) + total
      let funds = UInt256(narrow: accrual.funds)
      if needed > funds { throw .streamNotCovered(of: token, needed: needed, funds: funds) }
    }
    cross(now)
    return begin(total, of: place, start, end)
  }

  /// Starts a stream out of what was carried: the only way the carry comes to accounts.
  ///
  /// - Throws: ``StreamError/carryTooSmall(_:of:has:)``, and as
  ///   ``startStream(of:total:from:to:at:covered:)`` but for the cover.
  /// - Complexity: as ``startStream(of:total:from:to:at:covered:)``.
  @discardableResult
  public mutating func streamCarry(
    of token: Address, amount: UInt256, from start: UInt64, to end: UInt64, at now: UInt64
  ) throws(StreamError) -> UInt64 {
    try requireTime(now)
    let place = try place(of: token)
    try require(amount, of: place, start, end, now)
    var next = self
    next.cross(now)
    try next.takeCarry(amount, place) { $0.restreamed += $1 }
    let id = next.begin(amount, of: place, start, end)
    self = next
    return id
  }

  /// Ends a stream now. What it emitted stays emitted; the rest is promised no longer.
  ///
  /// - Returns: base units that it will not emit.
  /// - Throws: ``StreamError/timeGoesBack(_:last:)``, ``StreamError/unknownToken(_:)``,
  ///   ``StreamError/unknownStream(_:of:)`` where there is none or it has ended.
  /// - Complexity: O(s) for s running streams, beside what ``advance(to:)`` takes.
  @discardableResult
  public mutating func stopStream(
    _ id: UInt64, of token: Address, at now: UInt64
  ) throws(StreamError) -> UInt256 {
    try requireTime(now)
    let place = try place(of: token)
    guard let found = tokens[place].streams.firstIndex(where: { $0.id == id }),
      tokens[place].streams[found].end > now
    else { throw .unknownStream(id, of: token) }
    cross(now)
    // Streams before it may have ended by now.
    guard let index = tokens[place].streams.firstIndex(where: { $0.id == id }) else {
      throw .unknownStream(id, of: token)
    }
    let given = tokens[place].streams[index].emit(by: now)
    let stream = tokens[place].streams.remove(at: index)
    tokens[place].emitted += given
    tokens[place].pot += given
    tokens[place].promised -= stream.promised - stream.given
    return UInt256(narrow: stream.promised - stream.given)
  }

  /// The streams of a token that have not ended by the last boundary, by number.
  ///
  /// - Throws: ``StreamError/unknownToken(_:)``.
  /// - Complexity: O(1).
  public func streams(of token: Address) throws(StreamError) -> [RewardStream] {
    tokens[try place(of: token)].streams
  }

  private func require(
    _ total: UInt256, of place: Int, _ start: UInt64, _ end: UInt64, _ now: UInt64
  ) throws(StreamError) {
    let accrual = tokens[place]
    if total.isZero { throw .amountIsZero }
    if start < now { throw .streamBeginsInThePast(start, now: now) }
    if end <= start { throw .streamHasNoTime(from: start, to: end) }
    // Those that end by the last boundary before `now` are gone once the pool is there.
    let boundary = now - (now - lastBoundary) % boundaryEvery
    let running = accrual.streams.count { $0.end > boundary }
    if running >= Self.streamLimit || nextStream == .max {
      throw .tooManyStreams(of: accrual.token, limit: Self.streamLimit)
    }
    guard let total = total.narrow, !accrual.promised.addingReportingOverflow(total).overflow
    else { throw .amountBeyondRange(total, of: accrual.token) }
  }

  private mutating func begin(
    _ total: UInt256, of place: Int, _ start: UInt64, _ end: UInt64
  ) -> UInt64 {
    let total = total.fraction
    let id = nextStream
    nextStream += 1
    tokens[place].promised += total
    tokens[place].streams.append(RewardStream(id: id, total: total, start: start, end: end))
    return id
  }
}
