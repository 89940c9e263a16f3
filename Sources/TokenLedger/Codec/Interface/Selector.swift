// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// The first four bytes of the digest of a function's or an error's signature.
struct Selector: Hashable, Sendable {
  let rawValue: UInt32

  /// The selector of a signature, as `transfer(address,uint256)`.
  init(of signature: String) {
    rawValue = Keccak256.hash(signature.utf8).bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The first four of `bytes`, nil where there are fewer.
  init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count >= 4 else { return nil }
    rawValue = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The four bytes.
  var bytes: [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: rawValue >> $0) }
  }
}
