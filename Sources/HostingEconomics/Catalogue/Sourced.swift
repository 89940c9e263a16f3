// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A number with where it is from, when, and how well it is known.
public struct Sourced<Value: Sendable & Hashable & Codable>: Sendable, Hashable, Codable {
  /// The number.
  public var value: Value
  /// The key of its source in ``Catalogue/sources``.
  public var source: String
  /// When it was read or held true: `2026`, `2026-03` or `2026-03-21`.
  public var date: String
  /// How well it is known.
  public var confidence: Confidence

  /// Creates a sourced number.
  public init(_ value: Value, source: String, date: String, confidence: Confidence) {
    self.value = value
    self.source = source
    self.date = date
    self.confidence = confidence
  }
}
