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
  /// What comes before the next strings of an object that holds nothing else.
  private var between: [[UInt8]] = []
  private var nextBetween = 0

  /// Begins an object or an array.
  mutating func begin(_ bracket: Unicode.Scalar) {
    separate()
    bytes.append(UInt8(ascii: bracket))
    isFollowing = false
  }

  /// Ends an object or an array.
  mutating func end(_ bracket: Unicode.Scalar) {
    bytes.append(UInt8(ascii: bracket))
    isFollowing = true
  }

  /// Begins a text, or goes on after an element of one.
  ///
  /// - Parameter count: how many bytes may come, so that they are not moved as they grow.
  init(expecting count: Int, after isFollowing: Bool = false) {
    bytes.reserveCapacity(count)
    self.isFollowing = isFollowing
  }

  mutating func object(_ body: (inout CanonicalJSONWriter) -> Void) {
    begin("{")
    body(&self)
    end("}")
  }

  /// Writes an object whose fields are all strings, as ``JSONFields/betweenStrings`` has them: `body`
  /// gives their contents in order.
  mutating func object(_ between: [[UInt8]], _ body: (inout CanonicalJSONWriter) -> Void) {
    separate()
    self.between = between
    nextBetween = 0
    body(&self)
    goOn()
    isFollowing = true
  }

  private mutating func goOn() {
    bytes.append(contentsOf: between[nextBetween])
    nextBetween += 1
  }

  /// The next string of an object of strings.
  mutating func next(_ text: String) {
    goOn()
    append(escaping: text)
  }

  mutating func next(_ number: UInt256) {
    goOn()
    number.appendDigits(to: &bytes)
  }

  mutating func next(_ number: UInt32) { next(UInt256(UInt64(number))) }

  /// `0x` and 40 digits in lower case.
  mutating func next(_ address: Address) {
    goOn()
    bytes.append(UInt8(ascii: "0"))
    bytes.append(UInt8(ascii: "x"))
    append(hex: address.word0, digits: 16)
    append(hex: address.word1, digits: 16)
    append(hex: UInt64(address.word2), digits: 8)
  }

  mutating func array(_ body: (inout CanonicalJSONWriter) -> Void) {
    begin("[")
    body(&self)
    end("]")
  }

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
    append(escaping: text)
    bytes.append(UInt8(ascii: "\""))
    isFollowing = true
  }

  private mutating func append(escaping text: String) {
    let isPlain = !text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    if isPlain { return bytes.append(contentsOf: text.utf8) }
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        bytes.append(UInt8(ascii: "\\"))
      }
      bytes.append(byte)
    }
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
    bytes += [UInt8(ascii: "\""), UInt8(ascii: "0"), UInt8(ascii: "x")]
    for byte in hex { append(hex: UInt64(byte), digits: 2) }
    bytes.append(UInt8(ascii: "\""))
    isFollowing = true
  }

  private mutating func append(hex word: UInt64, digits: UInt64) {
    var shift = digits &* 4
    while shift > 0 {
      shift &-= 4
      let digit = UInt8(truncatingIfNeeded: word &>> shift) & 15
      bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
    }
  }

  private mutating func separate() {
    if isFollowing { bytes.append(UInt8(ascii: ",")) }
  }
}
