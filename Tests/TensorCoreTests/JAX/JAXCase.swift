// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore

/// A function at a point, with its derivatives there (Vectors/jax/FORMAT.md).
struct JAXCase: Decodable {
  let name: String
  let op: String
  let attributes: [String: ONNXAttribute]
  let inputs: [String]
  let differentiable: [Int]
  let outputs: [String]
  let cotangents: [String]
  let gradients: [String]
  let directions: [String]
  let second: [String]
  let rtol: Double
  let atol: Double

  private enum CodingKeys: String, CodingKey {
    case name = "case"
    case op, attributes, inputs, differentiable, outputs, cotangents, gradients, directions, second
    case rtol, atol
  }

  func flag(_ name: String) -> Bool {
    switch attributes[name] {
    case .truth(let value)?: value
    case .int(let value)?: value != 0
    default: false
    }
  }

  func number(_ name: String) -> Double? {
    switch attributes[name] {
    case .int(let value)?: Double(value)
    case .float(let value)?: value
    default: nil
    }
  }

  func int(_ name: String, _ otherwise: Int) -> Int { number(name).map(Int.init) ?? otherwise }

  func ints(_ name: String, count: Int, _ otherwise: Int) -> [Int] {
    if case .ints(let values)? = attributes[name] { return values }
    return Array(repeating: otherwise, count: count)
  }

  /// What differs from what JAX found; empty where all agrees, `nil` where the function is unknown.
  func differences(_ archive: NumPyArchive) throws -> [String]? {
    func tensors(_ names: [String]) throws -> [Tensor] {
      try names.map {
        guard let tensor = archive[$0] else { throw ONNXCase.Unsupported("no array \($0)") }
        return tensor
      }
    }
    let all = try tensors(inputs)
    let (weights, along) = (try tensors(cotangents), try tensors(directions))
    func value(_ moving: [Tensor]) throws -> [Tensor] {
      var given = all
      for (place, tensor) in zip(differentiable, moving) { given[place] = tensor }
      return try function(given) ?? []
    }
    func total(_ moving: [Tensor]) throws -> Tensor {
      sum(zip(try value(moving), weights).map { ($0 * $1).sum() })
    }
    let point = differentiable.map { all[$0] }
    guard try function(all) != nil else { return nil }
    var found: [String] = []
    let slope = try gradient(at: point, of: total)
    let bend = try gradient(at: point) { moving in
      sum(zip(try gradient(at: moving, of: total), along).map { ($0 * $1).sum() })
    }
    let answers: [(String, [Tensor], [String])] = [
      ("output", try value(point), outputs), ("gradient", slope, gradients),
      ("second gradient", bend, second),
    ]
    for (kind, tensors, names) in answers {
      guard tensors.count == names.count else {
        found.append("\(tensors.count) \(kind)s, not \(names.count)")
        continue
      }
      for (place, (tensor, expected)) in zip(tensors, names.map { archive[$0]! }).enumerated() {
        if let text = difference(tensor, expected) { found.append("\(kind) \(place): \(text)") }
      }
    }
    return found
  }

  private func sum(_ numbers: [Tensor]) -> Tensor { numbers.dropFirst().reduce(numbers[0], +) }

  private func difference(_ found: Tensor, _ expected: Tensor) -> String? {
    guard found.shape == expected.shape, found.dtype == .float64 else {
      return "\(found.dtype) \(found.shape), not float64 \(expected.shape)"
    }
    let (a, b) = (found.scalars(as: Double.self), expected.scalars(as: Double.self))
    let bound = atol + rtol * (b.map(\.magnitude).max() ?? 0)
    guard let place = a.indices.first(where: { !((a[$0] - b[$0]).magnitude <= bound) }) else {
      return nil
    }
    return "element \(place) is \(a[place]), not \(b[place])"
  }
}
