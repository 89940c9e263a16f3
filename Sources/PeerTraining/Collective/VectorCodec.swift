// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How a vector of floats becomes bytes on a line.
///
/// A codec is deterministic: the same floats give the same bytes on every machine, since receipts
/// hash them.
public protocol VectorCodec: Sendable {
  /// Name in reports, as `int8`.
  var name: String { get }
  /// Whether decoding gives back exactly what was encoded.
  var isLossless: Bool { get }
  /// Encodes `values`.
  ///
  /// - Precondition: every value is finite; callers check that first and name the peer.
  func encode(_ values: [Float]) -> [UInt8]
  /// Decodes `count` values.
  ///
  /// - Throws: `TrainingError.malformedMessage` where the length does not fit, or a value is not
  ///   finite.
  func decode(_ bytes: ArraySlice<UInt8>, count: Int) throws(TrainingError) -> [Float]
}
