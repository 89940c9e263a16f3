// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Adds sines and cosines of the position (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762): dimension
/// 2i is sin(p / base^(2i / width)), dimension 2i + 1 the cosine. Nothing of it is trained.
public struct SinusoidalPositions: Layer {
  /// [positions, width].
  public let table: Tensor

  /// A table, computed in float64 and rounded once.
  ///
  /// - Parameters:
  ///   - positions: number of positions.
  ///   - width: length of the vectors, an even number.
  ///   - base: what the longest wavelength follows from.
  ///   - dtype: float32 or float64.
  public init(positions: Int, width: Int, base: Double = 10_000, dtype: DType = .float32) {
    let tables = RotaryTables(length: positions, dimensions: width, base: base, dtype: dtype)
    table = Tensor.stack([tables.sines, tables.cosines], axis: 2)
      .reshaped(to: [positions, width])
  }

  /// The input plus the vectors of its positions.
  ///
  /// - Parameter x: [.., n, width].
  public func callAsFunction(_ x: Tensor) -> Tensor { self(x, offset: 0) }

  /// The input plus the vectors of its positions.
  ///
  /// - Parameters:
  ///   - x: [.., n, width].
  ///   - offset: position of the first row.
  public func callAsFunction(_ x: Tensor, offset: Int) -> Tensor {
    addPositions(table, to: x, offset: offset, layer: "SinusoidalPositions")
  }

  /// Nothing.
  public mutating func visitParameters(_ visit: ParameterVisitor) {}
}
