// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension TransformerShape {
  /// Operations of attention for one token over `context` tokens: 4·L·h_q·d_h·context.
  private func attention(over context: Double) -> Double {
    4 * Double(layers * heads * headWidth) * context
  }

  /// Reading a prompt of `tokens`: 2·N_active·p + 4·L·h_q·d_h·p²/2, the half because a token attends
  /// to those before it.
  ///
  /// - Complexity: O(1).
  public func prefillFLOPs(prompt tokens: Double) -> FLOPs {
    FLOPs(2 * Double(activeParameters) * tokens + attention(over: tokens) * tokens / 2)
  }

  /// Writing one token after `context` others: 2·N_active + 4·L·h_q·d_h·context.
  ///
  /// - Complexity: O(1).
  public func decodeFLOPs(context: Double) -> FLOPs {
    FLOPs(2 * Double(activeParameters) + attention(over: context))
  }

  /// Encoding `tokens` at once where each attends to all: 2·N·p + 4·L·h·d_h·p², the embedding tables
  /// left out because they are looked up, not multiplied.
  ///
  /// - Complexity: O(1).
  public func encodeFLOPs(tokens: Double) -> FLOPs {
    let multiplied = activeParameters - vocabulary * width - positions * width
    return FLOPs(2 * Double(multiplied) * tokens + attention(over: tokens) * tokens)
  }

  /// Training on `tokens`: 6·N_active·D, or 8·N_active·D where activations are computed a second
  /// time (Kaplan and others 2020, https://arxiv.org/abs/2001.08361).
  ///
  /// - Complexity: O(1).
  public func trainingFLOPs(tokens: Double, recomputes: Bool = false) -> FLOPs {
    FLOPs((recomputes ? 8 : 6) * Double(activeParameters) * tokens)
  }

  /// One iteration of a GPT with all activations recomputed, after Narayanan and others 2021
  /// (https://arxiv.org/abs/2104.04473): 96·B·s·l·h²·(1 + s/(6h) + V/(16·l·h)).
  ///
  /// - Parameters:
  ///   - batch: B, sequences.
  ///   - sequence: s, tokens of each.
  /// - Complexity: O(1).
  public func megatronFLOPs(batch: Double, sequence: Double) -> FLOPs {
    let (l, h, s) = (Double(layers), Double(width), sequence)
    return FLOPs(
      96 * batch * s * l * h * h * (1 + s / (6 * h) + Double(vocabulary) / (16 * l * h)))
  }
}
