// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension Vault {
  /// Does what a vault's contract does that is sent `data`: the functions of EIP-4626, and those of
  /// its shares except minting and burning.
  ///
  /// ```swift
  /// let result = try vault.call(data: calldata, from: alice, asset: &asset)
  /// for log in result.logs { print(log.address) }  // the asset's and the vault's, in order
  /// ```
  ///
  /// A call that is refused changes nothing but the block. What the asset refused is told in the
  /// asset's dialect, what the vault or its shares refused in the vault's. A call that is sent to
  /// the asset goes to ``Token/call(data:from:at:environment:)``.
  ///
  /// - Parameters:
  ///   - data: the selector and the arguments in the Ethereum ABI.
  ///   - caller: who sends it.
  ///   - block: when, for both tokens; nil for the present block.
  ///   - asset: the token the vault holds.
  ///   - environment: who can check signatures, and which accounts have code, for the functions of
  ///     the shares.
  /// - Throws: ``LedgerError/wrongAsset(_:expected:)``, ``LedgerError/blockGoesBack(_:current:)``.
  /// - Complexity: that of the function.
  @discardableResult
  public mutating func call(
    data: [UInt8], from caller: Address, at block: Block? = nil, asset: inout Token,
    environment: CallEnvironment = CallEnvironment()
  ) throws(LedgerError) -> CallResult {
    _ = try totalAssets(in: asset)
    if let block { try advance(to: block, asset: &asset) }
    guard let selector = Selector(data), let function = VaultFunction.bySelector[selector] else {
      return try callShares(data: data, from: caller, environment: environment)
    }
    var steps = VaultSteps(self, asset)
    var arguments = CallArguments(data, in: shares.configuration.dialect)
    do throws(VaultRefusal) {
      let output = try function.body(&steps, &arguments, caller)
      self = steps.vault
      asset = steps.asset
      return CallResult(output: output, logs: steps.logs, error: nil)
    } catch {
      let dialect = (error.side == .asset ? asset : shares).configuration.dialect
      return CallResult(
        output: error.error.revertData(in: dialect, during: error.action) ?? [], logs: [],
        error: error.error)
    }
  }

  private mutating func callShares(
    data: [UInt8], from caller: Address, environment: CallEnvironment
  ) throws(LedgerError) -> CallResult {
    if let selector = Selector(data), VaultFunction.withheld.contains(selector) {
      return CallResult(
        output: [], logs: [], error: .unknownSelector(Array(data.prefix(4))))
    }
    return try shares.call(data: data, from: caller, environment: environment)
  }
}
