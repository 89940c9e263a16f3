// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Glibc
import TensorCore
import TestSupport
import Testing

/// Inputs that do not fit throw inside `withTensorErrors`, with names and shapes, and trap outside.
@Suite struct LayerErrorTests {
  static let key = RandomKey(seed: 1)

  func expectError(_ words: [String], _ label: String, _ body: () -> Tensor) {
    do {
      _ = try withTensorErrors(body)
      Issue.record("\(label): nothing was thrown")
    } catch {
      for word in words { #expect("\(error)".contains(word), "\(label): \(error)") }
    }
  }

  @Test func shapesThatDoNotFitAreNamed() {
    let key = Self.key
    expectError(["linear", "[2, 4]", "[2, 3]"], "Linear") {
      Linear(inputs: 3, outputs: 2, key: key)(.ones([2, 4]))
    }
    expectError(["embedding", "7"], "Embedding") {
      Embedding(entries: 7, width: 2, key: key)(Tensor([Int64(3), 7]))
    }
    expectError(["conv2d", "[1, 2, 5, 5]"], "Conv2d channels") {
      Conv2d(inputs: 3, outputs: 2, kernel: 3, key: key)(.ones([1, 2, 5, 5]))
    }
    expectError(["Conv2d"], "Conv2d too small") {
      Conv2d(inputs: 3, outputs: 2, kernel: 3, paddingMode: .reflect, key: key)(
        .ones([1, 3, 2, 5]))
    }
    expectError(["convTranspose1d"], "ConvTranspose1d") {
      ConvTranspose1d(inputs: 3, outputs: 2, kernel: 3, key: key)(.ones([1, 2, 5]))
    }
    expectError(["LayerNorm", "[2, 5]", "[4]"], "LayerNorm") { LayerNorm(4)(.ones([2, 5])) }
    expectError(["rmsNorm", "[4]", "[5]"], "RMSNorm") { RMSNorm(4)(.ones([2, 5])) }
    expectError(["batchNorm", "[4]", "[3]"], "BatchNorm") {
      BatchNorm(channels: 4)(.ones([2, 3]))
    }
    expectError(["groupNorm", "[2, 5, 3]"], "GroupNorm") {
      GroupNorm(groups: 2, channels: 4)(.ones([2, 5, 3]))
    }
    var norm = BatchNorm(channels: 4)
    expectError(["batchNorm", "too few"], "BatchNorm of one element") {
      withTraining(&norm) { $0(.ones([1, 4])) }
    }
    #expect(norm.batchCount.item() == 0)
    let attention = MultiHeadAttention(width: 8, heads: 2, key: key)
    expectError(["MultiHeadAttention", "[2, 3, 7]", "8"], "attention width") {
      attention(.ones([2, 3, 7]))
    }
    expectError(["MultiHeadAttention", "[2, 8]"], "attention rank") { attention(.ones([2, 8])) }
    expectError(["MultiHeadAttention", "[1, 3, 8]"], "attention batch") {
      attention(.ones([2, 3, 8]), key: .ones([1, 3, 8]))
    }
    expectError(["key mask", "[2, 4]", "[2, 3]"], "key mask") {
      attention(.ones([2, 3, 8]), keyMask: .ones([2, 4], dtype: .bool))
    }
    expectError(["key mask", "float32"], "key mask of numbers") {
      attention(.ones([2, 3, 8]), keyMask: .ones([2, 3]))
    }
    expectError(["scaledDotProductAttention"], "mask") {
      attention(.ones([2, 3, 8]), mask: .ones([4, 3], dtype: .bool))
    }
    let rotary = MultiHeadAttention(
      width: 8, heads: 2, rotary: RotaryPositions(RotaryTables(length: 3, dimensions: 4)), key: key)
    expectError(["rotaryEmbedding", "3"], "beyond the rotary table") { rotary(.ones([1, 4, 8])) }
    expectError(["PReLU", "[2, 1, 4]", "[3]"], "PReLU") { PReLU(channels: 3)(.ones([2, 1, 4])) }
    expectError(["LSTM", "[2, 3, 4]", "5"], "LSTM") {
      LSTM(inputs: 5, hidden: 2, key: key)(.ones([2, 3, 4])).output
    }
    expectError(["GRU state", "[2, 2, 3]", "[1, 2, 3]"], "GRU state") {
      GRU(inputs: 5, hidden: 3, layers: 2, key: key)(.ones([2, 3, 5]), state: .ones([1, 2, 3]))
        .state
    }
    expectError(["PositionalEmbedding", "5"], "PositionalEmbedding") {
      PositionalEmbedding(positions: 5, width: 4, key: key)(.ones([1, 3, 4]), offset: 3)
    }
    expectError(["SinusoidalPositions"], "SinusoidalPositions") {
      SinusoidalPositions(positions: 5, width: 4)(.ones([4]))
    }
  }

  @Test func theFirstErrorOfAStackIsTheOneThatIsThrown() {
    let settings = TransformerSettings(width: 8, heads: 2, hidden: 16)
    expectError(["MultiHeadAttention", "[2, 3, 7]"], "encoder") {
      TransformerEncoder(settings, count: 2, key: Self.key)(.ones([2, 3, 7]))
    }
    expectError(["MultiHeadAttention", "[1, 3, 8]"], "decoder") {
      TransformerDecoder(settings, count: 2, key: Self.key)(
        .ones([2, 3, 8]), memory: .ones([1, 3, 8]))
    }
  }

  @Test func outsideTheyTrap() async {
    await #expect(processExitsWith: .failure) {
      let y = Linear(inputs: 3, outputs: 2, key: RandomKey(seed: 1))(.ones([2, 4]))
      precondition(y.count < 0)
    }
    await #expect(processExitsWith: .failure) {
      let layer = MultiHeadAttention(width: 9, heads: 2, key: RandomKey(seed: 1))
      precondition(layer.heads < 0)
    }
    await #expect(processExitsWith: .failure) {
      let layer = Conv2d(inputs: 3, outputs: 4, kernel: 3, groups: 2, key: RandomKey(seed: 1))
      precondition(layer.weight.count < 0)
    }
    await #expect(processExitsWith: .failure) {
      let layer = Dropout(1.5)
      precondition(layer.rate < 0)
    }
  }

  @Test func emptySequencesAndBatches() {
    let lstm = LSTM(inputs: 3, hidden: 4, layers: 2, isBidirectional: true, key: Self.key)
    let (output, state) = lstm(.ones([2, 0, 3]))
    #expect(output.shape == [2, 0, 8])
    #expect(state.hidden == .zeros([4, 2, 4]))
    #expect(GRU(inputs: 3, hidden: 4, key: Self.key)(.ones([0, 5, 3])).output.shape == [0, 5, 4])
    let attention = MultiHeadAttention(width: 8, heads: 2, key: Self.key)
    #expect(attention(.ones([0, 3, 8])).shape == [0, 3, 8])
    #expect(attention(.ones([2, 3, 8]), key: .ones([2, 0, 8])).shape == [2, 3, 8])
    #expect(
      Conv1d(inputs: 1, outputs: 2, kernel: 3, key: Self.key)(.ones([0, 1, 5])).shape == [0, 2, 3])
  }

  @Test func positionsFollowTheFormula() {
    let layer = SinusoidalPositions(positions: 40, width: 6, dtype: .float64)
    let y = layer(.zeros([1, 3, 6], dtype: .float64), offset: 30)
    var expected: [Double] = []
    for position in 30..<33 {
      for pair in 0..<3 {
        let angle = Double(position) * exp(-Double(2 * pair) / 6 * log(10_000))
        expected += [sin(angle), cos(angle)]
      }
    }
    #expect((y - Tensor(expected, shape: [1, 3, 6])).abs().max().item() < 1e-12)
  }
}
