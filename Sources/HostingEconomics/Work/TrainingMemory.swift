// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The memory one GPU needs to train a GPT in tensor and pipeline parallel, after Korthikanti and
/// others 2022 (https://arxiv.org/abs/2205.05198).
///
/// ```text
/// parameters, gradients, optimizer = 12·h²·l/(t·pp) · 18
/// activations            = s·b·h·(10 + 24/t + 5·a·s/(h·t))·l·(1 + (pp−1)/(pp·v))
/// selective, sequence-parallel = 34·s·b·h/t·l·(1 + (pp−1)/(pp·v))
/// ```
///
/// The last factor is there where stages are interleaved (v > 1). Embeddings are left out, as in the
/// paper's figure.
public struct TrainingMemory: Sendable, Hashable {
  /// What is kept for the backward pass.
  public enum Activations: String, Sendable, Hashable, Codable, CaseIterable {
    /// Everything.
    case all
    /// Attention is computed again, and the rest is split along the sequence.
    case selective
    /// Only what enters each layer: 2·s·b·h per layer.
    case recomputed
  }

  /// l: the layers.
  public var layers: Int
  /// h: the channels.
  public var width: Int
  /// a: the heads.
  public var heads: Int
  /// s: tokens of a sequence.
  public var sequence: Int
  /// b: sequences of a micro-batch.
  public var microBatch: Int
  /// t: GPUs that share a layer.
  public var tensorParallel: Int
  /// pp: stages of the pipeline.
  public var pipelineParallel: Int
  /// v: pieces of the model per stage.
  public var interleaving: Int

  /// Creates a setting; its results check it.
  public init(
    layers: Int, width: Int, heads: Int, sequence: Int, microBatch: Int, tensorParallel: Int,
    pipelineParallel: Int = 1, interleaving: Int = 1
  ) {
    self.layers = layers
    self.width = width
    self.heads = heads
    self.sequence = sequence
    self.microBatch = microBatch
    self.tensorParallel = tensorParallel
    self.pipelineParallel = pipelineParallel
    self.interleaving = interleaving
  }

  private func validate() throws(EconomicsError) {
    for (name, value) in [
      ("layers", layers), ("width", width), ("heads", heads), ("sequence", sequence),
      ("micro-batch", microBatch), ("tensor-parallel GPUs", tensorParallel),
      ("pipeline stages", pipelineParallel), ("pieces per stage", interleaving),
    ] {
      try require(name, Double(value), in: 1...1e7)
    }
  }

  /// Weights, gradients and the optimizer's state: 18 bytes a parameter in mixed precision.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  public func state() throws(EconomicsError) -> Bytes {
    try validate()
    let h = Double(width)
    return Bytes(
      12 * h * h * Double(layers) / Double(tensorParallel * pipelineParallel) * 18)
  }

  /// What is kept for the backward pass.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  public func activations(_ kept: Activations = .all) throws(EconomicsError) -> Bytes {
    try validate()
    let (s, b, h, t) = (
      Double(sequence), Double(microBatch), Double(width), Double(tensorParallel)
    )
    let (a, p, v) = (Double(heads), Double(pipelineParallel), Double(interleaving))
    let inFlight = pipelineParallel > 1 && interleaving > 1 ? 1 + (p - 1) / (p * v) : 1
    let perLayer: Double
    switch kept {
    case .all: perLayer = s * b * h * (10 + 24 / t + 5 * a * s / (h * t))
    case .selective: perLayer = 34 * s * b * h / t
    case .recomputed: perLayer = 2 * s * b * h
    }
    return Bytes(perLayer * Double(layers) * inFlight)
  }

  /// Whether state and activations fit into one GPU's memory, of which 0.9 is taken to be usable.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  public func fits(
    _ memory: Gigabytes, keeping kept: Activations = .all
  ) throws(EconomicsError) -> Bool {
    let needed = try state() + activations(kept)
    return needed <= memory.bytes * ServingPlan.usableMemory
  }
}
