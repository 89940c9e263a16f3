// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// -log Σ over readings π of the labelling Π_t y_t[π_t]
// d/d log y_t[c] = -g · the probability that a reading is at c in step t, given the labelling
extension Tensor {
  /// The loss of connectionist temporal classification (Graves, Fernández, Gomez, Schmidhuber 2006,
  /// https://doi.org/10.1145/1143844.1143891): the negative logarithm of the probability that steps read
  /// without repetitions and blanks give the labels.
  ///
  /// The gradient is that of this function of `logProbabilities` alone; PyTorch's kernel adds a term that
  /// vanishes behind `logSoftmax`. Derivatives are available to any order, the second and later ones slowly.
  ///
  /// - Parameters:
  ///   - logProbabilities: [steps, items, classes], as `logSoftmax` gives them.
  ///   - labels: [items, most labels], integers in `0..<classes` other than `blank`; what follows the
  ///     first `labelCounts[i]` of an item is not read.
  ///   - stepCounts: how many steps of each item count; `nil` for all.
  ///   - labelCounts: how many labels of each item count; `nil` for all.
  ///   - blank: the class that stands for no label.
  ///   - zeroInfinity: whether an item whose labels do not fit its steps, so that its loss is infinite and
  ///     its gradient NaN, has zeros instead.
  ///   - reduction: what becomes of the items' losses; for the mean each is first divided by the number of
  ///     its labels, at least 1, as in PyTorch.
  /// - Complexity: O(items · steps · (labels + classes)) time, O(steps · labels) memory for each thread.
  public static func ctcLoss(
    logProbabilities: Tensor, labels: Tensor, stepCounts: [Int]? = nil, labelCounts: [Int]? = nil,
    blank: Int = 0, zeroInfinity: Bool = false, reduction: LossReduction = .mean
  ) -> Tensor {
    if logProbabilities.isPoisoned || labels.isPoisoned {
      return passingPoison(logProbabilities, labels)
    }
    do throws(TensorError) {
      let name = CTC.name
      guard logProbabilities.rank == 3, labels.rank == 2,
        logProbabilities.shape[1] == labels.shape[0]
      else {
        throw .shapeMismatch(
          operation: name, left: logProbabilities.shape, right: labels.shape, axis: 1)
      }
      let (steps, items) = (logProbabilities.shape[0], labels.shape[0])
      let operation = CTC(
        labels: try CTC.check(
          labels, labelCounts: labelCounts, classes: logProbabilities.shape[2], blank: blank),
        stepCounts: try CTC.check(stepCounts, items: items, bound: steps, "step counts"),
        labelCounts: try CTC.check(
          labelCounts, items: items, bound: labels.shape[1], "label counts"),
        blank: blank, zeroInfinity: zeroInfinity)
      let losses = apply(operation, logProbabilities)
      guard reduction == .mean else { return losses.reduced(reduction) }
      let lengths = operation.labelCounts.map { Double(Swift.max($0, 1)) }
      return (losses / Tensor(lengths).cast(to: losses.dtype)).mean()
    } catch {
      return failure(error)
    }
  }
}

/// One loss per item.
struct CTC: DifferentiableUnary {
  static let name = "ctcLoss"
  static let saves: Saves = .input
  static let operands = OperandTypes.floating
  /// [items, most labels], int64.
  let labels: Tensor
  let stepCounts: [Int]
  let labelCounts: [Int]
  let blank: Int
  let zeroInfinity: Bool

  static func check(
    _ labels: Tensor, labelCounts: [Int]?, classes: Int, blank: Int
  ) throws(TensorError) -> Tensor {
    switch labels.dtype {
    case .int8, .int16, .int32, .int64, .uint8: break
    default: throw .unsupportedType(operation: "\(name) labels", dtype: labels.dtype)
    }
    guard blank >= 0, blank < classes else {
      throw .indexOutOfRange(operation: "\(name) blank", index: blank, bound: classes)
    }
    let dense = try Kernels.cast(labels.detached(), to: .int64)
    let values = dense.scalars(as: Int64.self)
    let width = labels.shape[1]
    for (place, label) in values.enumerated() {
      if let labelCounts, place / width < labelCounts.count,
        place % width >= labelCounts[place / width]
      {
        continue
      }
      guard label >= 0, label < Int64(classes) else {
        throw .indexOutOfRange(operation: name, index: Int(label), bound: classes)
      }
      guard label != Int64(blank) else {
        throw .invalidArgument(operation: name, reason: "the blank \(blank) among the labels")
      }
    }
    return dense
  }

  static func check(
    _ counts: [Int]?, items: Int, bound: Int, _ what: String
  ) throws(TensorError) -> [Int] {
    guard let counts else { return Array(repeating: bound, count: items) }
    guard counts.count == items else {
      throw .shapeMismatch(
        operation: "\(name) \(what)", left: [items], right: [counts.count], axis: 0)
    }
    for count in counts where count < 0 || count > bound {
      throw .indexOutOfRange(operation: "\(name) \(what)", index: count, bound: bound + 1)
    }
    return counts
  }

  func forward(_ x: Tensor) throws(TensorError) -> Tensor { try Kernels.ctc(self, x) }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    do {
      return try gradient(at: saved.input) { (composed($0) * g).sum() }
    } catch let error as TensorError {
      return .failure(error)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  func fusedVJP(_ g: Tensor, _ saved: SavedUnary) throws(TensorError) -> Tensor? {
    try Kernels.ctcBackward(self, saved.input, gradient: g)
  }

  /// The same losses from other operations, finite where they are infinite.
  func composed(_ x: Tensor) -> Tensor {
    let items = labelCounts.indices.map { composed(x, item: $0) }
    return items.isEmpty ? Tensor.zeros([0], dtype: x.dtype) : Tensor.concat(items)
  }

  private func composed(_ x: Tensor, item: Int) -> Tensor {
    let (steps, count) = (stepCounts[item], labelCounts[item])
    let width = labels.shape[1]
    let own = labels.scalars(as: Int64.self)[(item * width)..<(item * width + count)].map(Int.init)
    let impossible = -1e30
    guard steps > 0 else {
      return Tensor.full(count == 0 ? 0 : -impossible, shape: [1], dtype: x.dtype)
    }
    let symbols = own.flatMap { [blank, $0] } + [blank]
    let maySkip = symbols.indices.map { $0 % 2 == 1 && $0 > 1 && symbols[$0] != symbols[$0 - 2] }
    func constants(_ isPossible: [Bool]) -> Tensor {
      Tensor(isPossible.map { $0 ? 0 : impossible }).cast(to: x.dtype)
    }
    func shifted(_ row: Tensor, by places: Int) -> Tensor {
      let places = Swift.min(places, symbols.count)
      return Tensor.concat([
        .full(impossible, shape: [places], dtype: x.dtype),
        row.sliced(0..<(symbols.count - places)),
      ])
    }
    func logSum(_ rows: [Tensor]) -> Tensor {
      let all = Tensor.concat(rows.map { $0.reshaped(to: [1, $0.count]) })
      let top = all.detached().max(axis: 0, keepDims: true)
      return (all - top).exp().sum(axis: 0).log() + top.reshaped(to: [all.shape[1]])
    }
    let emissions = x.sliced(0..<steps).sliced(item..<(item + 1), axis: 1)
      .reshaped(to: [steps, x.shape[2]]).indexSelect(symbols, axis: 1)
    func emission(_ t: Int) -> Tensor {
      emissions.sliced(t..<(t + 1)).reshaped(to: [symbols.count])
    }
    var alpha = emission(0) + constants(symbols.indices.map { $0 < 2 })
    for t in 1..<Swift.max(steps, 1) {
      alpha =
        logSum([alpha, shifted(alpha, by: 1), shifted(alpha, by: 2) + constants(maySkip)])
        + emission(t)
    }
    let ends = alpha.sliced(Swift.max(symbols.count - 2, 0)..<symbols.count)
    let loss = -logSum((0..<ends.count).map { ends.sliced($0..<($0 + 1)) })
    let isInfinite = loss.item() > -impossible / 2
    return isInfinite && zeroInfinity ? loss * 0 : loss
  }

  static let samples = [
    Sample(
      "two items", [.init([4, 2, 3], -2...(-0.1))], composed: { operation.composed($0[0]) }
    ) { .apply(operation, $0[0]) },
    Sample("no items", [.init([3, 0, 2])]) {
      .ctcLoss(
        logProbabilities: $0[0], labels: .zeros([0, 1], dtype: .int64), reduction: .sum)
    },
  ]

  /// A repeated label needs a blank between; the second item is shorter.
  private static let operation = CTC(
    labels: Tensor([Int64(1), 1, 2, 0], shape: [2, 2]), stepCounts: [4, 3], labelCounts: [2, 1],
    blank: 0, zeroInfinity: false)
}

@section("tc_ops") @used private let record: OperationRecord = { export(CTC.self, to: $0) }
