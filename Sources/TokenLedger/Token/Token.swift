// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// An ERC-20 token as a value: what OpenZeppelin's contract (release 5) would answer, with the books
/// kept beside it.
///
/// ```swift
/// var token = Token(configuration: configuration)
/// try token.mint(to: treasury, value: 1_000)
/// try token.transfer(from: treasury, to: alice, value: 30)
/// print(token.balance(of: alice), token.totalSupply)  // 30 1000
/// ```
///
/// Every unit moves through one function, `update(from:to:value:)`. An operation checks everything
/// first and changes the state last, so one that throws leaves the value exactly as it was. A copy
/// is a snapshot.
///
/// Who may call what is not decided here, as in the contract's inner functions: `from`, `owner` and
/// `spender` stand where the contract reads its caller.
public struct Token: Sendable, Hashable {
  /// Name, symbol, decimals, address and chain.
  public let configuration: TokenConfiguration
  /// All units there are.
  public internal(set) var totalSupply: UInt256
  /// All units ever minted; less ``totalBurned`` they are ``totalSupply``.
  public internal(set) var totalMinted: CumulativeAmount
  /// All units ever burned.
  public internal(set) var totalBurned: CumulativeAmount

  var balances: BalanceTable
  var allowances: AllowanceTable

  /// Deploys a token nobody holds a unit of.
  public init(configuration: TokenConfiguration) {
    self.configuration = configuration
    totalSupply = .zero
    totalMinted = .zero
    totalBurned = .zero
    balances = BalanceTable()
    allowances = AllowanceTable()
  }

  /// The name for people.
  public var name: String { configuration.name }

  /// The short name.
  public var symbol: String { configuration.symbol }

  /// How many fraction digits an amount is shown with.
  public var decimals: UInt8 { configuration.decimals }

  /// The units `account` holds.
  ///
  /// - Complexity: O(1).
  public func balance(of account: Address) -> UInt256 { balances[account] }

  /// The units of `owner` that `spender` may still spend; the greatest number stands for no limit.
  ///
  /// - Complexity: O(1).
  public func allowance(owner: Address, spender: Address) -> UInt256 {
    allowances[AllowanceKey(owner: owner, spender: spender)]
  }

  /// Those who hold at least one unit, ordered by address.
  ///
  /// - Complexity: O(n log n) for n holders.
  public var holders: [Address] { balances.holders }
}
