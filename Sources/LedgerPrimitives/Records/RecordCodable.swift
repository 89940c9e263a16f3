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
    var encoder = RecordEncoder()
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

extension Address: RecordCodable {
  /// 20 bytes.
  public func encode(into encoder: inout RecordEncoder) { encoder.writeRaw(bytes) }

  /// Reads 20 bytes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let raw = try decoder.readRaw(20)
    guard let address = Address(bytes: raw) else {
      preconditionFailure("An address is 20 bytes.")
    }
    self = address
  }
}

extension Digest: RecordCodable {
  /// 32 bytes.
  public func encode(into encoder: inout RecordEncoder) { encoder.writeRaw(bytes) }

  /// Reads 32 bytes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let raw = try decoder.readRaw(32)
    guard let digest = Digest(bytes: raw) else {
      preconditionFailure("A digest is 32 bytes.")
    }
    self = digest
  }
}
