// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives

/// Text that is written once and is only bytes: a file of a million lines needs no string for each
/// number.
struct ByteText {
  private(set) var bytes: [UInt8] = []

  init(expecting count: Int) { bytes.reserveCapacity(count) }

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func append(_ number: UInt256) { number.appendDigits(to: &bytes) }

  mutating func append(_ number: UInt64) { append(UInt256(number)) }

  /// The 64 digits of a digest, without what stands before them.
  mutating func append(hex digest: Digest) {
    for word in [digest.word0, digest.word1, digest.word2, digest.word3] {
      for shift in stride(from: UInt64(60), through: 0, by: -4) {
        let digit = UInt8(truncatingIfNeeded: word >> shift) & 15
        bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      }
    }
  }

  /// A field of comma-separated values, in quotation marks where it needs them.
  mutating func append(field text: String) {
    guard text.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 }) else { return append(text) }
    append("\"")
    for byte in text.utf8 {
      if byte == 0x22 { bytes.append(byte) }
      bytes.append(byte)
    }
    append("\"")
  }
}
