// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Whether a model can be served so, and how fast.
public enum ServingOutcome: Sendable, Hashable {
  /// It fits.
  case fits(ServingEstimate)
  /// Weights, keys and values need more memory than there is.
  case doesNotFit(needed: Gigabytes, available: Gigabytes, largestBatch: Int)

  /// The estimate, where it fits.
  public var estimate: ServingEstimate? {
    if case .fits(let estimate) = self { estimate } else { nil }
  }
}

/// How fast a model is served.
public struct ServingEstimate: Sendable, Hashable {
  /// What one step of the batch takes.
  public let step: Seconds
  /// Tokens per second of all GPUs together.
  public let rate: TokenRate
  /// Reading one prompt alone at the same efficiency: the least time to the first token.
  public let prefill: Seconds
  /// What weights, keys and values take.
  public let memory: Gigabytes
  /// What of the memory is usable.
  public let available: Gigabytes
}

extension ServingPlan {
  /// Weights, keys and values of a batch, and the overhead.
  ///
  /// - Complexity: O(1).
  public var memory: Gigabytes {
    let values = model.keyValueBytesPerToken(bytesPerValue: bytesPerValue)
    return (model.weightBytes(bytesPerWeight: bytesPerWeight) + batch * meanContext * values)
      .gigabytes + overhead
  }

  /// How fast the plan is, or that it does not fit.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)`` as ``validate()``.
  /// - Complexity: O(1).
  public func estimate() throws(EconomicsError) -> ServingOutcome {
    try validate()
    let available = accelerator.memory * Double(gpus) * Self.usableMemory
    let needed = memory
    guard needed <= available else {
      return .doesNotFit(
        needed: needed, available: available, largestBatch: largestBatch(in: available))
    }
    let g = Double(gpus)
    let values = model.keyValueBytesPerToken(bytesPerValue: bytesPerValue)
    let read =
      model.weightBytes(read: batch, bytesPerWeight: bytesPerWeight)
      + batch * meanContext * values
    let reading = read / (accelerator.bandwidth * g * efficiency.bandwidth)
    let operations = FLOPs(batch * 2 * Double(model.activeParameters) * (1 + prompt / output))
    let rate = accelerator.peak * g * efficiency.compute
    let computing = operations / rate
    let together =
      overlap == .added ? reading + computing : Swift.max(reading, computing)
    let step = efficiency.overhead + together
    return .fits(
      ServingEstimate(
        step: step, rate: TextTokens(batch) / step,
        prefill: model.prefillFLOPs(prompt: prompt) / rate, memory: needed, available: available))
  }

  /// The most sequences that fit, 0 where not even the weights do.
  private func largestBatch(in available: Gigabytes) -> Int {
    let weights = model.weightBytes(bytesPerWeight: bytesPerWeight).gigabytes + overhead
    let sequence =
      (model.keyValueBytesPerToken(bytesPerValue: bytesPerValue) * meanContext).gigabytes
    guard weights < available, sequence.value > 0 else { return 0 }
    return Int(((available - weights) / sequence).rounded(.down))
  }
}
