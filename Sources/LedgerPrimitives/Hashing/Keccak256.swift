// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Keccak-256 as Ethereum uses it: the original padding (0x01), not that of the later SHA-3 (0x06).
///
/// ```swift
/// Keccak256.hash("".utf8)
/// // 0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470
/// ```
public enum Keccak256 {
  /// The digest of `bytes`.
  ///
  /// - Complexity: O(n) for n bytes, one permutation per 136.
  public static func hash(_ bytes: some Collection<UInt8>) -> Digest {
    hash(Array(bytes).span)
  }

  /// The digest of `bytes`, without asking what collection they are.
  ///
  /// - Complexity: O(n) for n bytes, one permutation per 136.
  public static func hash(_ bytes: [UInt8]) -> Digest { hash(bytes.span) }

  /// The digest of bytes that stand in a row in memory.
  ///
  /// - Complexity: O(n) for n bytes, one permutation per 136.
  public static func hash(_ bytes: Span<UInt8>) -> Digest {
    var hasher = Hasher()
    hasher.update(bytes)
    return hasher.finish()
  }

  /// A hasher that takes its input piece by piece.
  public struct Hasher: Sendable {
    private var state = KeccakPermutation()
    /// Bytes taken into the current block, 0 to 135.
    private var position = 0

    /// Block size of the sponge in bytes: 1600 bits less twice 256.
    private static let rate = 136

    /// Creates a hasher that has seen no byte.
    public init() {}

    /// Takes in `bytes`.
    ///
    /// - Complexity: O(n) for n bytes.
    public mutating func update(_ bytes: some Collection<UInt8>) {
      update(Array(bytes).span)
    }

    /// Takes in `bytes`, without asking what collection they are.
    ///
    /// - Complexity: O(n) for n bytes.
    public mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

    /// Takes in one byte.
    ///
    /// - Complexity: O(1).
    public mutating func update(_ byte: UInt8) {
      state.lanes[position &>> 3] ^= UInt64(byte) &<< UInt64((position & 7) &* 8)
      position &+= 1
      if position == Self.rate {
        state.permute()
        position = 0
      }
    }

    /// Takes in a digest, its 32 bytes.
    ///
    /// - Complexity: O(1).
    public mutating func update(_ digest: Digest) {
      update(bigEndian: digest.word0)
      update(bigEndian: digest.word1)
      update(bigEndian: digest.word2)
      update(bigEndian: digest.word3)
    }

    /// Takes in the eight bytes of `word`, the most significant first.
    mutating func update(bigEndian word: UInt64) { update(lane: word.byteSwapped) }

    /// Takes in the eight bytes of `lane`, the least significant first, wherever the block stands.
    private mutating func update(lane: UInt64) {
      let index = position &>> 3
      let bits = UInt64(position & 7) &* 8
      state.lanes[index] ^= lane &<< bits
      position &+= 8
      if position >= Self.rate {
        state.permute()
        position &-= Self.rate
        if bits != 0 { state.lanes[0] ^= lane &>> (64 &- bits) }
      } else if bits != 0 {
        state.lanes[index &+ 1] ^= lane &>> (64 &- bits)
      }
    }

    /// Takes in bytes that stand in a row in memory.
    ///
    /// - Complexity: O(n) for n bytes.
    public mutating func update(_ bytes: Span<UInt8>) {
      var index = 0
      while bytes.count &- index >= 8 {
        var lane: UInt64 = 0
        for offset in 0..<8 {
          lane |= UInt64(bytes[index &+ offset]) &<< UInt64(offset &* 8)
        }
        update(lane: lane)
        index &+= 8
      }
      while index < bytes.count {
        update(bytes[index])
        index &+= 1
      }
    }

    /// The digest of all bytes taken in; the hasher itself stays as it was.
    ///
    /// - Complexity: O(1).
    public func finalize() -> Digest {
      var copy = self
      return copy.finish()
    }

    /// The digest of all bytes taken in; nothing may be taken in after it.
    fileprivate mutating func finish() -> Digest {
      state.lanes[position &>> 3] ^= 1 &<< UInt64((position & 7) &* 8)
      state.lanes[(Self.rate - 1) &>> 3] ^= 0x80 &<< 56
      state.permute()
      return Digest(
        state.lanes[0].byteSwapped, state.lanes[1].byteSwapped, state.lanes[2].byteSwapped,
        state.lanes[3].byteSwapped)
    }
  }
}
