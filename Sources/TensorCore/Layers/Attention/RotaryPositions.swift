// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Turns queries and keys by their positions (Su et al. 2021, https://arxiv.org/abs/2104.09864): the rotary
/// option of ``MultiHeadAttention``.
public struct RotaryPositions: Sendable {
  /// Cosines and sines of the positions.
  public let tables: RotaryTables
  /// Which dimensions make a pair.
  public let style: RotaryStyle

  /// Positions.
  ///
  /// - Parameters:
  ///   - tables: cosines and sines, of as many positions as there will ever be.
  ///   - style: which dimensions make a pair.
  public init(_ tables: RotaryTables, style: RotaryStyle = .halves) {
    self.tables = tables
    self.style = style
  }
}
