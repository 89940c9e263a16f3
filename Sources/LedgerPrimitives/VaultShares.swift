// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// What a share of a pool is worth: the arithmetic of an ERC-4626 vault, and of any pool of shares.
///
/// ```swift
/// let rule = try VaultShares(decimalsOffset: 6)
/// let pool = VaultTotals(assets: 2_000_000, shares: 1_000_000_000_000)
/// try rule.previewDeposit(500, in: pool)  // 250000000 shares
/// ```
///
/// With A assets and S shares in the pool, `a` assets are worth `a · (S + 10^offset) / (A + 1)`
/// shares. The one virtual asset and the 10^offset virtual shares belong to nobody. They make the
/// price of an empty pool a number instead of 0/0, and they take their part of every donation, so
/// that nobody gains by donating to rob the next depositor: at an offset of d the attack costs at
/// least some 10^d times what the victim loses (ERC-4626, https://eips.ethereum.org/EIPS/eip-4626,
/// "Security Considerations"; the virtual offset is OpenZeppelin's answer to it).
///
/// Every product is 512 bits wide. Whatever has to be rounded is rounded for the pool and against
/// the caller: who deposits gets ⌊shares⌋, who asks for exact shares pays ⌈assets⌉.
public struct VaultShares: Sendable, Hashable {
  /// How many more decimals a share has than an asset.
  public let decimalsOffset: UInt8
  /// 10^``decimalsOffset``, the shares that belong to nobody.
  public let virtualShares: UInt256

  /// The greatest offset: 10⁷⁷ is the last power of ten of 256 bits.
  public static let maximumDecimalsOffset: UInt8 = 77

  /// Creates the rule of a pool.
  ///
  /// - Parameter decimalsOffset: how many more decimals a share has than an asset, 0 to
  ///   ``maximumDecimalsOffset``.
  /// - Throws: ``VaultSharesError/decimalsOffsetTooLarge(_:maximum:)``.
  /// - Complexity: O(1).
  public init(decimalsOffset: UInt8) throws(VaultSharesError) {
    do throws(ArithmeticError) {
      virtualShares = try UInt256(10).power(UInt256(UInt64(decimalsOffset)))
    } catch {
      throw .decimalsOffsetTooLarge(decimalsOffset, maximum: Self.maximumDecimalsOffset)
    }
    self.decimalsOffset = decimalsOffset
  }
}

// MARK: - Conversions, the rounding in the name

extension VaultShares {
  /// ⌊`assets` · (S + 10^offset) / (A + 1)⌋ shares.
  ///
  /// - Throws: ``VaultSharesError`` where that, or a virtual total, exceeds 256 bits.
  /// - Complexity: O(1).
  public func sharesFloor(
    for assets: UInt256, in pool: VaultTotals
  ) throws(VaultSharesError) -> UInt256 {
    let (virtualAssets, virtualShares) = try virtualTotals(of: pool)
    do throws(ArithmeticError) {
      return try .mulDivFloor(assets, virtualShares, virtualAssets)
    } catch {
      throw .sharesTooLarge(assets: assets, pool)
    }
  }

  /// ⌈`assets` · (S + 10^offset) / (A + 1)⌉ shares.
  ///
  /// - Throws: ``VaultSharesError`` where that, or a virtual total, exceeds 256 bits.
  /// - Complexity: O(1).
  public func sharesCeil(
    for assets: UInt256, in pool: VaultTotals
  ) throws(VaultSharesError) -> UInt256 {
    let (virtualAssets, virtualShares) = try virtualTotals(of: pool)
    do throws(ArithmeticError) {
      return try .mulDivCeil(assets, virtualShares, virtualAssets)
    } catch {
      throw .sharesTooLarge(assets: assets, pool)
    }
  }

  /// ⌊`shares` · (A + 1) / (S + 10^offset)⌋ assets.
  ///
  /// - Throws: ``VaultSharesError`` where that, or a virtual total, exceeds 256 bits.
  /// - Complexity: O(1).
  public func assetsFloor(
    for shares: UInt256, in pool: VaultTotals
  ) throws(VaultSharesError) -> UInt256 {
    let (virtualAssets, virtualShares) = try virtualTotals(of: pool)
    do throws(ArithmeticError) {
      return try .mulDivFloor(shares, virtualAssets, virtualShares)
    } catch {
      throw .assetsTooLarge(shares: shares, pool)
    }
  }

  /// ⌈`shares` · (A + 1) / (S + 10^offset)⌉ assets.
  ///
  /// - Throws: ``VaultSharesError`` where that, or a virtual total, exceeds 256 bits.
  /// - Complexity: O(1).
  public func assetsCeil(
    for shares: UInt256, in pool: VaultTotals
  ) throws(VaultSharesError) -> UInt256 {
    let (virtualAssets, virtualShares) = try virtualTotals(of: pool)
    do throws(ArithmeticError) {
      return try .mulDivCeil(shares, virtualAssets, virtualShares)
    } catch {
      throw .assetsTooLarge(shares: shares, pool)
    }
  }

  /// Assets a share is worth, exactly: (A + 1) / (S + 10^offset).
  ///
  /// Deposits, withdrawals and donations never lower it; only a loss does.
  ///
  /// - Throws: ``VaultSharesError`` where a virtual total exceeds 256 bits.
  /// - Complexity: O(1).
  public func assetsPerShare(in pool: VaultTotals) throws(VaultSharesError) -> Ratio {
    let (virtualAssets, virtualShares) = try virtualTotals(of: pool)
    do throws(ArithmeticError) {
      return try Ratio(virtualAssets, virtualShares)
    } catch {
      preconditionFailure("A power of ten is not zero: \(error)")
    }
  }

  /// A + 1 and S + 10^offset.
  private func virtualTotals(
    of pool: VaultTotals
  ) throws(VaultSharesError) -> (assets: UInt256, shares: UInt256) {
    let assets = pool.assets.addingReportingOverflow(.one)
    if assets.overflow { throw .totalAssetsTooLarge(pool.assets) }
    let shares = pool.shares.addingReportingOverflow(virtualShares)
    if shares.overflow {
      throw .totalSharesTooLarge(pool.shares, virtualShares: virtualShares)
    }
    return (assets.partialValue, shares.partialValue)
  }
}

// MARK: - The names of ERC-4626

extension VaultShares {
  /// Shares that `assets` are worth, rounded down (`convertToShares`).
  ///
  /// - Throws: ``VaultSharesError``, as ``sharesFloor(for:in:)``.
  public func convertToShares(
    _ assets: UInt256, in pool: VaultTotals
  ) throws(VaultSharesError) -> UInt256 { try sharesFloor(for: assets, in: pool) }

  /// Assets that `shares` are worth, rounded down (`convertToAssets`).
  ///
  /// - Throws: ``VaultSharesError``, as ``assetsFloor(for:in:)``.
  public func convertToAssets(
    _ shares: UInt256, in pool: VaultTotals
  ) throws(VaultSharesError) -> UInt256 { try assetsFloor(for: shares, in: pool) }

  /// Shares that a deposit of `assets` yields, rounded down (`previewDeposit`).
  ///
  /// - Throws: ``VaultSharesError``, as ``sharesFloor(for:in:)``.
  public func previewDeposit(
    _ assets: UInt256, in pool: VaultTotals
  ) throws(VaultSharesError) -> UInt256 { try sharesFloor(for: assets, in: pool) }

  /// Assets that minting exactly `shares` takes, rounded up (`previewMint`).
  ///
  /// - Throws: ``VaultSharesError``, as ``assetsCeil(for:in:)``.
  public func previewMint(
    _ shares: UInt256, in pool: VaultTotals
  ) throws(VaultSharesError) -> UInt256 { try assetsCeil(for: shares, in: pool) }

  /// Shares that withdrawing exactly `assets` takes, rounded up (`previewWithdraw`).
  ///
  /// - Throws: ``VaultSharesError``, as ``sharesCeil(for:in:)``.
  public func previewWithdraw(
    _ assets: UInt256, in pool: VaultTotals
  ) throws(VaultSharesError) -> UInt256 { try sharesCeil(for: assets, in: pool) }

  /// Assets that redeeming `shares` yields, rounded down (`previewRedeem`).
  ///
  /// - Throws: ``VaultSharesError``, as ``assetsFloor(for:in:)``.
  public func previewRedeem(
    _ shares: UInt256, in pool: VaultTotals
  ) throws(VaultSharesError) -> UInt256 { try assetsFloor(for: shares, in: pool) }
}

// MARK: - Encodings

extension VaultShares: Codable {
  /// Reads the offset; one that is too large is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let offset = try container.decode(UInt8.self)
    do throws(VaultSharesError) {
      try self.init(decimalsOffset: offset)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Writes the offset.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(decimalsOffset)
  }
}

extension VaultShares: RecordCodable {
  /// The offset, one byte.
  public func encode(into encoder: inout RecordEncoder) { encoder.write(decimalsOffset) }

  /// Reads one byte; an offset that is too large is refused.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let offset = try decoder.readUInt8()
    do throws(VaultSharesError) {
      try self.init(decimalsOffset: offset)
    } catch {
      throw .invalidValue(field: "decimals offset", value: "\(offset)")
    }
  }
}
