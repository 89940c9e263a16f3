// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// An entry of a journal: what a machine is told, in bytes that mean the same forever.
///
/// | bytes | what |
/// |---|---|
/// | 3 | `TCR` |
/// | 1 | version of this frame: 1 |
/// | 2 | kind: which machine |
/// | 1 | version of the body, counted by that machine |
/// | 4 | length of the body |
/// | … | the body, as ``RecordEncoder`` writes it |
///
/// The frame begins with letters, so that a record never passes for the node of a ``MerkleTree``.
public struct Record: Sendable, Hashable {
  /// Which machine it belongs to.
  public let kind: RecordKind
  /// How the body is written.
  public let version: UInt8
  /// What the machine is told.
  public let body: [UInt8]

  /// Creates a record.
  public init(kind: RecordKind, version: UInt8, body: [UInt8]) {
    self.kind = kind
    self.version = version
    self.body = body
  }

  private static let frame: [UInt8] = [0x54, 0x43, 0x52, 0x01]

  /// The bytes that are hashed and kept.
  ///
  /// - Complexity: O(n) for n bytes of body.
  public var canonicalBytes: [UInt8] {
    var encoder = RecordEncoder(expecting: Record.frame.count + 7 + body.count)
    encoder.writeRaw(Record.frame)
    encoder.write(kind.rawValue)
    encoder.write(version)
    encoder.write(body)
    return encoder.bytes
  }

  /// The Keccak-256 digest of ``canonicalBytes``.
  ///
  /// - Complexity: O(n) for n bytes of body.
  public var digest: Digest { Keccak256.hash(canonicalBytes) }

  /// Reads what ``canonicalBytes`` gives.
  ///
  /// - Throws: ``RecordError`` where the bytes are anything else, by one bit or one byte.
  public init(canonicalBytes bytes: [UInt8]) throws(RecordError) {
    var decoder = RecordDecoder(bytes)
    guard bytes.starts(with: Record.frame) else { throw .notARecord }
    _ = try decoder.readRaw(Record.frame.count)
    kind = RecordKind(rawValue: try decoder.readUInt16())
    version = try decoder.readUInt8()
    body = try decoder.readBytes()
    try decoder.finish()
  }

  /// The value the body holds.
  ///
  /// - Parameters:
  ///   - type: what it is.
  ///   - kind: the machine that reads it.
  ///   - versions: the body versions that machine reads.
  /// - Throws: ``RecordError`` for a record of another kind, of a version beyond these, or with a
  ///   body that is no such value.
  public func decode<Value: RecordCodable>(
    _ type: Value.Type, kind: RecordKind, versions: ClosedRange<UInt8>
  ) throws(RecordError) -> Value {
    guard self.kind == kind else { throw .wrongKind(self.kind, expected: kind) }
    guard versions.contains(version) else {
      throw .unsupportedVersion(version, kind: kind, supported: versions)
    }
    return try Value(recordBytes: body)
  }
}
