// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// All that keeps a state dictionary from being loaded.
public struct StateDictionaryError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A tensor whose shape or kind of numbers is not the module's.
  public struct Mismatch: Sendable, Equatable {
    /// Its path.
    public let path: String
    /// Shape of the module's tensor.
    public let expectedShape: [Int]
    /// Shape of the dictionary's tensor.
    public let foundShape: [Int]
    /// Element type of the module's tensor.
    public let expectedType: DType
    /// Element type of the dictionary's tensor; another floating-point type would do as well.
    public let foundType: DType
  }

  /// A tensor that the dictionary lacks.
  public struct Missing: Sendable, Equatable {
    /// Its path.
    public let path: String
    /// Its shape in the module.
    public let shape: [Int]
  }

  /// A tensor that the module has no place for.
  public struct Extra: Sendable, Equatable {
    /// Its name in the dictionary.
    public let name: String
    /// Its shape.
    public let shape: [Int]
  }

  /// What the dictionary lacks, in the order of the visit.
  public internal(set) var missing: [Missing] = []
  /// What the module has no place for, by name.
  public internal(set) var extra: [Extra] = []
  /// What does not fit, in the order of the visit.
  public internal(set) var mismatches: [Mismatch] = []
  /// Paths that several names of the dictionary were mapped to, by path.
  public internal(set) var ambiguous: [String] = []

  /// Everything, a line each.
  public var description: String {
    let lines =
      missing.map { "missing \($0.path): expected \($0.shape)" }
      + extra.map { "extra \($0.name): found \($0.shape)" }
      + mismatches.map {
        "\($0.path): expected \($0.expectedShape) of \($0.expectedType), "
          + "found \($0.foundShape) of \($0.foundType)"
      } + ambiguous.map { "\($0) is named several times" }
    return (["the state dictionary does not fit the module:"] + lines).joined(separator: "\n  ")
  }

  var isEmpty: Bool {
    missing.isEmpty && extra.isEmpty && mismatches.isEmpty && ambiguous.isEmpty
  }

  /// Notes what is wrong with a tensor.
  ///
  /// - Returns: whether it can be loaded.
  mutating func check(_ tensor: Tensor?, for path: String, shape: [Int], dtype: DType) -> Bool {
    guard let tensor else {
      missing.append(.init(path: path, shape: shape))
      return false
    }
    // Floating-point numbers become others; whole numbers do not, and neither do numbers become whole.
    let fits =
      tensor.shape == shape
      && (tensor.dtype == dtype || tensor.dtype.isFloatingPoint && dtype.isFloatingPoint)
    if !fits {
      mismatches.append(
        .init(
          path: path, expectedShape: shape, foundShape: tensor.shape, expectedType: dtype,
          foundType: tensor.dtype))
    }
    return fits
  }

  /// Throws this where there is anything wrong.
  func throwIfAny(
    unused dictionary: [String: Tensor], used: Set<String>
  ) throws(StateDictionaryError) {
    var error = self
    error.extra += dictionary.filter { !used.contains($0.key) }.map {
      .init(name: $0.key, shape: $0.value.shape)
    }.sorted { $0.name < $1.name }
    if !error.isEmpty { throw error }
  }
}
