// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Module {
  /// Gives low-rank adapters to weights, and freezes everything else: what trains from now on are the
  /// adapters (Hu et al. 2021, https://arxiv.org/abs/2106.09685). Results stay the same, bit for bit.
  ///
  /// ```swift
  /// model.injectAdapters(into: ["**.self_attn", "**.linear1"], rank: 8, key: key)
  /// // … train …
  /// let small = model.adapterStateDictionary
  /// model.mergeAdapters()
  /// ```
  ///
  /// - Parameters:
  ///   - patterns: which weights: those of ``Linear`` layers and the projections of ``MultiHeadAttention``.
  ///     Its `in_proj_weight` takes one adapter; `q_proj`, `k_proj` and `v_proj` name the rows of queries,
  ///     keys and values, which take one each: `["**.q_proj", "**.v_proj"]`.
  ///   - rank: number of rows of A.
  ///   - alpha: the adapter's part is multiplied by alpha / rank; `rank` where `nil`.
  ///   - dropout: rate with which an adapter's input drops out in training.
  ///   - key: where the adapters follow from.
  /// - Precondition: every pattern matches a weight that takes adapters and has none; all other
  ///   parameters are declared with ``Parameter``.
  public mutating func injectAdapters(
    into patterns: [PathPattern], rank: Int, alpha: Double? = nil, dropout: Double = 0,
    key: RandomKey
  ) {
    precondition(rank >= 1, "adapters of rank \(rank)")
    freeze()
    let visitor = AdapterInjection(
      patterns, rank: rank, alpha: alpha ?? Double(rank), dropout: dropout, key: key)
    visitParameters(visitor)
    for (pattern, count) in zip(patterns, visitor.matches) {
      precondition(count > 0, "no weight that takes an adapter matches \(pattern)")
    }
  }

  /// Adds the adapters to the weights they change, and takes them away. What is frozen stays frozen.
  ///
  /// - Complexity: O(weights · rank).
  public mutating func mergeAdapters() {
    visitParameters(AdapterRemoval(merging: true))
  }

  /// Takes the adapters away, with all that they learned. What is frozen stays frozen.
  public mutating func removeAdapters() {
    visitParameters(AdapterRemoval(merging: false))
  }

  /// The tensors of all adapters, by path: what needs to be saved of a model whose weights are known.
  public var adapterStateDictionary: [String: Tensor] {
    var copy = self
    let paths = AdapterPaths()
    copy.visitParameters(paths)
    return stateDictionary.filter { paths.found.contains($0.key) }
  }

  /// Gives the model the adapters of a dictionary, in place of those that it has, and freezes everything
  /// else.
  ///
  /// - Parameter dictionary: from ``adapterStateDictionary``; ranks are those found in it.
  /// - Throws: ``StateDictionaryError``, which lists all that does not fit; nothing has changed then.
  public mutating func load(
    adapterStateDictionary dictionary: [String: Tensor]
  ) throws(StateDictionaryError) {
    var copy = self
    let loading = AdapterLoading(dictionary)
    copy.visitParameters(AdapterRemoval(merging: false))
    copy.freeze()
    copy.visitParameters(loading)
    try loading.error.throwIfAny(unused: dictionary, used: loading.used)
    self = copy
  }
}

/// Gives adapters to weights that match.
private final class AdapterInjection: ParameterVisitor {
  private let patterns: [PathPattern]
  private let rank: Int
  private let alpha: Double
  private let dropout: Double
  private let key: RandomKey
  private(set) var matches: [Int]
  private var count: UInt64 = 0

  init(
    _ patterns: [PathPattern], rank: Int, alpha: Double, dropout: Double, key: RandomKey
  ) {
    self.patterns = patterns
    self.rank = rank
    self.alpha = alpha
    self.dropout = dropout
    self.key = key
    matches = Array(repeating: 0, count: patterns.count)
  }

  override func visitAdapter(
    _ prefix: String, of path: String, _ weight: inout Tensor, _ adapter: inout LowRankAdapter?
  ) {
    give(patterns.indices.filter { patterns[$0].matches(path) }, path, weight, &adapter)
  }

  override func visitAdapter(
    _ prefix: String, of path: String, in whole: String, rows: Range<Int>,
    _ weight: inout Tensor, _ adapter: inout LowRankAdapter?
  ) {
    // A pattern that means the whole weight has given it an adapter already.
    let hits = patterns.indices.filter {
      patterns[$0].matches(path) && !patterns[$0].matches(whole)
    }
    if !hits.isEmpty { give(hits, path, weight.sliced(rows), &adapter) }
  }

  private func give(
    _ hits: [Int], _ path: String, _ weight: Tensor, _ adapter: inout LowRankAdapter?
  ) {
    guard !hits.isEmpty else { return }
    for hit in hits { matches[hit] += 1 }
    precondition(adapter == nil, "\(path) has an adapter already")
    adapter = LowRankAdapter(
      for: weight, rank: rank, alpha: alpha, dropout: dropout, key: key.child(count))
    count += 1
  }
}

/// Takes adapters away, and adds them to the weights before where that is asked for.
private final class AdapterRemoval: ParameterVisitor {
  private let merging: Bool

  init(merging: Bool) { self.merging = merging }

  override func visitAdapter(
    _ prefix: String, of path: String, _ weight: inout Tensor, _ adapter: inout LowRankAdapter?
  ) {
    if merging, let adapter { weight = weight + adapter.change }
    adapter = nil
  }

  override func visitAdapter(
    _ prefix: String, of path: String, in whole: String, rows: Range<Int>,
    _ weight: inout Tensor, _ adapter: inout LowRankAdapter?
  ) {
    if merging, let adapter {
      let changed = weight.sliced(rows) + adapter.change
      let rest = rows.upperBound..<weight.shape[0]
      weight = .concat([weight.sliced(0..<rows.lowerBound), changed, weight.sliced(rest)])
    }
    adapter = nil
  }
}

/// The paths of adapters.
private final class AdapterPaths: ParameterVisitor {
  private(set) var found: Set<String> = []
  private var isInside = false

  override func visitAdapter(
    _ prefix: String, of path: String, _ weight: inout Tensor, _ adapter: inout LowRankAdapter?
  ) {
    isInside = true
    super.visitAdapter(prefix, of: path, &weight, &adapter)
    isInside = false
  }

  override func visitParameter(_ path: String, _ tensor: inout Tensor, isFrozen: inout Bool?) {
    if isInside { found.insert(path) }
  }

  override func visitBuffer(_ path: String, _ buffer: inout Buffer) {
    if isInside { found.insert(path) }
  }
}

/// Gives adapters from a dictionary.
private final class AdapterLoading: ParameterVisitor {
  private let dictionary: [String: Tensor]
  private(set) var used: Set<String> = []
  private(set) var error = StateDictionaryError()

  init(_ dictionary: [String: Tensor]) { self.dictionary = dictionary }

  override func visitAdapter(
    _ prefix: String, of path: String, _ weight: inout Tensor, _ adapter: inout LowRankAdapter?
  ) {
    load(prefix, weight.shape[0], weight, &adapter)
  }

  override func visitAdapter(
    _ prefix: String, of path: String, in whole: String, rows: Range<Int>,
    _ weight: inout Tensor, _ adapter: inout LowRankAdapter?
  ) {
    load(prefix, rows.count, weight, &adapter)
  }

  private func load(
    _ prefix: String, _ rows: Int, _ weight: Tensor, _ adapter: inout LowRankAdapter?
  ) {
    let names = ["lora_A.weight", "lora_B.weight", "lora_scale"].map { full("\(prefix)\($0)") }
    let parts = names.map { dictionary[$0] }
    guard parts.contains(where: { $0 != nil }) else { return }
    used.formUnion(names)
    let rank = parts[0]?.shape.first ?? parts[1]?.shape.last ?? 1
    let shapes = [[rank, weight.shape[1]], [rows, rank], []]
    var isWhole = true
    for (name, (part, shape)) in zip(names, zip(parts, shapes)) {
      let fits = error.check(part, for: name, shape: shape, dtype: weight.dtype)
      isWhole = isWhole && fits
    }
    if isWhole, let down = parts[0], let up = parts[1], let scale = parts[2] {
      let dtype = weight.dtype
      adapter = LowRankAdapter(
        down: down.cast(to: dtype), up: up.cast(to: dtype), scale: scale.cast(to: dtype))
    }
  }
}
