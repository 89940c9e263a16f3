// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension UInt256 {
  /// The 32 bytes of `data` from `position` on, which there are.
  init(wordOf data: [UInt8], at position: Int) {
    func limb(_ start: Int) -> UInt64 {
      var limb: UInt64 = 0
      for index in start..<start + 8 { limb = (limb &<< 8) | UInt64(data[index]) }
      return limb
    }
    self.init(
      limb(position), limb(position + 8), limb(position + 16), limb(position + 24))
  }

  /// At most 32 bytes at the upper end of a word.
  init(leftAligned content: [UInt8]) {
    let padding = repeatElement(UInt8(0), count: 32 - content.count)
    guard let word = UInt256(bigEndianBytes: content + padding) else {
      preconditionFailure("At most 32 bytes stand in a word, not \(content.count).")
    }
    self = word
  }
}

extension Address {
  /// The address in the low 160 bits of a word, nil where a higher bit is set.
  init?(word: UInt256) {
    let (_, _, limb2, limb3) = word.limbs
    guard limb3 == 0, limb2 >> 32 == 0 else { return nil }
    self.init(slotValue: word)
  }
}
