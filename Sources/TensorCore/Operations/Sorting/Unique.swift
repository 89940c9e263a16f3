// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// The different elements in order, where each came first, and how often it came
/// What ``Tensor/unique()`` finds; there are as many `values`, `firstIndices` and `counts` as different
/// elements.
public struct UniqueElements: Sendable {
  /// The different elements in ascending order, NaN last and once.
  public let values: Tensor
  /// Where each value comes first among the elements in row-major order, as int64.
  public let firstIndices: Tensor
  /// Which of the values each element is, as int64, in the shape of the tensor.
  public let inverse: Tensor
  /// How often each value comes, as int64.
  public let counts: Tensor
}

extension Tensor {
  /// The different elements of a tensor of any type. No gradient passes.
  ///
  /// 0 and -0 are equal, and so are NaNs; the value is the first one met.
  ///
  /// - Complexity: O(n), n the number of elements.
  public func unique() -> UniqueElements {
    let results = Tensor.apply(Unique(), [self], resultCount: 4)
    return UniqueElements(
      values: results[0], firstIndices: results[1], inverse: results[2], counts: results[3])
  }
}

struct Unique: NonDifferentiableGeneral {
  static let name = "unique"

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    try Kernels.unique(inputs[0], operation: Self.name)
  }

  static let samples = [
    Sample("values", [.init([3, 4])], propagatesNaN: false) { $0[0].round().unique().values },
    Sample("inverse", [.init([3, 4])], propagatesNaN: false) { $0[0].round().unique().inverse },
    Sample("none", [.init([0])], propagatesNaN: false) { $0[0].unique().counts },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(Unique.self, to: $0) }
