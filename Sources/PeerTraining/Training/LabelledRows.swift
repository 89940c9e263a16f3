// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import TensorCore

/// Rows of features with a whole-number label each.
public struct LabelledRows: Sendable {
  /// [count, width], float32.
  public let features: Tensor
  /// [count], int32.
  public let labels: Tensor
  /// The labels once more, for counting.
  public let labelScalars: [Int32]

  /// How many rows there are.
  public var count: Int { labelScalars.count }

  /// Creates rows.
  ///
  /// - Parameters:
  ///   - features: row after row, `width` values each.
  ///   - labels: one for each row, not negative.
  ///   - width: values of a row, at least one.
  /// - Throws: `TrainingError.invalidSetting` where the lengths do not fit.
  public init(features: [Float], labels: [Int32], width: Int) throws(TrainingError) {
    guard width >= 1, features.count == labels.count * width else {
      throw .invalidSetting(
        "\(features.count) values for \(labels.count) rows of \(width) values")
    }
    labelScalars = labels
    self.features = Tensor(features, shape: [labels.count, width])
    self.labels = Tensor(labels, shape: [labels.count])
  }

  /// The rows with the given indices, in that order.
  func gather(_ indices: [Int]) -> (features: Tensor, labels: Tensor) {
    (features.indexSelect(indices, axis: 0), labels.indexSelect(indices, axis: 0))
  }
}
