// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Finds out who signed.
///
/// The module `Secp256k1Recovery` implements it on libsecp256k1. This module knows only the
/// protocol, so that whoever needs no signatures builds no cryptography.
///
/// An implementation answers as the precompiled contract ecrecover of the Ethereum machine does
/// (Yellow Paper, appendix E): for the same arguments always the same, and it accepts a high s. What
/// a token accepts beyond that is decided by ``Signature/signer(of:recoverer:)``.
public protocol SignatureRecovering: Sendable {
  /// The address whose key made the signature over `digest`.
  ///
  /// - Parameters:
  ///   - digest: what was signed, hashed already.
  ///   - v: 27 or 28, which of the two points over `r` is meant.
  ///   - r: from 1 to below the order of the curve.
  ///   - s: from 1 to below the order of the curve.
  /// - Returns: nil where an argument is out of its range or no key could have made the signature;
  ///   then ecrecover returns nothing.
  func recoverSigner(of digest: Digest, v: UInt8, r: UInt256, s: UInt256) -> Address?
}
