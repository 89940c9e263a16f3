// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// Data of any structure that is signed (https://eips.ethereum.org/EIPS/eip-712), as wallets take it:
/// the argument of `eth_signTypedData_v4`.
///
/// ```swift
/// let data = try JSONDecoder().decode(TypedData.self, from: json)
/// let signature = signer.sign(try data.digest())
/// ```
///
/// Whatever would be shown but not be hashed is refused: fields that their type has not, and null.
/// A value is written in one way only: what wallets may read differently, as a number with a
/// fraction or an address with a wrong checksum, is refused too.
public struct TypedData: Sendable, Decodable {
  /// A field of a struct.
  public struct Field: Sendable, Hashable, Decodable {
    /// The name.
    public let name: String
    /// The type: of the ABI, of another struct, or an array of such.
    public let type: String

    /// Creates a field.
    public init(name: String, type: String) {
      self.name = name
      self.type = type
    }
  }

  /// The structs by name, each with its fields in the order of hashing. `EIP712Domain` may be among
  /// them: then the domain has exactly these fields.
  public let types: [String: [Field]]
  /// The name of the message's struct.
  public let primaryType: String
  /// What the signature is bound to.
  public let domain: [String: TypedValue]
  /// The fields of the message.
  public let message: [String: TypedValue]

  /// The name of the domain's own struct.
  static let domainType = "EIP712Domain"

  /// Creates typed data.
  public init(
    types: [String: [Field]], primaryType: String, domain: [String: TypedValue],
    message: [String: TypedValue]
  ) {
    self.types = types
    self.primaryType = primaryType
    self.domain = domain
    self.message = message
  }

  /// The struct's type and those of the structs in it, ordered by name:
  /// `Mail(Person from,string text)Person(string name)`.
  ///
  /// - Throws: ``TypedDataError``.
  /// - Complexity: O(n) for n fields.
  public func encodedType() throws(TypedDataError) -> String {
    try TypedDataHasher(types: types).encodedType(of: primaryType)
  }

  /// keccak of ``encodedType()``.
  ///
  /// - Throws: ``TypedDataError``.
  /// - Complexity: O(n) for n fields.
  public func typeHash() throws(TypedDataError) -> Digest {
    Keccak256.hash(try encodedType().utf8)
  }

  /// The digest of the message.
  ///
  /// - Throws: ``TypedDataError``.
  /// - Complexity: O(n) for n values.
  public func structHash() throws(TypedDataError) -> Digest {
    var hasher = try TypedDataHasher(types: types)
    return try hasher.structHash(of: message, type: primaryType, path: primaryType, depth: 0)
  }

  /// The digest of the domain.
  ///
  /// - Throws: ``TypedDataError``: a field that is not the standard's.
  /// - Complexity: O(n) for n bytes.
  public func domainSeparator() throws(TypedDataError) -> Digest {
    // In the order of the standard, whatever order the data has.
    let standard = [
      Field(name: "name", type: "string"), Field(name: "version", type: "string"),
      Field(name: "chainId", type: "uint256"), Field(name: "verifyingContract", type: "address"),
      Field(name: "salt", type: "bytes32"),
    ]
    let fields = types[Self.domainType] ?? standard.filter { domain[$0.name] != nil }
    for field in fields where !standard.contains(field) {
      throw .invalidDomain(field: "\(field.type) \(field.name)")
    }
    var hasher = try TypedDataHasher(types: [Self.domainType: fields])
    return try hasher.structHash(
      of: domain, type: Self.domainType, path: Self.domainType, depth: 0)
  }

  /// What is signed: keccak of 0x19, 0x01, ``domainSeparator()`` and ``structHash()``. Where the
  /// primary type is the domain itself, there is no message.
  ///
  /// - Throws: ``TypedDataError``.
  /// - Complexity: O(n) for n values.
  public func digest() throws(TypedDataError) -> Digest {
    var hasher = Keccak256.Hasher()
    hasher.update(0x19)
    hasher.update(0x01)
    hasher.update(try domainSeparator())
    if primaryType != Self.domainType { hasher.update(try structHash()) }
    return hasher.finalize()
  }
}
