// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// What an entry or an account carries for its user: numbers the books keep and never look at.
///
/// As TigerBeetle's `user_data_128`, `user_data_64` and `user_data_32`: a name in another system, a
/// time, a reason. They are of fixed size so that nobody keeps documents in a ledger.
public struct UserData: Sendable, Hashable {
  /// 128 bits, as the id of an order.
  public var word128: UInt128
  /// 64 bits, as a time.
  public var word64: UInt64
  /// 32 bits, as the code of a reason.
  public var word32: UInt32

  /// Nothing to carry.
  public static let none = UserData()

  /// Creates data of three numbers.
  public init(word128: UInt128 = 0, word64: UInt64 = 0, word32: UInt32 = 0) {
    self.word128 = word128
    self.word64 = word64
    self.word32 = word32
  }
}

extension UserData: RecordCodable {
  /// 28 bytes: 16, 8 and 4, each the most significant first.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(UInt64(truncatingIfNeeded: word128 >> 64))
    encoder.write(UInt64(truncatingIfNeeded: word128))
    encoder.write(word64)
    encoder.write(word32)
  }

  /// Reads 28 bytes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let high = try decoder.readUInt64()
    let low = try decoder.readUInt64()
    self.init(
      word128: UInt128(high) << 64 | UInt128(low), word64: try decoder.readUInt64(),
      word32: try decoder.readUInt32())
  }
}
