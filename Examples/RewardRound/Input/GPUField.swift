// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The fields of a line, in the order in which a row keeps them.
enum GPUField: Int, CaseIterable {
  case gpu, owner, model, stake, share
  case lane, eta, base, ours, commission, capacity, boost, score

  /// What the field is called in a file.
  var name: String {
    switch self {
    case .base: "base_ns"
    case .ours: "ours_ns"
    default: "\(self)"
    }
  }

  /// Whether a file has to have it.
  var isRequired: Bool { rawValue <= GPUField.share.rawValue }

  /// The field with a name, nil where there is none.
  static func named(_ name: String) -> GPUField? { allCases.first { $0.name == name } }
}
