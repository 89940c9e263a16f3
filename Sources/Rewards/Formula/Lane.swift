// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What a GPU is paid for.
public enum Lane: UInt8, Sendable, Hashable, Codable, CaseIterable, Comparable {
  /// Training a model: T(m,g).
  case training = 0
  /// Serving a model: H(m,g).
  case hosting = 1

  /// Training comes before hosting.
  public static func < (lhs: Lane, rhs: Lane) -> Bool { lhs.rawValue < rhs.rawValue }
}

extension Lane: CustomStringConvertible {
  /// `training` or `hosting`.
  public var description: String {
    switch self {
    case .training: "training"
    case .hosting: "hosting"
    }
  }
}
