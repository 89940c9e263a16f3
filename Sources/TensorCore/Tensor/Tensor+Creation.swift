// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// A tensor with these elements in row-major order.
  ///
  /// - Parameters:
  ///   - scalars: the elements; their number must be the product of `shape`.
  ///   - shape: length of each dimension; `nil` for a vector of all `scalars`.
  /// - Complexity: O(n), n the number of elements.
  public init<Scalar: TensorScalar>(_ scalars: [Scalar], shape: [Int]? = nil) {
    do throws(TensorError) {
      let layout = try Layout(shape: shape ?? [scalars.count], operation: "Tensor")
      guard layout.count == scalars.count else {
        throw TensorError.shapeMismatch(
          operation: "Tensor", left: [scalars.count], right: layout.shape, axis: nil)
      }
      self = try Kernels.copyIn(scalars, layout: layout)
    } catch {
      self = .failure(error)
    }
  }

  /// A float32 tensor with these elements in row-major order.
  ///
  /// - Parameters:
  ///   - scalars: the elements; their number must be the product of `shape`.
  ///   - shape: length of each dimension; `nil` for a vector of all `scalars`.
  /// - Complexity: O(n), n the number of elements.
  public init(_ scalars: [Float], shape: [Int]? = nil) {
    do throws(TensorError) {
      let layout = try Layout(shape: shape ?? [scalars.count], operation: "Tensor")
      guard layout.count == scalars.count else {
        throw TensorError.shapeMismatch(
          operation: "Tensor", left: [scalars.count], right: layout.shape, axis: nil)
      }
      self = try Kernels.copyIn(scalars, layout: layout)
    } catch {
      self = .failure(error)
    }
  }

  /// A matrix of float32, from its rows.
  ///
  /// - Precondition: all rows have the same length.
  /// - Complexity: O(n), n the number of elements.
  public init(_ rows: [[Float]]) {
    let width = rows.first?.count ?? 0
    for row in rows where row.count != width {
      self = .failure(
        .shapeMismatch(operation: "Tensor", left: [width], right: [row.count], axis: 1))
      return
    }
    self.init(Array(rows.joined()), shape: [rows.count, width])
  }

  /// A single number.
  ///
  /// - Parameters:
  ///   - value: the number.
  ///   - dtype: element type.
  public static func scalar(_ value: Double, dtype: DType = .float32) -> Tensor {
    full(value, shape: [], dtype: dtype)
  }

  /// A tensor of one repeated value.
  ///
  /// - Parameters:
  ///   - value: the value; converted as ``cast(to:)`` does.
  ///   - shape: length of each dimension.
  ///   - dtype: element type.
  /// - Complexity: O(n), n the number of elements.
  public static func full(_ value: Double, shape: [Int], dtype: DType = .float32) -> Tensor {
    do throws(TensorError) {
      return try Kernels.fill(value, layout: Layout(shape: shape, operation: "full"), dtype: dtype)
    } catch {
      return failure(error)
    }
  }

  /// A tensor of zeros.
  ///
  /// - Parameters:
  ///   - shape: length of each dimension.
  ///   - dtype: element type.
  public static func zeros(_ shape: [Int], dtype: DType = .float32) -> Tensor {
    full(0, shape: shape, dtype: dtype)
  }

  /// A tensor of ones.
  ///
  /// - Parameters:
  ///   - shape: length of each dimension.
  ///   - dtype: element type.
  public static func ones(_ shape: [Int], dtype: DType = .float32) -> Tensor {
    full(1, shape: shape, dtype: dtype)
  }

  /// The numbers 0, 1, … `count - 1`.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - dtype: element type.
  public static func arange(_ count: Int, dtype: DType = .float32) -> Tensor {
    arange(0..<Swift.max(count, 0), dtype: dtype)
  }

  /// The numbers of a range.
  ///
  /// - Parameters:
  ///   - range: the numbers.
  ///   - dtype: element type.
  public static func arange(_ range: Range<Int>, dtype: DType = .float32) -> Tensor {
    Tensor(range.map(Int64.init)).cast(to: dtype)
  }

  /// The identity matrix of `n` rows.
  ///
  /// - Parameters:
  ///   - n: rows and columns.
  ///   - dtype: element type.
  public static func eye(_ n: Int, dtype: DType = .float32) -> Tensor {
    oneHot(.arange(n, dtype: .int64), classes: n, dtype: dtype)
  }

  /// Rows that are 1 at the labelled place and 0 elsewhere: shape `labels.shape + [classes]`.
  ///
  /// - Parameters:
  ///   - labels: integers in `0..<classes`.
  ///   - classes: length of the new last axis.
  ///   - dtype: element type.
  public static func oneHot(_ labels: Tensor, classes: Int, dtype: DType = .float32) -> Tensor {
    if labels.isPoisoned { return passingPoison(labels) }
    do throws(TensorError) {
      let indices = try Indices(labels, bound: classes, operation: "oneHot")
      return try Kernels.oneHot(indices, classes: classes, dtype: dtype)
        .reshaped(to: labels.shape + [classes])
    } catch {
      return failure(error)
    }
  }

  /// Zeros of the shape and element type of another tensor.
  public static func zeros(like other: Tensor) -> Tensor {
    other.isPoisoned ? passingPoison(other) : zeros(other.shape, dtype: other.dtype)
  }
}
