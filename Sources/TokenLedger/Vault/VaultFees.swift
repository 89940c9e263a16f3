// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// What a vault takes of those who come and go, beside the rounding.
///
/// As OpenZeppelin's guide to ERC-4626 has it
/// (https://docs.openzeppelin.com/contracts/5.x/erc4626#fees): previews count the fees in, so the
/// caller gets or pays exactly what they say.
public struct VaultFees: Sendable, Hashable, Codable {
  /// The fee on what is put in, in parts per million, rounded up.
  public var entryPartsPerMillion: UInt32
  /// The fee on what is taken out, in parts per million, rounded up.
  public var exitPartsPerMillion: UInt32
  /// Who gets the fees; the vault's own address leaves them to those who hold shares.
  public var receiver: Address

  /// Creates the terms.
  public init(
    entryPartsPerMillion: UInt32 = 0, exitPartsPerMillion: UInt32 = 0, receiver: Address
  ) {
    self.entryPartsPerMillion = entryPartsPerMillion
    self.exitPartsPerMillion = exitPartsPerMillion
    self.receiver = receiver
  }
}

/// A fee as parts of a million.
struct VaultFee {
  private static let whole: UInt256 = 1_000_000
  private let parts: UInt256

  init(partsPerMillion: UInt32) { parts = UInt256(UInt64(partsPerMillion)) }

  /// The fee to add to `assets` that do not contain it: ⌈assets · parts / 10⁶⌉.
  func onTop(of assets: UInt256) throws(LedgerError) -> UInt256 {
    if parts.isZero { return .zero }
    return try Self.ceil(assets, parts, Self.whole)
  }

  /// The fee in `assets` that contain it: ⌈assets · parts / (10⁶ + parts)⌉.
  func within(_ assets: UInt256) throws(LedgerError) -> UInt256 {
    if parts.isZero { return .zero }
    return try Self.ceil(assets, parts, Self.whole + parts)
  }

  /// `assets` and the fee on top of them.
  func adding(to assets: UInt256) throws(LedgerError) -> UInt256 {
    let (sum, overflow) = assets.addingReportingOverflow(try onTop(of: assets))
    if overflow { throw .conversionOverflow(amount: assets) }
    return sum
  }

  /// What of `assets` is not the fee in them.
  func taking(from assets: UInt256) throws(LedgerError) -> UInt256 {
    // The fee is at most the whole, also rounded up.
    assets - (try within(assets))
  }

  private static func ceil(
    _ assets: UInt256, _ parts: UInt256, _ whole: UInt256
  ) throws(LedgerError) -> UInt256 {
    do throws(ArithmeticError) {
      return try .mulDivCeil(assets, parts, whole)
    } catch {
      throw .conversionOverflow(amount: assets)
    }
  }
}
