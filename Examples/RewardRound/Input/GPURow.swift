// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

/// Where the fields of a line stand among the bytes of its file: a million lines need no string for each
/// field. An empty field and one that is not there are the same.
struct GPURow {
  /// The bytes of the file. Readers resolve escapes in place, since none is shorter than what it stands
  /// for.
  var bytes: [UInt8]
  /// By ``GPUField``.
  private var places = [Range<Int>](repeating: 0..<0, count: GPUField.allCases.count)

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Where a field stands.
  subscript(_ field: GPUField) -> Range<Int> {
    get { places[field.rawValue] }
    set { places[field.rawValue] = newValue }
  }

  /// Forgets all fields.
  mutating func clear() {
    for place in places.indices { places[place] = 0..<0 }
  }

  func isEmpty(_ field: GPUField) -> Bool { self[field].isEmpty }

  /// The bytes of a field.
  func content(_ field: GPUField) -> ArraySlice<UInt8> { bytes[self[field]] }

  /// A field as a whole number; nil where it is none of at most 256 bits.
  func number(_ field: GPUField) -> UInt256? { UInt256(digits: content(field)) }

  /// A field as a whole number; nil where it is none of at most 64 bits.
  func word(_ field: GPUField) -> UInt64? { number(field)?.asUInt64 }

  /// A field as it is shown in an error.
  func shown(_ field: GPUField) -> String {
    "\"" + String(decoding: content(field), as: UTF8.self) + "\""
  }

  /// Whether a field holds what that of an earlier line held.
  func holds(_ content: [UInt8], in field: GPUField) -> Bool {
    let place = self[field]
    guard place.count == content.count else { return false }
    for index in content.indices where bytes[place.lowerBound + index] != content[index] {
      return false
    }
    return true
  }
}
