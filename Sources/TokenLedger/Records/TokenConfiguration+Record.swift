// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension TokenConfiguration: RecordCodable {
  /// Name, symbol, decimals, address, chain, dialect, features.
  public func encode(into encoder: inout RecordEncoder) {
    encodeCore(into: &encoder)
    encoder.write(dialect)
    encoder.write(features)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let core = try TokenConfiguration(coreFrom: &decoder)
    self.init(
      name: core.name, symbol: core.symbol, decimals: core.decimals, address: core.address,
      chainID: core.chainID, dialect: try Dialect(from: &decoder),
      features: try TokenFeatures(from: &decoder))
  }

  /// Whether this is plain EIP-20 as OpenZeppelin 5 has it, which needs no more words.
  var isPlain: Bool { dialect == .openZeppelin5 && features == TokenFeatures() }

  /// Name, symbol, decimals, address, chain.
  func encodeCore(into encoder: inout RecordEncoder) {
    encoder.write(name)
    encoder.write(symbol)
    encoder.write(decimals)
    encoder.write(address)
    encoder.write(chainID)
  }

  /// Reads what ``encodeCore(into:)`` writes.
  init(coreFrom decoder: inout RecordDecoder) throws(RecordError) {
    self.init(
      name: try decoder.readString(), symbol: try decoder.readString(),
      decimals: try decoder.readUInt8(), address: try Address(from: &decoder),
      chainID: try decoder.readUInt64())
  }
}
