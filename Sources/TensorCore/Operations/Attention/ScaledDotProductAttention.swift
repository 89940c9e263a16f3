// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

// softmax(scale Q Kᵀ + bias) V, with P the softmax:
// dV = Pᵀ g      dS = P (g Vᵀ - Σ P (g Vᵀ))      dQ = scale dS K      dK = scale dSᵀ Q      dbias = dS
extension Tensor {
  /// Scaled dot-product attention: for every query a mean of values, weighed by the softmax of its
  /// products with the keys.
  ///
  /// Computed over tiles (Dao 2023, FlashAttention-2, https://arxiv.org/abs/2307.08691): nothing of
  /// size n × m is allocated, neither here nor for gradients. Only the gradient of a floating-point mask,
  /// which is of that size itself, and second derivatives go another way. The same bits on every
  /// instruction set and with any number of threads.
  ///
  /// A query that sees no key at all, because of the mask, `isCausal`, or m = 0, gets zeros, and gradients
  /// of zero. What a query does not see has no influence on it, unless a value there is infinite or NaN.
  ///
  /// - Parameters:
  ///   - query: [.., heads, n, d], or [n, d] for a single head.
  ///   - key: [.., kvHeads, m, d]; `heads` is a multiple of `kvHeads`, and neighbouring heads of queries
  ///     share one of keys. Leading axes broadcast.
  ///   - value: [.., kvHeads, m, dv].
  ///   - mask: of a shape that broadcasts to [.., heads, n, m]: ``DType/bool``, true where a query sees
  ///     a key, or floating-point numbers that are added to the scaled products, -∞ for hidden keys.
  ///   - isCausal: whether query i sees the keys j ≤ i + `causalOffset` alone.
  ///   - scale: factor of the products; 1/√d where `nil`.
  ///   - causalOffset: position of the first query among the keys. 0 aligns the first query with the
  ///     first key, as PyTorch's `is_causal` does; m - n aligns the last with the last, as is right
  ///     where keys of a cache precede those of the queries.
  ///   - window: where given, query i sees no key before i + `causalOffset` - `window`, and tiles
  ///     outside cost nothing.
  ///   - softcap: where given, scaled products x become softcap · tanh(x / softcap), before the mask.
  ///   - dropout: probability with which a weight of the softmax becomes 0; the others are divided by
  ///     what is left.
  ///   - dropoutKey: where dropout's random numbers follow from; needed where `dropout` is not 0.
  /// - Returns: [.., heads, n, dv], of the common type of query, key and value.
  /// - Complexity: O(heads · n · m · (d + dv)) time; memory O(heads · (n + m) · (d + dv)).
  public static func scaledDotProductAttention(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor? = nil, isCausal: Bool = false,
    scale: Double? = nil, causalOffset: Int = 0, window: Int? = nil, softcap: Double? = nil,
    dropout: Double = 0, dropoutKey: RandomKey? = nil
  ) -> Tensor {
    if query.isPoisoned || key.isPoisoned || value.isPoisoned {
      return passingPoison(query, key, value)
    }
    if let mask, mask.isPoisoned { return passingPoison(mask) }
    if mask == nil, dropout == 0, dropoutKey == nil, window ?? 0 >= 0, softcap ?? 1 > 0,
      Attention.isDirect(query, key, value)
    {
      // Nothing to record and nothing to stretch: the same kernel without the lists that both need.
      do throws(TensorError) {
        return try Kernels.attention(
          Attention(
            scale: scale, width: query.layout.dims[query.rank - 1], softcap: softcap,
            isCausal: isCausal, offset: causalOffset, window: window),
          query, key, value)
      } catch {
        return failure(error)
      }
    }
    if query.rank == 2 && key.rank == 2 && value.rank == 2 {
      let result = scaledDotProductAttention(
        query: query.reshaped(to: [1] + query.shape), key: key.reshaped(to: [1] + key.shape),
        value: value.reshaped(to: [1] + value.shape), mask: mask, isCausal: isCausal, scale: scale,
        causalOffset: causalOffset, window: window, softcap: softcap, dropout: dropout,
        dropoutKey: dropoutKey)
      return result.isPoisoned ? result : result.reshaped(to: Array(result.shape.dropFirst()))
    }
    do throws(TensorError) {
      let batch = try Attention.batch(query, key, value)
      var inputs = [query, key, value].map { x in
        x.expanded(to: batch + x.shape.suffix(3))
      }
      let full = query.shape.suffix(3).prefix(2) + [key.shape[key.rank - 2]]
      var booleanMask: Tensor?
      if let mask {
        try Attention.check(mask, fits: batch + full)
        if mask.dtype == .bool {
          booleanMask = mask.detached()
        } else {
          let dtype = inputs.map(\.dtype).reduce(query.dtype, DType.promoted).floating
          inputs.append(mask.cast(to: dtype))
        }
      }
      guard window ?? 0 >= 0, softcap ?? 1 > 0 else {
        throw .invalidArgument(
          operation: Attention.name,
          reason: "a window of \(window ?? 0) and a softcap of \(softcap ?? 1)")
      }
      let operation = Attention(
        scale: scale, width: query.layout.dims[query.rank - 1], softcap: softcap,
        isCausal: isCausal, offset: causalOffset, window: window, booleanMask: booleanMask,
        dropout: try DropoutPlan(rate: dropout, key: dropoutKey, operation: Attention.name))
      return apply(operation, inputs, resultCount: 2)[0]
    } catch {
      return failure(error)
    }
  }
}

/// On query, key, value and perhaps a bias; its hidden second result are the logarithms of the softmax's
/// denominators.
struct Attention: DifferentiableGeneral {
  static let name = "scaledDotProductAttention"
  static let saves: Saves = [.input, .output]
  static let operands = OperandTypes.floating
  let scale: Double
  let softcap: Double?
  /// Query i sees the keys from i + low to i + high.
  let low: Int
  let high: Int
  let booleanMask: Tensor?
  let dropout: DropoutPlan?

  /// Whether these are of one type and shapes that fit without stretching, and none is recorded. What is not
  /// goes the way that finds out why.
  static func isDirect(_ q: Tensor, _ k: Tensor, _ v: Tensor) -> Bool {
    let rank = q.rank
    guard q.node == nil, k.node == nil, v.node == nil, rank >= 3, k.rank == rank, v.rank == rank,
      q.dtype == k.dtype, q.dtype == v.dtype, q.dtype.isComputed, q.dtype.isFloatingPoint
    else { return false }
    let (a, b, c) = (q.layout.dims, k.layout.dims, v.layout.dims)
    for axis in 0..<(rank - 3) where a[axis] != b[axis] || a[axis] != c[axis] { return false }
    let heads = b[rank - 3]
    return heads > 0 && c[rank - 3] == heads && a[rank - 3] % heads == 0
      && b[rank - 2] == c[rank - 2] && a[rank - 1] == b[rank - 1] && q.count > 0
  }

  /// The common leading axes without heads.
  static func batch(_ q: Tensor, _ k: Tensor, _ v: Tensor) throws(TensorError) -> [Int] {
    for x in [k, v] {
      guard q.rank >= 3, x.rank == q.rank else {
        throw .shapeMismatch(operation: name, left: q.shape, right: x.shape, axis: nil)
      }
    }
    let (heads, rows, columns) = (q.rank - 3, q.rank - 2, q.rank - 1)
    guard q.shape[columns] == k.shape[columns] else {
      throw .shapeMismatch(operation: name, left: q.shape, right: k.shape, axis: columns)
    }
    for axis in [heads, rows] where k.shape[axis] != v.shape[axis] {
      throw .shapeMismatch(operation: name, left: k.shape, right: v.shape, axis: axis)
    }
    let (queries, keys) = (q.shape[heads], k.shape[heads])
    guard keys == 0 ? queries == 0 : queries % keys == 0 else {
      throw .shapeMismatch(operation: name, left: q.shape, right: k.shape, axis: heads)
    }
    func leading(_ x: Tensor) throws(TensorError) -> Layout {
      try Layout(shape: Array(x.shape.dropLast(3)), operation: name)
    }
    var common = try leading(q)
    for x in [k, v] {
      let own = try leading(x)
      for axis in 0..<heads
      where own.dims[axis] != common.dims[axis] && own.dims[axis] != 1 && common.dims[axis] != 1 {
        throw .shapeMismatch(operation: name, left: q.shape, right: x.shape, axis: axis)
      }
      common = try Layout.broadcast(common, own, operation: name)
    }
    return common.shape
  }

  static func check(_ mask: Tensor, fits shape: [Int]) throws(TensorError) {
    guard mask.dtype == .bool || mask.dtype.isFloatingPoint else {
      throw .unsupportedType(operation: "\(name) mask", dtype: mask.dtype)
    }
    let full = try Layout(shape: shape, operation: name)
    let common = try Layout.broadcast(mask.layout, full, operation: "\(name) mask")
    guard common.hasShape(of: full) else {
      throw .shapeMismatch(
        operation: "\(name) mask", left: mask.shape, right: shape, axis: nil)
    }
  }

  func forward(_ inputs: [Tensor]) throws(TensorError) -> [Tensor] {
    try Kernels.attention(self, inputs)
  }

  func vjp(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?] {
    let (q, k, v) = (saved.inputs[0], saved.inputs[1], saved.inputs[2])
    let (weights, slopes, kept) = try composedWeights(saved.inputs)
    let g = grouped(saved.gradient(g, 0), k)
    let used = kept.map { weights * $0 } ?? weights
    let dv = grouped(used, k).swappingAxes(-1, -2).matmul(g)
    var dp = g.matmul(v.swappingAxes(-1, -2)).reshaped(to: weights.shape)
    if let kept { dp = dp * kept }
    let ds = weights * (dp - (weights * dp).sum(axis: -1, keepDims: true))
    let products = grouped((slopes.map { ds * $0 } ?? ds) * scale, k)
    let dq = products.matmul(k).reshaped(to: q.shape)
    let dk = products.swappingAxes(-1, -2).matmul(grouped(q, k))
    return saved.inputs.count > 3 ? [dq, dk, dv, ds] : [dq, dk, dv]
  }

  func fusedVJP(_ g: [Tensor?], _ saved: SavedGeneral) throws(TensorError) -> [Tensor?]? {
    if saved.inputs.count > 3 && saved.wants(3) { return nil }
    let gradients = try Kernels.attentionBackward(
      self, saved.inputs, outputs: saved.outputs, gradient: saved.gradient(g, 0))
    return saved.inputs.count > 3 ? gradients + [nil] : gradients
  }

  // MARK: Composed

  /// The heads of queries that share one of keys, as more rows: [.., kvHeads, group n, columns].
  private func grouped(_ x: Tensor, _ k: Tensor) -> Tensor {
    let heads = k.shape[k.rank - 3]
    let rows = heads == 0 ? 0 : x.shape[x.rank - 3] / heads * x.shape[x.rank - 2]
    return x.reshaped(to: x.shape.dropLast(3) + [heads, rows, x.shape[x.rank - 1]])
  }

  /// The softmax [.., heads, n, m], the derivative of the soft cap, and what dropout multiplies with.
  private func composedWeights(
    _ inputs: [Tensor]
  ) throws(TensorError) -> (weights: Tensor, slopes: Tensor?, kept: Tensor?) {
    let (q, k) = (inputs[0], inputs[1])
    let shape = AttentionShape(inputs)
    var scores = (grouped(q, k).matmul(k.swappingAxes(-1, -2)) * scale)
      .reshaped(to: shape.batch + [shape.n, shape.m])
    var slopes: Tensor?
    if let softcap {
      let capped = (scores / softcap).tanh()
      slopes = 1 - capped * capped
      scores = capped * softcap
    }
    if inputs.count > 3 { scores = scores + inputs[3] }
    // The logarithms of 1 and 0 are the bias of what is seen and of what is not.
    if let booleanMask { scores = scores + booleanMask.cast(to: q.dtype).log() }
    let window = (0..<shape.n).flatMap { i in
      (0..<shape.m).map { $0 >= i + low && $0 <= i + high }
    }
    if window.contains(false) {
      scores = scores + Tensor(window, shape: [shape.n, shape.m]).cast(to: q.dtype).log()
    }
    let kept = try dropout == nil ? nil : Kernels.attentionDropout(self, inputs)
    if shape.m == 0 { return (scores, slopes, kept) }
    // A row without keys: its exponentials are zeros, and dividing them by 1 leaves them so.
    let lowest = Tensor.scalar(-1e38, dtype: q.dtype)
    let top = try Kernels.binary(
      Int(TC_MAXIMUM), scores.detached().max(axis: -1, keepDims: true), lowest,
      operation: Self.name)
    let exponentials = (scores - top).exp()
    let total = exponentials.sum(axis: -1, keepDims: true)
    let isBlind = total.detached().equal(to: total.constant(0)).cast(to: q.dtype)
    return (exponentials / (total + isBlind), slopes, kept)
  }

  /// The same result from other operations.
  private func composed(_ inputs: [Tensor]) -> Tensor {
    do throws(TensorError) {
      let (weights, _, kept) = try composedWeights(inputs)
      let used = kept.map { weights * $0 } ?? weights
      return grouped(used, inputs[1]).matmul(inputs[2])
        .reshaped(to: weights.shape.dropLast() + [inputs[2].shape[inputs[2].rank - 1]])
    } catch {
      return .failure(error)
    }
  }

  static let samples: [Sample] = {
    let unlimited = 1 << 61
    func attention(
      scale: Double = 0.7, softcap: Double? = nil, low: Int? = nil, high: Int? = nil,
      mask: Tensor? = nil, dropout: DropoutPlan? = nil
    ) -> Attention {
      Attention(
        scale: scale, softcap: softcap, low: low ?? -unlimited, high: high ?? unlimited,
        booleanMask: mask, dropout: dropout)
    }
    func sample(
      _ label: String, _ shapes: [[Int]], _ attention: Attention, propagatesNaN: Bool = true
    ) -> Sample {
      Sample(
        label, shapes.map { .init($0) }, propagatesNaN: propagatesNaN,
        composed: { attention.composed($0) }
      ) { .apply(attention, $0, resultCount: 2)[0] }
    }
    let blindRow = Tensor([true, false, true, false, false, false], shape: [2, 3])
    let key = RandomKey(seed: 5)
    return [
      sample("plain", [[1, 3, 2], [1, 4, 2], [1, 4, 3]], attention()),
      sample(
        "grouped and causal", [[1, 4, 2, 2], [1, 2, 3, 2], [1, 2, 3, 1]], attention(high: 1)),
      sample(
        "bias and soft cap", [[2, 2, 2], [1, 3, 2], [1, 3, 2], [2, 3]], attention(softcap: 0.8)),
      sample(
        "a query that sees nothing", [[2, 2, 2], [2, 3, 2], [2, 3, 1]], attention(mask: blindRow)),
      sample(
        "window and dropout", [[1, 4, 2], [1, 5, 2], [1, 5, 2]],
        attention(low: -1, high: 1, dropout: .init(rate: 0.4, key: key))),
      sample("no queries", [[1, 0, 2], [1, 3, 2], [1, 3, 2]], attention()),
      sample(
        "no keys", [[1, 2, 2], [1, 0, 2], [1, 0, 2]], attention(), propagatesNaN: false),
    ]
  }()
}

@section("tc_ops") @used private let record: OperationRecord = { export(Attention.self, to: $0) }

extension Attention {
  /// As the public function is asked; `width` is d.
  init(
    scale: Double?, width: Int, softcap: Double?, isCausal: Bool, offset: Int, window: Int?,
    booleanMask: Tensor? = nil, dropout: DropoutPlan? = nil
  ) {
    // Far beyond any length, and far from overflow.
    let beyond = 1 << 60
    let offset = Swift.max(-beyond, Swift.min(beyond, offset))
    self.init(
      scale: scale ?? (width == 0 ? 1 : 1 / Double(width).squareRoot()), softcap: softcap,
      low: window.map { offset - Swift.min($0, beyond) } ?? -2 * beyond,
      high: isCausal ? offset : 2 * beyond, booleanMask: booleanMask, dropout: dropout)
  }
}
