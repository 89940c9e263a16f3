// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Staked units held in common, and tradable shares of them.
///
/// Who brings units gets shares; rewards brought in (``donate(_:)``) make every share worth more,
/// slashes (``lose(_:)``) make it worth less, and shares can be handed on while the units stay
/// staked. The arithmetic is `VaultShares`, that of ERC-4626
/// (https://eips.ethereum.org/EIPS/eip-4626) with a virtual offset: donations harm nobody.
///
/// ```swift
/// var pool = try LiquidShares(decimalsOffset: 6)
/// try pool.deposit(1_000, to: alice)  // 1 000 000 000 shares
/// try pool.donate(500)                // rewards
/// pool.assets(of: alice)              // 1 499: the virtual share takes its part
/// ```
///
/// A value without a clock. Units are counted here, never read from a balance that others can
/// raise. Every unit that came in is here, withdrawn or lost (``checkInvariants()``). A refused call
/// changes nothing.
///
/// A loss that takes everything, or that leaves a share less than 2⁻⁶⁴ of its first value, voids all
/// shares (``LiquidSharesEvent/lost(assets:residue:voidedShares:)``), so that nothing is ever
/// divided by almost nothing and the pool can be used again at once.
public struct LiquidShares: Sendable, Hashable {
  /// What happens to an exchange in which one side rounds to nothing.
  public enum DustRule: UInt8, Sendable, Hashable, Codable, CaseIterable {
    /// It is refused: nobody pays for nothing by mistake.
    case refused = 0
    /// It is made, as ERC-4626 vaults make it.
    case accepted = 1
  }

  /// The most units the pool may hold, 2¹²⁸ − 1: with it no number of shares can exceed 256 bits.
  public static let maximumAssets = StakeRegistry.maximumStake
  /// The greatest offset a pool may have.
  public static let maximumDecimalsOffset: UInt8 = 18
  /// A share that falls below its first value shifted right by this is void.
  static let deepestFall: UInt64 = 64

  /// What a share is worth.
  public let rule: VaultShares
  /// What happens to an exchange in which one side rounds to nothing.
  public let dust: DustRule
  /// Units in the pool and shares outstanding.
  public internal(set) var totals: VaultTotals
  /// How often a loss has voided all shares.
  public internal(set) var incarnation: UInt64
  /// Units that came in for shares, ever.
  public internal(set) var deposited: UInt256
  /// Units that came in for no shares, ever: rewards.
  public internal(set) var donated: UInt256
  /// Units that went out for shares, ever.
  public internal(set) var withdrawn: UInt256
  /// Units that were slashed, ever.
  public internal(set) var lost: UInt256

  /// Shares per holder, never zero.
  var holders: [Address: UInt256]

  /// Creates an empty pool.
  ///
  /// - Parameters:
  ///   - decimalsOffset: how many more decimals a share has than a unit, 0 to
  ///     ``maximumDecimalsOffset``.
  ///   - dust: what happens to an exchange in which one side rounds to nothing.
  /// - Throws: ``LiquidSharesError/decimalsOffsetTooLarge(_:maximum:)``.
  public init(
    decimalsOffset: UInt8, dust: DustRule = .refused
  ) throws(LiquidSharesError) {
    guard decimalsOffset <= Self.maximumDecimalsOffset,
      let rule = try? VaultShares(decimalsOffset: decimalsOffset)
    else {
      throw .decimalsOffsetTooLarge(decimalsOffset, maximum: Self.maximumDecimalsOffset)
    }
    self.rule = rule
    self.dust = dust
    totals = .empty
    incarnation = 0
    (deposited, donated, withdrawn, lost) = (.zero, .zero, .zero, .zero)
    holders = [:]
  }

  // MARK: What there is

  /// Shares of an account.
  ///
  /// - Complexity: O(1).
  public func shares(of account: Address) -> UInt256 { holders[account] ?? .zero }

  /// Units an account could withdraw now, rounded down (`maxWithdraw` of ERC-4626).
  ///
  /// - Complexity: O(1).
  public func assets(of account: Address) -> UInt256 { value(of: shares(of: account)) }

  /// What shares that are outstanding are worth, rounded down.
  func value(of shares: UInt256) -> UInt256 {
    do {
      return try rule.assetsFloor(for: shares, in: totals)
    } catch {
      preconditionFailure("Shares are worth less than the pool, which fits: \(error)")
    }
  }

  /// Accounts with shares, ascending.
  ///
  /// - Complexity: O(n log n) in their number.
  public var accounts: [Address] { holders.keys.sorted() }

  /// Units a share is worth, exactly.
  ///
  /// - Complexity: O(1).
  public var exchangeRate: Ratio {
    do {
      return try rule.assetsPerShare(in: totals)
    } catch {
      preconditionFailure("The totals of a pool stay far below 256 bits: \(error)")
    }
  }

  /// Whether these totals leave a share at least 2⁻⁶⁴ of what it was worth at first.
  ///
  /// Deposits and withdrawals never lower the rate, so this holds until the next loss; and with at
  /// most 2¹²⁸ units and 10¹⁸ virtual shares it keeps all shares below 2²⁵².
  func isAboveFloor(_ totals: VaultTotals) -> Bool {
    let fewest = totals.assets + .one
    return totals.shares + rule.virtualShares <= (fewest * rule.virtualShares) << Self.deepestFall
  }
}
