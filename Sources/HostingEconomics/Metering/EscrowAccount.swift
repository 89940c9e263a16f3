// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// An account that pays several rates per block, as Akash's: what has run since it was last settled is
/// drawn in order, and where the balance is short the rest is written down as unsettled and the account
/// is overdrawn. An overdrawn account runs nothing more until it is filled: leases pause, they do not
/// run for free.
public struct EscrowAccount: Sendable, Hashable, Codable {
  /// One thing that is paid.
  public struct Payment: Sendable, Hashable, Codable {
    /// Its name.
    public let name: String
    /// Base units per block.
    public let rate: UInt256
    /// What was paid so far.
    public internal(set) var paid: UInt256
    /// What has run and could not be paid.
    public internal(set) var unsettled: UInt256
  }

  /// What is left, in base units.
  public internal(set) var balance: UInt256
  /// The payments, in the order in which they are drawn.
  public internal(set) var payments: [Payment]
  /// The block up to which everything is settled.
  public internal(set) var settledAt: UInt64

  /// Opens an account at a block.
  public init(balance: UInt256, at block: UInt64) {
    self.balance = balance
    self.payments = []
    self.settledAt = block
  }

  /// Whether something has run that is not paid.
  public var isOverdrawn: Bool { payments.contains { !$0.unsettled.isZero } }

  /// The sum of the rates.
  ///
  /// - Throws: ``MeteringError/arithmetic(_:)`` where it exceeds 256 bits.
  public func ratePerBlock() throws(MeteringError) -> UInt256 {
    var total = UInt256.zero
    for payment in payments {
      let before = total
      total = try metered { () throws(ArithmeticError) in try before.adding(payment.rate) }
    }
    return total
  }

  /// The whole blocks the balance lasts from ``settledAt``; nil where nothing is drawn.
  ///
  /// - Throws: ``MeteringError/arithmetic(_:)``.
  public func blocksLeft() throws(MeteringError) -> UInt256? {
    let rate = try ratePerBlock()
    return rate.isZero ? nil : balance / rate
  }

  /// How long the balance lasts from a block on, so that somebody can be warned before it runs dry;
  /// nil where nothing is drawn, zero where it is dry.
  ///
  /// - Parameters:
  ///   - block: the block that is now.
  ///   - blockTime: how long a block takes; about 6 s on Akash.
  /// - Throws: as ``settled(at:)``; ``MeteringError/negative(_:)`` for a block time that is no
  ///   positive number.
  /// - Complexity: O(n) in the number of payments.
  public func timeLeft(
    at block: UInt64, blockTime: Seconds = Seconds(6)
  ) throws(MeteringError) -> Seconds? {
    guard blockTime.value > 0, blockTime.value.isFinite else {
      throw .negative("the block time \(blockTime)")
    }
    guard let blocks = try settled(at: block).blocksLeft() else { return nil }
    return TokenUnits.double(blocks) * 1e18 * blockTime
  }

  /// The account as it is at a block. A pure function of account and block: settling twice at one
  /// block, or in any steps while the balance lasts, ends in the same account.
  ///
  /// - Throws: ``MeteringError/timeGoesBack(from:to:)``, ``MeteringError/arithmetic(_:)``.
  /// - Complexity: O(n) in the number of payments.
  public func settled(at block: UInt64) throws(MeteringError) -> EscrowAccount {
    guard block >= settledAt else { throw .timeGoesBack(from: settledAt, to: block) }
    var account = self
    account.settledAt = block
    if isOverdrawn || block == settledAt { return account }
    let blocks = UInt256(block - settledAt)
    for index in payments.indices {
      let payment = payments[index]
      let due = try metered { () throws(ArithmeticError) in
        try payment.rate.multiplied(by: blocks)
      }
      let drawn = min(due, account.balance)
      account.balance -= drawn
      account.payments[index].paid = try metered { () throws(ArithmeticError) in
        try payment.paid.adding(drawn)
      }
      account.payments[index].unsettled = due - drawn
    }
    return account
  }

  /// Settles, then adds a payment that runs from this block on.
  ///
  /// - Throws: ``MeteringError/paymentTwice(_:)``, and as ``settled(at:)``. Then nothing changes.
  public mutating func open(_ name: String, rate: UInt256, at block: UInt64)
    throws(MeteringError)
  {
    if payments.contains(where: { $0.name == name }) { throw .paymentTwice(name) }
    var account = try settled(at: block)
    account.payments.append(Payment(name: name, rate: rate, paid: .zero, unsettled: .zero))
    self = account
  }

  /// Settles, then ends a payment and says what it was paid. What is still unsettled of it is given
  /// up.
  ///
  /// - Throws: ``MeteringError/unknownPayment(_:)``, and as ``settled(at:)``. Then nothing changes.
  @discardableResult
  public mutating func close(_ name: String, at block: UInt64) throws(MeteringError) -> Payment {
    var account = try settled(at: block)
    guard let index = account.payments.firstIndex(where: { $0.name == name }) else {
      throw .unknownPayment(name)
    }
    let payment = account.payments.remove(at: index)
    self = account
    return payment
  }

  /// Settles, then adds to the balance; what is unsettled is paid of it first, in order, and once all
  /// is paid the account runs on from this block.
  ///
  /// - Throws: as ``settled(at:)``. Then nothing changes.
  public mutating func deposit(_ amount: UInt256, at block: UInt64) throws(MeteringError) {
    var account = try settled(at: block)
    let before = account.balance
    account.balance = try metered { () throws(ArithmeticError) in try before.adding(amount) }
    for index in account.payments.indices {
      let drawn = min(account.payments[index].unsettled, account.balance)
      account.balance -= drawn
      account.payments[index].unsettled -= drawn
      let paid = account.payments[index].paid
      account.payments[index].paid = try metered { () throws(ArithmeticError) in
        try paid.adding(drawn)
      }
    }
    self = account
  }
}
