// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// What a pool of shares holds and owes: all that ``VaultShares`` needs to know of it.
public struct VaultTotals: Sendable, Hashable, Codable {
  /// Assets the pool counts as its own, in base units; not the balance of some account, which
  /// anyone could raise.
  public var assets: UInt256
  /// Shares outstanding, in base units, without the virtual ones.
  public var shares: UInt256

  /// Creates the totals of a pool.
  public init(assets: UInt256, shares: UInt256) {
    self.assets = assets
    self.shares = shares
  }

  /// A pool in which nothing is.
  public static let empty = VaultTotals(assets: .zero, shares: .zero)
}

extension VaultTotals: RecordCodable {
  /// Assets and shares, 64 bytes.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(assets)
    encoder.write(shares)
  }

  /// Reads 64 bytes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    assets = try decoder.readUInt256()
    shares = try decoder.readUInt256()
  }
}

/// Why assets and shares cannot be converted. Amounts are base units.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum VaultSharesError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Ten to the power of the offset exceeds 256 bits.
  case decimalsOffsetTooLarge(UInt8, maximum: UInt8)
  /// The pool's assets and the virtual one exceed 256 bits.
  case totalAssetsTooLarge(UInt256)
  /// The pool's shares and the virtual ones exceed 256 bits.
  case totalSharesTooLarge(UInt256, virtualShares: UInt256)
  /// The shares that `assets` are worth exceed 256 bits.
  case sharesTooLarge(assets: UInt256, VaultTotals)
  /// The assets that `shares` are worth exceed 256 bits.
  case assetsTooLarge(shares: UInt256, VaultTotals)

  /// One sentence with the values.
  public var description: String {
    switch self {
    case .decimalsOffsetTooLarge(let offset, let maximum):
      "A share cannot have \(offset) decimals more than an asset: \(maximum) is the most."
    case .totalAssetsTooLarge(let assets):
      "\(assets) assets and the virtual one do not fit into 256 bits."
    case .totalSharesTooLarge(let shares, let virtualShares):
      "\(shares) shares and \(virtualShares) virtual ones do not fit into 256 bits."
    case .sharesTooLarge(let assets, let pool):
      "\(assets) assets would be more shares than fit into 256 bits, in a pool of "
        + "\(pool.assets) assets and \(pool.shares) shares."
    case .assetsTooLarge(let shares, let pool):
      "\(shares) shares would be more assets than fit into 256 bits, in a pool of "
        + "\(pool.assets) assets and \(pool.shares) shares."
    }
  }
}
