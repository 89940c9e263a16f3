// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, https://doi.org/10.1145/2063384.2063405): a block of
/// four 32-bit words from a counter of four and a key of two.
package enum Philox {
  /// The block of one counter.
  ///
  /// - Parameters:
  ///   - counter: which block.
  ///   - key: which sequence.
  /// - Complexity: O(1).
  package static func block(
    counter: InlineArray<4, UInt32>, key: InlineArray<2, UInt32>
  ) -> InlineArray<4, UInt32> {
    var result = InlineArray<4, UInt32>(repeating: 0)
    withUnsafePointer(to: counter) { counter in
      withUnsafePointer(to: key) { key in
        withUnsafeMutablePointer(to: &result) { out in
          tc_philox(
            UnsafeRawPointer(counter).assumingMemoryBound(to: UInt32.self),
            UnsafeRawPointer(key).assumingMemoryBound(to: UInt32.self),
            UnsafeMutableRawPointer(out).assumingMemoryBound(to: UInt32.self))
        }
      }
    }
    return result
  }
}
