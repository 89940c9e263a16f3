// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension LedgerError {
  /// The reasons snekmate's erc20 gives; nil where it has none.
  func snekmateRevert(during action: TokenAction) -> RevertData? {
    switch self {
    case .insufficientBalance, .insufficientSpendable:
      .reason("erc20: \(action == .burn ? "burn" : "transfer") amount exceeds balance")
    case .invalidSender:
      .reason("erc20: \(action == .burn ? "burn" : "transfer") from the zero address")
    case .invalidReceiver:
      .reason("erc20: \(action == .mint ? "mint" : "transfer") to the zero address")
    case .insufficientAllowance: .reason("erc20: insufficient allowance")
    case .invalidApprover: .reason("erc20: approve from the zero address")
    case .invalidSpender: .reason("erc20: approve to the zero address")
    case .notMinter: .reason("erc20: access is denied")
    case .notOwner: .reason("ownable: caller is not the owner")
    case .invalidOwner: .reason("erc20: new owner is the zero address")
    case .invalidMinter: .reason("erc20: minter is the zero address")
    case .minterIsOwner: .reason("erc20: minter is owner address")
    // Vyper reverts without data where checked arithmetic overflows.
    case .supplyOverflow, .virtualTotalOverflow: .empty

    case .exceededMaxDeposit: .reason("erc4626: deposit more than maximum")
    case .exceededMaxMint: .reason("erc4626: mint more than maximum")
    case .exceededMaxWithdraw: .reason("erc4626: withdraw more than maximum")
    case .exceededMaxRedeem: .reason("erc4626: redeem more than maximum")
    case .conversionOverflow: .reason("math: mul_div overflow")
    default: nil
    }
  }
}
