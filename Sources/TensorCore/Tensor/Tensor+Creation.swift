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
}

extension Tensor {
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

  /// A matrix with ones on one diagonal and zeros elsewhere.
  ///
  /// - Parameters:
  ///   - rows: number of rows.
  ///   - columns: number of columns; as many as rows where it is `nil`.
  ///   - diagonal: which diagonal: 0 for the main one, above 0 for those right of it.
  ///   - dtype: element type.
  /// - Complexity: O(`rows` · `columns`).
  public static func eye(
    _ rows: Int, _ columns: Int? = nil, diagonal: Int = 0, dtype: DType = .float32
  ) -> Tensor {
    do throws(TensorError) {
      let shape = [rows, columns ?? rows]
      return try Kernels.eye(
        Layout(shape: shape, operation: "eye"), diagonal: diagonal, dtype: dtype)
    } catch {
      return failure(error)
    }
  }

  /// The identity matrix: ``eye(_:_:diagonal:dtype:)`` with as many columns as rows.
  ///
  /// - Parameters:
  ///   - n: rows and columns.
  ///   - dtype: element type.
  public static func identity(_ n: Int, dtype: DType = .float32) -> Tensor { eye(n, dtype: dtype) }

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
}
