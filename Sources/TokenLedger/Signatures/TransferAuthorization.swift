// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A transfer that its sender signs and another carries in
/// (https://eips.ethereum.org/EIPS/eip-3009).
public struct TransferAuthorization: Sendable, Hashable, Codable {
  /// Who signs.
  public let from: Address
  /// Who gets the units.
  public let to: Address
  /// The units.
  public let value: UInt256
  /// Seconds since 1970 after which it is good.
  public let validAfter: UInt256
  /// Seconds since 1970 before which it is good.
  public let validBefore: UInt256
  /// 32 bytes that the sender uses once, best drawn at random: so authorizations need no order.
  public let nonce: Digest

  /// Creates an authorization.
  public init(
    from: Address, to: Address, value: UInt256, validAfter: UInt256, validBefore: UInt256,
    nonce: Digest
  ) {
    self.from = from
    self.to = to
    self.value = value
    self.validAfter = validAfter
    self.validBefore = validBefore
    self.nonce = nonce
  }
}
