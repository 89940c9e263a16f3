// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Rows of a table by index        d/dweight = rows of g added at their indices, but for the padding's
extension Tensor {
  /// Rows of a table of vectors, one for each index.
  ///
  /// - Parameters:
  ///   - indices: integers in `0..<weight.shape[0]`, of any shape.
  ///   - weight: [entries, width], or with more axes behind.
  ///   - paddingIndex: an entry that gets no gradient, negative from the back; its row is looked up as
  ///     any other.
  /// - Returns: `indices.shape + weight.shape[1...]`.
  /// - Complexity: O(n), n the number of elements of the result. Its gradient is of the table's size; rows
  ///   are added in the order of the indices, so its bits are always the same.
  public static func embedding(
    _ indices: Tensor, weight: Tensor, paddingIndex: Int? = nil
  ) -> Tensor {
    if indices.isPoisoned || weight.isPoisoned { return passingPoison(indices, weight) }
    do throws(TensorError) {
      guard weight.rank >= 1 else {
        throw .invalidShape(
          operation: EmbeddingLookup.name, shape: weight.shape, reason: "of the table has no rows")
      }
      let entries = weight.layout.dims[0]
      let rows = try Indices(
        indices.reshaped(to: [indices.count]), bound: entries, operation: EmbeddingLookup.name)
      var padding: Int?
      if let paddingIndex {
        padding = paddingIndex < 0 ? paddingIndex + entries : paddingIndex
        guard (0..<entries).contains(padding ?? -1) else {
          throw .indexOutOfRange(
            operation: "\(EmbeddingLookup.name) padding", index: paddingIndex, bound: entries)
        }
      }
      return apply(EmbeddingLookup(indices: rows, padding: padding), weight)
        .reshaped(to: indices.shape + weight.shape.dropFirst())
    } catch {
      return failure(error)
    }
  }

  /// Rows of a table of vectors, one for each index.
  ///
  /// - Parameters:
  ///   - indices: integers in `0..<weight.shape[0]`.
  ///   - weight: [entries, width].
  ///   - paddingIndex: an entry that gets no gradient, negative from the back.
  public static func embedding(
    _ indices: [Int], weight: Tensor, paddingIndex: Int? = nil
  ) -> Tensor {
    embedding(Tensor(indices.map(Int64.init)), weight: weight, paddingIndex: paddingIndex)
  }
}

struct EmbeddingLookup: DifferentiableUnary {
  static let name = "embedding"
  static let saves: Saves = .nothing
  let indices: Indices
  let padding: Int?

  func forward(_ weight: Tensor) throws(TensorError) -> Tensor {
    try Kernels.gatherRows(weight, indices)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    guard let padding else { return Tensor.apply(IndexAdd(indices: indices), g) }
    // Rows of the padding are left out rather than multiplied by 0, which NaN would survive.
    let rows = indices.tensor.scalars(as: Int64.self)
    let kept = rows.indices.filter { rows[$0] != Int64(padding) }
    do throws(TensorError) {
      let places = try Indices(
        Tensor(kept.map { rows[$0] }), bound: indices.bound, operation: Self.name)
      return Tensor.apply(IndexAdd(indices: places), g.indexSelect(kept))
    } catch {
      return .failure(error)
    }
  }

  static let samples = [
    Sample("vector", [.init([4, 3])]) { .embedding([2, 0, 2], weight: $0[0]) },
    Sample("matrix of indices", [.init([3, 2])]) {
      .embedding(Tensor([Int32(1), 1, 0, 2], shape: [2, 2]), weight: $0[0])
    },
    Sample("none", [.init([4, 3])]) { .embedding([Int](), weight: $0[0]) },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = {
  export(EmbeddingLookup.self, to: $0)
}
