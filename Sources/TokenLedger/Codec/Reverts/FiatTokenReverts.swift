// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension LedgerError {
  /// The reasons Circle's FiatToken v2.1 gives; nil where it has none.
  func fiatTokenRevert(during action: TokenAction) -> RevertData? {
    switch self {
    case .insufficientBalance, .insufficientSpendable:
      .reason(
        action == .burn
          ? "FiatToken: burn amount exceeds balance" : "ERC20: transfer amount exceeds balance")
    case .invalidSender: .reason("ERC20: transfer from the zero address")
    case .invalidReceiver:
      .reason(
        action == .mint
          ? "FiatToken: mint to the zero address" : "ERC20: transfer to the zero address")
    case .insufficientAllowance: .reason("ERC20: transfer amount exceeds allowance")
    case .invalidApprover: .reason("ERC20: approve from the zero address")
    case .invalidSpender: .reason("ERC20: approve to the zero address")
    case .enforcedPause: .reason("Pausable: paused")
    case .blocked: .reason("Blacklistable: account is blacklisted")
    default: nil
    }
  }
}
