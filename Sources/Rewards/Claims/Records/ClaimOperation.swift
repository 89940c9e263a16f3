// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A request to a book of claims, as a journal keeps it.
///
/// Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum ClaimOperation: Sendable, Hashable {
  /// Opens the book; the first operation, and only the first.
  case open(domain: Digest)
  /// ``ClaimBook/settleByClaims(_:_:threads:)``
  case settleByClaims(Round, [Claim])
  /// ``ClaimBook/settleByForeignRoot(_:funds:)``
  case settleByForeignRoot(ClaimRoot, funds: UInt256)
  /// ``ClaimBook/settleByUniswapExport(_:_:)``
  case settleByUniswapExport(Round, [Claim])
  /// ``ClaimBook/settleByEigenLayerExport(_:_:token:)``
  case settleByEigenLayerExport(Round, [Claim], token: Address)
  /// ``ClaimBook/settleByPayment(_:_:)``
  case settleByPayment(Round, [Claim])
  /// ``ClaimBook/claim(_:for:)``
  case claim(ClaimProof, for: Address)
  /// ``ClaimBook/takePayments(limit:)``
  case takePayments(limit: UInt32)
}

extension ClaimOperation: RecordCodable {
  /// The version of the records written here.
  public static let recordVersion: UInt8 = 1

  /// The operation as a journal keeps it.
  public var record: Record { Self.form.record(of: self) }

  private static let form = RecordForm(kind: .claims, version: recordVersion)

  /// Reads an operation from a journal's record.
  ///
  /// - Throws: ``ClaimError/unreadableRecord(_:)`` for a record of another kind or version, or whose bytes
  ///   are no claim operation.
  /// - Complexity: O(n) in the bytes of the record.
  public init(_ record: Record) throws(ClaimError) {
    self = try Self.form.read(record, ClaimError.unreadableRecord)
  }

  private enum Tag: UInt8 {
    case open = 1
    case settleByClaims, settleByForeignRoot, settleByUniswapExport, settleByEigenLayerExport,
      settleByPayment, claim, takePayments
  }

  /// Writes one byte for the operation, then its values.
  public func encode(into encoder: inout RecordEncoder) {
    switch self {
    case .open(let domain):
      encoder.write(Tag.open.rawValue)
      encoder.write(domain)
    case .settleByClaims(let round, let amounts):
      encoder.write(Tag.settleByClaims.rawValue)
      encoder.write(round)
      encoder.write(amounts)
    case .settleByForeignRoot(let root, let funds):
      encoder.write(Tag.settleByForeignRoot.rawValue)
      encoder.write(root)
      encoder.write(funds)
    case .settleByUniswapExport(let round, let amounts):
      encoder.write(Tag.settleByUniswapExport.rawValue)
      encoder.write(round)
      encoder.write(amounts)
    case .settleByEigenLayerExport(let round, let amounts, let token):
      encoder.write(Tag.settleByEigenLayerExport.rawValue)
      encoder.write(round)
      encoder.write(amounts)
      encoder.write(token)
    case .settleByPayment(let round, let amounts):
      encoder.write(Tag.settleByPayment.rawValue)
      encoder.write(round)
      encoder.write(amounts)
    case .claim(let proof, let account):
      encoder.write(Tag.claim.rawValue)
      encoder.write(proof)
      encoder.write(account)
    case .takePayments(let limit):
      encoder.write(Tag.takePayments.rawValue)
      encoder.write(limit)
    }
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    switch try decoder.readTag(Tag.self, of: "claim operation") {
    case .open:
      self = .open(domain: try Digest(from: &decoder))
    case .settleByClaims:
      self = .settleByClaims(
        try Round(from: &decoder), try decoder.readArray(of: Claim.self, minimumBytes: 52))
    case .settleByForeignRoot:
      self = .settleByForeignRoot(try ClaimRoot(from: &decoder), funds: try decoder.readUInt256())
    case .settleByUniswapExport:
      self = .settleByUniswapExport(
        try Round(from: &decoder), try decoder.readArray(of: Claim.self, minimumBytes: 52))
    case .settleByEigenLayerExport:
      self = .settleByEigenLayerExport(
        try Round(from: &decoder), try decoder.readArray(of: Claim.self, minimumBytes: 52),
        token: try Address(from: &decoder))
    case .settleByPayment:
      self = .settleByPayment(
        try Round(from: &decoder), try decoder.readArray(of: Claim.self, minimumBytes: 52))
    case .claim:
      self = .claim(try ClaimProof(from: &decoder), for: try Address(from: &decoder))
    case .takePayments:
      self = .takePayments(limit: try decoder.readUInt32())
    }
  }
}
