// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives
public import TokenLedger

/// A private key that signs: for tests, tools and services that hold their own key.
///
/// ```swift
/// let signer = try Secp256k1Signer(privateKey: key)
/// let signature = signer.sign(message.digest(in: domain))
/// ```
///
/// The one-time number is that of RFC 6979 (https://www.rfc-editor.org/rfc/rfc6979): the same key
/// and digest always give the same signature, and no randomness is needed. `s` is always low. The
/// arithmetic takes the same time for every key and its order of steps is blinded.
///
/// The key lies in ordinary memory for as long as the value lives and is not wiped. It is never
/// printed: neither value nor errors show it.
public struct Secp256k1Signer: Sendable {
  private let privateKey: UInt256
  /// The address that belongs to the key: the last 20 bytes of the Keccak-256 digest of the public
  /// key.
  public let address: Address

  /// Why a number is no private key.
  @nonexhaustive
  public enum KeyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key is zero or not below the order of the curve.
    case outOfRange
    /// The key has not 32 bytes.
    case length(Int)

    /// One sentence.
    public var description: String {
      switch self {
      case .outOfRange: "A private key lies in 1 to below the order of the curve."
      case .length(let count): "A private key has 32 bytes, not \(count)."
      }
    }
  }

  /// Creates a signer of a key.
  ///
  /// - Throws: ``KeyError/outOfRange``.
  public init(privateKey: UInt256) throws(KeyError) {
    guard let publicKey = Curve.publicKey(of: privateKey) else { throw .outOfRange }
    self.privateKey = privateKey
    address = publicKey.address
  }

  /// Creates a signer of a key in 32 bytes, the most significant first.
  ///
  /// - Throws: ``KeyError``.
  public init(privateKey bytes: some Collection<UInt8>) throws(KeyError) {
    guard bytes.count == 32, let key = UInt256(bigEndianBytes: bytes) else {
      throw .length(bytes.count)
    }
    try self.init(privateKey: key)
  }

  /// Signs a digest.
  ///
  /// - Complexity: O(1), some 30 µs.
  public func sign(_ digest: Digest) -> Signature {
    Curve.sign(digest: digest, privateKey: privateKey)
  }
}

extension Secp256k1Signer: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable
{
  /// The address, never the key.
  public var description: String { "signer of \(address)" }

  /// The address, never the key.
  public var debugDescription: String { description }

  /// The address, never the key: so `dump` does not print it either.
  public var customMirror: Mirror { Mirror(self, children: ["address": address]) }
}
