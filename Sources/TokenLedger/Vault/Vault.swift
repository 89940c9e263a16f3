// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// A vault of one token whose shares are a token (ERC-4626,
/// https://eips.ethereum.org/EIPS/eip-4626).
///
/// ```swift
/// var vault = try Vault(
///   name: "Staked TensorChain", symbol: "sTNSR", address: vaultAddress,
///   asset: asset.configuration, decimalsOffset: 6)
/// try asset.approve(owner: alice, spender: vault.address, value: 100)
/// let shares = try vault.deposit(100, from: alice, to: alice, asset: &asset)
/// try vault.redeem(shares: shares, from: alice, to: alice, asset: &asset)
/// ```
///
/// The asset is a ``Token`` that its owner lends to each operation. What the vault owns is what the
/// asset's books say its address holds; so whoever sends units there gives them to all who hold
/// shares, and a loss is theirs too. An operation that throws leaves both tokens exactly as they
/// were.
///
/// Shares are worth what `VaultShares` says: one virtual asset and 10^offset virtual shares belong
/// to nobody, and every rounding favours the vault. So a round trip never gains, and the attack of
/// who gives units away to round the next depositor down costs about 10^offset times what the
/// victim loses.
public struct Vault: Sendable, Hashable {
  /// The shares: who holds how many, and who may move them for whom.
  ///
  /// What is minted or burned here apart from the vault's functions changes what every share is
  /// worth.
  public var shares: Token
  /// The address of the token the vault holds.
  public let asset: Address
  /// What the vault takes of those who come and go.
  public let fees: VaultFees?

  let rule: VaultShares
  let entryFee: VaultFee
  let exitFee: VaultFee

  /// Founds an empty vault.
  ///
  /// - Parameters:
  ///   - name: the shares' name.
  ///   - symbol: the shares' short name.
  ///   - address: the vault's address, which is the shares' too.
  ///   - asset: the token to hold; the shares are on its chain.
  ///   - decimalsOffset: how many more decimals a share has than an asset. 0 gives one share for
  ///     the first unit; 6 and more make the attack by donation hopeless.
  ///   - dialect: whose answers the vault gives; nil for the asset's.
  ///   - features: what the shares can do beyond EIP-20.
  ///   - fees: what the vault takes of those who come and go.
  /// - Throws: ``LedgerError/invalidVault(_:)``: the vault has the asset's address, the shares would
  ///   have more than 255 decimals, the offset exceeds `VaultShares.maximumDecimalsOffset`, fees
  ///   go to the zero address, or shares could be lent in a flash, which would let anyone empty the
  ///   vault. Otherwise what ``TokenConfiguration/validate()`` throws of the shares.
  /// - Complexity: O(1).
  public init(
    name: String, symbol: String, address: Address, asset: TokenConfiguration,
    decimalsOffset: UInt8 = 0, dialect: Dialect? = nil,
    features: TokenFeatures = TokenFeatures(), fees: VaultFees? = nil
  ) throws(LedgerError) {
    if address == asset.address { throw .invalidVault("it would hold its own shares") }
    if features.flashMint != nil { throw .invalidVault("its shares could be lent in a flash") }
    if let fees, fees.receiver.isZero { throw .invalidVault("nobody receives its fees") }
    let (decimals, overflow) = asset.decimals.addingReportingOverflow(decimalsOffset)
    if overflow {
      throw .invalidVault("\(asset.decimals) and \(decimalsOffset) decimals are more than 255")
    }
    do throws(VaultSharesError) {
      rule = try VaultShares(decimalsOffset: decimalsOffset)
    } catch {
      throw .invalidVault(error.description)
    }
    let configuration = TokenConfiguration(
      name: name, symbol: symbol, decimals: decimals, address: address, chainID: asset.chainID,
      dialect: dialect ?? asset.dialect, features: features)
    try configuration.validate()
    shares = Token(configuration: configuration)
    self.asset = asset.address
    self.fees = fees
    entryFee = VaultFee(partsPerMillion: fees?.entryPartsPerMillion ?? 0)
    exitFee = VaultFee(partsPerMillion: fees?.exitPartsPerMillion ?? 0)
  }

  /// The vault's address, at which it holds the assets.
  public var address: Address { shares.configuration.address }

  /// How many more decimals a share has than an asset.
  public var decimalsOffset: UInt8 { rule.decimalsOffset }

  /// Whether two vaults have the same terms and the same shares in the same hands.
  public static func == (lhs: Vault, rhs: Vault) -> Bool {
    lhs.asset == rhs.asset && lhs.fees == rhs.fees && lhs.rule == rhs.rule
      && lhs.shares == rhs.shares
  }

  /// Feeds terms and shares to `hasher`.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(asset)
    hasher.combine(fees)
    hasher.combine(rule)
    hasher.combine(shares)
  }
}

extension Vault {
  /// Checks what must hold after every operation: the books of the shares, and that all shares
  /// together are worth no more than the assets.
  ///
  /// - Throws: ``LedgerError/brokenInvariant(rule:left:right:)``, the first rule that is broken;
  ///   wrong asset, and what converting throws.
  /// - Complexity: O(n log n) for n holders.
  public func checkInvariants(asset: Token) throws(LedgerError) {
    try shares.checkInvariants()
    let total = try totalAssets(in: asset)
    var worth = UInt256.zero
    for holder in shares.holders {
      let part = try convertToAssets(shares.balance(of: holder), in: asset)
      let (sum, overflow) = worth.addingReportingOverflow(part)
      if overflow || sum > total {
        throw .brokenInvariant(
          rule: "all shares are worth no more than the assets",
          left: overflow ? "a sum beyond 256 bits" : "\(sum)", right: "\(total)")
      }
      worth = sum
    }
  }
}
