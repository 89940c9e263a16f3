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
    case .allowanceOverflow, .supplyOverflow: .reason("SafeMath: addition overflow")
    case .allowanceUnderflow: .reason("ERC20: decreased allowance below zero")
    case .emptyAmount:
      .reason("FiatToken: \(action == .burn ? "burn" : "mint") amount not greater than 0")
    case .enforcedPause: .reason("Pausable: paused")
    case .blocked: .reason("Blacklistable: account is blacklisted")
    case .notOwner: .reason("Ownable: caller is not the owner")
    case .invalidOwner: .reason("Ownable: new owner is the zero address")
    case .notMinter: .reason("FiatToken: caller is not a minter")
    case .minterAllowanceExceeded: .reason("FiatToken: mint amount exceeds minterAllowance")
    case .notInOffice(let office, _):
      switch office {
      case .owner: .reason("Ownable: caller is not the owner")
      case .masterMinter: .reason("FiatToken: caller is not the masterMinter")
      case .pauser: .reason("Pausable: caller is not the pauser")
      case .blocklister: .reason("Blacklistable: caller is not the blacklister")
      case .rescuer: .reason("Rescuable: caller is not the rescuer")
      }
    case .invalidOfficeHolder(let office, _):
      switch office {
      case .owner: .reason("Ownable: new owner is the zero address")
      case .masterMinter: .reason("FiatToken: new masterMinter is the zero address")
      case .pauser: .reason("Pausable: new pauser is the zero address")
      case .blocklister: .reason("Blacklistable: new blacklister is the zero address")
      case .rescuer: .reason("Rescuable: new rescuer is the zero address")
      }
    case .alreadyDeployed: .reason("FiatToken: contract is already initialized")
    default: nil
    }
  }
}
