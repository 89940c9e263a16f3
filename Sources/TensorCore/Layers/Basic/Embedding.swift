// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A table with a vector for each of a number of entries, such as the words of a vocabulary.
public struct Embedding: Layer {
  /// [entries, width].
  @Parameter public var weight: Tensor
  /// An entry that stands for nothing: it begins as zeros, and no gradient changes it.
  public let paddingIndex: Int?

  /// A table of random vectors.
  ///
  /// - Parameters:
  ///   - entries: number of entries.
  ///   - width: length of their vectors.
  ///   - paddingIndex: an entry that stands for nothing, negative from the back.
  ///   - initialization: how vectors begin.
  ///   - key: where the vectors follow from.
  ///   - dtype: float32 or float64.
  public init(
    entries: Int, width: Int, paddingIndex: Int? = nil,
    initialization: Initializer = .normal(), key: RandomKey, dtype: DType = .float32
  ) {
    precondition(
      paddingIndex.map { (-entries..<entries).contains($0) } ?? true,
      "an Embedding of \(entries) entries has none of number \(paddingIndex ?? 0)")
    self.paddingIndex = paddingIndex.map { $0 < 0 ? $0 + entries : $0 }
    var table = initialization([entries, width], key: key, dtype: dtype)
    if let padding = self.paddingIndex { table[padding] = .zeros([width], dtype: dtype) }
    weight = table
  }

  /// A table from elsewhere.
  ///
  /// - Parameters:
  ///   - weight: [entries, width].
  ///   - paddingIndex: an entry whose vector no gradient changes.
  public init(weight: Tensor, paddingIndex: Int? = nil) {
    self.weight = weight
    self.paddingIndex = paddingIndex
  }

  /// [.., width] for integers of any shape.
  ///
  /// - Parameter indices: integers below the number of entries.
  /// - Complexity: O(result).
  public func callAsFunction(_ indices: Tensor) -> Tensor {
    .embedding(indices, weight: weight, paddingIndex: paddingIndex)
  }

  /// `weight`.
  public mutating func visitParameters(_ visit: ParameterVisitor) { visit("weight", &_weight) }
}
