// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// A value that has exactly one encoding in a record.
public protocol RecordCodable {
  /// Writes the value.
  func encode(into encoder: inout RecordEncoder)

  /// Reads a value, refusing every encoding but the one ``encode(into:)`` writes.
  ///
  /// - Throws: ``RecordError``. It never traps, whatever the bytes are.
  init(from decoder: inout RecordDecoder) throws(RecordError)
}

extension RecordCodable {
  /// The bytes of this value alone.
  public var recordBytes: [UInt8] {
    // Enough for most operations, so that a journal's writer allocates once a record.
    var encoder = RecordEncoder(expecting: 128)
    encode(into: &encoder)
    return encoder.bytes
  }

  /// Reads a value that takes all of `bytes`.
  ///
  /// - Throws: ``RecordError``.
  public init(recordBytes bytes: [UInt8]) throws(RecordError) {
    var decoder = RecordDecoder(bytes)
    self = try Self(from: &decoder)
    try decoder.finish()
  }
}

extension UInt64: RecordCodable {
  /// Eight bytes.
  public func encode(into encoder: inout RecordEncoder) { encoder.write(self) }

  /// Reads eight bytes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    self = try decoder.readUInt64()
  }
}

extension UInt256: RecordCodable {
  /// 32 bytes.
  public func encode(into encoder: inout RecordEncoder) { encoder.write(self) }

  /// Reads 32 bytes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    self = try decoder.readUInt256()
  }
}

extension Ratio: RecordCodable {
  /// Numerator and denominator, 64 bytes.
  public func encode(into encoder: inout RecordEncoder) { encoder.write(self) }

  /// Reads a fraction in lowest terms.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    self = try decoder.readRatio()
  }
}

extension String: RecordCodable {
  /// The length and the UTF-8 bytes.
  public func encode(into encoder: inout RecordEncoder) { encoder.write(self) }

  /// Reads a length and as many bytes of UTF-8.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    self = try decoder.readString()
  }
}
