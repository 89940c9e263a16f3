// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// One function of a contract's interface: what calldata with its selector does.
///
/// Each extension has its functions in a file of its own and adds its list to ``all``.
struct ContractFunction: Sendable {
  /// As `transfer(address,uint256)`.
  let signature: String
  /// Whether a token so configured has the function.
  let isAvailable: @Sendable (TokenConfiguration) -> Bool
  /// What the caller asks for: contracts word their refusals by it.
  let action: @Sendable (LedgerError) -> TokenAction
  /// Reads the arguments, acts, and gives the bytes it returns.
  let body: @Sendable (inout Token, inout CallArguments, CallContext) throws(LedgerError) -> [UInt8]

  init(
    _ signature: String, action: TokenAction = .transfer,
    when isAvailable: @escaping @Sendable (TokenConfiguration) -> Bool = { _ in true },
    _ body:
      @escaping @Sendable (inout Token, inout CallArguments, CallContext)
      throws(LedgerError) -> [UInt8]
  ) {
    self.init(signature, actionOf: { _ in action }, when: isAvailable, body)
  }

  /// For functions whose steps are different actions: which of them a refusal came from.
  init(
    _ signature: String, actionOf action: @escaping @Sendable (LedgerError) -> TokenAction,
    when isAvailable: @escaping @Sendable (TokenConfiguration) -> Bool = { _ in true },
    _ body:
      @escaping @Sendable (inout Token, inout CallArguments, CallContext)
      throws(LedgerError) -> [UInt8]
  ) {
    self.signature = signature
    self.isAvailable = isAvailable
    self.action = action
    self.body = body
  }

  /// All functions of all extensions. Where two have one signature, the first available one counts.
  static let all: [ContractFunction] =
    core + access + supply + ownership + minters + roles + offices + pause + blocklist + votes
    + snapshots + flashMint + transferCalls + permits + authorizations

  /// The functions by selector.
  static let bySelector: [Selector: [ContractFunction]] = Dictionary(
    grouping: all, by: { Selector(of: $0.signature) })

  /// The function of `token` with that selector.
  static func named(_ selector: Selector, of token: TokenConfiguration) -> ContractFunction? {
    bySelector[selector]?.first { $0.isAvailable(token) }
  }
}

/// Values in the Ethereum ABI, as functions return them.
enum ReturnValue {
  /// True, what EIP-20's functions answer.
  static let yes = UInt256.one.bigEndianBytes

  static func bool(_ value: Bool) -> [UInt8] { (value ? UInt256.one : .zero).bigEndianBytes }

  static func text(_ text: String) -> [UInt8] {
    var writer = ReturnWriter()
    writer.write(text)
    return writer.finish()
  }
}
