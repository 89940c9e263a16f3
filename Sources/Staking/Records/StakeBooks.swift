// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// The tables of a registry: all in copy-on-write pages, so that a copy of the registry is O(1).
struct StakeBooks: Sendable, Equatable {
  /// The ends of an account's chains.
  struct AccountLinks: Sendable, Equatable {
    /// The last GPU it registered.
    var gpus = Link.none
    /// Its last position.
    var positions = Link.none
  }

  /// What is kept of a closed round.
  struct ClosedRound: Sendable, Equatable {
    /// How many GPUs were registered: those with smaller numbers.
    let gpus: UInt32
    let totalStake: UInt256
  }

  var gpus = Interner<GPUID>()
  var order = SortedOrder()
  var accounts = Interner<Address>()
  var links = PagedArray<AccountLinks>()
  /// By the number of the GPU.
  var stakes = StakeTable()
  var positions = PagedArray<Position>()
  var positionIndex = HashIndex()
  var unbonding = Slab<UnbondingPool>()
  var claims = Slab<Claim>()
  var calendar = MaturityCalendar()
  var activations = PagedQueue<ActivationEntry>()
  var exits = PagedQueue<ExitEntry>()
  var redelegations = Slab<RedelegationRecord>()
  var slashes = PagedArray<SlashRecord>()
  var terms = PagedArray<Terms>()
  var liveness = PagedArray<LivenessWindow>()
  var history = HistoryLog()
  var rounds = PagedArray<ClosedRound>()
  /// The GPUs that the close of the open round has to look at.
  var touched = PagedArray<UInt32>()
  /// The sum of the last entries of all histories.
  var rowTotal = UInt256.zero

  /// Whether everything is stored alike. Unequal books may still be in the same state: records may
  /// stand at other places.
  static func == (lhs: StakeBooks, rhs: StakeBooks) -> Bool {
    lhs.gpus == rhs.gpus && lhs.accounts == rhs.accounts && lhs.links == rhs.links
      && lhs.stakes == rhs.stakes && lhs.positions == rhs.positions
      && lhs.unbonding == rhs.unbonding && lhs.claims == rhs.claims
      && lhs.calendar == rhs.calendar && lhs.activations == rhs.activations
      && lhs.exits == rhs.exits
      && lhs.redelegations == rhs.redelegations && lhs.slashes == rhs.slashes
      && lhs.terms == rhs.terms && lhs.liveness == rhs.liveness && lhs.history == rhs.history
      && lhs.rounds == rhs.rounds
      && lhs.touched == rhs.touched && lhs.rowTotal == rhs.rowTotal
  }

  /// The number of an account, given now if it has none.
  mutating func accountNumber(_ account: Address) -> UInt32 {
    if let number = accounts.number(of: account) { return number }
    links.append(AccountLinks())
    return accounts.add(account)
  }

  /// The position of an account on a GPU, or nil.
  ///
  /// - Complexity: O(1) expected.
  func position(of account: UInt32, on gpu: UInt32) -> UInt32? {
    position(of: account, on: gpu, hash: Self.hash(account, gpu))
  }

  private func position(of account: UInt32, on gpu: UInt32, hash: Int) -> UInt32? {
    positionIndex.find(hash) { link in
      positions[Int(link)].account == account && positions[Int(link)].gpu == gpu
    }
  }

  /// The position of an account on a GPU, opened now if there is none.
  mutating func openPosition(of account: UInt32, on gpu: UInt32) -> UInt32 {
    let hash = Self.hash(account, gpu)
    if let link = position(of: account, on: gpu, hash: hash) { return link }
    let link = Link.to(positions.count)
    var position = Position(gpu: gpu, account: account)
    position.nextOfGPU = stakes[Int(gpu)].positions
    position.nextOfAccount = links[Int(account)].positions
    positions.append(position)
    stakes[Int(gpu)].positions = link
    links[Int(account)].positions = link
    positionIndex.insert(link, hash: hash)
    return link
  }

  private static func hash(_ account: UInt32, _ gpu: UInt32) -> Int {
    (UInt64(account) << 32 | UInt64(gpu)).hashValue
  }

  /// Has the close of the open round look at a GPU.
  mutating func touch(_ gpu: UInt32) { update(gpu) { _ in } }

  /// Changes a GPU's record, and has the close of the open round look at it.
  ///
  /// One way to the record instead of one for each field: at a million GPUs the way is the cost.
  mutating func update(_ gpu: UInt32, _ change: (inout StakeRecord) -> Void) {
    if Self.change(&stakes[Int(gpu)], change) { touched.append(gpu) }
  }

  /// Changes a record and says whether it was not touched before.
  private static func change(
    _ stake: inout StakeRecord, _ change: (inout StakeRecord) -> Void
  ) -> Bool {
    let isNew = !stake.isTouched
    stake.isTouched = true
    change(&stake)
    return isNew
  }

  /// The terms of a GPU.
  func terms(of stake: StakeRecord) -> Terms {
    stake.terms == Link.none ? Terms() : terms[Int(stake.terms)]
  }

  /// Whether two links lead to the same terms, wherever they are kept.
  func areEqual(terms one: UInt32, _ other: UInt32) -> Bool {
    if one == other { return true }
    guard one != Link.none, other != Link.none else { return false }
    return terms[Int(one)] == terms[Int(other)]
  }

  /// The numbers of the GPUs, ascending by name.
  var sortedNumbers: PagedArray<UInt32> { SortedOrder.merged(order.numbers, with: gpus) }
}
