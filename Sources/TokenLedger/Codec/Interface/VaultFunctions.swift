// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// One function of a vault's interface (EIP-4626, https://eips.ethereum.org/EIPS/eip-4626); those of
/// its shares are the token's.
struct VaultFunction: Sendable {
  let signature: String
  /// Reads the arguments, acts, and gives the bytes it returns.
  let body:
    @Sendable (inout VaultSteps, inout CallArguments, Address) throws(VaultRefusal) -> [UInt8]

  /// The functions by selector.
  static let bySelector: [Selector: VaultFunction] = Dictionary(
    uniqueKeysWithValues: (questions + operations).map { (Selector(of: $0.signature), $0) })

  /// What a token's contract may offer and a vault's does not: shares are made and burned by the
  /// vault alone.
  static let withheld: Set<Selector> = [
    Selector(of: "mint(address,uint256)"), Selector(of: "burn(address,uint256)"),
  ]

  private static let questions: [VaultFunction] = [
    question("asset()") { vault, _, _ in vault.asset.word.bytes },
    question("totalAssets()") { vault, asset, _ throws(LedgerError) in
      try vault.totalAssets(in: asset).bigEndianBytes
    },
    conversion("convertToShares(uint256)") { vault, assets, asset throws(LedgerError) in
      try vault.convertToShares(assets, in: asset)
    },
    conversion("convertToAssets(uint256)") { vault, shares, asset throws(LedgerError) in
      try vault.convertToAssets(shares, in: asset)
    },
    conversion("previewDeposit(uint256)") { vault, assets, asset throws(LedgerError) in
      try vault.previewDeposit(assets, in: asset)
    },
    conversion("previewMint(uint256)") { vault, shares, asset throws(LedgerError) in
      try vault.previewMint(shares, in: asset)
    },
    conversion("previewWithdraw(uint256)") { vault, assets, asset throws(LedgerError) in
      try vault.previewWithdraw(assets, in: asset)
    },
    conversion("previewRedeem(uint256)") { vault, shares, asset throws(LedgerError) in
      try vault.previewRedeem(shares, in: asset)
    },
    limit("maxDeposit(address)") { vault, receiver, asset throws(LedgerError) in
      try vault.maxDeposit(of: receiver, in: asset)
    },
    limit("maxMint(address)") { vault, receiver, asset throws(LedgerError) in
      try vault.maxMint(of: receiver, in: asset)
    },
    limit("maxWithdraw(address)") { vault, owner, asset throws(LedgerError) in
      try vault.maxWithdraw(of: owner, in: asset)
    },
    limit("maxRedeem(address)") { vault, owner, asset throws(LedgerError) in
      try vault.maxRedeem(of: owner, in: asset)
    },
  ]

  private static let operations: [VaultFunction] = [
    VaultFunction(signature: "deposit(uint256,address)") {
      steps, arguments, caller throws(VaultRefusal) in
      let (assets, receiver) = try arguments.amountAndAddress()
      return try steps.deposit(assets, from: caller, to: receiver, minShares: .zero)
        .bigEndianBytes
    },
    VaultFunction(signature: "mint(uint256,address)") {
      steps, arguments, caller throws(VaultRefusal) in
      let (shares, receiver) = try arguments.amountAndAddress()
      return try steps.mint(shares, from: caller, to: receiver, maxAssets: .max).bigEndianBytes
    },
    VaultFunction(signature: "withdraw(uint256,address,address)") {
      steps, arguments, caller throws(VaultRefusal) in
      let (assets, receiver) = try arguments.amountAndAddress()
      let owner = try arguments.owner()
      return try steps.withdraw(
        assets, from: owner, to: receiver, by: caller, maxShares: .max
      ).bigEndianBytes
    },
    VaultFunction(signature: "redeem(uint256,address,address)") {
      steps, arguments, caller throws(VaultRefusal) in
      let (shares, receiver) = try arguments.amountAndAddress()
      let owner = try arguments.owner()
      return try steps.redeem(
        shares, from: owner, to: receiver, by: caller, minAssets: .zero
      ).bigEndianBytes
    },
  ]

  private static func question(
    _ signature: String,
    _ answer:
      @escaping @Sendable (Vault, Token, inout CallArguments) throws(LedgerError) -> [UInt8]
  ) -> VaultFunction {
    VaultFunction(signature: signature) { steps, arguments, _ throws(VaultRefusal) in
      try steps.ask { vault, asset throws(LedgerError) in try answer(vault, asset, &arguments) }
    }
  }

  private static func conversion(
    _ signature: String,
    _ answer: @escaping @Sendable (Vault, UInt256, Token) throws(LedgerError) -> UInt256
  ) -> VaultFunction {
    question(signature) { vault, asset, arguments throws(LedgerError) in
      try answer(vault, try arguments.uint256(), asset).bigEndianBytes
    }
  }

  private static func limit(
    _ signature: String,
    _ answer: @escaping @Sendable (Vault, Address, Token) throws(LedgerError) -> UInt256
  ) -> VaultFunction {
    question(signature) { vault, asset, arguments throws(LedgerError) in
      try answer(vault, try arguments.address(), asset).bigEndianBytes
    }
  }
}

extension CallArguments {
  fileprivate mutating func amountAndAddress() throws(VaultRefusal) -> (UInt256, Address) {
    do throws(LedgerError) {
      return (try uint256(), try address())
    } catch {
      throw VaultRefusal(error: error, side: .vault, action: .vault)
    }
  }

  fileprivate mutating func owner() throws(VaultRefusal) -> Address {
    do throws(LedgerError) {
      return try address()
    } catch {
      throw VaultRefusal(error: error, side: .vault, action: .vault)
    }
  }
}
