// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// What initialises a FiatToken: its proxy is deployed empty, and three calls give it its name,
/// decimals, offices, signing domain and blocklist.
///
/// Here a token has all of this from its first day, in its configuration; so the calldata of the
/// initialisers is read into one, and a later `initialize` is refused as the contract refuses it.
extension TokenConfiguration {
  /// The configuration that the calldata of FiatToken's initialisers asks for: `initialize(…)`, then
  /// `initializeV2(string)`, which names the token anew, then `initializeV2_1(address)`. The last is
  /// what blocks the contract's own address; calls of other functions are refused.
  ///
  /// ```swift
  /// let configuration = try TokenConfiguration(
  ///   fiatTokenInitializers: [initialize, initializeV2, initializeV2_1], address: proxy, chainID: 1)
  /// ```
  ///
  /// - Parameters:
  ///   - calls: the calldata of the three calls in their order, each with its selector.
  ///   - address: the token's own address.
  ///   - chainID: the chain's number.
  /// - Throws: ``LedgerError``: malformed call; invalid owner and invalid office holder where a
  ///   holder is the zero address.
  /// - Complexity: O(n) for n bytes.
  public init(
    fiatTokenInitializers calls: [[UInt8]], address: Address, chainID: UInt64
  ) throws(LedgerError) {
    guard calls.count == Self.fiatTokenInitializers.count else {
      throw .malformedCall(
        .wrongCount(
          type: "initialisers", expected: Self.fiatTokenInitializers.count, found: calls.count))
    }
    for (call, signature) in zip(calls, Self.fiatTokenInitializers) {
      let expected = Selector(of: signature)
      if Selector(call) != expected {
        throw .malformedCall(
          .selectorMismatch(expected: expected.bytes, found: Array(call.prefix(4))))
      }
    }
    var first = CallArguments(calls[0], in: .fiatToken2)
    _ = try first.text()
    let symbol = try first.text()
    _ = try first.text()
    let decimals = try first.uint8()
    let masterMinter = try first.address()
    let pauser = try first.address()
    let blocklister = try first.address()
    let offices = FiatTokenOffices(
      owner: try first.address(), masterMinter: masterMinter, pauser: pauser,
      blocklister: blocklister)
    var second = CallArguments(calls[1], in: .fiatToken2)
    let name = try second.text()
    var third = CallArguments(calls[2], in: .fiatToken2)
    _ = try third.address()
    self.init(
      name: name, symbol: symbol, decimals: decimals, address: address, chainID: chainID,
      dialect: .fiatToken2, features: .fiatToken2(offices: offices))
    try validate()
  }

  /// Whether `data` calls one of FiatToken's initialisers.
  public static func isFiatTokenInitializer(_ data: [UInt8]) -> Bool {
    guard let selector = Selector(data) else { return false }
    return fiatTokenInitializers.contains { Selector(of: $0) == selector }
  }

  private static let fiatTokenInitializers = [
    "initialize(string,string,string,uint8,address,address,address,address)",
    "initializeV2(string)", "initializeV2_1(address)",
  ]
}

extension CallArguments {
  /// The next argument as a text.
  fileprivate mutating func text() throws(LedgerError) -> String {
    let bytes = try bytes()
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformedCall(.invalidText(position: 4))
    }
    return text
  }
}

extension TokenFeatures {
  /// What FiatToken v2.1 can do beyond EIP-20: pause, blocklist, minters with allowances, signed
  /// allowances and transfers.
  public static func fiatToken2(offices: FiatTokenOffices) -> TokenFeatures {
    var features = TokenFeatures()
    features.access = .offices(offices)
    features.pausable = true
    features.blocklist = true
    features.allowanceChanges = true
    features.permitVersion = "2"
    features.authorizations = true
    return features
  }

  /// What snekmate's erc20 can do beyond EIP-20: minters, burning, signed allowances.
  ///
  /// - Parameters:
  ///   - owner: who names minters and is one.
  ///   - permitVersion: the version in the domain of signatures.
  public static func snekmate(owner: Address, permitVersion: String = "1") -> TokenFeatures {
    var features = TokenFeatures()
    features.access = .minters(owner: owner)
    features.burnable = true
    features.permitVersion = permitVersion
    return features
  }
}
