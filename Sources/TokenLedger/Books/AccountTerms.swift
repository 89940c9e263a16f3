// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What an account may do in the books: its limits, whether it is closed, and its user's numbers.
///
/// The books ask the terms before they post; what is pending counts as if it were posted already, so
/// that posting cannot break a limit that the hold respected. The world, the zero address, can have
/// terms too: its outflow is what was ever minted.
///
/// No account but the world can owe: TigerBeetle's `debits_must_not_exceed_credits` holds for all
/// others whatever their terms say.
public struct AccountTerms: Sendable, Hashable {
  /// The most the account may hold, incoming pendings included; nil for no limit.
  public var greatestBalance: UInt256?
  /// The most that may ever leave the account, outgoing pendings included; nil for no limit.
  public var greatestOutflow: UInt256?
  /// Whether the account must have given, in sum, at least what it got.
  public var creditsMustNotExceedDebits = false
  /// Whether the account must have got, in sum, at least what it gave: news only for the world.
  public var debitsMustNotExceedCredits = false
  /// Whether nothing moves into or out of the account. Pendings can still be voided and expire.
  public var isClosed = false
  /// What the account carries for its user.
  public var userData = UserData.none

  /// No limit, open.
  public init() {}
}

extension AccountTerms: RecordCodable {
  /// In the order of the properties; a limit that is absent is a zero byte.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(greatestBalance)
    encoder.write(greatestOutflow)
    encoder.write(creditsMustNotExceedDebits)
    encoder.write(debitsMustNotExceedCredits)
    encoder.write(isClosed)
    encoder.write(userData)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    self.init()
    greatestBalance = try decoder.readOptional(UInt256.self)
    greatestOutflow = try decoder.readOptional(UInt256.self)
    creditsMustNotExceedDebits = try decoder.readBool()
    debitsMustNotExceedCredits = try decoder.readBool()
    isClosed = try decoder.readBool()
    userData = try UserData(from: &decoder)
  }
}
