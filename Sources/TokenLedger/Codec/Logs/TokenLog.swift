// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// An event as a node writes it: who told it, what can be searched for, and the rest.
public struct TokenLog: Sendable, Hashable {
  /// The token.
  public let address: Address
  /// The digest of the event's signature, then its indexed arguments.
  public let topics: [Digest]
  /// The other arguments in the Ethereum ABI.
  public let data: [UInt8]

  /// Creates a log.
  public init(address: Address, topics: [Digest], data: [UInt8]) {
    self.address = address
    self.topics = topics
    self.data = data
  }
}
