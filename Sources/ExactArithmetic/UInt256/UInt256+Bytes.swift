// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension UInt256 {
  /// The 32 bytes, the most significant first, as the Ethereum ABI writes them.
  ///
  /// - Complexity: O(1).
  public var bigEndianBytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    for limb in [limb3, limb2, limb1, limb0] {
      for shift in stride(from: UInt64(56), through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: limb &>> shift))
      }
    }
    return bytes
  }

  /// Reads at most 32 bytes, the most significant first; none is zero.
  ///
  /// - Returns: nil for more than 32 bytes.
  /// - Complexity: O(n) for n bytes.
  public init?(bigEndianBytes bytes: some Collection<UInt8>) {
    guard bytes.count <= 32 else { return nil }
    self = .zero
    for byte in bytes {
      self = shiftedLeft(by: 8)
      limb0 |= UInt64(byte)
    }
  }
}
