// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// A point of the curve as its two coordinates, 64 bytes.
struct PublicKey {
  /// x and y, 32 bytes each, the most significant first.
  let bytes: [UInt8]

  /// The last 20 bytes of the Keccak-256 digest (Yellow Paper, appendix F).
  var address: Address { Address(lastBytesOf: Keccak256.hash(bytes)) }
}
