// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension Block: RecordCodable {
  /// Number and time, eight bytes each.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(number)
    encoder.write(timestamp)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    self.init(number: try decoder.readUInt64(), timestamp: try decoder.readUInt64())
  }
}
