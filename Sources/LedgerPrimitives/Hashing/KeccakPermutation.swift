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
  /// - Complexity: O(1).
  mutating func permute() {
    var state = KeccakRoundState(lanes)
    // Two rounds at a time: the second puts the lanes back where the first took them from.
    for pair in 0..<12 {
      state.round(KeccakPermutation.roundConstants[2 &* pair])
      state.round(KeccakPermutation.roundConstants[2 &* pair &+ 1])
    }
    state.store(in: &lanes)
  }
}
