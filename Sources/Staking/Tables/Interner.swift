// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// Gives each key a number, in the order in which the keys came: 32 bits instead of a name in every
/// record.
struct Interner<Key: Hashable & Sendable>: Sendable, Equatable {
  private var keys = PagedArray<Key>()
  private var index = HashIndex()

  /// How many keys have a number.
  var count: Int { keys.count }

  /// The key of a number.
  subscript(_ number: UInt32) -> Key { keys.read(at: Int(number)) { $0 } }

  /// The number of a key, or nil where it has none.
  ///
  /// - Complexity: O(1) expected.
  func number(of key: Key) -> UInt32? { number(of: key, probe(key)) }

  /// Begins to search for a key; see ``HashIndex/Probe``.
  func probe(_ key: Key) -> HashIndex.Probe { index.probe(key.hashValue) }

  /// The same for a key that hashes to `hash`. Several searches wait for the memory together only where
  /// nothing as long as a hash is computed between them.
  func probe(hash: Int) -> HashIndex.Probe { index.probe(hash) }

  /// Ends a search that was begun for this key.
  func number(of key: Key, _ probe: HashIndex.Probe) -> UInt32? {
    index.find(probe) { number in keys.read(at: Int(number)) { $0 == key } }
  }

  /// The number of a key that has none yet.
  ///
  /// - Complexity: O(1) amortised.
  mutating func add(_ key: Key) -> UInt32 { add(key, hash: key.hashValue) }

  /// The number of a key that has none yet, and whose hash is known from a search for it.
  mutating func add(_ key: Key, hash: Int) -> UInt32 {
    let number = Link.to(keys.count)
    keys.append(key)
    index.insert(number, hash: hash)
    return number
  }

  /// Whether both number the same keys alike.
  static func == (lhs: Self, rhs: Self) -> Bool { lhs.keys == rhs.keys }
}
