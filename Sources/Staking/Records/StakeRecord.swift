// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

/// What the books keep of one GPU: plain numbers and links, kept in parts by ``StakeTable``. Amounts are
/// base units.
///
/// All amounts fit into 128 bits, since a GPU is bonded with at most ``StakeRegistry/maximumStake``.
struct StakeRecord: Sendable, Equatable {
  /// What the owner bonded.
  var own: UInt128 = 0
  /// What delegators bonded, all together.
  var pool: UInt128 = 0
  /// The shares in which the delegators hold ``pool``. Zero exactly where the pool is.
  var shares: UInt128 = 0
  /// What was active when the open round began, after every slash since.
  var start: UInt128 = 0
  /// What of ``start`` the owner bonded.
  var startOwn: UInt128 = 0
  /// What of the bond waits for its activation.
  var queued: UInt128 = 0
  let capacity: UInt64
  /// The number of the account that owns it.
  let owner: UInt32
  /// How often the pool was left or slashed to nothing: shares of an older incarnation are worth nothing.
  var incarnation: UInt32 = 0
  /// Its window of presence; none where it was never reported.
  var liveness = Link.none
  var quality: QualityScore
  /// The last entry of its history.
  var history = Link.none
  /// The last slash.
  var slashes = Link.none
  /// Lock and commission; none for neither.
  var terms = Link.none
  /// The unbonding pools, the newest first.
  var unbonding = Link.none
  /// The newest entry of the activation queue.
  var activation = Link.none
  /// What delegators moved away, the newest first.
  var redelegations = Link.none
  /// The next GPU of the same owner.
  var nextOfOwner = Link.none
  /// The last position that was opened on it.
  var positions = Link.none
  /// Rounds in 32 bits: each closed round takes a record of its own, so there are never so many.
  let registration: UInt32
  /// ``jailedUntil``, in 32 bits.
  private(set) var release: UInt32 = 0
  /// The place of its class among the policy's classes.
  let classIndex: UInt16
  private(set) var flags = StakeFlags.short
  /// Where its parts stand that not every GPU has; none where it has none.
  let delegatedPart: UInt32
  let rarePart: UInt32

  init(owner: UInt32, classIndex: UInt16, capacity: UInt64, registeredIn: UInt64) {
    self.owner = owner
    self.classIndex = classIndex
    self.capacity = capacity
    self.registration = UInt32(clamping: registeredIn)
    self.quality = .full
    self.delegatedPart = Link.none
    self.rarePart = Link.none
  }

  /// Puts the parts of a record together. Inlined: what a reader does not use is not put together.
  @inline(__always)
  init(_ packed: PackedStake, _ delegated: DelegatedPart?, _ rare: RarePart?) {
    own = packed.own
    start = packed.start
    startOwn = packed.start
    capacity = packed.capacity
    quality = packed.quality
    owner = packed.owner
    registration = packed.registration
    history = packed.history
    terms = packed.terms
    unbonding = packed.unbonding
    nextOfOwner = packed.nextOfOwner
    positions = packed.positions
    classIndex = packed.classIndex
    flags = packed.flags
    delegatedPart = packed.delegated
    rarePart = packed.rare
    if let delegated {
      pool = delegated.pool
      shares = delegated.shares
      startOwn = delegated.startOwn
      incarnation = delegated.incarnation
    }
    if let rare {
      queued = rare.queued
      activation = rare.activation
      liveness = rare.liveness
      slashes = rare.slashes
      redelegations = rare.redelegations
      release = rare.release
    }
  }

  /// The round in which it was registered.
  var registeredIn: UInt64 { UInt64(registration) }

  /// The first round in which it may leave jail; what is beyond 32 bits is for ever.
  var jailedUntil: UInt64 {
    get { release == .max ? .max : UInt64(release) }
    set { release = UInt32(clamping: newValue) }
  }

  var isJailed: Bool {
    get { flags.contains(.jailed) }
    set { flags.set(.jailed, to: newValue) }
  }

  var isTombstoned: Bool {
    get { flags.contains(.tombstoned) }
    set { flags.set(.tombstoned, to: newValue) }
  }

  /// Whether the close of the open round has to look at it.
  var isTouched: Bool {
    get { flags.contains(.touched) }
    set { flags.set(.touched, to: newValue) }
  }

  /// Whether the owner has less than the minimum of the class bonded: then nothing on it counts.
  var isShort: Bool {
    get { flags.contains(.short) }
    set { flags.set(.short, to: newValue) }
  }

  /// Whether its quality was taken down in the open round.
  var isRated: Bool {
    get { flags.contains(.rated) }
    set { flags.set(.rated, to: newValue) }
  }

  /// Gives the owner another bond.
  mutating func setOwn(_ own: UInt128, minimum: UInt128) {
    self.own = own
    isShort = own < minimum
  }

  /// Whether something is bonded that does not count because the owner has too little.
  var isIdle: Bool { isShort && bonded > 0 }

  /// What the owner and the delegators bonded. It cannot overflow: the sum is checked when it grows.
  var bonded: UInt128 { own + pool }

  /// What takes part in the network now: nothing in jail or where the owner has less than the minimum,
  /// and not what waits for its activation.
  var active: UInt128 { Self.active(of: bonded, queued: queued, isOut: isJailed || isShort) }

  /// The same of the parts: `isOut` in jail, and where the owner has less than the minimum.
  @inline(__always)
  static func active(of bonded: UInt128, queued: UInt128, isOut: Bool) -> UInt128 {
    isOut ? 0 : bonded - queued
  }

  /// What counts in the open round if it closes now.
  var rewardable: UInt128 { min(start, active) }

  /// Uptime and verification score in one, in parts per million.
  var score: UInt32 { quality.partsPerMillionFloor }
}

extension QualityScore {
  /// The score of a GPU that is new.
  static let full: QualityScore = {
    guard let score = try? QualityScore() else {
      preconditionFailure("A million parts per million are no score.")
    }
    return score
  }()
}
