// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor: Equatable {
  /// Whether two tensors are the same value: the same element type, shape and numbers. Both zeros are
  /// equal; NaN equals nothing, so a tensor that holds one does not equal itself.
  ///
  /// Whether they are recorded or how they lie in memory does not matter. A poisoned tensor equals nothing.
  /// Element by element compares ``equal(to:)``, and up to rounding ``allClose(to:relative:absolute:)``.
  ///
  /// - Complexity: O(n), n the number of elements.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    guard !a.isPoisoned, !b.isPoisoned, a.dtype == b.dtype, a.layout.hasShape(of: b.layout) else {
      return false
    }
    return a.detached().equal(to: b.detached()).holdsEverywhere
  }

  /// Whether all elements agree up to rounding, as NumPy's `allclose`: |a - b| ≤ absolute + relative · |b|.
  ///
  /// Equal infinities agree; NaN agrees with nothing. Computed in float64.
  ///
  /// - Parameters:
  ///   - other: what to compare with; types may differ, and shapes are broadcast as NumPy does.
  ///   - relative: the part of the other number that two may differ by.
  ///   - absolute: what two numbers may differ by besides.
  /// - Returns: false inside `withTensorErrors` where the shapes do not fit.
  /// - Complexity: O(n), n the number of elements.
  public func allClose(
    to other: Tensor, relative: Double = 1e-5, absolute: Double = 1e-8
  ) -> Bool {
    let a = detached()
    let b = other.detached()
    if a.isPoisoned || b.isPoisoned { return false }
    // Infinities have no difference, and integers of 64 bits may have none in float64.
    let equal = a.equal(to: b)
    if equal.isPoisoned { return false }
    if equal.holdsEverywhere { return true }
    let x = a.cast(to: .float64)
    let y = b.cast(to: .float64)
    let difference = (x - y).scalars(as: Double.self)
    let bound = (y.expanded(to: equal.shape)).scalars(as: Double.self)
    return zip(zip(difference, bound), equal.scalars(as: Bool.self)).allSatisfy { pair, isEqual in
      // An infinite bound would allow anything.
      isEqual || pair.1.isFinite && pair.0.magnitude <= absolute + relative * pair.1.magnitude
    }
  }

  /// Whether all truth values are true.
  private var holdsEverywhere: Bool { !bytes.contains(0) }
}
