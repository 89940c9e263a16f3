// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The permutation Keccak-f[1600]: 25 lanes of 64 bits, 24 rounds.
///
/// Source: Bertoni, Daemen, Peeters, Van Assche, "The Keccak reference" 3.0 (2011),
/// https://keccak.team/files/Keccak-reference-3.0.pdf, sections 1.2 and 2. Lane (x, y) stands at
/// x + 5y.
struct KeccakPermutation: Sendable {
  /// The lanes.
  var lanes = InlineArray<25, UInt64>(repeating: 0)

  private static let roundConstants: InlineArray<24, UInt64> = [
    0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808A,
    0x8000_0000_8000_8000, 0x0000_0000_0000_808B, 0x0000_0000_8000_0001,
    0x8000_0000_8000_8081, 0x8000_0000_0000_8009, 0x0000_0000_0000_008A,
    0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000A,
    0x0000_0000_8000_808B, 0x8000_0000_0000_008B, 0x8000_0000_0000_8089,
    0x8000_0000_0000_8003, 0x8000_0000_0000_8002, 0x8000_0000_0000_0080,
    0x0000_0000_0000_800A, 0x8000_0000_8000_000A, 0x8000_0000_8000_8081,
    0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
  ]

  /// Permutes the lanes.
  ///
  /// Unrolled into 25 variables: the compiler keeps them in registers where an array would be read
  /// and written 24 times.
  ///
  /// - Complexity: O(1).
  mutating func permute() {
    var a00 = lanes[0]
    var a01 = lanes[1]
    var a02 = lanes[2]
    var a03 = lanes[3]
    var a04 = lanes[4]
    var a05 = lanes[5]
    var a06 = lanes[6]
    var a07 = lanes[7]
    var a08 = lanes[8]
    var a09 = lanes[9]
    var a10 = lanes[10]
    var a11 = lanes[11]
    var a12 = lanes[12]
    var a13 = lanes[13]
    var a14 = lanes[14]
    var a15 = lanes[15]
    var a16 = lanes[16]
    var a17 = lanes[17]
    var a18 = lanes[18]
    var a19 = lanes[19]
    var a20 = lanes[20]
    var a21 = lanes[21]
    var a22 = lanes[22]
    var a23 = lanes[23]
    var a24 = lanes[24]
    for round in 0..<24 {
      // θ: each lane takes in the parity of two columns.
      let c0 = a00 ^ a05 ^ a10 ^ a15 ^ a20
      let c1 = a01 ^ a06 ^ a11 ^ a16 ^ a21
      let c2 = a02 ^ a07 ^ a12 ^ a17 ^ a22
      let c3 = a03 ^ a08 ^ a13 ^ a18 ^ a23
      let c4 = a04 ^ a09 ^ a14 ^ a19 ^ a24
      let d0 = c4 ^ rotate(c1, 1)
      let d1 = c0 ^ rotate(c2, 1)
      let d2 = c1 ^ rotate(c3, 1)
      let d3 = c2 ^ rotate(c4, 1)
      let d4 = c3 ^ rotate(c0, 1)
      // ρ and π: each lane is rotated and moved.
      let b00 = a00 ^ d0
      let b01 = rotate(a06 ^ d1, 44)
      let b02 = rotate(a12 ^ d2, 43)
      let b03 = rotate(a18 ^ d3, 21)
      let b04 = rotate(a24 ^ d4, 14)
      let b05 = rotate(a03 ^ d3, 28)
      let b06 = rotate(a09 ^ d4, 20)
      let b07 = rotate(a10 ^ d0, 3)
      let b08 = rotate(a16 ^ d1, 45)
      let b09 = rotate(a22 ^ d2, 61)
      let b10 = rotate(a01 ^ d1, 1)
      let b11 = rotate(a07 ^ d2, 6)
      let b12 = rotate(a13 ^ d3, 25)
      let b13 = rotate(a19 ^ d4, 8)
      let b14 = rotate(a20 ^ d0, 18)
      let b15 = rotate(a04 ^ d4, 27)
      let b16 = rotate(a05 ^ d0, 36)
      let b17 = rotate(a11 ^ d1, 10)
      let b18 = rotate(a17 ^ d2, 15)
      let b19 = rotate(a23 ^ d3, 56)
      let b20 = rotate(a02 ^ d2, 62)
      let b21 = rotate(a08 ^ d3, 55)
      let b22 = rotate(a14 ^ d4, 39)
      let b23 = rotate(a15 ^ d0, 41)
      let b24 = rotate(a21 ^ d1, 2)
      // χ, the only step that is not linear, and ι, the constant of the round.
      a00 = b00 ^ (~b01 & b02) ^ KeccakPermutation.roundConstants[round]
      a01 = b01 ^ (~b02 & b03)
      a02 = b02 ^ (~b03 & b04)
      a03 = b03 ^ (~b04 & b00)
      a04 = b04 ^ (~b00 & b01)
      a05 = b05 ^ (~b06 & b07)
      a06 = b06 ^ (~b07 & b08)
      a07 = b07 ^ (~b08 & b09)
      a08 = b08 ^ (~b09 & b05)
      a09 = b09 ^ (~b05 & b06)
      a10 = b10 ^ (~b11 & b12)
      a11 = b11 ^ (~b12 & b13)
      a12 = b12 ^ (~b13 & b14)
      a13 = b13 ^ (~b14 & b10)
      a14 = b14 ^ (~b10 & b11)
      a15 = b15 ^ (~b16 & b17)
      a16 = b16 ^ (~b17 & b18)
      a17 = b17 ^ (~b18 & b19)
      a18 = b18 ^ (~b19 & b15)
      a19 = b19 ^ (~b15 & b16)
      a20 = b20 ^ (~b21 & b22)
      a21 = b21 ^ (~b22 & b23)
      a22 = b22 ^ (~b23 & b24)
      a23 = b23 ^ (~b24 & b20)
      a24 = b24 ^ (~b20 & b21)
    }
    lanes[0] = a00
    lanes[1] = a01
    lanes[2] = a02
    lanes[3] = a03
    lanes[4] = a04
    lanes[5] = a05
    lanes[6] = a06
    lanes[7] = a07
    lanes[8] = a08
    lanes[9] = a09
    lanes[10] = a10
    lanes[11] = a11
    lanes[12] = a12
    lanes[13] = a13
    lanes[14] = a14
    lanes[15] = a15
    lanes[16] = a16
    lanes[17] = a17
    lanes[18] = a18
    lanes[19] = a19
    lanes[20] = a20
    lanes[21] = a21
    lanes[22] = a22
    lanes[23] = a23
    lanes[24] = a24
  }

  @inline(__always)
  private func rotate(_ lane: UInt64, _ count: UInt64) -> UInt64 {
    (lane &<< count) | (lane &>> (64 &- count))
  }
}
