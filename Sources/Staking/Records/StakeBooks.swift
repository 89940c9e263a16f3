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
    let probe = accounts.probe(account)
    return accounts.number(of: account, probe) ?? addAccount(account, probe)
  }

  /// The number of an account that has none yet and was searched for.
  mutating func addAccount(_ account: Address, _ probe: HashIndex.Probe) -> UInt32 {
    links.append(AccountLinks())
    return accounts.add(account, hash: probe.hash)
  }

  /// The position of an account on a GPU, or nil.
  ///
  /// - Complexity: O(1) expected.
  func position(of account: UInt32, on gpu: UInt32) -> UInt32? {
    position(of: account, on: gpu, positionProbe(of: account, on: gpu))
  }

  /// Begins to search for a position; see ``HashIndex/Probe``.
  func positionProbe(of account: UInt32, on gpu: UInt32) -> HashIndex.Probe {
    positionProbe(hash: Self.positionHash(of: account, on: gpu))
  }

  /// The same where the hash is known; see ``Interner/probe(hash:)``.
  func positionProbe(hash: Int) -> HashIndex.Probe { positionIndex.probe(hash) }

  /// What a position is searched by.
  static func positionHash(of account: UInt32, on gpu: UInt32) -> Int {
    (UInt64(account) << 32 | UInt64(gpu)).hashValue
  }

  /// Ends a search that was begun for this position.
  func position(of account: UInt32, on gpu: UInt32, _ probe: HashIndex.Probe) -> UInt32? {
    positionIndex.find(probe) { link in
      positions.read(at: Int(link)) { $0.account == account && $0.gpu == gpu }
    }
  }

  /// The position of an account on a GPU, opened now if there is none.
  mutating func openPosition(of account: UInt32, on gpu: UInt32) -> UInt32 {
    openPosition(of: account, on: gpu, positionProbe(of: account, on: gpu))
  }

  /// The same where the search for it has begun.
  mutating func openPosition(
    of account: UInt32, on gpu: UInt32, _ probe: HashIndex.Probe
  ) -> UInt32 {
    if let link = position(of: account, on: gpu, probe) { return link }
    let link = Link.to(positions.count)
    var position = Position(gpu: gpu, account: account)
    position.nextOfGPU = stakes[Int(gpu)].positions
    position.nextOfAccount = links.modify(at: Int(account)) { ends in
      let last = ends.positions
      ends.positions = link
      return last
    }
    positions.append(position)
    stakes.setPositions(link, of: Int(gpu))
    positionIndex.insert(link, hash: probe.hash)
    return link
  }

  /// Has the close of the open round look at a GPU.
  mutating func touch(_ gpu: UInt32) { if stakes.touch(Int(gpu)) { touched.append(gpu) } }

  /// Gives a GPU's owner another bond.
  mutating func setOwn(_ own: UInt128, minimum: UInt128, of gpu: UInt32) {
    if stakes.setOwn(own, minimum: minimum, of: Int(gpu)) { touched.append(gpu) }
  }

  /// Has units come into a GPU's pool for new shares.
  ///
  /// - Returns: the incarnation of the pool.
  mutating func issue(_ shares: UInt128, for units: UInt128, of gpu: UInt32) -> UInt32 {
    let (incarnation, isNew) = stakes.issue(shares, for: units, of: Int(gpu))
    if isNew { touched.append(gpu) }
    return incarnation
  }

  /// Has units leave a GPU's pool with shares of it.
  mutating func redeem(_ units: UInt128, for shares: UInt128, of gpu: UInt32) {
    if stakes.redeem(units, for: shares, of: Int(gpu)) { touched.append(gpu) }
  }

  /// Changes a GPU's record, and has the close of the open round look at it.
  ///
  /// For changes that are not on every day's way; those that are have functions of their own.
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
