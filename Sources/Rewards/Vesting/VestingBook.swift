// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Grants that vest, of many accounts in one token.
///
/// ```swift
/// var book = VestingBook()
/// try book.grant(900, to: alice, .linear(start: 0, duration: 90), at: 0)
/// try book.penalize(alice, 100, at: 30)    // takes 100 of the 600 that are not vested yet
/// try book.release(to: alice, at: 90)      // 800
/// ```
///
/// A penalty eats what is not vested first, of the oldest grant first, and only then what is vested
/// and not released. In base units, at every time and exactly,
///
///     deposited == released + releasable + unvested + forfeited
///
/// A value: time is an argument and never goes back. An operation applies as a whole or throws a
/// ``VestingError`` and leaves the book as it was.
public struct VestingBook: Sendable, Equatable {
  /// How many grants an account can have at a time.
  public static let grantLimit = 1024

  /// The time of the last operation.
  public internal(set) var time: UInt64 = 0
  /// Put in, in base units.
  public internal(set) var deposited = UInt256.zero
  /// Paid out.
  public internal(set) var released = UInt256.zero
  /// Taken by penalties.
  public internal(set) var forfeited = UInt256.zero

  var accounts = AccountNumbers()
  /// The grants of each account that are not spent, by id.
  var grants = PagedArray<[VestingGrant]>()
  var nextGrant: UInt64 = 0

  /// Opens an empty book.
  public init() {}

  /// Grants an amount.
  ///
  /// - Returns: the grant's number.
  /// - Throws: ``VestingError/timeGoesBack(_:last:)``, ``VestingError/accountIsZero``,
  ///   ``VestingError/amountIsZero``, ``VestingError/amountBeyondRange(_:)`` where everything ever put
  ///   in exceeds 256 bits, ``VestingError/tooManyGrants(_:limit:)``, and what
  ///   ``VestingSchedule/validate()`` throws.
  /// - Complexity: O(g) for the account's g grants.
  @discardableResult
  public mutating func grant(
    _ amount: UInt256, to account: Address, _ schedule: VestingSchedule, at now: UInt64
  ) throws(VestingError) -> UInt64 {
    try requireTime(now)
    if account.isZero { throw .accountIsZero }
    let grant = try VestingGrant(id: nextGrant, amount: amount, schedule: schedule)
    let (sum, isOver) = deposited.addingReportingOverflow(amount)
    if isOver { throw .amountBeyondRange(amount) }
    let known = accounts.number(of: account)
    if nextGrant == .max || known.map({ grants[$0].count >= Self.grantLimit }) ?? false {
      throw .tooManyGrants(account, limit: Self.grantLimit)
    }
    let number: Int
    if let known {
      number = known
    } else {
      number = accounts.add(account)
      grants.append([])
    }
    grants[number].append(grant)
    nextGrant += 1
    deposited = sum
    time = now
    return grant.id
  }

  /// Pays an account what is vested, or a part of it.
  ///
  /// - Parameters:
  ///   - account: who is paid.
  ///   - amount: how much, nil for all; the oldest grants are paid first.
  ///   - now: the time.
  /// - Returns: base units to pay; zero where nothing is vested and nothing was asked.
  /// - Throws: ``VestingError/timeGoesBack(_:last:)``,
  ///   ``VestingError/notReleasable(_:releasable:)``.
  /// - Complexity: O(g) for the account's g grants.
  @discardableResult
  public mutating func release(
    _ amount: UInt256? = nil, to account: Address, at now: UInt64
  ) throws(VestingError) -> UInt256 {
    try requireTime(now)
    let all = releasable(by: account, at: now)
    let paid = amount ?? all
    if paid > all { throw .notReleasable(paid, releasable: all) }
    guard let number = accounts.number(of: account) else {
      time = now
      return .zero
    }
    var left = paid
    for place in grants[number].indices {
      let part = Swift.min(left, grants[number][place].releasable(at: now))
      grants[number][place].released += part
      left -= part
    }
    released += paid
    settle(number, now)
    return paid
  }

  /// Takes a penalty: what is not vested first, the oldest grant first; then what is vested and not
  /// released. Where that is not enough, the rest is ``VestingPenalty/missing``.
  ///
  /// - Throws: ``VestingError/timeGoesBack(_:last:)``, ``VestingError/amountIsZero``.
  /// - Complexity: O(g) for the account's g grants.
  @discardableResult
  public mutating func penalize(
    _ account: Address, _ amount: UInt256, at now: UInt64
  ) throws(VestingError) -> VestingPenalty {
    try requireTime(now)
    if amount.isZero { throw .amountIsZero }
    guard let number = accounts.number(of: account) else {
      time = now
      return VestingPenalty(unvested: .zero, releasable: .zero, missing: amount)
    }
    var left = amount
    for place in grants[number].indices {
      left -= grants[number][place].forfeitUnvested(upTo: left, at: now)
    }
    let unvested = amount - left
    for place in grants[number].indices {
      left -= grants[number][place].forfeitReleasable(upTo: left, at: now)
    }
    forfeited += amount - left
    settle(number, now)
    return VestingPenalty(
      unvested: unvested, releasable: amount - left - unvested, missing: left)
  }

  /// The grants of an account that are not spent, the oldest first.
  ///
  /// - Complexity: O(1).
  public func grants(of account: Address) -> [VestingGrant] {
    accounts.number(of: account).map { grants[$0] } ?? []
  }

  /// What an account can be paid at a time, in base units.
  ///
  /// - Complexity: O(g) for the account's g grants.
  public func releasable(by account: Address, at time: UInt64) -> UInt256 {
    grants(of: account).reduce(.zero) { $0 + $1.releasable(at: time) }
  }

  /// What of an account vests only after a time, in base units.
  ///
  /// - Complexity: O(g) for the account's g grants.
  public func unvested(of account: Address, at time: UInt64) -> UInt256 {
    grants(of: account).reduce(.zero) { $0 + $1.unvested(at: time) }
  }

  private func requireTime(_ now: UInt64) throws(VestingError) {
    if now < time { throw .timeGoesBack(now, last: time) }
  }

  private mutating func settle(_ number: Int, _ now: UInt64) {
    if grants[number].contains(where: \.isSpent) { grants[number].removeAll(where: \.isSpent) }
    time = now
  }
}
