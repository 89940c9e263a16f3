// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension BooksError {
  /// The reason without its values.
  public var code: Code {
    switch self {
    case .linkedEntryFailed: .linkedEntryFailed
    case .linkedChainOpen: .linkedChainOpen
    case .idRepeatedInChain: .idRepeatedInChain
    case .idIsZero: .idIsZero
    case .existsWithDifferent: .existsWithDifferent
    case .alreadyFailed: .alreadyFailed
    case .emptyTimeout: .emptyTimeout
    case .timeoutOverflow: .timeoutOverflow
    case .unknownHold: .unknownHold
    case .notAHold: .notAHold
    case .alreadyPosted: .alreadyPosted
    case .alreadyVoided: .alreadyVoided
    case .expired: .expired
    case .exceedsHold: .exceedsHold
    case .unknownEntry: .unknownEntry
    case .notReversible: .notReversible
    case .alreadyReversed: .alreadyReversed
    case .exceedsEntry: .exceedsEntry
    case .accountClosed: .accountClosed
    case .exceedsGreatestOutflow: .exceedsGreatestOutflow
    case .debitsExceedCredits: .debitsExceedCredits
    case .exceedsGreatestBalance: .exceedsGreatestBalance
    case .creditsExceedDebits: .creditsExceedDebits
    case .token: .token
    }
  }

  /// Whether the same request might succeed later; then its id is spent by the refusal.
  public var isTransient: Bool {
    switch self {
    case .unknownHold, .unknownEntry, .accountClosed, .exceedsGreatestOutflow,
      .debitsExceedCredits, .exceedsGreatestBalance, .creditsExceedDebits:
      true
    case .token(let error): !error.isAboutTheCall
    default: false
    }
  }
}

extension LedgerError {
  /// Whether the call is wrong in itself, whatever the state of the token.
  fileprivate var isAboutTheCall: Bool {
    switch self {
    case .invalidSender, .invalidReceiver, .invalidApprover, .invalidSpender, .emptyAmount,
      .notEnabled, .unknownSelector, .malformedCall, .invalidV, .highS, .invalidSignatureLength,
      .signaturesNotSupported, .badConfirmation:
      true
    default: false
    }
  }
}

extension BooksError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .linkedEntryFailed: "Another request of the chain was refused."
    case .linkedChainOpen: "The batch ends where its last chain goes on."
    case .idRepeatedInChain(let id): "The chain has two requests of the id \(id)."
    case .idIsZero: "An entry's id is not zero."
    case .existsWithDifferent(let field, let entry):
      "Entry \(entry) has the same id and another \(field.rawValue)."
    case .alreadyFailed(let id, let code): "The request \(id) was refused before: \(code)."
    case .emptyTimeout: "A hold lasts at least a second."
    case .timeoutOverflow(let timeout): "\(timeout) seconds from now are beyond all time."
    case .unknownHold(let id): "There is no hold \(id)."
    case .notAHold(let id, let kind): "The entry \(id) is no hold but a \(kind)."
    case .alreadyPosted(let id, let entry): "The hold \(id) was posted by entry \(entry)."
    case .alreadyVoided(let id, let entry): "The hold \(id) was voided by entry \(entry)."
    case .expired(let id, let time): "The hold \(id) expired at second \(time)."
    case .exceedsHold(let value, let held): "\(held) are held, fewer than \(value)."
    case .unknownEntry(let id): "There is no entry \(id)."
    case .notReversible(let id, let kind):
      "The entry \(id), a \(kind), moved nothing that can be moved back."
    case .alreadyReversed(let id): "The entry \(id) was reversed already."
    case .exceedsEntry(let value, let moved): "\(moved) were moved, fewer than \(value)."
    case .accountClosed(let account): "The account \(account) is closed."
    case .exceedsGreatestOutflow(let account, let value, let limit):
      "With \(value) more, \(account) would have given more than \(limit)."
    case .debitsExceedCredits(let account, let value):
      "With \(value) more, \(account) would have given more than it got."
    case .exceedsGreatestBalance(let account, let value, let limit):
      "With \(value) more, \(account) would hold more than \(limit)."
    case .creditsExceedDebits(let account, let value):
      "With \(value) more, \(account) would have got more than it gave."
    case .token(let error): error.description
    }
  }
}
