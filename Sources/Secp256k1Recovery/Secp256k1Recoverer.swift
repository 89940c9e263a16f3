// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives
public import TokenLedger

/// Recovers signers with libsecp256k1 (https://github.com/bitcoin-core/secp256k1).
///
/// ```swift
/// let signer = try signature.signer(of: digest, recoverer: Secp256k1Recoverer())
/// ```
///
/// Answers exactly as the precompiled contract ecrecover: `v` is 27 or 28, `r` and `s` lie in 1 to
/// below the order of the curve, a high `s` is accepted; everything else is nil. The policy against
/// a high `s` is that of `Signature`.
public struct Secp256k1Recoverer: SignatureRecovering, Hashable {
  /// Creates a recoverer. All of them are the same and may be used from any thread.
  public init() {}

  /// The address whose key made the signature over `digest`, or nil where none could have.
  ///
  /// - Complexity: O(1), some 50 µs.
  public func recoverSigner(
    of digest: Digest, v: UInt8, r: UInt256, s: UInt256
  ) -> Address? {
    guard v == 27 || v == 28 else { return nil }
    return Curve.recover(digest: digest, parity: Int32(v - 27), r: r, s: s)?.address
  }
}
