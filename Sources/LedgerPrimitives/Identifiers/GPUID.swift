// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The name of a GPU, a registered unit of capacity: 1 to 64 bytes of UTF-8 without invisible
/// characters.
///
/// Two are the same where their bytes are; they are ordered by unsigned bytes, on every machine
/// alike.
public struct GPUID: Sendable, Hashable {
  private let identifier: IdentifierText

  /// The name as it was given.
  public var text: String { identifier.text }

  /// Creates an id from its name.
  ///
  /// - Throws: ``IdentifierError`` where the name is empty, longer than 64 bytes or holds an
  ///   invisible character.
  public init(_ text: String) throws(IdentifierError) {
    identifier = try IdentifierText(text, kind: "GPU")
  }
}

extension GPUID: Comparable {
  /// Whether the UTF-8 bytes of `lhs` come first.
  public static func < (lhs: GPUID, rhs: GPUID) -> Bool { lhs.identifier < rhs.identifier }
}

extension GPUID: CustomStringConvertible {
  /// The name.
  public var description: String { text }
}

extension GPUID: Codable {
  /// Reads the name.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do throws(IdentifierError) {
      try self.init(text)
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.description)
    }
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

extension GPUID: RecordCodable {
  /// One byte with the length, then the UTF-8 bytes.
  public func encode(into encoder: inout RecordEncoder) { identifier.encode(into: &encoder) }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    identifier = try IdentifierText(from: &decoder, kind: "GPU")
  }
}
