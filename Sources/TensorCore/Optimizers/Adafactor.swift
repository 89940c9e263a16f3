// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Adafactor (Shazeer, Stern 2018, https://arxiv.org/abs/1804.04235), as `torch.optim.Adafactor`: of the
/// mean squares of a matrix's gradients only the means of rows and columns are remembered.
///
/// Of a tensor of more than two dimensions, the last two are the matrix.
public struct Adafactor: Optimizer {
  /// Size of a step; a schedule sets it before each.
  public var learningRate: Double
  /// Exponent of the step that says how fast means forget: 1 - t^exponent stays of them; at most 0.
  public var decayExponent: Double
  /// What mean squares are at least, before their root is taken twice; `nil` for the type's ulp of 1.
  public var squareFloor: Double?
  /// What the root mean square of a parameter counts as at least.
  public var parameterFloor: Double
  /// What the root mean square of an update is cut to; at least 1.
  public var clipping: Double
  /// Decay of a parameter per unit of learning rate.
  public var weightDecay: Double
  /// Parameters that differ from the others; the first whose pattern fits a path counts.
  public var groups: [ParameterGroup] = []
  /// Steps taken and what is remembered of each parameter; empty before the first step.
  public var state = OptimizerState()

  /// An optimizer that has taken no step.
  ///
  /// - Parameters:
  ///   - learningRate: the largest size of a step, as a share of the parameter's root mean square.
  ///   - decayExponent: how fast means forget; at most 0.
  ///   - squareFloor: what mean squares are at least; `nil` for the type's ulp of 1.
  ///   - parameterFloor: what the root mean square of a parameter counts as at least.
  ///   - clipping: what the root mean square of an update is cut to; at least 1.
  ///   - weightDecay: decay of a parameter per unit of learning rate.
  public init(
    learningRate: Double = 0.01, decayExponent: Double = -0.8, squareFloor: Double? = nil,
    parameterFloor: Double = 1e-3, clipping: Double = 1, weightDecay: Double = 0
  ) {
    precondition(decayExponent <= 0, "Adafactor's means would grow with t to \(decayExponent)")
    precondition(clipping >= 1, "Adafactor's updates cannot be cut to \(clipping), below 1")
    self.learningRate = learningRate
    self.decayExponent = decayExponent
    self.squareFloor = squareFloor
    self.parameterFloor = parameterFloor
    self.clipping = clipping
    self.weightDecay = weightDecay
  }

  /// Numbers that stay the same, for checkpoints.
  public var settings: String {
    """
    Adafactor(decayExponent: \(decayExponent), \
    squareFloor: \(squareFloor.map { "\($0)" } ?? "nil"), \
    parameterFloor: \(parameterFloor), clipping: \(clipping), weightDecay: \(weightDecay))
    """
  }

  /// The state before the first step.
  ///
  /// - Parameter parameters: the parameters; only their shapes and types matter.
  public func initialState(for parameters: [Tensor]) -> OptimizerState {
    func slot(_ name: String, _ shape: (Tensor) -> [Int]) -> OptimizerState.Slot {
      .init(name: name, tensors: parameters.map { .zeros(shape($0), dtype: $0.dtype) })
    }
    return OptimizerState(slots: [
      slot("rowMeans") { $0.rank > 1 ? $0.shape.dropLast() + [1] : [0] },
      slot("columnMeans") { $0.rank > 1 ? $0.shape.dropLast(2) + [1, $0.shape.last!] : [0] },
      slot("secondMoments") { $0.rank > 1 ? [0] : $0.shape },
    ])
  }

  /// Takes one step, as ``Optimizer`` says.
  ///
  /// - Parameters:
  ///   - parameters: float32 or float64 tensors; each is written in place where nobody else holds it.
  ///   - gradients: one for each parameter, of its shape and type.
  ///   - paths: where each parameter is in its module, for ``groups``; empty for their places.
  ///   - gradientScale: what gradients are multiplied by first.
  public mutating func update(
    _ parameters: inout [Tensor], gradients: [Tensor], paths: [String], gradientScale: Double
  ) {
    begin("Adafactor", parameters, gradients, paths)
    let time = Double(step)
    // exp and log of tensors have the same bits everywhere, and libm's pow has not.
    let forgotten = (Tensor.scalar(time, dtype: .float64).log() * decayExponent).exp().item()
    let (squareFloor, parameterFloor, clipping) = (squareFloor, parameterFloor, clipping)
    compose(&parameters, gradients, paths, scale: gradientScale, weightDecay: weightDecay) {
      parameter, gradient, slots, rate, weightDecay in
      let root = Double(parameter.count).squareRoot()
      let size = Swift.max(parameterFloor, parameter.magnitude / root)
      let step = size * Swift.min(rate, 1 / time.squareRoot())
      let floor = squareFloor ?? (parameter.dtype == .float64 ? 0x1p-52 : 0x1p-23)
      let squares = gradient * gradient
      func move(_ slot: Int, to mean: Tensor) {
        slots[slot] = slots[slot] + (mean - slots[slot]) * forgotten
      }
      let estimate: Tensor
      if gradient.rank > 1 {
        move(0, to: squares.mean(axes: [-1], keepDims: true))
        move(1, to: squares.mean(axes: [-2], keepDims: true))
        let all = slots[0].mean(axes: [-2], keepDims: true).clamp(min: floor)
        estimate = slots[0].matmul(slots[1]) / all
      } else {
        move(2, to: squares)
        estimate = slots[2]
      }
      let update = gradient * estimate.clamp(min: floor * floor).rsqrt()
      let length = Swift.max(1, update.magnitude / (root * clipping))
      let kept = weightDecay == 0 ? parameter : parameter * (1 - rate * weightDecay)
      return kept - update * (step / length)
    }
  }
}
