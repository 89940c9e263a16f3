// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// Why a signature counts for nobody.
///
/// The reasons are told apart because contracts answer them with different errors, see
/// ``Signature/signer(of:recoverer:)``.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum SignatureError: Error, Hashable, Sendable {
  /// The bytes are not 65 (r, s, v), or not 64 where the compact form was asked for.
  case length(Int)
  /// `s` lies above half the order of the curve: anyone can make such a twin of a valid signature,
  /// so none is accepted (EIP-2). An `s` of the order and more is among them.
  case highS(UInt256)
  /// `v` is neither 27 nor 28.
  case badV(UInt8)
  /// `r` is zero or not below the order of the curve.
  case rOutOfRange(UInt256)
  /// `s` is zero.
  case zeroS
  /// No key made this signature: `r` belongs to no point of the curve, or the key would be the point
  /// at infinity.
  case noSigner
}

extension SignatureError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .length(let count):
      "A signature has 65 bytes, or 64 in the compact form, not \(count)."
    case .highS(let s):
      "The signature's s \(s.hexText) lies above half the order of the curve."
    case .badV(let v):
      "The signature's v is 27 or 28, not \(v)."
    case .rOutOfRange(let r):
      "The signature's r \(r.hexText) is not in 1 to below the order of the curve."
    case .zeroS:
      "The signature's s is zero."
    case .noSigner:
      "No key made this signature."
    }
  }
}
