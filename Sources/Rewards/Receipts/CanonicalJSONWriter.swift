// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// Writes JSON that is the same bytes for the same values: fields in one order, no white space, every
/// number a string of decimal digits.
struct CanonicalJSONWriter {
  private(set) var bytes: [UInt8] = []
  /// Whether a comma has to come before what comes next.
  private var isFollowing = false

  mutating func object(_ body: (inout CanonicalJSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "{"))
    isFollowing = false
    body(&self)
    bytes.append(UInt8(ascii: "}"))
    isFollowing = true
  }

  mutating func array(_ body: (inout CanonicalJSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: "["))
    isFollowing = false
    body(&self)
    bytes.append(UInt8(ascii: "]"))
    isFollowing = true
  }

  mutating func name(_ name: StaticString) {
    string("\(name)")
    bytes.append(UInt8(ascii: ":"))
    isFollowing = false
  }

  mutating func string(_ text: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        bytes.append(UInt8(ascii: "\\"))
      }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
    isFollowing = true
  }

  mutating func field(_ name: StaticString, _ text: String) {
    self.name(name)
    string(text)
  }

  mutating func field(_ name: StaticString, _ number: UInt32) {
    field(name, UInt256(UInt64(number)))
  }

  mutating func field(_ name: StaticString, _ number: UInt256) {
    field(name, number.description)
  }

  /// `0x` and digits in lower case.
  mutating func field(_ name: StaticString, hex: [UInt8]) {
    self.name(name)
    separate()
    bytes += [UInt8(ascii: "\""), UInt8(ascii: "0"), UInt8(ascii: "x")]
    for byte in hex {
      bytes.append(Self.digit(byte &>> 4))
      bytes.append(Self.digit(byte & 15))
    }
    bytes.append(UInt8(ascii: "\""))
    isFollowing = true
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
  }

  private mutating func separate() {
    if isFollowing { bytes.append(UInt8(ascii: ",")) }
  }
}
