// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Attention of several heads (Vaswani et al. 2017, https://arxiv.org/abs/1706.03762), with PyTorch's
/// parameters: one weight for the projections of queries, keys and values, and one for the result's.
///
/// Sequences are [batch, positions, width]. A mask is true where a query sees a key, as for
/// ``Tensor/scaledDotProductAttention(query:key:value:mask:isCausal:scale:causalOffset:window:softcap:dropout:dropoutKey:)``.
public struct MultiHeadAttention: Module {
  /// [width + 2 · kvHeads · width / heads, width]: rows for queries, for keys, for values.
  @Parameter public var inProjectionWeight: Tensor
  /// One for each row of the weight; `nil` for none.
  @Parameter public var inProjectionBias: Tensor?
  /// The projection of the result.
  public var outProjection: Linear
  /// What is added to the weight of the projections by an adapter.
  public internal(set) var adapter: LowRankAdapter?
  /// What is added to the projection of queries alone.
  public internal(set) var queryAdapter: LowRankAdapter?
  /// What is added to the projection of keys alone.
  public internal(set) var keyAdapter: LowRankAdapter?
  /// What is added to the projection of values alone.
  public internal(set) var valueAdapter: LowRankAdapter?
  /// Numbers of a position.
  public let width: Int
  /// Number of heads of queries.
  public let heads: Int
  /// Number of heads of keys and values; neighbouring heads of queries share one.
  public let kvHeads: Int
  /// Turns queries and keys by their positions; `nil` for attention that knows no positions.
  public var rotary: RotaryPositions?
  /// What drops out of the weights of the softmax in training.
  public var dropout: Dropout

  /// Attention with random weights and biases of zeros.
  ///
  /// - Parameters:
  ///   - width: numbers of a position.
  ///   - heads: number of heads of queries; divides `width`.
  ///   - kvHeads: number of heads of keys and values (Ainslie et al. 2023,
  ///     https://arxiv.org/abs/2305.13245); divides `heads`. As many as of queries where `nil`.
  ///   - hasBias: whether the projections add a bias.
  ///   - dropout: rate with which weights of the softmax drop out in training.
  ///   - rotary: turns queries and keys by their positions.
  ///   - key: where the weights follow from.
  ///   - dtype: float32 or float64.
  public init(
    width: Int, heads: Int, kvHeads: Int? = nil, hasBias: Bool = true, dropout: Double = 0,
    rotary: RotaryPositions? = nil, key: RandomKey, dtype: DType = .float32
  ) {
    let kvHeads = kvHeads ?? heads
    precondition(
      heads >= 1 && width % heads == 0 && kvHeads >= 1 && heads % kvHeads == 0,
      "MultiHeadAttention of width \(width) with \(heads) heads and \(kvHeads) of keys")
    self.width = width
    self.heads = heads
    self.kvHeads = kvHeads
    self.rotary = rotary
    self.dropout = Dropout(dropout)
    let rows = width + 2 * kvHeads * (width / heads)
    let (first, second) = key.split()
    inProjectionWeight = Initializer.xavierUniform()([rows, width], key: first, dtype: dtype)
    inProjectionBias = hasBias ? .zeros([rows], dtype: dtype) : nil
    outProjection = Linear(
      inputs: width, outputs: width, hasBias: hasBias, initialization: .xavierUniform(),
      key: second, dtype: dtype)
  }

  /// Self-attention, or attention to another sequence.
  ///
  /// - Parameters:
  ///   - query: [batch, n, width].
  ///   - key: [batch, m, width]; `query` itself where `nil`.
  ///   - value: [batch, m, width]; `key` where `nil`.
  ///   - mask: of a shape that broadcasts to [batch, heads, n, m]: ``DType/bool``, true where a query sees a
  ///     key, or numbers that are added to the scaled products.
  ///   - keyMask: [batch, m] of ``DType/bool``, true for keys that are there, false for padding: the
  ///     opposite of PyTorch's `key_padding_mask`.
  ///   - isCausal: whether query i sees the keys j ≤ i alone.
  /// - Returns: [batch, n, width]; a query that sees no key has a mean of zeros.
  /// - Complexity: O(batch · (n + m) · width² + batch · n · m · width).
  public func callAsFunction(
    _ query: Tensor, key: Tensor? = nil, value: Tensor? = nil, mask: Tensor? = nil,
    keyMask: Tensor? = nil, isCausal: Bool = false
  ) -> Tensor {
    for x in [query, key, value, mask, keyMask] {
      if let x, x.isPoisoned { return .passingPoison(x) }
    }
    do throws(TensorError) {
      let (q, k, v) = try project(query, key, value)
      return attend(
        turned(q, by: 0), turned(k, by: 0), v,
        mask: try combined(mask, keyMask, batch: query.shape[0], keys: k.shape[2]),
        isCausal: isCausal, offset: 0)
    } catch {
      return .failure(error)
    }
  }

  /// Causal self-attention of positions that follow those of a cache, which takes them in.
  ///
  /// - Parameters:
  ///   - x: [batch, n, width], the next positions.
  ///   - cache: of this layer, made by ``makeCache(batch:capacity:)``.
  ///   - keyMask: [batch, positions so far and new] of ``DType/bool``, true for keys that are there.
  /// - Returns: [batch, n, width].
  /// - Complexity: O(batch · n · width² + batch · n · positions · width).
  public func callAsFunction(
    _ x: Tensor, cache: inout KeyValueCache, keyMask: Tensor? = nil
  ) -> Tensor {
    for tensor in [x, keyMask] {
      if let tensor, tensor.isPoisoned { return .passingPoison(tensor) }
    }
    do throws(TensorError) {
      let past = cache.length
      let (q, k, v) = try project(x, nil, nil)
      let mask = try combined(
        nil, keyMask, batch: x.shape[0], keys: past + k.shape[2])
      let (query, key) = (turned(q, by: past), turned(k, by: past))
      guard !key.isPoisoned, !query.isPoisoned else { return .passingPoison(query, key) }
      guard cache.append(keys: key, values: v) else { return .passingPoison(query) }
      return attend(
        query, cache.keys, cache.values, mask: mask, isCausal: true, offset: past)
    } catch {
      return .failure(error)
    }
  }

  /// An empty cache for this layer.
  ///
  /// - Parameters:
  ///   - batch: number of sequences.
  ///   - capacity: number of positions there is room for.
  public func makeCache(batch: Int, capacity: Int) -> KeyValueCache {
    KeyValueCache(
      batch: batch, heads: kvHeads, capacity: capacity, keyWidth: width / heads,
      dtype: inProjectionWeight.dtype)
  }

  /// `in_proj_weight`, `in_proj_bias`, those of adapters, and those of `out_proj`.
  public mutating func visitParameters(_ visit: ParameterVisitor) {
    visit("in_proj_weight", &_inProjectionWeight)
    visit("in_proj_bias", &_inProjectionBias)
    let weight = "in_proj_weight"
    let rows = partRows
    visit.adapter("in_proj_", of: weight, &_inProjectionWeight, &adapter)
    visit.adapter(
      "q_proj.", of: "q_proj", in: weight, rows: rows[0], &_inProjectionWeight, &queryAdapter)
    visit.adapter(
      "k_proj.", of: "k_proj", in: weight, rows: rows[1], &_inProjectionWeight, &keyAdapter)
    visit.adapter(
      "v_proj.", of: "v_proj", in: weight, rows: rows[2], &_inProjectionWeight, &valueAdapter)
    visit("out_proj", &outProjection)
  }

  private func attend(
    _ q: Tensor, _ k: Tensor, _ v: Tensor, mask: Tensor?, isCausal: Bool, offset: Int
  ) -> Tensor {
    let (rate, key) = dropout.current
    let seen = Tensor.scaledDotProductAttention(
      query: q, key: k, value: v, mask: mask, isCausal: isCausal, causalOffset: offset,
      dropout: rate, dropoutKey: key)
    if seen.isPoisoned { return .passingPoison(seen) }
    let shape = seen.shape
    return outProjection(
      seen.swappingAxes(1, 2).reshaped(to: [shape[0], shape[2], width]))
  }

  private func turned(_ x: Tensor, by offset: Int) -> Tensor {
    guard let rotary else { return x }
    return x.rotaryEmbedding(rotary.tables, offset: offset, style: rotary.style)
  }

  /// Queries, keys and values, [batch, heads, positions, width / heads] each.
  private func project(
    _ query: Tensor, _ key: Tensor?, _ value: Tensor?
  ) throws(TensorError) -> (Tensor, Tensor, Tensor) {
    for x in [query, key ?? query, value ?? query] {
      guard x.rank == 3, x.shape[2] == width, x.shape[0] == query.shape[0] else {
        throw .shapeMismatch(
          operation: "MultiHeadAttention", left: x.shape,
          right: [query.shape.first ?? 1, -1, width],
          axis: nil)
      }
    }
    if let key, let value, key.shape != value.shape {
      throw .shapeMismatch(
        operation: "MultiHeadAttention value", left: key.shape, right: value.shape, axis: nil)
    }
    let rows = partRows
    let adapters = [queryAdapter, keyAdapter, valueAdapter]
    let sources = [query, key ?? query, value ?? key ?? query]
    // Neighbouring parts of the same sequence are one product.
    let joins =
      key == nil && value == nil ? [0..<3] : value == nil ? [0..<1, 1..<3] : [0..<1, 1..<2, 2..<3]
    var parts: [Tensor] = []
    for join in joins {
      let all = rows[join.lowerBound].lowerBound..<rows[join.upperBound - 1].upperBound
      let projected = projection(sources[join.lowerBound], all)
      if let poison = projected.node as? PoisonNode { throw poison.error }
      for index in join {
        let part =
          (rows[index].lowerBound - all.lowerBound)..<(rows[index].upperBound - all.lowerBound)
        var x = join.count == 1 ? projected : projected.sliced(part, axis: 2)
        if let adapter = adapters[index] { x = x + adapter(sources[index]) }
        let count = part.count / (width / heads)
        parts.append(
          x.reshaped(to: [x.shape[0], x.shape[1], count, width / heads]).swappingAxes(1, 2))
      }
    }
    return (parts[0], parts[1], parts[2])
  }

  /// The rows of the weight for queries, for keys, for values.
  private var partRows: [Range<Int>] {
    let size = kvHeads * (width / heads)
    return [0..<width, width..<(width + size), (width + size)..<(width + 2 * size)]
  }

  /// The product of a sequence with some rows of the weight.
  private func projection(_ x: Tensor, _ rows: Range<Int>) -> Tensor {
    let isAll = rows.count == inProjectionWeight.shape[0]
    func cut(_ tensor: Tensor) -> Tensor { isAll ? tensor : tensor.sliced(rows) }
    let result = Tensor.linear(
      x, weight: cut(inProjectionWeight), bias: inProjectionBias.map(cut))
    guard let adapter else { return result }
    let change = adapter(x)
    return result + (isAll ? change : change.sliced(rows, axis: 2))
  }

  /// One mask for both, of a shape that broadcasts to [batch, heads, n, m].
  private func combined(
    _ mask: Tensor?, _ keyMask: Tensor?, batch: Int, keys: Int
  ) throws(TensorError) -> Tensor? {
    guard let keyMask else { return mask }
    guard keyMask.shape == [batch, keys], keyMask.dtype == .bool else {
      throw .shapeMismatch(
        operation: "MultiHeadAttention key mask of \(keyMask.dtype)", left: [batch, keys],
        right: keyMask.shape, axis: nil)
    }
    let seen = keyMask.reshaped(to: [batch, 1, 1, keys])
    guard let mask else { return seen }
    return mask.dtype == .bool ? mask .& seen : .where(seen, mask, -.infinity)
  }
}
