// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// A line of a `torch-*.jsonl`, see FORMAT.md beside the bundled ones.
struct TorchCase: Decodable {
  /// What the layer is made of; a setting that a layer does not know is ignored by it.
  struct Settings: Decodable {
    var layer: String
    var sizes: [Int]?
    var kernel: [Int]?
    var stride: Int?
    var padding: Int?
    var isSame: Bool?
    var outputPadding: Int?
    var dilation: Int?
    var groups: Int?
    var paddingMode: String?
    var hasBias: Bool?
    var isAffine: Bool?
    var paddingIndex: Int?
    var epsilon: Double?
    var momentum: Double?
    var activation: String?
    var ceilMode: Bool?
    var countIncludePad: Bool?
    var kvHeads: Int?
    var rotary: String?
    var isCausal: Bool?
    var isNormFirst: Bool?
    var isBidirectional: Bool?
    var count: Int?
    var training: Bool?
    var steps: Int?
  }

  let `case`: String
  let settings: Settings
  let inputs: [String: String]
  let state: [String: String]
  let outputs: [String: String]
  let cotangents: [String: String]
  let inputGradients: [String: String]
  let stateGradients: [String: String]
  let after: [String: String]
  let rtol: Double
  let atol: Double
}

/// What is wrong with a file of vectors.
enum TorchCaseError: Error {
  case unknownLayer(String)
  case unknownActivation(String)
  case noArray(String)
}

/// Runs one case and collects what differs.
struct TorchRun {
  let line: TorchCase
  let archive: NumPyArchive

  private func arrays(_ names: [String: String]) throws -> [String: Tensor] {
    try names.mapValues { name in
      guard let tensor = archive[name] else { throw TorchCaseError.noArray(name) }
      return tensor
    }
  }

  private func compare(_ found: Tensor?, _ expected: Tensor, _ what: String) -> String? {
    guard let found else { return "\(what): missing" }
    guard found.shape == expected.shape else {
      return "\(what): \(found.shape), not \(expected.shape)"
    }
    guard expected.dtype.isFloatingPoint else {
      return found == expected ? nil : "\(what): \(found), not \(expected)"
    }
    if expected.count == 0 { return nil }
    let largest = expected.abs().max().item()
    let difference = (found - expected).abs().max().item()
    return difference <= line.atol + line.rtol * largest ? nil : "\(what): \(difference) off"
  }

  /// - Parameter forward: what the layer makes of the inputs.
  func differences<M: Module>(
    _ module: M, _ forward: (M, [String: Tensor]) throws -> [Tensor]
  ) throws -> [String] {
    var model = module
    try model.load(stateDictionary: arrays(line.state))
    let inputs = try arrays(line.inputs)
    let cotangents = try arrays(line.cotangents)
    let names = inputs.keys.filter { line.inputGradients[$0] != nil }.sorted()
    var outputs: [Tensor] = []
    var gradients: [Tensor] = []
    func step(_ model: M) throws {
      let moving = names.compactMap { inputs[$0] } + model.parameters
      gradients = try valueAndGradient(at: moving) { moving in
        var tracked = model
        tracked.parameters = Array(moving.dropFirst(names.count))
        var given = inputs
        for (name, tensor) in zip(names, moving) { given[name] = tensor }
        outputs = try forward(tracked, given)
        return outputs.enumerated().reduce(Tensor.zeros([], dtype: .float64)) { sum, y in
          sum + (y.element * (cotangents["\(y.offset)"] ?? .zeros([]))).sum()
        }
      }.gradients
    }
    if line.settings.training == true {
      for _ in 0..<(line.settings.steps ?? 1) { try withTraining(&model) { try step($0) } }
    } else {
      try step(model)
    }
    var found: [String?] = []
    let expected = try arrays(line.outputs)
    if outputs.count != expected.count { found.append("\(outputs.count) outputs") }
    for (index, output) in outputs.enumerated() {
      found.append(
        compare(output.detached(), expected["\(index)"] ?? .zeros([]), "output \(index)"))
    }
    let byName = Dictionary(uniqueKeysWithValues: zip(names + model.parameterPaths, gradients))
    for (name, tensor) in try arrays(line.inputGradients) {
      found.append(compare(byName[name], tensor, "gradient of input \(name)"))
    }
    for (path, tensor) in try arrays(line.stateGradients) {
      found.append(compare(byName[path], tensor, "gradient of \(path)"))
    }
    let state = model.stateDictionary
    for (path, tensor) in try arrays(line.after) {
      found.append(compare(state[path], tensor, "\(path) afterwards"))
    }
    return found.compactMap(\.self).sorted()
  }
}
