// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A function of every element, or of every row, as a layer.
public enum Activation: Layer, Hashable {
  /// max(x, 0).
  case relu
  /// ``Tensor/gelu(_:)``.
  case gelu(Tensor.GELU = .exact)
  /// x σ(x).
  case silu
  /// ``Tensor/tanh()``.
  case tanh
  /// σ(x) = 1 / (1 + e⁻ˣ).
  case sigmoid
  /// ``Tensor/leakyRelu(slope:)``.
  case leakyReLU(slope: Double = 0.01)
  /// ``Tensor/elu(alpha:)``.
  case elu(alpha: Double = 1)
  /// ``Tensor/selu(alpha:scale:)``.
  case selu
  /// ``Tensor/mish()``.
  case mish
  /// ``Tensor/softplus(beta:)``.
  case softplus(beta: Double = 1)
  /// ``Tensor/hardSwish()``.
  case hardSwish
  /// ``Tensor/softmax(axis:)``.
  case softmax(axis: Int = -1)
  /// ``Tensor/logSoftmax(axis:)``.
  case logSoftmax(axis: Int = -1)

  /// The function of the input.
  ///
  /// - Parameter x: of any shape.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    switch self {
    case .relu: x.relu()
    case .gelu(let form): x.gelu(form)
    case .silu: x.silu()
    case .tanh: x.tanh()
    case .sigmoid: x.sigmoid()
    case .leakyReLU(let slope): x.leakyRelu(slope: slope)
    case .elu(let alpha): x.elu(alpha: alpha)
    case .selu: x.selu()
    case .mish: x.mish()
    case .softplus(let beta): x.softplus(beta: beta)
    case .hardSwish: x.hardSwish()
    case .softmax(let axis): x.softmax(axis: axis)
    case .logSoftmax(let axis): x.logSoftmax(axis: axis)
    }
  }

  /// Nothing.
  public mutating func visitParameters(_ visit: ParameterVisitor) {}
}
