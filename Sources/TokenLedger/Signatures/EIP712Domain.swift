// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What a signature is bound to (https://eips.ethereum.org/EIPS/eip-712): signed for one token on one
/// chain, it counts nowhere else.
///
/// ```swift
/// let domain = EIP712Domain(
///   name: "Tensor Credit", version: "1", chainID: 31_337, verifyingContract: token)
/// let digest = domain.digest(of: TokenMessage.permit(…).structHash)
/// ```
public struct EIP712Domain: Sendable {
  /// The name people know the signing application by, nil where the domain has none.
  public let name: String?
  /// The version of the application, nil where the domain has none.
  public let version: String?
  /// The chain's number (EIP-155), nil where the domain has none.
  public let chainID: UInt256?
  /// The contract that checks the signature, nil where the domain has none.
  public let verifyingContract: Address?
  /// 32 bytes that tell this domain from all with the same values, nil where the domain has none.
  public let salt: Digest?

  /// Which fields there are, a bit each from the lowest: name, version, chain, contract, salt. The
  /// first result of `eip712Domain()` (EIP-5267, https://eips.ethereum.org/EIPS/eip-5267).
  public let fields: UInt8

  /// keccak of the type's hash and the values: what is signed along with every message.
  public let separator: Digest

  /// Creates the domain of a token. Chain and contract have no default on purpose: what is signed for
  /// one token must not count for another.
  ///
  /// - Complexity: O(n) for n bytes of text.
  public init(
    name: String, version: String, chainID: UInt256, verifyingContract: Address,
    salt: Digest? = nil
  ) {
    self.init(
      partialName: name, version: version, chainID: chainID,
      verifyingContract: verifyingContract, salt: salt)
  }

  /// Creates a domain of any part of the standard's fields: nil leaves a field out.
  ///
  /// A domain without chain or contract binds a signature to none: not for tokens.
  ///
  /// - Complexity: O(n) for n bytes of text.
  public init(
    partialName name: String?, version: String?, chainID: UInt256?, verifyingContract: Address?,
    salt: Digest?
  ) {
    self.name = name
    self.version = version
    self.chainID = chainID
    self.verifyingContract = verifyingContract
    self.salt = salt
    fields =
      (name == nil ? 0 : 1) | (version == nil ? 0 : 2) | (chainID == nil ? 0 : 4)
      | (verifyingContract == nil ? 0 : 8) | (salt == nil ? 0 : 16)

    var hasher = Keccak256.Hasher()
    hasher.update(Self.typeHashes[Int(fields)])
    if let name { hasher.update(Keccak256.hash(Array(name.utf8))) }
    if let version { hasher.update(Keccak256.hash(Array(version.utf8))) }
    if let chainID { hasher.update(chainID.asDigest) }
    if let verifyingContract { hasher.update(verifyingContract.word) }
    if let salt { hasher.update(salt) }
    separator = hasher.finalize()
  }

  /// `EIP712Domain(…)` with the fields there are, in the order of the standard.
  public var typeText: String { Self.typeText(fields: fields) }

  /// The hashes of the types, for each set of fields.
  private static let typeHashes = (UInt8(0)..<32).map { Keccak256.hash(typeText(fields: $0).utf8) }

  private static func typeText(fields: UInt8) -> String {
    let parameters = [
      "string name", "string version", "uint256 chainId", "address verifyingContract",
      "bytes32 salt",
    ]
    let present = parameters.indices.filter { fields >> UInt8($0) & 1 == 1 }
    return "EIP712Domain(\(present.map { parameters[$0] }.joined(separator: ",")))"
  }

  /// What is signed: keccak of 0x19, 0x01, the separator and the message's hash.
  ///
  /// - Parameter structHash: of the message, as ``TokenMessage/structHash``.
  /// - Complexity: O(1).
  public func digest(of structHash: Digest) -> Digest {
    Self.digest(of: structHash, separator: separator)
  }

  /// As ``digest(of:)``, for a domain of which only the separator is known.
  static func digest(of structHash: Digest, separator: Digest) -> Digest {
    var hasher = Keccak256.Hasher()
    hasher.update(0x19)
    hasher.update(0x01)
    hasher.update(separator)
    hasher.update(structHash)
    return hasher.finalize()
  }
}

extension EIP712Domain: Hashable {
  /// Whether the same fields have the same bytes: then, and only then, the separators are the same.
  public static func == (lhs: EIP712Domain, rhs: EIP712Domain) -> Bool {
    lhs.separator == rhs.separator
  }

  /// Feeds the separator to `hasher`.
  public func hash(into hasher: inout Hasher) { hasher.combine(separator) }
}
