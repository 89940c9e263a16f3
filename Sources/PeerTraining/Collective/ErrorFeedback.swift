// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Encodes vectors with a lossy codec and sends later what was lost now.
///
/// Nothing is lost in the sum: Σ decoded + residual == Σ given, to the rounding of floats.
public struct ErrorFeedback: Sendable {
  /// What has not been sent yet; empty with a lossless codec.
  public private(set) var residual: [Float] = []
  private let codec: any VectorCodec

  /// Creates an encoder with nothing owed.
  public init(codec: any VectorCodec) {
    self.codec = codec
  }

  /// Encodes `vector` plus what is owed.
  ///
  /// - Returns: the bytes, and the values that the receivers will decode from them.
  /// - Throws: `TrainingError.malformedMessage` where a value is not finite; nothing is owed more
  ///   then.
  /// - Precondition: every call has a vector of the same length.
  public mutating func encode(
    _ vector: [Float]
  ) throws(TrainingError) -> (bytes: [UInt8], decoded: [Float]) {
    if codec.isLossless {
      guard vector.allSatisfy(\.isFinite) else {
        throw .malformedMessage("a value to be sent is not finite")
      }
      return (codec.encode(vector), vector)
    }
    precondition(
      residual.isEmpty || residual.count == vector.count,
      "a vector of \(vector.count) values after one of \(residual.count)")
    var wanted = vector
    for index in residual.indices { wanted[index] += residual[index] }
    guard wanted.allSatisfy(\.isFinite) else {
      throw .malformedMessage("a value to be sent is not finite")
    }
    let bytes = codec.encode(wanted)
    let decoded = try codec.decode(bytes[...], count: wanted.count)
    for index in wanted.indices { wanted[index] -= decoded[index] }
    residual = wanted
    return (bytes, decoded)
  }
}
