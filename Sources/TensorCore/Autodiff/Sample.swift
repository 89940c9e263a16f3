// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// One case of an operation's own test bank: inputs, and a call of its public function on them.
package struct Sample: Sendable {
  /// One input: different numbers spread over an interval in scrambled order, so that `max` meets no
  /// ties and a kink such as that of relu at 0 is kept at a distance.
  package struct Input: Sendable {
    package let shape: [Int]
    package let range: ClosedRange<Double>

    package init(_ shape: [Int], _ range: ClosedRange<Double> = -1.5...1.5) {
      self.shape = shape
      self.range = range
    }
  }

  package let label: String
  package let inputs: [Input]
  package let run: @Sendable ([Tensor]) -> Tensor
  /// The same result from other operations, where the operation is fused from several.
  package let composed: (@Sendable ([Tensor]) -> Tensor)?
  /// Whether a NaN anywhere in the first input must reach the result.
  package let propagatesNaN: Bool
  /// Whether it computes in float32 whatever the inputs are, and can only be compared so.
  package let isSinglePrecision: Bool

  package init(
    _ label: String, _ inputs: [Input], propagatesNaN: Bool = true,
    isSinglePrecision: Bool = false,
    composed: (@Sendable ([Tensor]) -> Tensor)? = nil,
    _ run: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.label = label
    self.inputs = inputs
    self.run = run
    self.composed = composed
    self.propagatesNaN = propagatesNaN
    self.isSinglePrecision = isSinglePrecision
  }

  /// The inputs as tensors of this type.
  package func tensors(dtype: DType = .float64) -> [Tensor] {
    inputs.map { input in
      let n = input.shape.reduce(1, *)
      // A multiplier coprime to n visits every step of the interval once.
      let step = [7, 11, 13, 17, 19, 23].first { n % $0 != 0 } ?? 29
      let values = (0..<n).map { i -> Double in
        let place = Double((i &* step &+ 3) % n) + 0.5
        return input.range.lowerBound + (input.range.upperBound - input.range.lowerBound) * place
          / Double(n)
      }
      return Tensor(values, shape: input.shape).cast(to: dtype)
    }
  }

  /// Samples of an elementwise operation on one tensor.
  package static func elementwise(
    _ range: ClosedRange<Double>, _ run: @escaping @Sendable (Tensor) -> Tensor
  ) -> [Sample] {
    [[3, 5], [], [17], [0, 4], [2, 1, 3]].map { shape in
      Sample("\(shape)", [Input(shape, range)]) { run($0[0]) }
    }
  }

  /// Samples of an elementwise operation on two tensors, with every kind of broadcasting.
  package static func pairs(
    _ left: ClosedRange<Double>, _ right: ClosedRange<Double>,
    _ run: @escaping @Sendable (Tensor, Tensor) -> Tensor
  ) -> [Sample] {
    let shapes: [([Int], [Int])] = [
      ([3, 5], [3, 5]), ([3, 5], []), ([], [4]), ([3, 5], [5]), ([3, 1], [1, 4]),
      ([2, 1, 3], [4, 1]), ([0, 3], [3]), ([], []), ([2, 3], [2, 1]),
    ]
    return shapes.map { a, b in
      Sample("\(a) \(b)", [Input(a, left), Input(b, right)]) { run($0[0], $0[1]) }
    }
  }
}
