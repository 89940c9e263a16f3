// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What exchanging gradients or weights over slow links adds to a round of training among peers.
public struct PeerLink: Sendable, Hashable {
  /// n: the peers.
  public var peers: Int
  /// What a peer can send.
  public var uplink: ByteRate
  /// Bytes of an exchanged number.
  public var bytesPerNumber: Double
  /// What compression leaves, above 0, at most 1.
  public var compression: Double

  /// Creates a link; its results check it.
  public init(
    peers: Int, uplink: ByteRate, bytesPerNumber: Double = 4, compression: Double = 1
  ) {
    self.peers = peers
    self.uplink = uplink
    self.bytesPerNumber = bytesPerNumber
    self.compression = compression
  }

  /// What a peer sends in one exchange of `parameters` numbers by a ring: 2·(n−1)/n·N·b·compression.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  public func bytes(parameters: Int) throws(EconomicsError) -> Bytes {
    try require("the peers", Double(peers), in: 1...1e9)
    try require("the bytes of a number", bytesPerNumber, in: 0.001...16)
    guard compression > 0, compression <= 1 else {
      throw .outOfRange("the compression", value: compression, allowed: "above 0 and at most 1")
    }
    try requireNotNegative("the parameters", Double(parameters))
    let n = Double(peers)
    return Bytes(2 * (n - 1) / n * Double(parameters) * bytesPerNumber * compression)
  }

  /// How long that takes. Add it to the training time before η is taken.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  public func duration(parameters: Int) throws(EconomicsError) -> Seconds {
    try requirePositive("the uplink in B/s", uplink.value)
    return try bytes(parameters: parameters) / uplink
  }
}
