// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// The elements in row-major order, converted as ``cast(to:)`` does where the type differs.
  ///
  /// - Parameter type: type of the result's elements.
  /// - Complexity: O(n), n the number of elements.
  public func scalars<Scalar: TensorScalar>(as type: Scalar.Type) -> [Scalar] {
    do throws(TensorError) {
      return try Kernels.copyOut(Kernels.cast(detached(), to: Scalar.dtype), as: type)
    } catch {
      fatalError(error.description)
    }
  }

  /// The only element.
  ///
  /// - Precondition: ``count`` is 1.
  public func item() -> Double {
    precondition(count == 1, "item: a tensor of shape \(shape) is not a single number")
    return Kernels.first(self)
  }

  /// The elements' bytes in row-major order, little-endian, equal for equal bits: for hashing and for
  /// sending.
  ///
  /// - Complexity: O(n), n the number of elements.
  public var bytes: [UInt8] {
    do throws(TensorError) {
      return try Kernels.bytes(self)
    } catch {
      fatalError(error.description)
    }
  }

  /// A tensor from bytes as ``bytes`` gives them.
  ///
  /// - Parameters:
  ///   - bytes: the elements in row-major order, little-endian.
  ///   - shape: length of each dimension.
  ///   - dtype: element type.
  /// - Throws: `invalidShape` where the shape cannot be, `shapeMismatch` where the number of bytes is
  ///   not that of the shape. Nothing is allocated then.
  public init(bytes: [UInt8], shape: [Int], dtype: DType) throws(TensorError) {
    let layout = try Layout(shape: shape, operation: "Tensor(bytes:)")
    guard layout.count * dtype.byteWidth == bytes.count else {
      throw .shapeMismatch(
        operation: "Tensor(bytes:)", left: [bytes.count], right: shape, axis: nil)
    }
    // A truth value is 0 or 1 in memory, whatever came from outside.
    let clean = dtype == .bool ? bytes.map { $0 == 0 ? 0 : 1 } : bytes
    self = try Kernels.copyIn(bytes: clean, layout: layout, dtype: dtype)
  }
}
