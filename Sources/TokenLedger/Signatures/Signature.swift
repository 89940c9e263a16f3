// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// An ECDSA signature on secp256k1 with the bit that lets the signer be recovered.
///
/// The value holds whatever came from outside: whether it may count is asked with ``flaw`` or
/// ``signer(of:recoverer:)``.
public struct Signature: Sendable, Hashable, Codable {
  /// 27 or 28 in a valid signature: whether the point over `r` has an even or an odd y.
  public let v: UInt8
  /// The x coordinate of the signer's one-time point.
  public let r: UInt256
  /// The proof that the signer has the key.
  public let s: UInt256

  /// The number of points of secp256k1 (SEC 2, 2.4.1, https://www.secg.org/sec2-v2.pdf).
  public static let curveOrder = UInt256(
    0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFE, 0xBAAE_DCE6_AF48_A03B, 0xBFD2_5E8C_D036_4141)

  /// The greatest `s` that is accepted, half of ``curveOrder`` rounded down (EIP-2,
  /// https://eips.ethereum.org/EIPS/eip-2).
  public static let greatestLowS = UInt256(
    0x7FFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF, 0x5D57_6E73_57A4_501D, 0xDFE9_2F46_681B_20A0)

  /// Creates a signature of its parts, unchecked.
  public init(v: UInt8, r: UInt256, s: UInt256) {
    self.v = v
    self.r = r
    self.s = s
  }

  /// Reads the usual 65 bytes: r, s, v.
  ///
  /// - Throws: ``SignatureError/length(_:)`` for any other number of bytes.
  public init(bytes: some Collection<UInt8>) throws(SignatureError) {
    guard bytes.count == 65, let v = bytes.dropFirst(64).first,
      let r = UInt256(bigEndianBytes: bytes.prefix(32)),
      let s = UInt256(bigEndianBytes: bytes.dropFirst(32).prefix(32))
    else { throw .length(bytes.count) }
    self.init(v: v, r: r, s: s)
  }

  /// Reads the 64 bytes of EIP-2098 (https://eips.ethereum.org/EIPS/eip-2098): r, and s with the bit
  /// of v on top.
  ///
  /// Decide for one form where a signature may be used once only: both forms of one signature are
  /// valid, so the bytes of a signature are no key for what has been used.
  ///
  /// - Throws: ``SignatureError/length(_:)`` for any other number of bytes.
  public init(compactBytes bytes: some Collection<UInt8>) throws(SignatureError) {
    guard bytes.count == 64, let r = UInt256(bigEndianBytes: bytes.prefix(32)),
      let word = UInt256(bigEndianBytes: bytes.dropFirst(32))
    else { throw .length(bytes.count) }
    let (limb0, limb1, limb2, limb3) = word.limbs
    self.init(
      v: 27 + UInt8(truncatingIfNeeded: limb3 >> 63), r: r,
      s: UInt256(limb3 & (.max >> 1), limb2, limb1, limb0))
  }

  /// The 65 bytes r, s, v.
  ///
  /// - Complexity: O(1).
  public var bytes: [UInt8] { r.bigEndianBytes + s.bigEndianBytes + [v] }

  /// The 64 bytes of EIP-2098, or nil where `v` or `s` leave no room for the bit.
  ///
  /// - Complexity: O(1).
  public var compactBytes: [UInt8]? {
    let (limb0, limb1, limb2, limb3) = s.limbs
    guard v == 27 || v == 28, limb3 >> 63 == 0 else { return nil }
    let word = UInt256(limb3 | UInt64(v - 27) << 63, limb2, limb1, limb0)
    return r.bigEndianBytes + word.bigEndianBytes
  }

  /// The first reason, without any arithmetic on the curve, why this signature counts for nobody;
  /// nil where there is none.
  ///
  /// The order is that of the contracts: high `s`, `v`, then what ecrecover itself refuses (`r` and a
  /// zero `s`).
  ///
  /// - Complexity: O(1).
  public var flaw: SignatureError? {
    if s > Self.greatestLowS { return .highS(s) }
    if v != 27 && v != 28 { return .badV(v) }
    if r.isZero || r >= Self.curveOrder { return .rOutOfRange(r) }
    if s.isZero { return .zeroS }
    return nil
  }

  /// Who signed `digest`.
  ///
  /// What contracts answer to each reason, found by running them; all check in this order, those
  /// without an error of their own for `v` leave it to ecrecover:
  ///
  /// | reason | OpenZeppelin 5 | OpenZeppelin 4 | snekmate | FiatToken |
  /// |---|---|---|---|---|
  /// | ``SignatureError/highS(_:)`` | `ECDSAInvalidSignatureS(s)` | `…signature 's' value` | `…signature (s) value`, s in backticks | `…signature 's' value` |
  /// | ``SignatureError/badV(_:)`` | `ECDSAInvalidSignature()` | `…signature 'v' value` | `…invalid signature` | `…signature 'v' value` |
  /// | all others | `ECDSAInvalidSignature()` | `…invalid signature` | `…invalid signature` | `…invalid signature` |
  ///
  /// The texts begin with `ECDSA: `, `ecdsa: ` and `ECRecover: `. Since release 4.8 OpenZeppelin has
  /// no text for `v` either.
  ///
  /// - Parameters:
  ///   - digest: what was signed, hashed already.
  ///   - recoverer: the implementation of the curve.
  /// - Throws: ``SignatureError`` where nobody did.
  /// - Complexity: O(1), one recovery of some 50 µs.
  public func signer(
    of digest: Digest, recoverer: some SignatureRecovering
  ) throws(SignatureError) -> Address {
    if let flaw { throw flaw }
    guard let signer = recoverer.recoverSigner(of: digest, v: v, r: r, s: s) else {
      throw .noSigner
    }
    return signer
  }
}
