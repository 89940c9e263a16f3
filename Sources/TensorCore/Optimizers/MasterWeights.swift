// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Trains a model that keeps its parameters in a narrow type, bfloat16 or float16: float32 copies of them
/// take the steps, and the model gets these rounded.
///
/// ```swift
/// var model = Classifier(key: key).cast(to: .bfloat16)
/// var master = MasterWeights(of: model)
/// let (loss, scaled) = try valueAndGradient(at: model) { loss($0) * master.scaler.scale }
/// let norm = master.update(&model, gradients: scaled, with: &optimizer, clippingNorm: 1)
/// ```
public struct MasterWeights: Sendable {
  /// The parameters in float32 (float64 where the model has that), in the order of the visit.
  public private(set) var parameters: [Tensor]
  /// What the loss is multiplied by.
  public var scaler: LossScaler

  /// Copies of a model's parameters.
  ///
  /// - Parameters:
  ///   - module: the model.
  ///   - scaler: what the loss is multiplied by; bfloat16 needs no scale, float16 does.
  public init<M: Module>(of module: M, scaler: LossScaler = LossScaler()) {
    parameters = module.parameters.map { Self.widened($0) }
    self.scaler = scaler
  }

  /// Takes one step, unless a gradient is not finite: then nothing changes but the scale.
  ///
  /// - Parameters:
  ///   - module: the model; its parameters become those of parameters, rounded to their types.
  ///   - gradients: of the loss times the scale, in the order of the visit.
  ///   - optimizer: takes the step, always with the same parameters.
  ///   - clippingNorm: the largest norm of the gradients without the scale; `nil` for any.
  /// - Returns: the norm of the gradients without the scale; a step was taken where it is finite.
  /// - Complexity: O(n), n the number of elements.
  @discardableResult public mutating func update<M: Module>(
    _ module: inout M, gradients: [Tensor], with optimizer: inout some Optimizer,
    clippingNorm: Double? = nil
  ) -> GradientNorm {
    let wide = Self.widened(gradients)
    return update(
      &module, wide: wide, norm: gradientNorm(of: wide), with: &optimizer,
      clippingNorm: clippingNorm)
  }

  /// Takes a step with gradients that were widened and measured before.
  mutating func update<M: Module>(
    _ module: inout M, wide: [Tensor], norm: GradientNorm, with optimizer: inout some Optimizer,
    clippingNorm: Double?
  ) -> GradientNorm {
    var norm = norm
    let unscale = 1 / scaler.scale
    norm.value *= unscale
    scaler.observe(isFinite: norm.isFinite)
    guard norm.isFinite else { return norm }
    let clip = clippingNorm.map { clippingFactor(norm, limit: $0) } ?? 1
    optimizer.update(
      &parameters, gradients: wide, paths: module.parameterPaths, gradientScale: unscale * clip)
    assign(to: &module)
    return norm
  }

  /// Gives a model the parameters, rounded to the types it keeps them in.
  func assign<M: Module>(to module: inout M) {
    var index = 0
    module.visitParameters { path, parameter in
      precondition(index < parameters.count, "no master weight is kept for \(path)")
      parameter = parameters[index].cast(to: parameter.dtype)
      index += 1
    }
  }

  /// Goes on where other copies stood.
  mutating func restore(_ parameters: [Tensor], scaler: LossScaler) {
    self.parameters = parameters
    self.scaler = scaler
  }

  /// Tensors in the types that steps are taken in.
  static func widened(_ tensors: [Tensor]) -> [Tensor] { tensors.map { widened($0) } }

  private static func widened(_ tensor: Tensor) -> Tensor {
    tensor.dtype.isComputed ? tensor.detached() : tensor.detached().cast(to: .float32)
  }
}
