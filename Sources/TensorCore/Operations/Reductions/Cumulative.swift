// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
internal import CTensorKernels

// y[i] = Σ x[0...i]        d/dx = the running sum of the gradient from the other end
// y[i] = a[i] y[i - 1] + b[i]        d/db = λ, d/da[i] = λ[i] y[i - 1],
//                                    where λ[i] = a[i + 1] λ[i + 1] + g[i] runs the other way
extension Tensor {
  /// Running sums along an axis, added in order; integers and truth values in int64, which wraps.
  ///
  /// - Parameters:
  ///   - axis: axis to run along, negative from the back.
  ///   - reverse: whether to begin at the end.
  /// - Complexity: O(n), n the number of elements.
  public func cumsum(axis: Int, reverse: Bool = false) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: CumulativeSum.name)
      let x = dtype.isFloatingPoint ? self : cast(to: .int64)
      return Tensor.apply(CumulativeSum(axis: axis, reverse: reverse), x)
    } catch {
      return .failure(error)
    }
  }

  /// Running products along an axis, multiplied in order; integers and truth values in int64, which
  /// wraps.
  ///
  /// The gradient divides by nothing, so it is right where elements are 0 too.
  ///
  /// - Parameters:
  ///   - axis: axis to run along, negative from the back.
  ///   - reverse: whether to begin at the end.
  /// - Complexity: O(n), n the number of elements.
  public func cumprod(axis: Int, reverse: Bool = false) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: "cumprod")
      guard dtype.isFloatingPoint else {
        let x = cast(to: .int64)
        return Tensor.apply(CumulativeIntegerProduct(axis: axis, reverse: reverse), x)
      }
      let n = layout.dims[axis]
      if n == 0 { return self }
      // A recurrence whose first term is the first element, and whose others are 0.
      let first = reverse ? n - 1 : 0
      let start = sliced(first..<(first + 1), axis: axis)
      var rest = shape
      rest[axis] = n - 1
      let zeros = Tensor.zeros(rest, dtype: dtype)
      return linearScan(
        adding: Tensor.concat(reverse ? [zeros, start] : [start, zeros], axis: axis), axis: axis,
        reverse: reverse)
    } catch {
      return .failure(error)
    }
  }

  /// The linear recurrence y[i] = a[i] · y[i - 1] + b[i] along an axis, with y[-1] = 0 and this tensor's
  /// elements as a.
  ///
  /// - Parameters:
  ///   - terms: b, of this tensor's shape.
  ///   - axis: axis to run along, negative from the back.
  ///   - reverse: whether to begin at the end: y[i] = a[i] · y[i + 1] + b[i].
  /// - Complexity: O(n), n the number of elements.
  public func linearScan(adding terms: Tensor, axis: Int, reverse: Bool = false) -> Tensor {
    if isPoisoned || terms.isPoisoned { return .passingPoison(self, terms) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: LinearScan.name)
      return Tensor.apply(LinearScan(axis: axis, reverse: reverse), self, terms)
    } catch {
      return .failure(error)
    }
  }

  /// Differences of neighbours along an axis, which becomes shorter by one each time, until it is empty.
  ///
  /// - Parameters:
  ///   - axis: axis to run along, negative from the back.
  ///   - order: how many times, 0 or more.
  /// - Complexity: O(order · n), n the number of elements.
  public func diff(axis: Int = -1, order: Int = 1) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let axis = try layout.axis(axis, operation: "diff")
      guard order >= 0 else {
        throw .invalidArgument(operation: "diff", reason: "an order of \(order)")
      }
      // More than there are elements change an empty axis no more.
      return (0..<Swift.min(order, layout.dims[axis])).reduce(self) { x, _ in
        let n = x.shape[axis]
        let behind = x.sliced(Swift.min(1, n)..<n, axis: axis)
        let before = x.sliced(0..<Swift.max(n - 1, 0), axis: axis)
        return x.dtype == .bool ? behind .!= before : behind - before
      }
    } catch {
      return .failure(error)
    }
  }
}

struct CumulativeSum: DifferentiableUnary {
  static let name = "cumsum"
  static let operands = OperandTypes.promoted
  static let saves: Saves = .nothing
  let axis: Int
  let reverse: Bool

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.scan(Int(TC_SUM), x, axis: axis, reverse: reverse)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(CumulativeSum(axis: axis, reverse: !reverse), g)
  }

  static let samples = [
    Sample("last", [.init([3, 5])]) { $0[0].cumsum(axis: -1) },
    Sample("first, reverse", [.init([4, 3])]) { $0[0].cumsum(axis: 0, reverse: true) },
    Sample("middle", [.init([2, 3, 2])]) { $0[0].cumsum(axis: 1) },
    Sample("empty", [.init([3, 0])]) { $0[0].cumsum(axis: 1) },
  ]
}

/// Of int64.
struct CumulativeIntegerProduct: NonDifferentiableUnary {
  static let name = "cumprod of integers"
  let axis: Int
  let reverse: Bool

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.scan(Int(TC_PROD), x, axis: axis, reverse: reverse)
  }

  static let samples = [
    Sample("last", [.init([3, 5], -9...9)], propagatesNaN: false) {
      $0[0].cast(to: .int64).cumprod(axis: -1)
    }
  ]
}

struct LinearScan: DifferentiableBinary {
  static let name = "linearScan"
  static let operands = OperandTypes.floating
  static let saves: Saves = [.left, .output]
  let axis: Int
  let reverse: Bool

  func forward(_ x: Tensor, _ y: Tensor) throws(TensorError) -> Tensor {
    guard x.layout.hasShape(of: y.layout) else {
      throw .shapeMismatch(operation: Self.name, left: x.shape, right: y.shape, axis: nil)
    }
    return try Kernels.linearScan(x, y, axis: axis, reverse: reverse)
  }

  /// λ: the gradient with respect to b.
  private func adjoint(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    saved.left.shifted(by: reverse ? 1 : -1, axis: axis)
      .linearScan(adding: g, axis: axis, reverse: !reverse)
  }

  func leftVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor {
    adjoint(g, saved) * saved.output.shifted(by: reverse ? -1 : 1, axis: axis)
  }
  func rightVJP(_ g: Tensor, _ saved: SavedBinary) -> Tensor { adjoint(g, saved) }

  static let samples = [
    Sample("last", [.init([2, 4]), .init([2, 4])]) { $0[0].linearScan(adding: $0[1], axis: -1) },
    Sample("first, reverse", [.init([3, 2]), .init([3, 2])]) {
      $0[0].linearScan(adding: $0[1], axis: 0, reverse: true)
    },
    Sample("cumprod", [.init([2, 4])]) { $0[0].cumprod(axis: 1) },
    Sample("cumprod, reverse", [.init([3, 2])]) { $0[0].cumprod(axis: 0, reverse: true) },
    Sample("empty", [.init([0, 3]), .init([0, 3])]) { $0[0].linearScan(adding: $0[1], axis: 0) },
  ]
}

extension Tensor {
  /// Element i is the one at i - distance, or 0 where there is none; the distance is 1 or -1.
  fileprivate func shifted(by distance: Int, axis: Int) -> Tensor {
    let n = shape[axis]
    if n == 0 { return self }
    var edge = shape
    edge[axis] = 1
    let zero = Tensor.zeros(edge, dtype: dtype)
    return distance == 1
      ? Tensor.concat([zero, sliced(0..<(n - 1), axis: axis)], axis: axis)
      : Tensor.concat([sliced(1..<n, axis: axis), zero], axis: axis)
  }
}

@section("tc_ops") @used private let record: OperationRecord = {
  export(CumulativeSum.self, to: $0)
}
@section("tc_ops") @used private let scan: OperationRecord = { export(LinearScan.self, to: $0) }
@section("tc_ops") @used private let integers: OperationRecord = {
  export(CumulativeIntegerProduct.self, to: $0)
}
