// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

extension Token {
  /// All units ever minted; less ``totalBurned`` they are ``totalSupply``.
  ///
  /// - Complexity: O(1).
  public var totalMinted: CumulativeAmount {
    CumulativeAmount(high: storage.value(.mintedHigh), low: storage.value(.mintedLow))
  }

  /// All units ever burned.
  ///
  /// - Complexity: O(1).
  public var totalBurned: CumulativeAmount {
    CumulativeAmount(high: storage.value(.burnedHigh), low: storage.value(.burnedLow))
  }
}

extension CumulativeAmount {
  /// The total whose two parts a token's storage holds.
  fileprivate init(high: UInt256, low: UInt256) {
    guard let high = high.asUInt64 else {
      preconditionFailure("\(high) additions beyond 256 bits were never made.")
    }
    self.init(high: high, low: low)
  }
}
