// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CSecp256k1
internal import ExactArithmetic
internal import LedgerPrimitives
internal import TokenLedger

/// The calls into libsecp256k1: the only file of the money floor with unsafe code.
///
/// Every buffer is an array or a local whose size the header states (32, 64 and 65 bytes), lent for
/// the time of one call; the library keeps no pointer.
enum Curve {
  /// The point whose key made the signature, nil where there is none or an argument is out of range.
  ///
  /// - Parameter parity: 0 or 1. 2 and 3 stand for an x of the order and more; ecrecover has no way to
  ///   say that.
  static func recover(digest: Digest, parity: Int32, r: UInt256, s: UInt256) -> PublicKey? {
    precondition((0...1).contains(parity), "The parity of a point is 0 or 1, not \(parity).")
    let context = unsafe Context.shared.pointer
    var signature = secp256k1_ecdsa_recoverable_signature()
    guard
      unsafe secp256k1_ecdsa_recoverable_signature_parse_compact(
        context, &signature, r.bigEndianBytes + s.bigEndianBytes, parity) == 1
    else { return nil }
    var point = secp256k1_pubkey()
    guard unsafe secp256k1_ecdsa_recover(context, &point, &signature, digest.bytes) == 1 else {
      return nil
    }
    return unsafe serialized(&point)
  }

  /// The point that belongs to a private key, nil for zero and for the order and more.
  static func publicKey(of privateKey: UInt256) -> PublicKey? {
    var point = secp256k1_pubkey()
    guard
      unsafe secp256k1_ec_pubkey_create(
        Context.shared.pointer, &point, privateKey.bigEndianBytes) == 1
    else { return nil }
    return unsafe serialized(&point)
  }

  /// A signature with the one-time number of RFC 6979 and a low s.
  ///
  /// - Parameter privateKey: one that ``publicKey(of:)`` accepts.
  static func sign(digest: Digest, privateKey: UInt256) -> Signature {
    let context = unsafe Context.shared.pointer
    var signature = secp256k1_ecdsa_recoverable_signature()
    // nil stands for the library's default, RFC 6979 without extra data.
    let signed = unsafe secp256k1_ecdsa_sign_recoverable(
      context, &signature, digest.bytes, privateKey.bigEndianBytes, nil, nil)
    precondition(signed == 1, "A valid key signs every digest.")
    var bytes = [UInt8](repeating: 0, count: 64)
    var parity: Int32 = 0
    _ = unsafe secp256k1_ecdsa_recoverable_signature_serialize_compact(
      context, &bytes, &parity, &signature)
    guard let r = UInt256(bigEndianBytes: bytes.prefix(32)),
      let s = UInt256(bigEndianBytes: bytes.suffix(32)), (0...1).contains(parity)
    else {
      // 2 and 3 need an x of the order and more: one point in 2¹²⁷, which nobody has ever seen.
      preconditionFailure("The one-time point's x is below the order.")
    }
    return Signature(v: 27 + UInt8(parity), r: r, s: s)
  }

  @unsafe private static func serialized(_ point: inout secp256k1_pubkey) -> PublicKey {
    var bytes = [UInt8](repeating: 0, count: 65)
    var count = bytes.count
    _ = unsafe secp256k1_ec_pubkey_serialize(
      Context.shared.pointer, &bytes, &count, &point, UInt32(SECP256K1_EC_UNCOMPRESSED))
    // The first byte says that both coordinates follow.
    return PublicKey(bytes: Array(bytes.dropFirst()))
  }
}

/// The library's context: its blinding, made once and never changed.
///
/// `@unchecked Sendable`: secp256k1.h promises that any number of threads may use one context at once
/// in calls that take it as `const`, which are all those above. The only call that changes it is in
/// the initializer, before anyone else has the pointer, and `static let` runs that once.
@safe private final class Context: @unchecked Sendable {
  static let shared = Context()

  @unsafe let pointer: OpaquePointer

  private init() {
    guard let context = unsafe secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE)) else {
      preconditionFailure("libsecp256k1 has no memory for a context.")
    }
    // Hides from a listener how a key is worked with; results do not depend on it.
    var random = SystemRandomNumberGenerator()
    let seed = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
    _ = unsafe secp256k1_context_randomize(context, seed)
    unsafe pointer = context
  }
}
