// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Adds a trained vector for each position, as in GPT and BERT.
public struct PositionalEmbedding: Layer {
  /// [positions, width].
  @Parameter public var weight: Tensor

  /// A table of random vectors.
  ///
  /// - Parameters:
  ///   - positions: number of positions.
  ///   - width: length of the vectors.
  ///   - initialization: how vectors begin.
  ///   - key: where the vectors follow from.
  ///   - dtype: float32 or float64.
  public init(
    positions: Int, width: Int, initialization: Initializer = .normal(standardDeviation: 0.02),
    key: RandomKey, dtype: DType = .float32
  ) {
    weight = initialization([positions, width], key: key, dtype: dtype)
  }

  /// The input plus the vectors of its positions.
  ///
  /// - Parameter x: [.., n, width].
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, offset: 0) }

  /// The input plus the vectors of its positions.
  ///
  /// - Parameters:
  ///   - x: [.., n, width].
  ///   - offset: position of the first row, such as the length of a cache.
  public func callAsFunction(_ x: Tensor, offset: Int) -> Tensor {
    addPositions(weight, to: x, offset: offset, layer: "PositionalEmbedding")
  }

  /// `weight`.
  public mutating func visitParameters(_ visit: ParameterVisitor) { visit("weight", &_weight) }
}

/// Adds rows of a table of positions.
func addPositions(_ table: Tensor, to x: Tensor, offset: Int, layer: String) -> Tensor {
  if x.isPoisoned { return .passingPoison(x) }
  guard x.rank >= 2 else {
    return .failure(
      .invalidShape(operation: layer, shape: x.shape, reason: "has no rows of positions"))
  }
  let (n, length) = (x.shape[x.rank - 2], table.shape[0])
  guard offset >= 0, offset <= length - n else {
    let outside = offset < 0 || offset >= length ? offset : offset + n - 1
    return .failure(.indexOutOfRange(operation: layer, index: outside, bound: length))
  }
  return x + table.sliced(offset..<(offset + n))
}
