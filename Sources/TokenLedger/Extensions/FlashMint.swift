// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A loan that is repaid before the call that gave it ends
/// (EIP-3156, https://eips.ethereum.org/EIPS/eip-3156).
public struct FlashLoan: Sendable, Hashable {
  /// Who asked for the loan.
  public let initiator: Address
  /// Who got the units and repays them.
  public let receiver: Address
  /// The token that was lent.
  public let token: Address
  /// The units lent.
  public let amount: UInt256
  /// The units to repay beside the amount.
  public let fee: UInt256
  /// Whatever the initiator wants the receiver to know.
  public let data: [UInt8]

  /// What a borrower answers who agrees: the digest of `ERC3156FlashBorrower.onFlashLoan`.
  public static let accepted = Keccak256.hash("ERC3156FlashBorrower.onFlashLoan".utf8)
}

extension Token {
  /// The most units that can be lent of `token`: what the supply can still grow by, under its cap
  /// and what votes can count, and nothing of another token or where there are no flash loans.
  ///
  /// - Complexity: O(1).
  public func maxFlashLoan(of token: Address) -> UInt256 {
    guard configuration.features.flashMint != nil, token == configuration.address else {
      return .zero
    }
    return mintable ?? (.max - totalSupply)
  }

  /// How many units more a cap or the counting of votes lets there be; nil where neither does.
  var mintable: UInt256? {
    let features = configuration.features
    guard features.cap != nil || features.votes != nil else { return nil }
    let votes = features.votes == nil ? UInt256.max : safeVotesSupply
    let limit = Swift.min(features.cap ?? .max, votes)
    // What was rebuilt from a contract's logs may lie above a cap.
    return limit > totalSupply ? limit - totalSupply : .zero
  }

  /// The fee for lending `amount` units of `token`: its parts per million, rounded down.
  ///
  /// - Throws: ``LedgerError``: not enabled, unsupported token, repayment overflow (a fee beyond 256
  ///   bits).
  /// - Complexity: O(1).
  public func flashFee(
    of token: Address, amount: UInt256
  ) throws(LedgerError) -> UInt256 {
    let terms = try flashTerms
    guard token == configuration.address else { throw .unsupportedToken(token) }
    let parts = UInt256(UInt64(terms.feePartsPerMillion))
    do throws(ArithmeticError) {
      return try .mulDivFloor(amount, parts, 1_000_000)
    } catch {
      throw .repaymentOverflow(amount: amount, fee: .max)
    }
  }

  /// Mints `amount` units for `receiver`, calls its code, and takes the units back with the fee out
  /// of the allowance that the receiver gave to the token's address.
  ///
  /// The fee is burned or goes to the fee's receiver (``TokenFeatures/FlashMint``). As
  /// OpenZeppelin's ERC20FlashMint; in the dialect ``Dialect/openZeppelin4`` the allowance is told
  /// and used up even where it has no limit.
  ///
  /// - Parameters:
  ///   - receiver: who borrows; the code at this address is called.
  ///   - token: what to lend, this token's address.
  ///   - amount: units to lend.
  ///   - data: for the receiver's code.
  ///   - initiator: who asks for the loan.
  ///   - environment: where the receiver's code stands.
  /// - Throws: ``LedgerError`` in this order: not enabled, exceeded max loan, unsupported token,
  ///   what minting throws, the receiver's refusal (``LedgerError/receiverReverted(_:)``), invalid
  ///   borrower, repayment overflow, insufficient allowance, what burning throws. Then nothing
  ///   changes, whatever the receiver's code did with the token.
  /// - Complexity: O(1) beside the receiver's code.
  public mutating func flashLoan(
    to receiver: Address, token: Address, amount: UInt256, data: [UInt8] = [],
    initiator: Address, environment: CallEnvironment
  ) throws(LedgerError) {
    let loan = try flashLoan(
      to: receiver, token: token, amount: amount, data: data, initiator: initiator)
    try allOrNothing { token throws(LedgerError) in
      try token.mint(to: receiver, value: amount)
      try token.callCode(
        at: receiver, expecting: FlashLoan.accepted, in: environment,
        refusal: { .invalidBorrower(receiver, because: $0) }
      ) { code, token, inner throws(LedgerError) in
        try code.onFlashLoan(loan, token: &token, environment: inner)
      }
      let owed = try loan.repayment
      if token.configuration.dialect.style == .openZeppelin4 {
        try token.spendToldAllowance(owed, of: receiver)
        try token.repay(loan)
      } else {
        let address = token.configuration.address
        let left = try token.allowanceLeft(owner: receiver, spender: address, after: owed)
        try token.spend(left, owner: receiver, spender: address) { token throws(LedgerError) in
          try token.repay(loan)
        }
      }
    }
  }

  /// Lends `amount` units to `receiver` while `body` runs and then takes them back with the fee.
  ///
  /// ```swift
  /// let gain = try token.withFlashLoan(of: 1_000, to: alice) { token, loan in
  ///   try token.transfer(from: alice, to: market, value: loan.amount)
  ///   return try sellAndBuyBack(&token)
  /// }
  /// ```
  ///
  /// For Swift code instead of an account's: that `body` returns is its consent, so no allowance is
  /// asked for.
  /// What `body` changes beside this token, as a vault that holds it, is its own to undo.
  ///
  /// - Parameters:
  ///   - amount: units to lend.
  ///   - receiver: who gets them and repays them.
  ///   - body: what to do with them; it holds the token and may borrow again, but traps where it
  ///     leads the token to another block or puts another in its place.
  /// - Returns: what `body` returns.
  /// - Throws: what `body` throws; ``LedgerError``: not enabled, exceeded max loan, what minting
  ///   throws, repayment overflow, what burning throws. Then nothing changes, whatever `body` did
  ///   with the token.
  /// - Complexity: O(1) beside `body`.
  public mutating func withFlashLoan<Result>(
    of amount: UInt256, to receiver: Address,
    _ body: (_ token: inout Token, _ loan: FlashLoan) throws -> Result
  ) throws -> Result {
    let loan = try flashLoan(
      to: receiver, token: configuration.address, amount: amount, data: [], initiator: receiver)
    let before = self
    do {
      try mint(to: receiver, value: amount)
      let lease = TokenLease(of: self)
      let result = try body(&self, loan)
      lease.checkReturn(of: self)
      _ = try loan.repayment
      try repay(loan)
      return result
    } catch {
      self = before
      throw error
    }
  }

  private var flashTerms: TokenFeatures.FlashMint {
    get throws(LedgerError) {
      guard let terms = configuration.features.flashMint else { throw .notEnabled("flash loans") }
      return terms
    }
  }

  /// The loan, where it can be given.
  private func flashLoan(
    to receiver: Address, token: Address, amount: UInt256, data: [UInt8], initiator: Address
  ) throws(LedgerError) -> FlashLoan {
    _ = try flashTerms
    let max = maxFlashLoan(of: token)
    if amount > max { throw .exceededMaxLoan(max) }
    return FlashLoan(
      initiator: initiator, receiver: receiver, token: token, amount: amount,
      fee: try flashFee(of: token, amount: amount), data: data)
  }

  /// Release 4.5 of OpenZeppelin writes the allowance anew before it burns, limited or not.
  private mutating func spendToldAllowance(
    _ owed: UInt256, of receiver: Address
  ) throws(LedgerError) {
    let address = configuration.address
    let allowance = allowance(owner: receiver, spender: address)
    let (left, underflow) = allowance.subtractingReportingOverflow(owed)
    if underflow {
      throw .insufficientAllowance(spender: address, allowance: allowance, needed: owed)
    }
    try setAllowance(owner: receiver, spender: address, value: left)
  }

  private mutating func repay(_ loan: FlashLoan) throws(LedgerError) {
    let feeReceiver = try flashTerms.feeReceiver
    if loan.fee.isZero || feeReceiver.isZero {
      try burn(from: loan.receiver, value: try loan.repayment)
    } else {
      try burn(from: loan.receiver, value: loan.amount)
      try move(from: loan.receiver, to: feeReceiver, value: loan.fee)
    }
  }
}

extension FlashLoan {
  /// Amount and fee.
  fileprivate var repayment: UInt256 {
    get throws(LedgerError) {
      let (sum, overflow) = amount.addingReportingOverflow(fee)
      if overflow { throw .repaymentOverflow(amount: amount, fee: fee) }
      return sum
    }
  }
}
