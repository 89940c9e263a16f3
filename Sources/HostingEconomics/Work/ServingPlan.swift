// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A model served on some GPUs: what one step takes, how many tokens a second come out, and whether it
/// fits at all.
///
/// ```text
/// t_step = t0 + (W(b) + b·ctx·KV)/(g·BW·η_bw) + b·2·N_active·(1 + p/o)/(g·peak·MFU)
/// rate   = b/t_step,   ctx = p + o/2
/// ```
///
/// With prompts and answers mixed in one batch the parts add up, which fits measured throughput; for
/// one isolated phase the longer part hides the other (``Overlap/hidden``), as llm-analysis and Epoch
/// take it.
public struct ServingPlan: Sendable, Hashable {
  /// Whether reading memory and computing overlap.
  public enum Overlap: String, Sendable, Hashable, Codable, CaseIterable {
    /// Their times add up: mixed prompts and answers.
    case added
    /// The longer one hides the other: one phase alone.
    case hidden
  }

  /// The model.
  public var model: TransformerShape
  /// The GPU.
  public var accelerator: Accelerator
  /// g: how many GPUs share the model.
  public var gpus: Int
  /// b: sequences in a batch.
  public var batch: Double
  /// p: tokens of a prompt.
  public var prompt: Double
  /// o: tokens of an answer.
  public var output: Double
  /// Bytes of a weight: 2 in bf16, 1 in fp8.
  public var bytesPerWeight: Double
  /// Bytes of a kept key or value.
  public var bytesPerValue: Double
  /// How much of the sheet numbers is reached.
  public var efficiency: Efficiency
  /// Whether memory and compute overlap.
  public var overlap: Overlap
  /// Memory for everything else, on all GPUs together.
  public var overhead: Gigabytes

  /// Creates a plan; ``estimate()`` checks it.
  public init(
    model: TransformerShape, accelerator: Accelerator, gpus: Int = 1, batch: Double,
    prompt: Double = 200, output: Double = 400, bytesPerWeight: Double = 2,
    bytesPerValue: Double = 2, efficiency: Efficiency = .standard, overlap: Overlap = .added,
    overhead: Gigabytes = .zero
  ) {
    self.model = model
    self.accelerator = accelerator
    self.gpus = gpus
    self.batch = batch
    self.prompt = prompt
    self.output = output
    self.bytesPerWeight = bytesPerWeight
    self.bytesPerValue = bytesPerValue
    self.efficiency = efficiency
    self.overlap = overlap
    self.overhead = overhead
  }

  /// The share of memory that is taken to be usable.
  public static let usableMemory = 0.9

  /// The mean context of a sequence while its answer is written.
  public var meanContext: Double { prompt + output / 2 }

  /// Checks the numbers.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  public func validate() throws(EconomicsError) {
    try model.validate()
    try accelerator.validate()
    try efficiency.validate()
    try require("the number of GPUs", Double(gpus), in: 1...100_000)
    guard batch.isFinite, batch > 0, batch <= 1e7 else {
      throw .outOfRange("the batch", value: batch, allowed: "above 0 and at most 10⁷")
    }
    try require("the prompt in tokens", prompt, in: 0...1e9)
    guard output.isFinite, output > 0, output <= 1e9 else {
      throw .outOfRange("the answer in tokens", value: output, allowed: "above 0 and at most 10⁹")
    }
    try require("the bytes of a weight", bytesPerWeight, in: 0.125...16)
    try require("the bytes of a value", bytesPerValue, in: 0.125...16)
    try requireNotNegative("the overhead in GB", overhead.value)
  }
}
