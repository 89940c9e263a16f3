// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a file of examples, with the values that were wrong.
///
/// Lines and columns count from 1. Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum DataFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file cannot be read.
  case file(TensorFileError)
  /// A field is no number.
  case notANumber(file: String, line: Int, column: Int, field: String)
  /// A number that is no label of a class, which are whole.
  case notALabel(file: String, line: Int, column: Int, value: Double)
  /// A line has another number of fields than those before.
  case fieldCount(file: String, line: Int, expected: Int, found: Int)
  /// A quote is not closed, or stands where none can.
  case badQuote(file: String, line: Int, column: Int)
  /// A column that was asked for is not there.
  case noColumn(file: String, name: String)
  /// There is no line of data.
  case empty(file: String)
  /// The header of an IDX file cannot be.
  case invalidHeader(file: String, reason: String)
  /// The number of bytes is not that which the header says.
  case wrongLength(file: String, expected: Int, found: Int)
  /// The text is not valid UTF-8; `offset` counts bytes.
  case notUTF8(file: String, offset: Int)
  /// A character that the vocabulary does not have; `offset` counts characters.
  case unknownCharacter(Character, offset: Int)
  /// A token that the vocabulary does not have.
  case unknownToken(Int, count: Int)
  /// Fewer tokens than a window needs.
  case tooShort(tokens: Int, needed: Int)

  /// One sentence that says what was wrong, with the values.
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .notANumber(let file, let line, let column, let field):
      "\(file), line \(line), column \(column): '\(field)' is no number"
    case .notALabel(let file, let line, let column, let value):
      "\(file), line \(line), column \(column): \(value) is no label"
    case .fieldCount(let file, let line, let expected, let found):
      "\(file), line \(line): \(found) fields, where the others have \(expected)"
    case .badQuote(let file, let line, let column):
      "\(file), line \(line), column \(column): a quote is not closed, or in the middle of a field"
    case .noColumn(let file, let name): "\(file): no column is named '\(name)'"
    case .empty(let file): "\(file): no line of data"
    case .invalidHeader(let file, let reason): "\(file): invalid header: \(reason)"
    case .wrongLength(let file, let expected, let found):
      "\(file): \(found) bytes, where the header announces \(expected)"
    case .notUTF8(let file, let offset): "\(file): no UTF-8 at byte \(offset)"
    case .unknownCharacter(let character, let offset):
      "character \(offset), '\(character)', is not in the vocabulary"
    case .unknownToken(let token, let count): "token \(token) is outside 0..<\(count)"
    case .tooShort(let tokens, let needed):
      "\(tokens) tokens, where a window with its targets needs \(needed)"
    }
  }
}
