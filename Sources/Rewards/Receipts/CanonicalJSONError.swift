// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why text is no canonical JSON. Offsets count bytes from the beginning.
@nonexhaustive
public enum CanonicalJSONError: Error, Hashable, Sendable {
  /// Something else stands where `expected` has to.
  case syntax(expected: String, offset: Int)
  /// A field is not there.
  case missingField(String, offset: Int)
  /// A field that there is not, or not here.
  case unknownField(String, offset: Int)
  /// A field that stands there twice.
  case duplicateField(String, offset: Int)
  /// A field has a value that it cannot have, or writes it in another way than the canonical one.
  case invalidValue(field: String, value: String, offset: Int)
  /// Something follows the end.
  case trailingBytes(count: Int, offset: Int)
}

extension CanonicalJSONError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .syntax(let expected, let offset):
      "At byte \(offset) there should be \(expected)."
    case .missingField(let name, let offset):
      "The field \"\(name)\" is missing at byte \(offset)."
    case .unknownField(let name, let offset):
      "There is no field \"\(name)\" as at byte \(offset)."
    case .duplicateField(let name, let offset):
      "The field \"\(name)\" stands at byte \(offset) for the second time."
    case .invalidValue(let field, let value, let offset):
      "\"\(value)\" at byte \(offset) is no canonical value of \"\(field)\"."
    case .trailingBytes(let count, let offset):
      "\(count) bytes follow the end at byte \(offset)."
    }
  }
}
