// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why a catalogue cannot be used, or does not hold what was asked for.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum CatalogueError: Error, Hashable, Sendable {
  /// The bytes are no catalogue; what the reader said.
  case unreadable(String)
  /// The file is of a schema this version does not know.
  case unknownSchema(Int, known: Int)
  /// Two entries of a kind have the same id or alias.
  case nameTwice(kind: String, name: String)
  /// An id or alias is empty or has other characters than `a–z`, `0–9`, `.` and `-`.
  case invalidName(kind: String, name: String)
  /// A key that nothing reads, as a misspelt one, and the object it stands in.
  case unknownKey(String, place: String)
  /// A source does not say what it is.
  case emptySource(String)
  /// An entry names a source the catalogue does not list.
  case unknownSource(String, entry: String)
  /// A date is not one as `2026`, `2026-03` or `2026-03-21`, of a day that was, from 1970 on.
  case invalidDate(String, entry: String)
  /// A number cannot be one.
  case number(String, entry: String)
  /// A peak is not what units, operations per clock and clock give within a tenth: a sparse number
  /// taken for a dense one is off by two.
  case peakDoesNotFit(entry: String, stated: Double, computed: Double)
  /// A model's sizes do not give the parameters it is stated to have.
  case parametersDiffer(entry: String, stated: Int, computed: Int)
  /// Nothing has this name; the names nearest to it.
  case unknown(kind: String, name: String, nearest: [String])
}

extension CatalogueError: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch self {
    case .unreadable(let text): "The catalogue cannot be read: \(text)"
    case .unknownSchema(let schema, let known):
      "The catalogue has the schema \(schema); this version reads \(known)."
    case .nameTwice(let kind, let name): "The \(kind) name \"\(name)\" stands twice."
    case .invalidName(let kind, let name):
      "The \(kind) name \"\(name)\" is not made of a–z, 0–9, '.' and '-'."
    case .unknownKey(let key, let place):
      "The key \"\(key)\" of \(place) is not known."
    case .emptySource(let source): "The source \"\(source)\" has no title."
    case .unknownSource(let source, let entry):
      "\(entry) names the source \"\(source)\", which is not listed."
    case .invalidDate(let date, let entry):
      "\(entry) has the date \"\(date)\", not one as 2026, 2026-03 or 2026-03-21."
    case .number(let text, let entry): "\(entry): \(text)"
    case .peakDoesNotFit(let entry, let stated, let computed):
      "\(entry): \(Figures.fixed(stated, 1)) TFLOP/s are stated, its units and clock give "
        + "\(Figures.fixed(computed, 1)). Is the number that of sparse matrices?"
    case .parametersDiffer(let entry, let stated, let computed):
      "\(entry): \(stated) parameters are stated, its sizes give \(computed)."
    case .unknown(let kind, let name, let nearest):
      "There is no \(kind) \"\(name)\"."
        + (nearest.isEmpty ? "" : " Nearest: \(nearest.joined(separator: ", ")).")
    }
  }
}
