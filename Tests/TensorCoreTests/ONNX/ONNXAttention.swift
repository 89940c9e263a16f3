// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

extension ONNXCase {
  func attention() throws -> [Tensor?]? {
    switch op {
    case "Dropout":
      // Nothing is dropped in inference, nor at a rate of 0.
      return [
        self[0].dropout(rate: 0, key: RandomKey(seed: 1)),
        Tensor.ones(self[0].shape, dtype: .bool),
      ]
    case "RotaryEmbedding": return [rotary()]
    case "Attention": return scaledDotProduct()
    default: return nil
    }
  }

  private func rotary() -> Tensor {
    let x = heads(self[0], count: int("num_heads", 1))
    let (n, batch) = (x.shape[2], x.shape[0])
    let style: RotaryStyle = flag("interleaved") ? .interleaved : .halves
    let pairs = self[1].shape.last!
    // Tables of their own for every sequence are the rows of one table.
    let tables = RotaryTables(
      cosines: self[1].reshaped(to: [-1, pairs]), sines: self[2].reshaped(to: [-1, pairs]))
    let positions =
      optional(3)?.reshaped(to: [batch, 1, n])
      ?? Tensor.arange(batch * n, dtype: .int64).reshaped(to: [batch, 1, n])
    return joined(x.rotaryEmbedding(tables, positions: positions, style: style))
  }

  /// [batch, n, heads · d] as [batch, heads, n, d]; four axes stay as they are.
  private func heads(_ x: Tensor, count: Int) -> Tensor {
    guard x.rank == 3 else { return x }
    return x.reshaped(to: [x.shape[0], x.shape[1], count, x.shape[2] / count])
      .transposed([0, 2, 1, 3])
  }

  /// The way back, where the first input had three axes.
  private func joined(_ y: Tensor) -> Tensor {
    guard self[0].rank == 3 else { return y }
    return y.transposed([0, 2, 1, 3]).reshaped(to: [y.shape[0], y.shape[2], -1])
  }

  private func scaledDotProduct() -> [Tensor?] {
    let q = heads(self[0], count: int("q_num_heads", 1))
    var k = heads(self[1], count: int("kv_num_heads", 1))
    var v = heads(self[2], count: int("kv_num_heads", 1))
    let past = optional(4)?.shape[2] ?? 0
    if let keys = optional(4), let values = optional(5) {
      (k, v) = (Tensor.concat([keys, k], axis: 2), Tensor.concat([values, v], axis: 2))
    }
    let limits = Limits(self, queries: q.shape, keys: k.shape[2], past: past)
    let scale = number("scale", 1 / Double(q.shape[3]).squareRoot())
    let softcap = number("softcap", 0) > 0 ? number("softcap", 0) : nil
    let result = Tensor.scaledDotProductAttention(
      query: q, key: k, value: v, mask: limits.mask(optional(3), dtype: q.dtype),
      isCausal: limits.isCausal, scale: scale, causalOffset: limits.isShared ? past : 0,
      window: limits.window, softcap: softcap)
    let products =
      wanted > 3 ? scores(q, k, limits, scale: scale, softcap: softcap).cast(to: q.dtype) : nil
    return [joined(result), k, v, products]
  }

  /// The products of queries and keys, as the fourth output wants them.
  private func scores(
    _ q: Tensor, _ k: Tensor, _ limits: Limits, scale: Double, softcap: Double?
  ) -> Tensor {
    let repeated = q.shape[1] / k.shape[1]
    let keys = k.reshaped(to: [k.shape[0], k.shape[1], 1, k.shape[2], k.shape[3]])
      .expanded(to: [k.shape[0], k.shape[1], repeated, k.shape[2], k.shape[3]])
      .reshaped(to: [k.shape[0], q.shape[1], k.shape[2], k.shape[3]])
    var products = q.matmul(keys.swappingAxes(-1, -2)) * scale
    let mode = int("qk_matmul_output_mode", 0)
    if mode == 0 { return products }
    if let softcap { products = (products / softcap).tanh() * softcap }
    if mode == 1 { return products }
    products = products + limits.bias(optional(3), dtype: q.dtype)
    if mode == 2 { return products }
    // Who sees nothing has no weights: ONNX writes zeros where a softmax has no value.
    let weights = products.softmax()
    return weights.maskedFill(weights.isNaN(), 0)
  }
}

/// Which keys a query sees, beside the mask it is given.
private struct Limits {
  /// Whether the operation itself can be told; else all goes into the mask.
  let isCausal: Bool
  let window: Int?
  /// Whether queries have the same place among the keys in every sequence.
  let isShared: Bool
  /// [batch, queries, keys], of everything; and of what the operation is not told.
  private var all: [Bool] = []
  private var untold: [Bool] = []
  private let shape: [Int]

  init(_ node: ONNXCase, queries: [Int], keys m: Int, past: Int) {
    let (batch, n) = (queries[0], queries[2])
    let lengths = node.integers(6)
    isShared = lengths == nil
    let causal = node.flag("is_causal")
    let (left, right) = (node.int("left_window_size", -1), node.int("right_window_size", -1))
    isCausal = causal && isShared
    window = isCausal && left >= 0 ? left : nil
    shape = [batch, 1, n, m]
    for b in 0..<batch {
      let offset = lengths.map { $0[b] - n } ?? past
      for i in 0..<n {
        for j in 0..<m {
          let distance = i + offset - j
          let isBefore = !causal || distance >= 0
          let isNear = (left < 0 || distance <= left) && (right < 0 || -distance <= right)
          let isThere = lengths.map { j < $0[b] } ?? true
          all.append(isBefore && isNear && isThere)
          let isNearOtherwise =
            (window != nil || left < 0 || distance <= left) && (right < 0 || -distance <= right)
          untold.append((isCausal || isBefore) && isNearOtherwise && isThere)
        }
      }
    }
  }

  /// The mask for the operation: the given one, filled up to all keys, with what else is hidden.
  func mask(_ given: Tensor?, dtype: DType) -> Tensor? {
    let isFree = !untold.contains(false)
    guard let given = given.map(filled) else {
      return isFree ? nil : Tensor(untold, shape: shape)
    }
    if isFree { return given }
    return additive(given, dtype) + additive(Tensor(untold, shape: shape), dtype)
  }

  /// Everything that is added to the products.
  func bias(_ given: Tensor?, dtype: DType) -> Tensor {
    let own = additive(Tensor(all, shape: shape), dtype)
    return given.map { additive(filled($0), dtype) + own } ?? own
  }

  /// A mask for fewer keys hides the others.
  private func filled(_ mask: Tensor) -> Tensor {
    let missing = shape[3] - mask.shape.last!
    guard missing > 0 else { return mask }
    let hidden = Tensor.full(
      mask.dtype == .bool ? 0 : -.infinity, shape: mask.shape.dropLast() + [missing],
      dtype: mask.dtype)
    return Tensor.concat([mask, hidden], axis: -1)
  }

  /// 0 where a truth value is true, and -∞ where it is false.
  private func additive(_ mask: Tensor, _ dtype: DType) -> Tensor {
    guard mask.dtype == .bool else { return mask }
    let values = mask.scalars(as: Bool.self).map { $0 ? 0.0 : -.infinity }
    return Tensor(values, shape: mask.shape).cast(to: dtype)
  }
}
