// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A reduction over axes, which become 1; `squeezing` takes them away afterwards.
protocol Reduction: DifferentiableUnary {
  /// Number of the kernel.
  static var kernel: Int { get }
  /// Whether a reduction of no elements has a value.
  static var hasNeutralElement: Bool { get }
  var axes: AxisSet { get }
}

extension Reduction {
  package static var operands: OperandTypes { .promoted }

  package func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let result = x.layout.reduced(axes)
    if !Self.hasNeutralElement && x.count == 0 && result.count > 0 {
      throw .emptyReduction(operation: Self.name, shape: x.shape)
    }
    return x.dtype.isComputed
      ? try Kernels.reduce(Self.kernel, x, axes: axes)
      : try Kernels.reduceIntegers(Self.kernel, x, axes: axes)
  }
}

extension Tensor {
  /// Reduces over the named axes, and drops them unless they are kept.
  func reducing(
    over axes: [Int]?, keepDims: Bool, operation: String, _ reduce: (AxisSet) -> Tensor
  ) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    let set: AxisSet
    do {
      set =
        try axes.map { list throws(TensorError) in
          try AxisSet(list, of: layout, operation: operation)
        } ?? .all(rank: rank)
    } catch {
      return .failure(error)
    }
    // Over no axes as well: the result's type may differ from this tensor's.
    let result = reduce(set)
    return keepDims || set.isEmpty ? result : result.squeezing(set)
  }

  /// This tensor without the given axes of length 1.
  func squeezing(_ axes: AxisSet) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    return reshaped(to: (0..<rank).filter { !axes.contains($0) }.map { layout.dims[$0] })
  }

  /// The number of elements that a reduction over these axes takes for each result; the axes are
  /// valid.
  func reducedCount(_ axes: [Int]?) -> Int {
    (axes ?? Array(0..<rank)).reduce(1) { $0 * layout.dims[$1 < 0 ? $1 + rank : $1] }
  }

  /// Sums the axes that a broadcast from `source` stretched, back to its shape.
  @inline(__always)
  func summed(to source: Layout) -> Tensor {
    layout.hasShape(of: source) ? self : summedSlowly(to: source)
  }

  @inline(never)
  private func summedSlowly(to source: Layout) -> Tensor {
    if isPoisoned || layout.rank < source.rank { return self }
    let axes = layout.stretchedAxes(from: source)
    return (axes.isEmpty ? self : Tensor.apply(Sum(axes: axes), self)).reshaped(to: source.shape)
  }
}
