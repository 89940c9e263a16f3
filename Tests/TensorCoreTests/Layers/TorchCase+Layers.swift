// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension TorchRun {
  /// Makes the layer of the case and compares it.
  func differences() throws -> [String] {
    let s = line.settings
    let sizes = s.sizes ?? []
    let key = RandomKey(seed: 1)
    let hasBias = s.hasBias ?? true
    let isAffine = s.isAffine ?? true
    let epsilon = s.epsilon ?? 1e-5
    let kernel = PerAxis(s.kernel ?? [1])
    let padding: SpatialPadding =
      s.isSame == true ? .same : .symmetric(PerAxis(s.padding ?? 0))
    func unary<L: Layer>(_ layer: L) throws -> [String] {
      try differences(layer) { [$0($1["x"]!)] }
    }
    switch s.layer {
    case "Linear":
      return try unary(
        Linear(inputs: sizes[0], outputs: sizes[1], hasBias: hasBias, key: key, dtype: .float64))
    case "Bilinear":
      return try differences(
        Bilinear(inputs: (sizes[0], sizes[1]), outputs: sizes[2], key: key, dtype: .float64)
      ) { [$0($1["x"]!, $1["y"]!)] }
    case "Embedding":
      return try unary(
        Embedding(
          entries: sizes[0], width: sizes[1], paddingIndex: s.paddingIndex, key: key,
          dtype: .float64))
    case "Conv1d", "Conv2d", "Conv3d":
      let mode: Tensor.Padding =
        switch s.paddingMode {
        case "reflect": .reflect
        case "replicate": .replicate
        case "circular": .circular
        default: .constant(0)
        }
      let (stride, dilation) = (PerAxis(s.stride ?? 1), PerAxis(s.dilation ?? 1))
      if s.layer == "Conv1d" {
        return try unary(
          Conv1d(
            inputs: sizes[0], outputs: sizes[1], kernel: kernel, stride: stride, padding: padding,
            dilation: dilation, groups: s.groups ?? 1, paddingMode: mode, hasBias: hasBias,
            key: key, dtype: .float64))
      }
      if s.layer == "Conv2d" {
        return try unary(
          Conv2d(
            inputs: sizes[0], outputs: sizes[1], kernel: kernel, stride: stride, padding: padding,
            dilation: dilation, groups: s.groups ?? 1, paddingMode: mode, hasBias: hasBias,
            key: key, dtype: .float64))
      }
      return try unary(
        Conv3d(
          inputs: sizes[0], outputs: sizes[1], kernel: kernel, stride: stride, padding: padding,
          dilation: dilation, groups: s.groups ?? 1, paddingMode: mode, hasBias: hasBias, key: key,
          dtype: .float64))
    case "ConvTranspose1d":
      return try unary(
        ConvTranspose1d(
          inputs: sizes[0], outputs: sizes[1], kernel: kernel, stride: PerAxis(s.stride ?? 1),
          padding: padding, outputPadding: PerAxis(s.outputPadding ?? 0),
          dilation: PerAxis(s.dilation ?? 1), groups: s.groups ?? 1, hasBias: hasBias, key: key,
          dtype: .float64))
    case "ConvTranspose2d":
      return try unary(
        ConvTranspose2d(
          inputs: sizes[0], outputs: sizes[1], kernel: kernel, stride: PerAxis(s.stride ?? 1),
          padding: padding, outputPadding: PerAxis(s.outputPadding ?? 0),
          dilation: PerAxis(s.dilation ?? 1), groups: s.groups ?? 1, hasBias: hasBias, key: key,
          dtype: .float64))
    case "ConvTranspose3d":
      return try unary(
        ConvTranspose3d(
          inputs: sizes[0], outputs: sizes[1], kernel: kernel, stride: PerAxis(s.stride ?? 1),
          padding: padding, outputPadding: PerAxis(s.outputPadding ?? 0),
          dilation: PerAxis(s.dilation ?? 1), groups: s.groups ?? 1, hasBias: hasBias, key: key,
          dtype: .float64))
    case "LayerNorm":
      return try unary(
        LayerNorm(
          sizes, epsilon: epsilon, hasWeight: isAffine, hasBias: hasBias, dtype: .float64))
    case "RMSNorm": return try unary(RMSNorm(sizes[0], epsilon: epsilon, dtype: .float64))
    case "GroupNorm":
      return try unary(
        GroupNorm(
          groups: s.groups ?? 1, channels: sizes[0], epsilon: epsilon, isAffine: isAffine,
          dtype: .float64))
    case "InstanceNorm":
      return try unary(
        InstanceNorm(channels: sizes[0], epsilon: epsilon, isAffine: isAffine, dtype: .float64))
    case "BatchNorm":
      // The setting is null for the mean of all batches, and left out for PyTorch's default.
      let momentum = line.case.hasSuffix("average") ? nil : s.momentum ?? 0.1
      return try unary(
        BatchNorm(
          channels: sizes[0], epsilon: epsilon, momentum: momentum, isAffine: isAffine,
          dtype: .float64))
    case "Activation": return try unary(activation(s.activation ?? ""))
    case "PReLU": return try unary(PReLU(channels: sizes[0], dtype: .float64))
    case "MaxPooling":
      return try unary(
        MaxPooling(
          kernel, stride: s.stride.map { PerAxis($0) }, padding: padding,
          dilation: PerAxis(s.dilation ?? 1), ceilMode: s.ceilMode ?? false))
    case "AveragePooling":
      return try unary(
        AveragePooling(
          kernel, stride: s.stride.map { PerAxis($0) }, padding: padding,
          countIncludePad: s.countIncludePad ?? true))
    case "AdaptiveAverage": return try unary(AdaptivePooling(.average, to: kernel))
    case "AdaptiveMax": return try unary(AdaptivePooling(.max, to: kernel))
    case "Sequential":
      return try unary(
        Sequential(
          Conv2d(inputs: 1, outputs: 3, kernel: 3, padding: 1, key: key, dtype: .float64),
          BatchNorm(channels: 3, dtype: .float64), Activation.relu, MaxPooling(2), Flatten(),
          Linear(inputs: 27, outputs: 4, key: key, dtype: .float64)))
    case "MultiHeadAttention": return try attentionDifferences(key)
    case "TransformerEncoderLayer", "TransformerEncoder", "TransformerDecoderLayer",
      "TransformerDecoder":
      return try transformerDifferences(key)
    case "LSTM":
      let layer = LSTM(
        inputs: sizes[0], hidden: sizes[1], layers: s.count ?? 1,
        isBidirectional: s.isBidirectional ?? false, hasBias: hasBias, key: key, dtype: .float64)
      return try differences(layer) { layer, x in
        let given = x["hidden"].map { LSTM.State(hidden: $0, cell: x["cell"]!) }
        let (output, state) = layer(x["x"]!, state: given)
        return [output, state.hidden, state.cell]
      }
    case "GRU":
      let layer = GRU(
        inputs: sizes[0], hidden: sizes[1], layers: s.count ?? 1,
        isBidirectional: s.isBidirectional ?? false, hasBias: hasBias, key: key, dtype: .float64)
      return try differences(layer) { layer, x in
        let (output, state) = layer(x["x"]!, state: x["hidden"])
        return [output, state]
      }
    default: throw TorchCaseError.unknownLayer(s.layer)
    }
  }

  private func activation(_ name: String) throws -> Activation {
    switch name {
    case "relu": .relu
    case "gelu": .gelu()
    case "gelu-tanh": .gelu(.tanh)
    case "silu": .silu
    case "tanh": .tanh
    case "sigmoid": .sigmoid
    case "leakyReLU": .leakyReLU(slope: 0.2)
    case "elu": .elu(alpha: 0.7)
    case "selu": .selu
    case "mish": .mish
    case "softplus": .softplus(beta: 2)
    case "hardSwish": .hardSwish
    case "softmax": .softmax(axis: 1)
    case "logSoftmax": .logSoftmax()
    default: throw TorchCaseError.unknownActivation(name)
    }
  }

  private func attentionDifferences(_ key: RandomKey) throws -> [String] {
    let s = line.settings
    let (width, heads) = (s.sizes![0], s.sizes![1])
    let rotary = s.rotary.map {
      RotaryPositions(
        RotaryTables(length: 16, dimensions: width / heads, dtype: .float64),
        style: $0 == "halves" ? .halves : .interleaved)
    }
    let layer = MultiHeadAttention(
      width: width, heads: heads, kvHeads: s.kvHeads, hasBias: s.hasBias ?? true, rotary: rotary,
      key: key, dtype: .float64)
    return try differences(layer) { layer, x in
      [
        layer(
          x["query"]!, key: x["key"], value: x["value"], mask: x["mask"], keyMask: x["keyMask"],
          isCausal: s.isCausal ?? false)
      ]
    }
  }

  private func transformerDifferences(_ key: RandomKey) throws -> [String] {
    let s = line.settings
    let sizes = s.sizes!
    let settings = TransformerSettings(
      width: sizes[0], heads: sizes[1], hidden: sizes[2], dropout: 0,
      activation: try activation(s.activation ?? "relu"), isNormFirst: s.isNormFirst ?? false,
      hasBias: s.hasBias ?? true, dtype: .float64)
    let isCausal = s.isCausal ?? false
    switch s.layer {
    case "TransformerEncoderLayer":
      return try differences(TransformerEncoderLayer(settings, key: key)) { layer, x in
        [layer(x["x"]!, mask: nil, keyMask: x["keyMask"], isCausal: isCausal)]
      }
    case "TransformerEncoder":
      return try differences(TransformerEncoder(settings, count: s.count!, key: key)) { layer, x in
        [layer(x["x"]!, mask: nil, keyMask: x["keyMask"], isCausal: isCausal)]
      }
    case "TransformerDecoderLayer":
      return try differences(TransformerDecoderLayer(settings, key: key)) { layer, x in
        [
          layer(
            x["x"]!, memory: x["memory"]!, keyMask: x["keyMask"],
            memoryKeyMask: x["memoryKeyMask"], isCausal: isCausal)
        ]
      }
    default:
      return try differences(TransformerDecoder(settings, count: s.count!, key: key)) { layer, x in
        [
          layer(
            x["x"]!, memory: x["memory"]!, keyMask: x["keyMask"],
            memoryKeyMask: x["memoryKeyMask"], isCausal: isCausal)
        ]
      }
    }
  }
}
