// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

/// Gradients of composite layers against differences, dropout and batch statistics included.
@Suite struct LayerGradientTests {
  static let key = RandomKey(seed: 21)

  static func random(_ shape: Int..., seed: UInt64) -> Tensor {
    .randomNormal(shape, key: RandomKey(seed: seed), dtype: .float64)
  }

  /// - Parameter forward: a sum of squares of what it returns is differentiated.
  func check<M: Module>(
    _ module: M, _ x: Tensor, _ label: String, training: Bool = true,
    _ forward: @escaping (M, Tensor) -> Tensor
  ) throws {
    let report = try gradientCheck(at: [x] + module.parameters) { moving in
      var model = module
      model.parameters = Array(moving.dropFirst())
      func loss(_ model: M) -> Tensor { forward(model, moving[0]).square().sum() }
      return training ? withTraining(&model, key: RandomKey(seed: 8)) { loss($0) } : loss(model)
    }
    #expect(report.worstError < 1e-6, "\(label): \(report)")
  }

  @Test func attention() throws {
    let rotary = RotaryPositions(RotaryTables(length: 8, dimensions: 2, dtype: .float64))
    let layer = MultiHeadAttention(
      width: 8, heads: 4, kvHeads: 2, dropout: 0.3, rotary: rotary, key: Self.key, dtype: .float64)
    try check(layer, Self.random(2, 3, 8, seed: 1), "grouped, rotary, dropout") {
      $0($1, isCausal: true)
    }
  }

  @Test(arguments: [false, true]) func transformers(isNormFirst: Bool) throws {
    let settings = TransformerSettings(
      width: 4, heads: 2, hidden: 6, dropout: 0.2, activation: .gelu(), isNormFirst: isNormFirst,
      dtype: .float64)
    let x = Self.random(2, 3, 4, seed: 2)
    try check(TransformerEncoder(settings, count: 2, key: Self.key), x, "encoder") {
      $0($1, mask: nil, isCausal: true)
    }
    let memory = Self.random(2, 2, 4, seed: 3)
    try check(TransformerDecoder(settings, count: 1, key: Self.key), x, "decoder") {
      $0($1, memory: memory, isCausal: true)
    }
  }

  @Test func recurrentLayers() throws {
    let x = Self.random(2, 3, 2, seed: 4)
    let lstm = LSTM(
      inputs: 2, hidden: 3, layers: 2, isBidirectional: true, dropout: 0.3, key: Self.key,
      dtype: .float64)
    try check(lstm, x, "LSTM") { layer, x in
      let (output, state) = layer(x)
      return Tensor.concat([output.flattened(), state.hidden.flattened(), state.cell.flattened()])
    }
    let gru = GRU(
      inputs: 2, hidden: 3, layers: 2, isBidirectional: true, dropout: 0.3, key: Self.key,
      dtype: .float64)
    try check(gru, x, "GRU") { layer, x in
      let (output, state) = layer(x)
      return Tensor.concat([output.flattened(), state.flattened()])
    }
  }

  @Test func networksWithStatisticsAndAdapters() throws {
    var network = TestNetwork(dtype: .float64)
    try check(network, Self.random(5, 3, seed: 5), "network") { $0($1) }
    try check(network, Self.random(5, 3, seed: 5), "network in use", training: false) { $0($1) }
    network.injectAdapters(into: ["blocks"], rank: 2, dropout: 0.2, key: Self.key)
    // B begins as zeros, where A has no gradient.
    network.parameters = network.parameters.enumerated().map {
      .randomNormal($1.shape, key: Self.key.child(UInt64($0)), dtype: .float64)
    }
    try check(network, Self.random(5, 3, seed: 5), "adapters") { $0($1) }
  }

  @Test func gradientsOfWeightsAreDense() throws {
    let x = Tensor.randomNormal([5, 7, 3], key: Self.key)
    let layer = Linear(inputs: 3, outputs: 4, key: Self.key)
    let gradients = try valueAndGradient(at: layer) { $0(x).square().sum() }.gradients
    #expect(gradients.map(\.isContiguous) == [true, true])
    // The same bits as those of the product with a weight that lies the other way.
    let (rows, turned) = (x.reshaped(to: [35, 3]), layer.weight.transposed() + 0)
    let expected = try gradient(at: turned) { (rows.matmul($0) + layer.bias!).square().sum() }
    #expect(gradients[0].bytes == expected.transposed().bytes)
  }

  @Test func deepSequencesOfLayers() throws {
    let layers = (0..<3000).map { _ in Linear(weight: Tensor.eye(2), bias: .full(1, shape: [2])) }
    let model = Sequential(layers)
    let x = Tensor.zeros([1, 2])
    #expect(model(x) == .full(3000, shape: [1, 2]))
    let gradients = try valueAndGradient(at: model) { $0(x).sum() }.gradients
    #expect(gradients.count == 6000)
    #expect(gradients[1] == .ones([2]))
    #expect(model.parameterPaths[5999] == "2999.bias")
  }

  @Test func sequentialDifferentiatesThroughEveryKindOfLayer() throws {
    let key = Self.key
    let model = Sequential(
      Conv1d(
        inputs: 2, outputs: 4, kernel: 3, padding: 1, paddingMode: .circular, key: key.child(1),
        dtype: .float64),
      GroupNorm(groups: 2, channels: 4, dtype: .float64), Activation.silu, Dropout(0.2),
      ConvTranspose1d(
        inputs: 4, outputs: 2, kernel: 2, stride: 2, key: key.child(2), dtype: .float64),
      InstanceNorm(channels: 2, isAffine: true, dtype: .float64),
      PReLU(channels: 2, dtype: .float64),
      AveragePooling(2), Flatten(),
      Linear(inputs: 8, outputs: 3, key: key.child(3), dtype: .float64), RMSNorm(3, dtype: .float64)
    )
    try check(model, Self.random(2, 2, 4, seed: 7), "sequential") { $0($1) }
  }
}
