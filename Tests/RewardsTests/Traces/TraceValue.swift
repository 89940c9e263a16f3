// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import TestSupport

/// A value of one line of a recorded trace, and where it stands.
struct TraceValue {
  /// File, line and path of fields, for failure messages.
  let place: String
  private let value: Any

  init(_ line: Data, place: String) throws {
    self.place = place
    value = try JSONSerialization.jsonObject(with: line)
  }

  private init(_ value: Any, _ place: String) {
    self.value = value
    self.place = place
  }

  /// Whether there is such a field.
  func has(_ name: String) -> Bool { (value as? [String: Any])?[name] != nil }

  /// The field of that name.
  func field(_ name: String) throws -> TraceValue {
    guard let field = (value as? [String: Any])?[name] else {
      throw TraceFailure.missing("\(place).\(name)")
    }
    return TraceValue(field, "\(place).\(name)")
  }

  /// The elements of a list.
  var list: [TraceValue] {
    get throws {
      guard let elements = value as? [Any] else { throw TraceFailure.missing("\(place)[]") }
      return elements.enumerated().map { TraceValue($1, "\(place)[\($0)]") }
    }
  }

  /// A JSON number, a decimal string or 0x hex.
  var number: UInt256 {
    get throws {
      if let text = value as? String { return try UInt256(parsing: text) }
      guard let number = value as? NSNumber else { throw TraceFailure.missing(place) }
      return try UInt256(parsing: number.stringValue)
    }
  }

  /// A number of 64 bits.
  var small: UInt64 {
    get throws {
      guard let small = try number.asUInt64 else { throw TraceFailure.missing(place) }
      return small
    }
  }

  /// A text, nil for null.
  var text: String? { value as? String }

  /// True or false.
  var flag: Bool {
    get throws {
      guard let flag = value as? Bool else { throw TraceFailure.missing(place) }
      return flag
    }
  }

  func number(_ name: String) throws -> UInt256 { try field(name).number }
  func small(_ name: String) throws -> UInt64 { try field(name).small }
  func flag(_ name: String) throws -> Bool { try field(name).flag }
  func numbers(_ name: String) throws -> [UInt256] { try field(name).list.map { try $0.number } }

  func text(_ name: String) throws -> String {
    guard let text = try field(name).text else { throw TraceFailure.missing("\(place).\(name)") }
    return text
  }
}

/// Why a trace cannot be replayed.
enum TraceFailure: Error {
  case missing(String)
  case noHeader(String)
  case unknownOperation(String, String)
  case unknownReason(String, String)
}

/// The `index`-th actor of a trace.
func actor(_ index: UInt64) -> Address { .derived(fromLabel: "actor \(index)") }

/// Runs `check` on every line of the traces whose names begin with `prefix`, in order; it says
/// whether it checked the line.
func replayTraces(
  _ prefix: String, fewest: Int, _ check: (TraceValue) throws -> Bool
) throws {
  let bundled = Bundle.module.url(forResource: "Vectors", withExtension: nil)
  try replayVectors(prefix: prefix, bundled: bundled, fewest: fewest) { line, place in
    try check(TraceValue(line, place: place))
  }
}
