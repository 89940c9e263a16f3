// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension LedgerError {
  /// The reasons OpenZeppelin's contracts of release 4 give; nil where they have none.
  func openZeppelin4Revert(during action: TokenAction) -> RevertData? {
    switch self {
    case .insufficientBalance, .insufficientSpendable:
      .reason("ERC20: \(action.burns ? "burn" : "transfer") amount exceeds balance")
    case .invalidSender:
      .reason("ERC20: \(action.burns ? "burn" : "transfer") from the zero address")
    case .invalidReceiver:
      .reason("ERC20: \(action.mints ? "mint" : "transfer") to the zero address")
    case .insufficientAllowance:
      .reason(
        action == .flashLoan
          ? "ERC20FlashMint: allowance does not allow refund" : "ERC20: insufficient allowance")
    case .invalidApprover: .reason("ERC20: approve from the zero address")
    case .invalidSpender: .reason("ERC20: approve to the zero address")
    case .allowanceUnderflow: .reason("ERC20: decreased allowance below zero")
    case .exceededCap: .reason("ERC20Capped: cap exceeded")
    case .invalidCap: .reason("ERC20Capped: cap is 0")
    case .enforcedPause:
      .reason(
        action == .pause ? "Pausable: paused" : "ERC20Pausable: token transfer while paused")
    case .expectedPause: .reason("Pausable: not paused")
    case .missingRole(let account, let role):
      .reason(
        "AccessControl: account \(account.lowerText) is missing role \(role.description)")
    case .badConfirmation: .reason("AccessControl: can only renounce roles for self")
    case .notOwner: .reason("Ownable: caller is not the owner")
    case .notPendingOwner: .reason("Ownable2Step: caller is not the new owner")
    case .invalidOwner: .reason("Ownable: new owner is the zero address")
    case .futureLookup: .reason("ERC20Votes: block not yet mined")
    case .exceededSafeSupply: .reason("ERC20Votes: total supply risks overflowing votes")
    case .clockOutOfRange(_, let bits):
      .reason("SafeCast: value doesn't fit in \(bits) bits")
    case .unknownSnapshot(let id):
      .reason(id.isZero ? "ERC20Snapshot: id is 0" : "ERC20Snapshot: nonexistent id")

    case .unsupportedToken: .reason("ERC20FlashMint: wrong token")
    case .exceededMaxLoan: .reason("ERC20FlashMint: amount exceeds maxFlashLoan")
    case .invalidBorrower(_, because: .wrongAnswer):
      .reason("ERC20FlashMint: invalid return value")

    case .exceededMaxDeposit: .reason("ERC4626: deposit more than max")
    case .exceededMaxMint: .reason("ERC4626: mint more than max")
    case .exceededMaxWithdraw: .reason("ERC4626: withdraw more than max")
    case .exceededMaxRedeem: .reason("ERC4626: redeem more than max")
    case .conversionOverflow: .reason("Math: mulDiv overflow")
    default: nil
    }
  }
}

extension Address {
  /// The address in lower case, as OpenZeppelin 4 writes it into reasons.
  fileprivate var lowerText: String { description.lowercased() }
}

extension TokenAction {
  /// Whether what the action can lack is what it burns.
  fileprivate var burns: Bool { self == .burn || self == .flashLoan }

  /// Whether whom the action cannot give is whom it mints for.
  fileprivate var mints: Bool { self == .mint || self == .flashLoan }
}
