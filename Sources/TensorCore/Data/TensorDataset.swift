// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Inputs and targets that are in memory.
public struct TensorDataset: Dataset {
  /// The inputs; examples along the first axis.
  public let inputs: Tensor
  /// What belongs to each; examples along the first axis.
  public let targets: Tensor

  /// A dataset of tensors.
  ///
  /// - Parameters:
  ///   - inputs: examples along the first axis.
  ///   - targets: as many along its first axis.
  public init(inputs: Tensor, targets: Tensor) {
    precondition(
      inputs.rank > 0 && targets.rank > 0 && inputs.shape[0] == targets.shape[0],
      "inputs of shape \(inputs.shape) for targets of shape \(targets.shape)")
    self.inputs = inputs.detached()
    self.targets = targets.detached()
  }

  /// Number of examples.
  public var count: Int { inputs.shape[0] }

  /// - Parameter indices: places of the examples, in `0..<count`; one may be there several times.
  /// - Complexity: O(n), n the number of elements.
  /// - Complexity: O(n), n the number of elements.
  public func batch(_ indices: [Int]) -> LabelledBatch {
    let places = Tensor(indices.map(Int64.init))
    return LabelledBatch(
      inputs: inputs.indexSelect(places, axis: 0), targets: targets.indexSelect(places, axis: 0))
  }

  /// Two datasets: some examples for training, and the others.
  ///
  /// - Parameters:
  ///   - count: how many examples the second one gets.
  ///   - key: which ones follow from; `nil` for the last.
  public func split(heldOut count: Int, key: RandomKey? = nil) -> (
    training: TensorDataset, heldOut: TensorDataset
  ) {
    precondition(
      (0...self.count).contains(count), "\(count) of \(self.count) examples cannot be held out")
    let order = key?.permutation(self.count) ?? Array(0..<self.count)
    let (first, second) = (order.dropLast(count), order.suffix(count))
    func part(_ indices: ArraySlice<Int>) -> TensorDataset {
      let batch = batch(Array(indices))
      return TensorDataset(inputs: batch.inputs, targets: batch.targets)
    }
    return (part(first), part(second))
  }
}
