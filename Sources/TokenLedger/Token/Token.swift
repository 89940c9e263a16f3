// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// An ERC-20 token as a value: what the contracts it is modelled on would answer, with the books
/// kept beside it.
///
/// ```swift
/// var token = Token(configuration: configuration)
/// try token.mint(to: treasury, value: 1_000)
/// try token.transfer(from: treasury, to: alice, value: 30)
/// print(token.balance(of: alice), token.totalSupply)  // 30 1000
/// print(token.events.count)  // 2
/// ```
///
/// Every unit moves through one function, `update(from:to:value:)`. An operation checks everything
/// first and changes the state last, so one that throws leaves the value exactly as it was. A copy
/// is a snapshot and costs nothing until one of the two is written to.
///
/// Who may call what is not decided by the functions that take no caller, as in a contract's inner
/// functions: `from`, `owner` and `spender` stand where the contract reads its caller.
public struct Token: Sendable {
  /// Name, symbol, decimals, address and chain, dialect and features.
  public let configuration: TokenConfiguration

  var storage: TokenStorage
  /// What makes signatures of an undone past void; see ``domainSalt``.
  var rollbacks = Rollbacks()

  /// Deploys a token nobody holds a unit of, with the owner, admin, minter or offices that the
  /// configuration names.
  ///
  /// - Precondition: ``TokenConfiguration/validate()`` finds nothing. Ask it where the configuration
  ///   comes from outside.
  public init(configuration: TokenConfiguration) {
    do throws(LedgerError) {
      try configuration.validate()
    } catch {
      preconditionFailure("No token can be deployed so: \(error)")
    }
    self.configuration = configuration
    storage = TokenStorage()
    foundAccess()
  }

  /// The name for people.
  public var name: String { configuration.name }

  /// The short name.
  public var symbol: String { configuration.symbol }

  /// How many fraction digits an amount is shown with.
  public var decimals: UInt8 { configuration.decimals }

  /// All units there are.
  ///
  /// - Complexity: O(1).
  public var totalSupply: UInt256 { storage.value(.totalSupply) }

  /// The units `account` holds.
  ///
  /// - Complexity: O(1).
  public func balance(of account: Address) -> UInt256 { storage.value(.balance, account) }

  /// The units of `owner` that `spender` may still spend; the greatest number stands for no limit
  /// where the dialect knows one.
  ///
  /// - Complexity: O(1).
  public func allowance(owner: Address, spender: Address) -> UInt256 {
    storage.value(.allowance, owner, spender)
  }

  /// Those who hold at least one unit, ordered by address.
  ///
  /// - Complexity: O(n log n) for n holders.
  public var holders: [Address] {
    storage.slots(of: .balance).map { key, _ in
      storage.address(of: AccountNumber(rawValue: key.first))
    }.sorted()
  }

  /// Everything that happened, in order.
  public var events: EventLog { storage.events }

  /// The present block.
  public var block: Block { storage.block }
}

extension Token: Hashable {
  /// Whether two tokens are the same and have the same state, whatever led to it: block, slots and
  /// signing domain. The past, the events too, may differ.
  ///
  /// - Complexity: O(n) for n slots.
  public static func == (lhs: Token, rhs: Token) -> Bool {
    lhs.configuration == rhs.configuration && lhs.domainSalt == rhs.domainSalt
      && lhs.storage == rhs.storage
  }

  /// Feeds the configuration and the state to `hasher`.
  ///
  /// - Complexity: O(n) for n slots.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(configuration)
    hasher.combine(storage)
  }
}
