// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension ONNXCase {
  func elementwise() throws -> [Tensor?]? {
    if let result = arithmetic() ?? function() ?? activation() { return [result] }
    return nil
  }

  private func arithmetic() -> Tensor? {
    switch op {
    case "Add": return self[0] + self[1]
    case "Sub": return self[0] - self[1]
    case "Mul": return self[0] * self[1]
    case "Div":
      let quotient = self[0] / self[1]
      // Quotients of integers are cut off in ONNX; here they are not whole.
      return self[0].dtype.isFloatingPoint ? quotient : quotient.trunc().cast(to: self[0].dtype)
    case "Mod": return flag("fmod") ? truncatedRemainder() : self[0] % self[1]
    case "Pow": return self[0].pow(self[1]).cast(to: self[0].dtype)
    case "Sum": return inputs.dropFirst().reduce(self[0]) { $0 + $1! }
    case "Mean": return inputs.dropFirst().reduce(self[0]) { $0 + $1! } / Double(inputs.count)
    case "Max": return inputs.dropFirst().reduce(self[0]) { $0.maximum($1!) }
    case "Min": return inputs.dropFirst().reduce(self[0]) { $0.minimum($1!) }
    case "Clip":
      if self[0].dtype.isFloatingPoint {
        return self[0].clamp(min: optional(1)?.item(), max: optional(2)?.item())
      }
      let bounded = optional(1).map { self[0].maximum($0) } ?? self[0]
      return optional(2).map { bounded.minimum($0) } ?? bounded
    case "Neg": return -self[0]
    case "Abs": return self[0].abs()
    case "Sign": return self[0].sign()
    case "Ceil": return self[0].ceil()
    case "Floor": return self[0].floor()
    case "Round": return self[0].round()
    case "Reciprocal": return self[0].reciprocal()
    default: return nil
    }
  }

  /// The remainder with the sign of the dividend, C's `fmod`.
  private func truncatedRemainder() -> Tensor {
    let (x, y) = (self[0].cast(to: .float64), self[1].cast(to: .float64))
    return (x - (x / y).trunc() * y).cast(to: self[0].dtype)
  }

  private func function() -> Tensor? {
    let x = self[0]
    switch op {
    case "Exp": return x.exp()
    case "Log": return x.log()
    case "Sqrt": return x.sqrt()
    case "Erf": return x.erf()
    case "Sin": return x.sin()
    case "Cos": return x.cos()
    case "Tan": return x.tan()
    case "Asin": return x.asin()
    case "Acos": return x.acos()
    case "Atan": return x.atan()
    case "Sinh": return x.sinh()
    case "Cosh": return x.cosh()
    case "Tanh": return x.tanh()
    case "Asinh": return x.asinh()
    case "Acosh": return x.acosh()
    case "Atanh": return x.atanh()
    default: return nil
    }
  }

  private func activation() -> Tensor? {
    let x = self[0]
    switch op {
    case "Sigmoid": return x.sigmoid()
    case "Relu": return x.relu()
    case "LeakyRelu": return x.leakyRelu(slope: number("alpha", 0.01))
    case "PRelu": return Tensor.where(x .< 0, x * self[1], x)
    case "ThresholdedRelu": return Tensor.where(x .> number("alpha", 1), x, 0)
    case "Elu": return x.elu(alpha: number("alpha", 1))
    case "Celu": return x.celu(alpha: number("alpha", 1))
    case "Selu":
      // ONNX's defaults are the numbers rounded to float32.
      return x.selu(
        alpha: number("alpha", 1.67326319217681884765625),
        scale: number("gamma", 1.05070102214813232421875))
    case "Gelu": return x.gelu(text("approximate", "none") == "tanh" ? .tanh : .exact)
    case "Mish": return x.mish()
    case "Softplus": return x.softplus()
    case "Softsign": return x.softsign()
    case "HardSwish": return x.hardSwish()
    case "HardSigmoid":
      return x.hardSigmoid(slope: number("alpha", 0.2), offset: number("beta", 0.5))
    case "Swish":
      let alpha = number("alpha", 1)
      return alpha == 1 ? x.silu() : x * (x * alpha).sigmoid()
    case "Shrink":
      let (bias, limit) = (number("bias", 0), number("lambd", 0.5))
      let upper = Tensor.where(x .> limit, x - bias, 0)
      return Tensor.where(x .< -limit, x + bias, upper)
    default: return nil
    }
  }
}
