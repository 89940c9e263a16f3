// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A field of a line that only some policies look at.
@nonexhaustive
public enum LineInputField: String, Sendable, Hashable, Codable, CaseIterable {
  /// The GPU's benchmarked capacity C.
  case capacity
  /// The multiplier of its stake.
  case boost
  /// The quality of its work.
  case score
}
