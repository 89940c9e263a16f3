// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How well a number is known.
public enum Confidence: String, Sendable, Hashable, Codable, CaseIterable {
  /// Read in its source and computed again.
  case verified
  /// Read in its source.
  case read
  /// From memory or from a source that was not opened: check before citing.
  case memory
  /// An assumption without a source.
  case assumed
}
