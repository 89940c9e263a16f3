// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// The records of all GPUs, by number, in three tables: what every GPU needs stands close together in
/// 96 bytes, and what only some need, delegations and what is out of the ordinary, in tables of its
/// own. A million GPUs are read and written when a round closes, and memory is what that costs.
///
/// Who reads gets a whole ``StakeRecord``. A part that a GPU has needed once stays its own.
struct StakeTable: Sendable, Equatable {
  // For this type's files alone.
  var stakes = PagedArray<PackedStake>()
  var delegated = PagedArray<DelegatedPart>()
  var rare = PagedArray<RarePart>()

  /// How many GPUs there are.
  var count: Int { stakes.count }

  /// The record of a GPU.
  ///
  /// - Complexity: O(1); writing changes only the parts that differ. Where few fields change, the
  ///   functions below cost a fraction of it.
  subscript(_ number: Int) -> StakeRecord {
    @inline(__always) get {
      stakes.read(at: number) { packed in
        StakeRecord(
          packed,
          packed.delegated == Link.none ? nil : delegated.read(at: Int(packed.delegated)) { $0 },
          packed.rare == Link.none ? nil : rare.read(at: Int(packed.rare)) { $0 })
      }
    }
    set { stakes[number] = packed(newValue) }
  }

  /// Appends the record of a GPU that is new.
  mutating func append(_ stake: StakeRecord) { stakes.append(packed(stake)) }

  /// What stands in the first table, after the other parts are written to theirs.
  private mutating func packed(_ stake: StakeRecord) -> PackedStake {
    var packed = PackedStake(stake)
    let part = DelegatedPart(stake)
    if packed.delegated != Link.none {
      if delegated[Int(packed.delegated)] != part { delegated[Int(packed.delegated)] = part }
    } else if part != DelegatedPart(ofNoneBeside: stake.start) {
      packed.delegated = Link.to(delegated.count)
      delegated.append(part)
    }
    let other = RarePart(stake)
    if packed.rare != Link.none {
      if rare[Int(packed.rare)] != other { rare[Int(packed.rare)] = other }
    } else if other != RarePart() {
      packed.rare = Link.to(rare.count)
      rare.append(other)
    }
    return packed
  }
}

/// What every GPU needs.
struct PackedStake: Sendable, Equatable {
  var own: UInt128
  var start: UInt128
  let capacity: UInt64
  let quality: QualityScore
  let owner: UInt32
  let registration: UInt32
  var history: UInt32
  let terms: UInt32
  var unbonding: UInt32
  let nextOfOwner: UInt32
  var positions: UInt32
  /// The other parts; none where they are as they are at first.
  var delegated: UInt32
  var rare: UInt32
  let classIndex: UInt16
  var flags: StakeFlags
}

/// What only a GPU needs to which somebody has delegated.
struct DelegatedPart: Sendable, Equatable {
  // Words, not numbers of 128 bits, which would be aligned to 16 bytes: 56 bytes, not 64.
  private var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
  var incarnation: UInt32

  var pool: UInt128 {
    get { UInt128(words.0) << 64 | UInt128(words.1) }
    set { (words.0, words.1) = (newValue.highWord, newValue.lowWord) }
  }
  var shares: UInt128 {
    get { UInt128(words.2) << 64 | UInt128(words.3) }
    set { (words.2, words.3) = (newValue.highWord, newValue.lowWord) }
  }
  var startOwn: UInt128 {
    get { UInt128(words.4) << 64 | UInt128(words.5) }
    set { (words.4, words.5) = (newValue.highWord, newValue.lowWord) }
  }

  private init(pool: UInt128, shares: UInt128, startOwn: UInt128, incarnation: UInt32) {
    self.words = (
      pool.highWord, pool.lowWord, shares.highWord, shares.lowWord, startOwn.highWord,
      startOwn.lowWord
    )
    self.incarnation = incarnation
  }

  /// That of a GPU to which nobody has delegated: all that was active is the owner's.
  init(ofNoneBeside start: UInt128) {
    self.init(pool: 0, shares: 0, startOwn: start, incarnation: 0)
  }

  fileprivate init(_ stake: StakeRecord) {
    self.init(
      pool: stake.pool, shares: stake.shares, startOwn: stake.startOwn,
      incarnation: stake.incarnation)
  }

  static func == (lhs: Self, rhs: Self) -> Bool {
    lhs.words == rhs.words && lhs.incarnation == rhs.incarnation
  }
}

/// What only a GPU needs that waits for its activation, is watched, was slashed or jailed, or that stake
/// has moved away from.
struct RarePart: Sendable, Equatable {
  private let queuedHigh: UInt64
  private let queuedLow: UInt64
  let activation: UInt32
  let liveness: UInt32
  var slashes: UInt32
  var redelegations: UInt32
  let release: UInt32

  var queued: UInt128 { UInt128(queuedHigh) << 64 | UInt128(queuedLow) }

  /// That of a GPU of which none of this can be said.
  init() {
    (queuedHigh, queuedLow, release) = (0, 0, 0)
    (activation, liveness, slashes, redelegations) = (Link.none, Link.none, Link.none, Link.none)
  }

  fileprivate init(_ stake: StakeRecord) {
    queuedHigh = stake.queued.highWord
    queuedLow = stake.queued.lowWord
    activation = stake.activation
    liveness = stake.liveness
    slashes = stake.slashes
    redelegations = stake.redelegations
    release = stake.release
  }
}

extension PackedStake {
  fileprivate init(_ stake: StakeRecord) {
    own = stake.own
    start = stake.start
    capacity = stake.capacity
    quality = stake.quality
    owner = stake.owner
    registration = stake.registration
    history = stake.history
    terms = stake.terms
    unbonding = stake.unbonding
    nextOfOwner = stake.nextOfOwner
    positions = stake.positions
    delegated = stake.delegatedPart
    rare = stake.rarePart
    classIndex = stake.classIndex
    flags = stake.flags
  }
}

extension UInt128 {
  fileprivate var highWord: UInt64 { UInt64(truncatingIfNeeded: self >> 64) }
  fileprivate var lowWord: UInt64 { UInt64(truncatingIfNeeded: self) }
}
