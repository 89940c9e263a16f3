// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

extension ContractFunction {
  /// The blocklist in FiatToken's names, and in those of OpenZeppelin's community contracts.
  static let blocklist: [ContractFunction] = [
    ContractFunction(
      "isBlacklisted(address)",
      when: { $0.features.blocklist && $0.dialect.style == .fiatToken2 }, isBlocked),
    ContractFunction(
      "blacklist(address)", action: .administration,
      when: { $0.features.blocklist && $0.dialect.style == .fiatToken2 }, block),
    ContractFunction(
      "unBlacklist(address)", action: .administration,
      when: { $0.features.blocklist && $0.dialect.style == .fiatToken2 }, unblock),
    ContractFunction(
      "blocked(address)", when: { $0.features.blocklist && $0.dialect.style != .fiatToken2 },
      isBlocked),
    ContractFunction(
      "blockUser(address)", action: .administration,
      when: { $0.features.blocklist && $0.dialect.style != .fiatToken2 }, block),
    ContractFunction(
      "unblockUser(address)", action: .administration,
      when: { $0.features.blocklist && $0.dialect.style != .fiatToken2 }, unblock),
  ]

  @Sendable private static func isBlocked(
    token: inout Token, arguments: inout CallArguments, call: CallContext
  ) throws(LedgerError) -> [UInt8] {
    ReturnValue.bool(token.isBlocked(try arguments.address()))
  }

  @Sendable private static func block(
    token: inout Token, arguments: inout CallArguments, call: CallContext
  ) throws(LedgerError) -> [UInt8] {
    try token.block(by: call.caller, try arguments.address())
    return []
  }

  @Sendable private static func unblock(
    token: inout Token, arguments: inout CallArguments, call: CallContext
  ) throws(LedgerError) -> [UInt8] {
    try token.unblock(by: call.caller, try arguments.address())
    return []
  }
}
