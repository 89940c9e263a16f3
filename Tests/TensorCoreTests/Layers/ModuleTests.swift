// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

@Suite struct ModuleTests {
  static let trained = [
    "input.weight", "input.bias", "norm.weight", "norm.bias", "blocks.0.weight", "blocks.0.bias",
    "blocks.1.weight", "blocks.1.bias", "output.weight",
  ]

  @Test func theVisitNamesEverythingInOrder() {
    var model = TestNetwork()
    #expect(model.parameterPaths == Self.trained)
    #expect(model.parameterCount == 3 * 4 + 4 + 8 + 2 * 20 + 8)
    var buffers: [String] = []
    model.visitState { entry, _ in if entry.kind == .buffer { buffers.append(entry.path) } }
    #expect(buffers == ["norm.running_mean", "norm.running_var", "norm.num_batches_tracked"])
    model.output = nil
    #expect(model.parameterPaths == Self.trained.dropLast())
  }

  @Test func visitedTensorsAreWrittenInPlace() async {
    await #expect(processExitsWith: .success) {
      // 4 MiB each: a copy would show in the peak.
      let size = 1 << 20
      struct Plain: Module {
        var layer: Linear
        var scale: Tensor
        var shift: Tensor?
        mutating func visitParameters(_ visit: ParameterVisitor) {
          visit("layer", &layer)
          visit("scale", &scale)
          visit("shift", &shift)
        }
      }
      var model = Plain(
        layer: Linear(weight: .zeros([size, 1]), bias: .zeros([size])), scale: .zeros([size]),
        shift: .zeros([size]))
      let gradients = (0..<4).map { Tensor.zeros($0 == 0 ? [size, 1] : [size]) }
      var adam = Adam()
      for _ in 0..<3 { adam.update(&model, gradients: gradients) }
      let pool = TensorRuntime.poolStatistics
      precondition(pool.peakBytesInUse - pool.bytesInUse < 1 << 20, "\(pool)")
    }
  }

  @Test func frozenParametersLeaveTraining() throws {
    var model = TestNetwork()
    model.freeze("blocks")
    model.freeze("**.bias")
    let expected = ["input.weight", "norm.weight", "output.weight"]
    #expect(model.parameterPaths == expected)
    let x = Tensor.randomNormal([5, 3], key: RandomKey(seed: 2))
    let before = model.stateDictionary
    var adam = Adam(learningRate: 0.1)
    for step in 0..<3 {
      let (_, gradients) = try valueAndGradient(
        training: &model, key: RandomKey(seed: UInt64(step))
      ) { $0(x).square().sum() }
      #expect(gradients.count == expected.count)
      adam.update(&model, gradients: gradients)
    }
    for (path, tensor) in model.stateDictionary {
      let isChanged = tensor.bytes != before[path]?.bytes
      #expect(
        isChanged == (expected.contains(path) || path.contains("running") || path.contains("num_")),
        "\(path)")
    }
    model.unfreeze("blocks.*.weight")
    #expect(
      model.parameterPaths.filter { $0.hasPrefix("blocks") } == [
        "blocks.0.weight", "blocks.1.weight",
      ])
    model.unfreeze()
    #expect(model.parameterPaths == Self.trained)
  }

  @Test func aFrozenGradientIsThatOfTheRest() throws {
    let x = Tensor.randomNormal([5, 3], key: RandomKey(seed: 2))
    var model = TestNetwork()
    let all = try valueAndGradient(at: model) { $0(x).square().sum() }
    model.freeze("blocks.0")
    let rest = try valueAndGradient(at: model) { $0(x).square().sum() }
    let kept = zip(Self.trained, all.gradients).filter { !$0.0.hasPrefix("blocks.0") }
    #expect(rest.value.bytes == all.value.bytes)
    #expect(rest.gradients.map(\.bytes) == kept.map(\.1.bytes))
  }

  @Test func freezingWhatCannotBeFrozenTraps() async {
    await #expect(processExitsWith: .failure) {
      var model = PlainScale()
      model.freeze()
    }
    await #expect(processExitsWith: .failure) {
      var model = TestNetwork()
      model.freeze("block")  // no such part
    }
  }

  @Test func patternsMatchPathsAndParts() {
    let cases: [(PathPattern, [String], [String])] = [
      ("encoder", ["encoder", "encoder.a.weight"], ["encoders.a", "x.encoder", ""]),
      (
        "layers.*.weight", ["layers.0.weight", "layers.10.weight"],
        ["layers.0.bias", "layers.0.a.weight", "layers.weight"]
      ),
      ("**.bias", ["bias", "a.bias", "a.b.bias"], ["a.bias2", "a.biases"]),
      ("a.**.c", ["a.c", "a.b.c", "a.b.b.c.d"], ["a.b", "c"]),
      ("l*r?", ["lr?", "lxxr?"], ["lr", "lr?x"]),
      ("**", ["a", "a.b", ""], []),
      ("*_proj*", ["in_proj_weight", "out_proj.bias"], ["self.out_proj", "proj"]),
    ]
    for (pattern, matching, others) in cases {
      for path in matching { #expect(pattern.matches(path), "\(pattern) \(path)") }
      for path in others { #expect(!pattern.matches(path), "\(pattern) \(path)") }
    }
  }

  /// Whether a pattern's names match the beginning of a path's, by trying everything.
  static func slowly(_ pattern: ArraySlice<String>, _ path: ArraySlice<String>) -> Bool {
    guard let first = pattern.first else { return true }
    if first == "**" {
      return (0...path.count).contains { slowly(pattern.dropFirst(), path.dropFirst($0)) }
    }
    func fits(_ a: Substring, _ b: Substring) -> Bool {
      guard let head = a.first else { return b.isEmpty }
      if head == "*" { return (0...b.count).contains { fits(a.dropFirst(), b.dropFirst($0)) } }
      return b.first == head && fits(a.dropFirst(), b.dropFirst())
    }
    guard let name = path.first else { return false }
    return fits(first[...], name[...]) && slowly(pattern.dropFirst(), path.dropFirst())
  }

  @Test func patternsMatchAsBySlowSearch() {
    var random = SeededGenerator(seed: 41)
    func name(_ letters: [Character]) -> String {
      String(
        (0..<Int.random(in: 1...3, using: &random)).map { _ in
          letters.randomElement(using: &random)!
        })
    }
    var matches = 0
    for _ in 0..<20_000 {
      let pattern = (0..<Int.random(in: 1...4, using: &random)).map { _ in name(["a", "b", "*"]) }
      let path = (0..<Int.random(in: 1...4, using: &random)).map { _ in name(["a", "b"]) }
      let expected = Self.slowly(pattern[...], path[...])
      let found = PathPattern(pattern.joined(separator: ".")).matches(path.joined(separator: "."))
      matches += found ? 1 : 0
      #expect(found == expected, "seed 41: \(pattern) \(path)")
    }
    #expect((2000..<18_000).contains(matches))
  }

  @Test func theSummaryIsATable() {
    var model = TestNetwork()
    model.freeze("blocks.0")
    model.blocks[1] = Linear(inputs: 4, outputs: 400, key: RandomKey(seed: 1), dtype: .float64)
    let expected = """
      path                      shape     type     count  kind
      -----------------------------------------------------------
      input.weight              [4, 3]    float32     12  trained
      input.bias                [4]       float32      4  trained
      norm.weight               [4]       float32      4  trained
      norm.bias                 [4]       float32      4  trained
      norm.running_mean         [4]       float32      4  buffer
      norm.running_var          [4]       float32      4  buffer
      norm.num_batches_tracked  []        int64        1  buffer
      blocks.0.weight           [4, 4]    float32     16  frozen
      blocks.0.bias             [4]       float32      4  frozen
      blocks.1.weight           [400, 4]  float64  1,600  trained
      blocks.1.bias             [400]     float64    400  trained
      output.weight             [2, 4]    float32      8  trained
      -----------------------------------------------------------
      parameters: 2,052 (trained: 2,032, frozen: 20), buffers: 9, bytes: 16,248
      """
    #expect("\(model.summary())" == expected)
    #expect(model.summary().bytes == 4 * (52 + 8) + 8 * 2001)
    #expect(
      "\(Flatten().summary())"
        == """
        path  shape  type  count  kind
        ------------------------------
        ------------------------------
        parameters: 0 (trained: 0, frozen: 0), buffers: 0, bytes: 0
        """)
  }
}
