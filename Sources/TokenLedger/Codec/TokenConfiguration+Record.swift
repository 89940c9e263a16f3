// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension TokenConfiguration: RecordCodable {
  /// Name, symbol, decimals, address, chain.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(name)
    encoder.write(symbol)
    encoder.write(decimals)
    encoder.write(address)
    encoder.write(chainID)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    self.init(
      name: try decoder.readString(), symbol: try decoder.readString(),
      decimals: try decoder.readUInt8(), address: try Address(from: &decoder),
      chainID: try decoder.readUInt64())
  }
}
