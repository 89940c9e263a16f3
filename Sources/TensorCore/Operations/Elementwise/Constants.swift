// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Numbers beside a tensor. They take the tensor's type where it can hold them, as in NumPy 2: any number
// a floating-point type, a whole number an integer type. Beside truth values a whole number is int64; any
// other makes integers and truth values float64. Literals are read as Double, so that `x * (1 / 3)` is what
// it looks like: the overloads for Int are for variables.

extension Tensor {
  /// A number as a tensor that fits this one.
  @inline(__always)
  func constant(_ value: Double) -> Tensor {
    if isPoisoned { return self }
    return dtype.isFloatingPoint ? Tensor.scalar(value, dtype: dtype) : beside(value)
  }

  @inline(never)
  private func beside(_ value: Double) -> Tensor {
    if let integer = Int(exactly: value), dtype == .bool || dtype.integerBounds.contains(integer) {
      return whole(integer)
    }
    return Tensor.scalar(value, dtype: .float64)
  }

  /// A whole number as a tensor that fits this one.
  @inline(__always)
  func constant(_ value: Int) -> Tensor {
    if isPoisoned { return self }
    return dtype.isFloatingPoint ? Tensor.scalar(Double(value), dtype: dtype) : whole(value)
  }

  /// A whole number as a tensor to compare this one with: of int64 where this one's type lacks it.
  func comparand(_ value: Int) -> Tensor {
    if isPoisoned || dtype.isFloatingPoint || dtype.integerBounds.contains(value) {
      return constant(value)
    }
    return Tensor([Int64(value)], shape: [])
  }

  @inline(never)
  private func whole(_ value: Int) -> Tensor {
    let target: DType = dtype == .bool ? .int64 : dtype
    let bounds = target.integerBounds
    guard value >= bounds.lowerBound && value <= bounds.upperBound else {
      return .failure(
        .invalidArgument(
          operation: "a number beside a tensor", reason: "\(value) is no \(target)"))
    }
    return Tensor([Int64(value)], shape: []).cast(to: target)
  }
}

extension DType {
  /// The integers of this type; 0 and 1 for truth values.
  ///
  /// - Precondition: not a floating-point type.
  var integerBounds: ClosedRange<Int> {
    switch self {
    case .int8: -128...127
    case .int16: -32768...32767
    case .int32: Int(Int32.min)...Int(Int32.max)
    case .int64: Int.min...Int.max
    case .uint8: 0...255
    case .bool: 0...1
    case .float16, .bfloat16, .float32, .float64: preconditionFailure("\(self) is no integer")
    }
  }
}
