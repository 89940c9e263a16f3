// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// Draws one peer's batches: every sample once in each pass, in an order that only the key, the
/// peer and the pass decide.
struct BatchSampler: Sendable {
  private let key: RandomKey
  private let count: Int
  private var order: [Int] = []
  private var position = 0
  private var pass: UInt64 = 0

  /// - Precondition: `count` ≥ 1.
  init(key: RandomKey, peer: Int, count: Int) {
    precondition(count >= 1, "peer \(peer) holds no samples")
    self.key = key.child(UInt64(peer))
    self.count = count
  }

  /// The next `size` samples; a pass that ends within the batch is followed by the next.
  mutating func next(_ size: Int) -> [Int] {
    var batch: [Int] = []
    batch.reserveCapacity(size)
    while batch.count < size {
      if position == order.count {
        order = key.child(pass).permutation(count)
        pass += 1
        position = 0
      }
      let take = Swift.min(size - batch.count, order.count - position)
      batch += order[position..<position + take]
      position += take
    }
    return batch
  }
}
