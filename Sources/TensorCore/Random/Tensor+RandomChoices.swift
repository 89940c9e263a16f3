// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// Truth values that are true with one probability.
  ///
  /// - Parameters:
  ///   - shape: length of each dimension.
  ///   - probability: how likely true is, in 0...1.
  ///   - key: where the values follow from.
  /// - Returns: a tensor of ``DType/bool``.
  /// - Complexity: O(n), n the number of elements.
  public static func randomBernoulli(
    _ shape: [Int], probability: Double, key: RandomKey
  ) -> Tensor {
    randomBernoulli(
      probabilities: full(probability, shape: [], dtype: .float64), shape: shape, key: key)
  }

  /// Truth values that are true with the given probabilities; no gradient passes to these.
  ///
  /// - Parameters:
  ///   - probabilities: how likely true is, each in 0...1.
  ///   - shape: shape of the result, which the probabilities are broadcast to; theirs where it is `nil`.
  ///   - key: where the values follow from. Element i is that of a uniform number below the probability,
  ///     so it is true in every draw with a larger one.
  /// - Returns: a tensor of ``DType/bool``.
  /// - Complexity: O(n), n the number of elements.
  public static func randomBernoulli(
    probabilities: Tensor, shape: [Int]? = nil, key: RandomKey
  ) -> Tensor {
    if probabilities.isPoisoned { return passingPoison(probabilities) }
    return apply(RandomBernoulli(key: key, shape: shape ?? probabilities.shape), probabilities)
  }

  /// Class numbers drawn with the probabilities that a softmax of logits gives; no gradient passes.
  ///
  /// - Parameters:
  ///   - logits: [..., classes]; -∞ is a class that is never drawn. NaN, ∞ and a row of nothing but -∞ are
  ///     errors.
  ///   - count: how many for each row of classes.
  ///   - key: where the classes follow from.
  /// - Returns: int64 of shape [...], or [..., `count`].
  /// - Complexity: O(n + m log c), n the number of logits, m that of draws, c that of classes.
  public static func randomCategorical(
    logits: Tensor, count: Int? = nil, key: RandomKey
  ) -> Tensor {
    apply(RandomCategorical(key: key, count: count, areLogits: true), logits)
  }

  /// Class numbers drawn with given probabilities; no gradient passes.
  ///
  /// - Parameters:
  ///   - probabilities: [..., classes], each in 0...1, and not all 0; divided by their sum.
  ///   - count: how many for each row of classes.
  ///   - key: where the classes follow from.
  /// - Returns: int64 of shape [...], or [..., `count`].
  /// - Complexity: O(n + m log c), n the number of probabilities, m that of draws, c that of classes.
  public static func randomCategorical(
    probabilities: Tensor, count: Int? = nil, key: RandomKey
  ) -> Tensor {
    apply(RandomCategorical(key: key, count: count, areLogits: false), probabilities)
  }

  /// The numbers `0..<count` in random order, each order as likely as any other.
  ///
  /// - Parameters:
  ///   - count: how many; not negative.
  ///   - key: where the order follows from: that of ``RandomKey/permutation(_:)``.
  ///   - dtype: element type.
  /// - Complexity: O(`count`).
  public static func randomPermutation(
    _ count: Int, key: RandomKey, dtype: DType = .int64
  ) -> Tensor {
    guard count >= 0 else {
      return failure(
        .invalidShape(
          operation: "randomPermutation", shape: [count], reason: "has a negative dimension"))
    }
    return Tensor(key.permutation(count).map(Int64.init)).cast(to: dtype)
  }

  /// The parts of an axis in random order, each order as likely as any other; gradients pass.
  ///
  /// - Parameters:
  ///   - axis: the axis, negative from the back.
  ///   - key: where the order follows from.
  /// - Complexity: O(n), n the number of elements.
  public func shuffled(axis: Int = 0, key: RandomKey) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    do throws(TensorError) {
      let length = layout.dims[try layout.axis(axis, operation: "shuffled")]
      return indexSelect(.randomPermutation(length, key: key), axis: axis)
    } catch {
      return .failure(error)
    }
  }

  /// Rows of the first axis, chosen at random; gradients pass to what was chosen.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - replacing: whether a row may come more than once.
  ///   - probabilities: how likely each row is, in 0...1 and not all 0, divided by their sum; all alike
  ///     where it is `nil`. Without replacement each draw is among the rows that are left (Efraimidis and
  ///     Spirakis 2006, https://doi.org/10.1016/j.ipl.2005.11.003).
  ///   - key: where the choice follows from.
  /// - Complexity: O(n log n), n the number of rows, and copying the chosen ones.
  public func randomChoice(
    _ count: Int, replacing: Bool = true, probabilities: Tensor? = nil, key: RandomKey
  ) -> Tensor {
    if isPoisoned { return .passingPoison(self) }
    if let probabilities, probabilities.isPoisoned { return .passingPoison(probabilities) }
    do throws(TensorError) {
      let rows = layout.dims[try layout.axis(0, operation: "randomChoice")]
      if let probabilities, probabilities.shape != [rows] {
        throw .shapeMismatch(
          operation: "randomChoice", left: shape, right: probabilities.shape, axis: 0)
      }
      guard count >= 0, count == 0 || rows > 0, replacing || count <= rows else {
        throw .invalidArgument(
          operation: "randomChoice", reason: "\(count) of \(rows) rows cannot be chosen")
      }
      if count == 0 { return sliced(0..<0) }
      if let probabilities {
        let chosen =
          replacing
          ? Tensor.randomCategorical(
            probabilities: probabilities.detached(), count: count, key: key)
          : try Tensor.weightedChoice(count, probabilities, key: key)
        return indexSelect(chosen)
      }
      return indexSelect(
        replacing
          ? .randomIntegers([count], in: 0..<rows, key: key)
          : Tensor.randomPermutation(rows, key: key).sliced(0..<count))
    } catch {
      return .failure(error)
    }
  }

  /// Numbers of rows in the order of exponential times whose rates are the probabilities.
  private static func weightedChoice(
    _ count: Int, _ probabilities: Tensor, key: RandomKey
  ) throws(TensorError) -> Tensor {
    let weights = probabilities.scalars(as: Double.self)
    if let bad = weights.first(where: { !(0...1).contains($0) }) {
      throw .invalidArgument(operation: "randomChoice", reason: "\(bad) is no probability")
    }
    guard weights.count(where: { $0 > 0 }) >= count else {
      throw .invalidArgument(
        operation: "randomChoice",
        reason: "\(count) rows cannot be chosen where fewer have a probability above 0")
    }
    let uniform = try Kernels.randomUniform(
      key, .choices, in: 0..<1, highest: 1,
      layout: Layout(shape: [weights.count], operation: "randomChoice"), dtype: .float64)
    let times = zip((-((1 - uniform).log())).scalars(as: Double.self), weights).map { $0 / $1 }
    let order = weights.indices.filter { weights[$0] > 0 }.sorted {
      (times[$0], $0) < (times[$1], $1)
    }
    return Tensor(order.prefix(count).map(Int64.init))
  }
}

/// u < p for a uniform number u of each element.
struct RandomBernoulli: NonDifferentiableUnary {
  static let name = "randomBernoulli"
  let key: RandomKey
  let shape: [Int]

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    let probabilities = try Kernels.cast(x, to: .float64)
    let bad = probabilities.scalars(as: Double.self).first { !(0...1).contains($0) }
    if let bad {
      throw .invalidArgument(operation: Self.name, reason: "\(bad) is no probability")
    }
    let layout = try Layout(shape: shape, operation: Self.name)
    guard try Layout.broadcast(x.layout, layout, operation: Self.name).hasShape(of: layout) else {
      throw .shapeMismatch(operation: Self.name, left: x.shape, right: shape, axis: nil)
    }
    let uniform = try Kernels.randomUniform(
      key, .truths, in: 0..<1, highest: 1, layout: layout, dtype: .float64)
    return uniform.less(than: probabilities)
  }

  static let samples = [
    Sample("[3, 5]", [.init([3, 5], 0...1)], propagatesNaN: false) {
      .randomBernoulli(probabilities: $0[0], key: RandomKey(seed: 1))
    },
    Sample("[0]", [.init([0], 0...1)], propagatesNaN: false) {
      .randomBernoulli(probabilities: $0[0], key: RandomKey(seed: 1))
    },
  ]
}

/// The first class at which the sum of probabilities exceeds a uniform number.
struct RandomCategorical: NonDifferentiableUnary {
  static let name = "randomCategorical"
  let key: RandomKey
  let count: Int?
  let areLogits: Bool

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    guard x.rank > 0 else {
      throw .invalidShape(operation: Self.name, shape: [], reason: "has no axis of classes")
    }
    let rows = Array(x.shape.dropLast())
    let layout = try Layout(shape: rows + [count ?? 1], operation: Self.name)
    guard layout.count == 0 || x.layout.dims[x.rank - 1] > 0 else {
      throw .emptyReduction(operation: Self.name, shape: x.shape)
    }
    let shape = count == nil ? rows : layout.shape
    if layout.count == 0 { return .zeros(shape, dtype: .int64) }
    let uniform = try Kernels.randomUniform(
      key, .classes, in: 0..<1, highest: 1, layout: layout, dtype: .float64)
    let (classes, badRow) = try Kernels.categorical(
      Kernels.cast(x, to: .float64), areLogits: areLogits, count: count ?? 1, uniform: uniform)
    if let badRow {
      throw .invalidArgument(
        operation: Self.name,
        reason: "row \(badRow) of \(areLogits ? "logits" : "probabilities") is no distribution")
    }
    return classes.reshaped(to: shape)
  }

  static let samples = [
    Sample("[3, 5]", [.init([3, 5])], propagatesNaN: false) {
      .randomCategorical(logits: $0[0], key: RandomKey(seed: 1))
    },
    Sample("[4] 7 times", [.init([4], 0...1)], propagatesNaN: false) {
      .randomCategorical(probabilities: $0[0], count: 7, key: RandomKey(seed: 1))
    },
    Sample("[0, 3]", [.init([0, 3])], propagatesNaN: false) {
      .randomCategorical(logits: $0[0], key: RandomKey(seed: 1))
    },
  ]
}

@section("tc_ops") @used private let record: OperationRecord = {
  export(RandomBernoulli.self, to: $0)
}
@section("tc_ops") @used private let categoricalRecord: OperationRecord = {
  export(RandomCategorical.self, to: $0)
}
