// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why typed data cannot be hashed.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum TypedDataError: Error, Hashable, Sendable {
  /// A field's type is neither of the ABI nor one of the data's own.
  case unknownType(String)
  /// The primary type is not among the types.
  case noSuchStruct(String)
  /// A type has the name of one of the ABI, or no name.
  case invalidTypeName(String)
  /// A type has two fields of one name.
  case duplicateField(type: String, field: String)
  /// The message lacks a field of its type.
  case missingField(path: String)
  /// The message has a field that its type has not: it would be shown and not be signed.
  case unexpectedField(path: String)
  /// The value at a place of the message is none of its type.
  case invalidValue(path: String, type: String, value: String)
  /// An array has not as many elements as its type says.
  case wrongCount(path: String, expected: Int, found: Int)
  /// Values or types are nested deeper than the limit.
  case tooDeep(limit: Int)
  /// The domain has a field the standard does not know, or one of another type than the standard's.
  case invalidDomain(field: String)
}

extension TypedDataError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .unknownType(let type): "There is no type \"\(type)\"."
    case .noSuchStruct(let name): "The types do not say what \"\(name)\" is."
    case .invalidTypeName(let name): "No type of the data may be called \"\(name)\"."
    case .duplicateField(let type, let field): "\(type) has two fields \(field)."
    case .missingField(let path): "The message has no \(path)."
    case .unexpectedField(let path): "The message has a \(path) that is not of its type."
    case .invalidValue(let path, let type, let value): "\(path) is \(value), which is no \(type)."
    case .wrongCount(let path, let expected, let found):
      "\(path) has \(expected) elements, not \(found)."
    case .tooDeep(let limit): "The data is nested deeper than \(limit)."
    case .invalidDomain(let field): "A domain has no field \(field) of that type."
    }
  }
}
