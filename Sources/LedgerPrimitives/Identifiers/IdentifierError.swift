// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why a text is no identifier.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum IdentifierError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text is not `0x` and 40 hexadecimal digits.
  case addressSyntax(text: String)
  /// The upper and lower case of the address is not that of its EIP-55 checksum: a digit is wrong.
  case addressChecksum(text: String, expected: String)
  /// An identifier of the kind must have at least one character.
  case empty(kind: String)
  /// The identifier has more than `limit` bytes of UTF-8.
  case tooLong(kind: String, bytes: Int, limit: Int)
  /// The identifier has a character that cannot be seen, by its Unicode number.
  case invisibleCharacter(kind: String, scalar: UInt32)

  /// One sentence with the values.
  public var description: String {
    switch self {
    case .addressSyntax(let text):
      "\"\(text)\" is no address: 0x and 40 hexadecimal digits."
    case .addressChecksum(let text, let expected):
      "\"\(text)\" has a wrong checksum: \(expected) was meant, or another digit is wrong."
    case .empty(let kind):
      "A \(kind) id has at least one character."
    case .tooLong(let kind, let bytes, let limit):
      "A \(kind) id of \(bytes) bytes is longer than \(limit)."
    case .invisibleCharacter(let kind, let scalar):
      "A \(kind) id must not hold the invisible character "
        + "U+\(String(scalar, radix: 16, uppercase: true))."
    }
  }
}
