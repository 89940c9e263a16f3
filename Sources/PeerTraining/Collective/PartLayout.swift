// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How a vector is cut into one part for each reducer.
///
/// Parts are equal to one block of the int8 codec, so that no block is cut; the last may be shorter,
/// or empty where the vector has fewer blocks than there are peers.
public struct PartLayout: Sendable, Hashable {
  /// Range of each part, in order.
  public let parts: [Range<Int>]

  /// Cuts a vector of `count` values for `peers` reducers.
  ///
  /// - Precondition: `count` ≥ 0 and `peers` ≥ 1.
  public init(count: Int, peers: Int) {
    precondition(count >= 0 && peers >= 1, "\(count) values for \(peers) peers")
    let blocks = (count + Int8Codec.blockSize - 1) / Int8Codec.blockSize
    parts = (0..<peers).map { peer in
      let begin = Swift.min(count, blocks * peer / peers * Int8Codec.blockSize)
      let end = Swift.min(count, blocks * (peer + 1) / peers * Int8Codec.blockSize)
      return begin..<end
    }
  }
}
