// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What is known about a tensor of a module's state.
public struct StateEntry: Sendable, Hashable {
  /// How a tensor takes part in training.
  public enum Kind: Sendable, Hashable {
    /// A parameter that gradients change.
    case trained
    /// A parameter that stays as it is.
    case frozen
    /// State that is no parameter, such as running statistics.
    case buffer
  }

  /// Names of the parts and of the tensor, joined by dots: `encoder.layers.0.linear1.weight`.
  public let path: String
  /// How the tensor takes part in training.
  public let kind: Kind
}
