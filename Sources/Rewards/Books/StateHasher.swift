// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// Hashes a state value by value, in the form of records, without holding all of its bytes.
struct StateHasher {
  private var hasher = Keccak256.Hasher()
  private var encoder = RecordEncoder()

  /// Begins with the name and version of the form.
  init(_ form: String) { encoder.write(form) }

  /// Takes in what `write` writes.
  mutating func add(_ write: (inout RecordEncoder) -> Void) {
    write(&encoder)
    if encoder.bytes.count >= 4096 { flush() }
  }

  /// Takes in an amount below 2¹²⁸.
  mutating func add(_ amount: UInt128) { add { $0.write(UInt256(narrow: amount)) } }

  /// The digest of everything taken in.
  mutating func finish() -> Digest {
    flush()
    return hasher.finalize()
  }

  private mutating func flush() {
    hasher.update(encoder.bytes)
    encoder = RecordEncoder()
  }
}
