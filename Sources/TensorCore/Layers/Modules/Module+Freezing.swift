// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Module {
  /// Takes parameters out of training: gradients, optimizers and ``parameters`` leave them out, until
  /// ``unfreeze(_:)``.
  ///
  /// - Parameter pattern: which ones; all by default.
  /// - Precondition: a parameter matches, and all that do are declared with ``Parameter``.
  public mutating func freeze(_ pattern: PathPattern = "**") {
    freeze(pattern, true)
  }

  /// Puts frozen parameters back into training.
  ///
  /// - Parameter pattern: which ones; all by default.
  /// - Precondition: a parameter matches.
  public mutating func unfreeze(_ pattern: PathPattern = "**") {
    freeze(pattern, false)
  }

  private mutating func freeze(_ pattern: PathPattern, _ value: Bool) {
    let visitor = Freezing(pattern, to: value)
    visitParameters(visitor)
    precondition(visitor.matches > 0, "no parameter matches \(pattern)")
  }
}

/// Freezes what matches.
private final class Freezing: ParameterVisitor {
  private let pattern: PathPattern
  private let value: Bool
  private(set) var matches = 0

  init(_ pattern: PathPattern, to value: Bool) {
    self.pattern = pattern
    self.value = value
  }

  override func visitParameter(_ path: String, _ tensor: inout Tensor, isFrozen: inout Bool?) {
    guard pattern.matches(path) else { return }
    matches += 1
    precondition(
      isFrozen != nil || !value, "\(path) cannot be frozen: its property is not declared @Parameter"
    )
    if isFrozen != nil { isFrozen = value }
  }
}
