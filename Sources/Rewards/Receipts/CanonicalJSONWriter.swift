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

  /// Room for so many bytes, so that they are not moved as they grow.
  init(expecting count: Int) { bytes.reserveCapacity(count) }

  /// A name of this module's schema, which holds nothing to escape.
  mutating func name(_ name: String) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: name.utf8)
    bytes.append(UInt8(ascii: "\""))
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

  mutating func field(_ name: String, _ text: String) {
    self.name(name)
    string(text)
  }

  mutating func field(_ name: String, _ number: UInt32) {
    field(name, UInt256(UInt64(number)))
  }

  mutating func field(_ name: String, _ number: UInt256) {
    self.name(name)
    bytes.append(UInt8(ascii: "\""))
    number.appendDigits(to: &bytes)
    bytes.append(UInt8(ascii: "\""))
    isFollowing = true
  }

  /// `0x` and digits in lower case.
  mutating func field(_ name: String, hex: [UInt8]) {
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

  /// `0x` and 40 digits in lower case.
  mutating func field(_ name: String, _ address: Address) {
    self.name(name)
    bytes += [UInt8(ascii: "\""), UInt8(ascii: "0"), UInt8(ascii: "x")]
    append(hex: address.word0, digits: 16)
    append(hex: address.word1, digits: 16)
    append(hex: UInt64(address.word2), digits: 8)
    bytes.append(UInt8(ascii: "\""))
    isFollowing = true
  }

  private mutating func append(hex word: UInt64, digits: UInt64) {
    var shift = digits &* 4
    while shift > 0 {
      shift &-= 4
      bytes.append(Self.digit(UInt8(truncatingIfNeeded: word &>> shift) & 15))
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") - 10 + value
  }

  private mutating func separate() {
    if isFollowing { bytes.append(UInt8(ascii: ",")) }
  }
}
