// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What one peer sends to one reducer: how many samples stand behind it, and its part of the vector.
public struct Contribution: Sendable, Hashable {
  /// Samples the peer has trained on since its last contribution: its weight in the mean.
  public let samples: UInt32
  /// Encoded part.
  public let body: [UInt8]

  /// Creates a contribution.
  public init(samples: UInt32, body: [UInt8]) {
    self.samples = samples
    self.body = body
  }

  /// Reads a contribution from a message.
  ///
  /// - Throws: `TrainingError.malformedMessage` where the message is shorter than its header.
  public init(message: [UInt8]) throws(TrainingError) {
    guard message.count >= 4 else {
      throw .malformedMessage("a contribution of \(message.count) bytes")
    }
    samples = message[...].littleEndianUInt32(at: 0)
    body = Array(message[4...])
  }

  /// Samples as four bytes, little-endian, then the body.
  public var message: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 + body.count)
    bytes.append(littleEndian: samples)
    bytes += body
    return bytes
  }
}
