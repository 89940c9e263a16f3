// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The keys and values of the positions that an attention has seen, so that a model that generates text
/// computes each of them once.
///
/// Memory for the whole capacity is taken when it is made. Appending writes the new positions behind the
/// others and copies nothing of them, as long as no copy of the cache and no view of ``keys`` or ``values``
/// is alive; where one is, it keeps what it shows, at the cost of a copy.
///
/// ```swift
/// var cache = KeyValueCache(batch: 1, heads: 4, capacity: 256, keyWidth: 32)
/// for token in prompt { x = attention(embed(token), cache: &cache) }
/// cache.truncate(to: prompt.count)  // and try another continuation
/// ```
///
/// No gradient passes a cache: appending what a gradient is being recorded for is an error, so that none is lost
/// unnoticed. Inside ``withoutGradient(_:)`` nothing is recorded.
public struct KeyValueCache: Sendable {
  /// Number of sequences.
  public let batch: Int
  /// Number of heads of keys and values.
  public let heads: Int
  /// Number of positions there is room for.
  public let capacity: Int
  /// Number of positions that are kept.
  public private(set) var length = 0
  /// [batch, heads, width, capacity]: key beside key, as attention reads them, so that nothing is packed.
  private var keyStore: Tensor
  /// [batch, heads, capacity, width].
  private var valueStore: Tensor

  /// An empty cache.
  ///
  /// - Parameters:
  ///   - batch: number of sequences.
  ///   - heads: number of heads of keys and values.
  ///   - capacity: number of positions there is room for.
  ///   - keyWidth: numbers of a key in one head.
  ///   - valueWidth: numbers of a value in one head; as of a key where `nil`.
  ///   - dtype: element type.
  /// - Complexity: O(batch · heads · capacity · width).
  public init(
    batch: Int, heads: Int, capacity: Int, keyWidth: Int, valueWidth: Int? = nil,
    dtype: DType = .float32
  ) {
    self.batch = batch
    self.heads = heads
    self.capacity = capacity
    keyStore = .zeros([batch, heads, keyWidth, capacity], dtype: dtype)
    valueStore = .zeros([batch, heads, capacity, valueWidth ?? keyWidth], dtype: dtype)
  }

  /// The keys, [batch, heads, length, width]: a view.
  public var keys: Tensor { view(keyStore, positions: 3, width: 2) }
  /// The values, [batch, heads, length, width]: a view.
  public var values: Tensor { view(valueStore, positions: 2, width: 3) }

  /// What is kept of a store whose axes these are.
  private func view(_ store: Tensor, positions: Int, width: Int) -> Tensor {
    var layout = store.layout
    (layout.dims[2], layout.dims[3]) = (length, store.layout.dims[width])
    layout.strides[2] = store.layout.strides[positions]
    layout.strides[3] = store.layout.strides[width]
    layout.count = batch * heads * length * layout.dims[3]
    layout.updateDensity()
    return Tensor(viewing: store, layout)
  }

  /// Adds positions.
  ///
  /// Keys or values that do not fit, and more positions than there is room for, are mistakes as of any
  /// operation: they trap, or inside `withTensorErrors` throw and leave the cache as it is.
  ///
  /// - Parameters:
  ///   - keys: [batch, heads, new, width].
  ///   - values: [batch, heads, new, width].
  /// - Returns: whether they were added; always true outside of `withTensorErrors`.
  /// - Complexity: O(batch · heads · new · width).
  @discardableResult public mutating func append(keys: Tensor, values: Tensor) -> Bool {
    if keys.isPoisoned || values.isPoisoned {
      _ = Tensor.passingPoison(keys, values)
      return false
    }
    guard fits(keys, width: keyStore.layout.dims[2], count: keys.layout.dims[2]),
      fits(values, width: valueStore.layout.dims[3], count: keys.layout.dims[2])
    else { return false }
    if keys.isTracked || values.isTracked {
      _ = Tensor.failure(.notDifferentiable(operation: "KeyValueCache"))
      return false
    }
    let end = length + keys.layout.dims[2]
    guard end <= capacity else {
      _ = Tensor.failure(
        .indexOutOfRange(operation: "KeyValueCache", index: end - 1, bound: capacity))
      return false
    }
    do throws(TensorError) {
      try Self.write(
        keys.cast(to: keyStore.dtype).swappingAxes(2, 3), to: &keyStore, from: length)
      try Self.write(
        values.cast(to: valueStore.dtype), to: &valueStore,
        from: length &* valueStore.layout.dims[3])
    } catch {
      _ = Tensor.failure(error)
      return false
    }
    length = end
    return true
  }

  /// Whether new keys or values have the shape of those that are kept; says so where they have not.
  private func fits(_ new: Tensor, width: Int, count: Int) -> Bool {
    let dims = new.layout.dims
    if new.rank == 4, dims[0] == batch, dims[1] == heads, dims[2] == count, dims[3] == width {
      return true
    }
    _ = Tensor.failure(
      .shapeMismatch(
        operation: "KeyValueCache", left: new.shape, right: [batch, heads, capacity, width],
        axis: nil))
    return false
  }

  /// Writes positions behind those that are kept, from one element of the store on.
  private static func write(
    _ x: Tensor, to store: inout Tensor, from element: Int
  ) throws(TensorError) {
    try store.makeWritable()
    Kernels.copyElements(x, into: store, from: element)
  }

  /// Forgets the last positions.
  ///
  /// - Parameter length: how many are kept, at most as many as there are.
  /// - Complexity: O(1).
  public mutating func truncate(to length: Int) {
    precondition(
      (0...self.length).contains(length),
      "a KeyValueCache of \(self.length) positions is truncated to \(length)")
    self.length = length
  }
}
