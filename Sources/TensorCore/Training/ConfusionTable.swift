// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How often examples of each class were taken for each class.
public struct ConfusionTable: Sendable, Hashable, CustomStringConvertible {
  /// Number of classes.
  public let classes: Int
  private var counts: [Int]

  /// A table without examples.
  ///
  /// - Parameter classes: number of classes; above 0.
  public init(classes: Int) {
    precondition(classes > 0, "a table of \(classes) classes")
    self.classes = classes
    counts = Array(repeating: 0, count: classes * classes)
  }

  /// Examples of one class that were taken for another or for their own.
  ///
  /// - Parameters:
  ///   - actual: the class of the label.
  ///   - predicted: the class that was taken for it.
  public subscript(actual actual: Int, predicted predicted: Int) -> Int {
    precondition(
      (0..<classes).contains(actual) && (0..<classes).contains(predicted),
      "class \(actual) taken for \(predicted), of \(classes)")
    return counts[actual * classes + predicted]
  }

  /// Adds examples.
  ///
  /// - Parameters:
  ///   - logits: [examples, classes]; the largest counts, the first of equal ones.
  ///   - labels: [examples], integers in `0..<classes`.
  public mutating func add(logits: Tensor, labels: Tensor) {
    precondition(
      logits.rank == 2 && logits.shape[1] == classes && labels.shape == [logits.shape[0]],
      "logits of shape \(logits.shape) with labels of shape \(labels.shape) for \(classes) classes")
    let predicted = logits.detached().argmax(axis: 1).scalars(as: Int64.self)
    for (label, guess) in zip(labels.scalars(as: Int64.self), predicted) {
      precondition((0..<Int64(classes)).contains(label), "label \(label) of \(classes) classes")
      counts[Int(label) * classes + Int(guess)] += 1
    }
  }

  /// Number of examples.
  public var total: Int { counts.reduce(0, +) }

  /// Number of examples that were taken for what they are.
  public var correct: Int { (0..<classes).reduce(0) { $0 + counts[$1 * classes + $1] } }

  /// Share of examples that were taken for what they are; not a number without examples.
  public var accuracy: Double { Double(correct) / Double(total) }

  /// Classes in rows, what they were taken for in columns.
  public var description: String {
    let width = Swift.max("\(counts.max() ?? 0)".count, "\(classes - 1)".count) + 1
    func cell(_ text: String) -> String {
      String(repeating: " ", count: width - text.count) + text
    }
    let heads = (0..<classes).map { cell("\($0)") }.joined()
    let rows = (0..<classes).map { row in
      cell("\(row)") + " |"
        + (0..<classes).map { column in
          let count = counts[row * classes + column]
          return cell(count == 0 ? "." : "\(count)")
        }.joined()
    }
    let indent = String(repeating: " ", count: width) + "  "
    return ([indent + heads] + rows).joined(separator: "\n")
  }
}
