// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import Foundation
public import LedgerPrimitives

/// A value of one line of a recorded trace, and where it stands.
public struct TraceValue {
  /// File, line and path of fields, for failure messages.
  public let place: String
  private let value: Any

  /// Reads a line.
  ///
  /// - Throws: where it is no JSON.
  public init(_ line: Data, place: String) throws {
    self.place = place
    value = try JSONSerialization.jsonObject(with: line)
  }

  private init(_ value: Any, _ place: String) {
    self.value = value
    self.place = place
  }

  /// Whether there is such a field.
  public func has(_ name: String) -> Bool { (value as? [String: Any])?[name] != nil }

  /// The field of that name.
  public func field(_ name: String) throws -> TraceValue {
    guard let field = (value as? [String: Any])?[name] else {
      throw TraceFailure.missing("\(place).\(name)")
    }
    return TraceValue(field, "\(place).\(name)")
  }

  /// The elements of a list.
  public var list: [TraceValue] {
    get throws {
      guard let elements = value as? [Any] else { throw TraceFailure.missing("\(place)[]") }
      return elements.enumerated().map { TraceValue($1, "\(place)[\($0)]") }
    }
  }

  /// A JSON number, a decimal string or 0x hex.
  public var number: UInt256 {
    get throws {
      if let text = value as? String { return try UInt256(parsing: text) }
      guard let number = value as? NSNumber else { throw TraceFailure.missing(place) }
      return try UInt256(parsing: number.stringValue)
    }
  }

  /// A number of 64 bits.
  public var small: UInt64 {
    get throws {
      guard let small = try number.asUInt64 else { throw TraceFailure.missing(place) }
      return small
    }
  }

  /// A text, nil for null.
  public var text: String? { value as? String }

  /// True or false.
  public var flag: Bool {
    get throws {
      guard let flag = value as? Bool else { throw TraceFailure.missing(place) }
      return flag
    }
  }

  /// ``number`` of a field.
  public func number(_ name: String) throws -> UInt256 { try field(name).number }

  /// ``small`` of a field.
  public func small(_ name: String) throws -> UInt64 { try field(name).small }

  /// ``flag`` of a field.
  public func flag(_ name: String) throws -> Bool { try field(name).flag }

  /// ``number`` of each element of a field.
  public func numbers(_ name: String) throws -> [UInt256] {
    try field(name).list.map { try $0.number }
  }

  /// ``text`` of a field.
  ///
  /// - Throws: `TraceFailure.missing` where it is none.
  public func text(_ name: String) throws -> String {
    guard let text = try field(name).text else { throw TraceFailure.missing("\(place).\(name)") }
    return text
  }
}

/// Why a trace cannot be replayed.
public enum TraceFailure: Error {
  /// The field is not there, or of another kind.
  case missing(String)
  /// The trace does not begin with its header.
  case noHeader(String)
  /// No function replays the operation.
  case unknownOperation(String, String)
  /// No error of ours is that of the contract.
  case unknownReason(String, String)
}

/// The `index`-th actor of a trace.
public func actor(_ index: UInt64) -> Address { .derived(fromLabel: "actor \(index)") }

/// Runs `check` on every line of the traces whose names begin with `prefix`, in order; it says
/// whether it checked the line.
///
/// - Parameters:
///   - prefix: beginning of the file names.
///   - bundle: what the test target bundles, in its folder `Vectors`.
///   - fewest: how many lines must have been checked.
///   - check: takes the line.
/// - Throws: what `check` throws, or `VectorError`.
public func replayTraces(
  _ prefix: String, in bundle: Bundle, fewest: Int, _ check: (TraceValue) throws -> Bool
) throws {
  let bundled = bundle.url(forResource: "Vectors", withExtension: nil)
  try replayVectors(prefix: prefix, bundled: bundled, fewest: fewest) { line, place in
    try check(TraceValue(line, place: place))
  }
}
