// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A Swift type whose values are elements of a tensor.
public protocol TensorScalar: Sendable, BitwiseCopyable {
  /// The element type that stores it.
  static var dtype: DType { get }
}

extension Float: TensorScalar {
  /// ``DType/float32``.
  public static var dtype: DType { .float32 }
}

extension Double: TensorScalar {
  /// ``DType/float64``.
  public static var dtype: DType { .float64 }
}

extension Float16: TensorScalar {
  /// ``DType/float16``.
  public static var dtype: DType { .float16 }
}

extension BFloat16: TensorScalar {
  /// ``DType/bfloat16``.
  public static var dtype: DType { .bfloat16 }
}

extension Int8: TensorScalar {
  /// ``DType/int8``.
  public static var dtype: DType { .int8 }
}

extension Int16: TensorScalar {
  /// ``DType/int16``.
  public static var dtype: DType { .int16 }
}

extension Int32: TensorScalar {
  /// ``DType/int32``.
  public static var dtype: DType { .int32 }
}

extension Int64: TensorScalar {
  /// ``DType/int64``.
  public static var dtype: DType { .int64 }
}

extension UInt8: TensorScalar {
  /// ``DType/uint8``.
  public static var dtype: DType { .uint8 }
}

extension Bool: TensorScalar {
  /// ``DType/bool``.
  public static var dtype: DType { .bool }
}
