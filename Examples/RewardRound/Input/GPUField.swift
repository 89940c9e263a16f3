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
  var name: String { Self.names[rawValue] }

  /// By number; each once, since a case spells itself by looking itself up.
  private static let names = allCases.map { field in
    switch field {
    case .base: "base_ns"
    case .ours: "ours_ns"
    default: "\(field)"
    }
  }

  /// Whether a file has to have it.
  var isRequired: Bool { rawValue <= GPUField.share.rawValue }

  /// The field with a name, nil where there is none.
  static func named(_ name: some Collection<UInt8>) -> GPUField? {
    // One pass over a name of a million: lengths differ mostly.
    for (number, known) in spellings.enumerated()
    where known.count == name.count && known.elementsEqual(name) {
      return GPUField(rawValue: number)
    }
    return nil
  }

  private static let spellings = names.map { Array($0.utf8) }
}
