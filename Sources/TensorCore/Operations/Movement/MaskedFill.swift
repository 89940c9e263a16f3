// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// value where the mask is true, else x        d/dx = the gradient, and 0 where the mask is true
extension Tensor {
  /// This tensor with one number where a mask is true.
  ///
  /// - Parameters:
  ///   - mask: truth values that broadcast to this tensor's shape.
  ///   - value: the number; converted as ``cast(to:)`` does.
  /// - Complexity: O(n), n the number of elements.
  public func maskedFill(_ mask: Tensor, _ value: Double) -> Tensor {
    if isPoisoned || mask.isPoisoned { return .passingPoison(self, mask) }
    do throws(TensorError) {
      guard mask.dtype == .bool else {
        throw .unsupportedType(operation: MaskedFill.name, dtype: mask.dtype)
      }
      let common = try Layout.broadcast(layout, mask.layout, operation: MaskedFill.name)
      guard common.hasShape(of: layout) else {
        throw .shapeMismatch(
          operation: MaskedFill.name, left: shape, right: mask.shape, axis: nil)
      }
      let places = mask.detached().expanded(to: shape)
      return Tensor.apply(MaskedFill(mask: places, value: value), self)
    } catch {
      return .failure(error)
    }
  }

  /// The elements at which a mask is true, as a vector in row-major order.
  ///
  /// - Parameter mask: truth values; it and this tensor are broadcast against each other.
  /// - Complexity: O(n), n the number of elements of the broadcast shape.
  public func maskedSelect(_ mask: Tensor) -> Tensor {
    if isPoisoned || mask.isPoisoned { return .passingPoison(self, mask) }
    do throws(TensorError) {
      let common = try Layout.broadcast(layout, mask.layout, operation: "maskedSelect").shape
      return expanded(to: common)[mask: mask.expanded(to: common)]
    } catch {
      return .failure(error)
    }
  }

  private subscript(mask mask: Tensor) -> Tensor { self[TensorIndex.mask(mask)] }
}

struct MaskedFill: DifferentiableUnary {
  static let name = "maskedFill"
  static let saves: Saves = .nothing
  /// Of the input's shape.
  let mask: Tensor
  let value: Double

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.maskedFill(x, mask, value)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(MaskedFill(mask: mask, value: 0), g)
  }

  static let samples = [
    Sample("row", [.init([3, 4])], propagatesNaN: false) {
      $0[0].maskedFill(Tensor([true, false, false, true]), -7)
    },
    Sample("empty", [.init([0, 4])], propagatesNaN: false) {
      $0[0].maskedFill(Tensor([true, false, false, true]), -7)
    },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = { export(MaskedFill.self, to: $0) }
