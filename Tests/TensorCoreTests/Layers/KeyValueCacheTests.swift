// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import TestSupport
import Testing

@Suite struct KeyValueCacheTests {
  static func encoder(_ kvHeads: Int?, rotary: Bool, first: Bool = true) -> TransformerEncoder {
    let settings = TransformerSettings(
      width: 32, heads: 4, kvHeads: kvHeads, hidden: 64, isNormFirst: first,
      rotary: rotary ? RotaryPositions(RotaryTables(length: 64, dimensions: 8)) : nil)
    return TransformerEncoder(settings, count: 3, key: RandomKey(seed: 1))
  }

  @Test(arguments: [nil, 2, 1], [false, true])
  func stepsGiveTheBitsOfTheWholeSequence(kvHeads: Int?, rotary: Bool) {
    let model = Self.encoder(kvHeads, rotary: rotary, first: rotary)
    let x = Tensor.randomNormal([2, 17, 32], key: RandomKey(seed: 2))
    let whole = model(x, mask: nil, isCausal: true)
    for cut in [[17], [1, 16], [5, 7, 5], Array(repeating: 1, count: 17)] {
      var caches = model.makeCaches(batch: 2, capacity: 20)
      var parts: [Tensor] = []
      var start = 0
      for count in cut {
        parts.append(model(x.sliced(start..<(start + count), axis: 1), caches: &caches))
        start += count
      }
      #expect(caches.allSatisfy { $0.length == 17 })
      #expect(Tensor.concat(parts, axis: 1).bytes == whole.bytes, "\(cut)")
    }
  }

  @Test func aDecoderGeneratesAsItReads() {
    let settings = TransformerSettings(width: 16, heads: 2, hidden: 32)
    let model = TransformerDecoder(settings, count: 2, key: RandomKey(seed: 1))
    let (x, memory) = (
      Tensor.randomNormal([2, 6, 16], key: RandomKey(seed: 2)),
      Tensor.randomNormal([2, 4, 16], key: RandomKey(seed: 3))
    )
    let whole = model(x, memory: memory, isCausal: true)
    var caches = model.makeCaches(batch: 2, capacity: 6)
    let parts = (0..<6).map {
      model(x.sliced($0..<($0 + 1), axis: 1), memory: memory, caches: &caches)
    }
    #expect(Tensor.concat(parts, axis: 1).bytes == whole.bytes)
  }

  @Test func truncationGoesBackInTime() {
    let model = Self.encoder(nil, rotary: true)
    let x = Tensor.randomNormal([1, 8, 32], key: RandomKey(seed: 2))
    var caches = model.makeCaches(batch: 1, capacity: 8)
    _ = model(x.sliced(0..<5, axis: 1), caches: &caches)
    let saved = caches
    let first = model(x.sliced(5..<8, axis: 1), caches: &caches)
    for index in caches.indices { caches[index].truncate(to: 5) }
    #expect(model(x.sliced(5..<8, axis: 1), caches: &caches).bytes == first.bytes)
    // A copy is a value of its own.
    var other = saved
    #expect(model(x.sliced(5..<8, axis: 1), caches: &other).bytes == first.bytes)
    #expect(saved[0].length == 5)
  }

  @Test func paddingOfAPromptIsNotSeen() {
    let model = Self.encoder(nil, rotary: false).layers[0].selfAttention
    let x = Tensor.randomNormal([2, 6, 32], key: RandomKey(seed: 2))
    let seen = Tensor([true, true, true, true, true, true, false, false, true, true, true, true])
      .reshaped(to: [2, 6])
    let whole = model(x, keyMask: seen, isCausal: true)
    var cache = model.makeCache(batch: 2, capacity: 6)
    let head = model(x.sliced(0..<4, axis: 1), cache: &cache, keyMask: seen.sliced(0..<4, axis: 1))
    let tail = model(x.sliced(4..<6, axis: 1), cache: &cache, keyMask: seen)
    #expect(Tensor.concat([head, tail], axis: 1).bytes == whole.bytes)
  }

  @Test func appendingCopiesNothingOfThePast() async {
    await #expect(processExitsWith: .success) {
      // 64 MiB of past, 4 KiB of new positions.
      var cache = KeyValueCache(batch: 1, heads: 8, capacity: 8192, keyWidth: 128)
      let new = Tensor.ones([1, 8, 1, 128])
      cache.append(keys: new, values: new)
      let before = TensorRuntime.poolStatistics
      for _ in 0..<1000 {
        cache.append(keys: new, values: new)
        precondition(cache.keys.shape == [1, 8, cache.length, 128])
      }
      let after = TensorRuntime.poolStatistics
      precondition(
        after.peakBytesInUse - before.bytesInUse < 1 << 20, "\(before) \(after)")
      precondition(cache.keys.sum().item() == Double(1001 * 8 * 128))
    }
  }

  @Test func whatDoesNotFitIsAnErrorAndLeavesTheCacheAlone() throws {
    var cache = KeyValueCache(batch: 2, heads: 3, capacity: 4, keyWidth: 5, valueWidth: 6)
    let (keys, values) = (Tensor.ones([2, 3, 3, 5]), Tensor.ones([2, 3, 3, 6]))
    cache.append(keys: keys, values: values)
    let wrong: [(Tensor, Tensor)] = [
      (keys, values), (.ones([2, 3, 1, 4]), .ones([2, 3, 1, 6])),
      (.ones([1, 3, 1, 5]), .ones([1, 3, 1, 6])), (.ones([2, 3, 1, 5]), .ones([2, 3, 2, 6])),
      (.ones([2, 3, 5]), .ones([2, 3, 6])),
    ]
    for (keys, values) in wrong {
      #expect(throws: TensorError.self) {
        try withTensorErrors { _ = cache.append(keys: keys, values: values) }
      }
      #expect(cache.length == 3)
      #expect(cache.values.bytes == Tensor.ones([2, 3, 3, 6]).bytes)
    }
    let layer = MultiHeadAttention(width: 8, heads: 2, key: RandomKey(seed: 1))
    var small = layer.makeCache(batch: 1, capacity: 2)
    #expect(throws: TensorError.self) {
      try withTensorErrors { _ = layer(Tensor.ones([1, 3, 8]), cache: &small) }
    }
    #expect(small.length == 0)
    let settings = TransformerSettings(width: 8, heads: 2, hidden: 16)
    let decoder = TransformerDecoder(settings, count: 2, key: RandomKey(seed: 1))
    var caches = decoder.makeCaches(batch: 2, capacity: 4)
    #expect(throws: TensorError.self) {
      try withTensorErrors {
        _ = decoder(.ones([2, 1, 8]), memory: .ones([1, 3, 8]), caches: &caches)
      }
    }
    #expect(caches.map(\.length) == [0, 0])
    caches[1].append(keys: .ones([2, 2, 4, 4]), values: .ones([2, 2, 4, 4]))
    #expect(throws: TensorError.self) {
      try withTensorErrors {
        _ = decoder(.ones([2, 1, 8]), memory: .ones([2, 3, 8]), caches: &caches)
      }
    }
    #expect(caches.map(\.length) == [0, 4])
  }

  @Test func aGradientThatWouldBeLostIsAnError() throws {
    let layer = MultiHeadAttention(width: 8, heads: 2, key: RandomKey(seed: 1))
    let x = Tensor.ones([1, 3, 8])
    #expect(throws: TensorError.self) {
      try withTensorErrors {
        try valueAndGradient(at: layer) { layer in
          var cache = layer.makeCache(batch: 1, capacity: 3)
          return layer(x, cache: &cache).sum()
        }
      }
    }
    let (value, _) = try valueAndGradient(at: layer) { layer in
      let known = withoutGradient {
        var cache = layer.makeCache(batch: 1, capacity: 3)
        return layer(x, cache: &cache)
      }
      return (layer(x, isCausal: true) - known).square().sum()
    }
    #expect(value.item() == 0)
  }
}
