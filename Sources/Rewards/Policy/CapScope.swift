// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Whose lines a cap counts together.
public enum CapScope: UInt8, Sendable, Hashable, Codable, CaseIterable {
  /// All lines of a GPU.
  case gpu = 1
  /// All lines of an owner.
  case owner = 2
  /// All lines of a model.
  case model = 3
}

extension CapScope: CustomStringConvertible {
  /// `gpu`, `owner` or `model`.
  public var description: String {
    switch self {
    case .gpu: "gpu"
    case .owner: "owner"
    case .model: "model"
    }
  }
}
