// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension RegistryImage {
  /// Writes a registry out.
  init(of registry: StakeRegistry) {
    let books = registry.books
    policy = registry.policy
    openRound = registry.openRound
    totals = registry.totals
    activationQueue = registry.activationQueue.map { QueueImage($0) }
    exitQueue = registry.exitQueue.map { QueueImage($0) }
    activations = (books.activations.first..<books.activations.end).compactMap { link in
      let entry = books.activations[link]
      guard entry.units > 0 else { return nil }
      return ActivationImage(
        gpu: books.gpus[entry.gpu], isOwn: entry.isOwn, activatesIn: Round(entry.activatesIn),
        amount: UInt256(entry.units), waiting: UInt256(entry.waiting))
    }
    roundTotals = books.rounds.map(\.totalStake)
    var poolPlaces: [UInt32: UInt32] = [:]
    var gpus: [GPUImage] = []
    for number in books.sortedNumbers {
      for (place, link) in books.unbondingLinks(of: number).enumerated() {
        poolPlaces[link] = UInt32(place)
      }
      gpus.append(GPUImage(number, of: registry))
    }
    self.gpus = gpus
    claims = registry.allClaims.map { link in
      let claim = books.claims[link]
      let position = books.positions[Int(claim.position)]
      return ClaimImage(
        gpu: books.gpus[position.gpu], account: books.accounts[position.account],
        pool: poolPlaces[claim.pool] ?? Link.none, shares: UInt256(claim.shares),
        waiting: UInt256(registry.waiting(claim)), maturesIn: Round(claim.maturesIn))
    }
  }
}

extension RegistryImage.QueueImage {
  init(_ queue: ChurnQueue) {
    self.init(round: queue.last, room: queue.room, stretches: queue.stretches)
  }
}

extension RegistryImage.TermsImage {
  init(_ terms: Terms) {
    self.init(
      lockedFrom: terms.lockedFrom, lockedUntil: terms.lockedUntil, boostPPM: terms.boost,
      boostBeforePPM: terms.boostBefore, boostFrom: terms.boostFrom,
      commissionPPM: terms.commission,
      nextCommissionPPM: terms.nextCommission, commissionFrom: terms.commissionFrom)
  }
}

extension RegistryImage.GPUImage {
  init(_ number: UInt32, of registry: StakeRegistry) {
    let books = registry.books
    let stake = books.stakes[Int(number)]
    func terms(_ link: UInt32) -> RegistryImage.TermsImage? {
      link == Link.none ? nil : RegistryImage.TermsImage(books.terms[Int(link)])
    }
    gpu = books.gpus[number]
    owner = books.accounts[stake.owner]
    capacityClass = registry.classes[Int(stake.classIndex)].name
    capacity = stake.capacity
    registeredIn = Round(stake.registeredIn)
    bonded = UInt256(stake.own)
    delegated = UInt256(stake.pool)
    shares = UInt256(stake.shares)
    incarnation = stake.incarnation
    activeAtRoundStart = UInt256(stake.start)
    ownActiveAtRoundStart = UInt256(stake.startOwn)
    jailedUntil = stake.isJailed ? Round(stake.jailedUntil) : nil
    isTombstoned = stake.isTombstoned
    quality = stake.quality
    isRated = stake.isRated
    liveness = stake.liveness == Link.none ? nil : books.liveness[Int(stake.liveness)]
    self.terms = terms(stake.terms)
    unbonding = books.unbondingLinks(of: number).map { link in
      let pool = books.unbonding[link]
      return RegistryImage.PoolImage(
        createdIn: Round(pool.createdIn), amount: UInt256(pool.units),
        shares: UInt256(pool.shares))
    }
    delegations = books.positionLinks(of: number)
      .map { link in
        let position = books.positions[Int(link)]
        return RegistryImage.DelegationImage(
          account: books.accounts[position.account], shares: UInt256(position.shares),
          paid: UInt256(position.basis), incarnation: position.incarnation,
          movedInAfter: position.movedInAfter)
      }
      .sorted { $0.account < $1.account }
    moves = books.moveLinks(of: number).map { link in
      let move = books.redelegations[link]
      let position = books.positions[Int(move.position)]
      return RegistryImage.MoveImage(
        createdIn: Round(move.createdIn), account: books.accounts[position.account],
        destination: books.gpus[position.gpu], kept: UInt256(move.kept),
        left: UInt256(move.left), incarnation: move.incarnation,
        slashesBefore: registry.slashCount(of: position.gpu, until: move.slashes))
    }
    slashes = registry.slashLinks(of: number).map { link in
      let slash = books.slashes[Int(link)]
      return RegistryImage.SlashImage(
        fault: slash.fault, faultRound: Round(slash.faultRound),
        appliedIn: Round(slash.appliedIn), partsPerMillion: slash.partsPerMillion,
        bondedBefore: UInt256(slash.bondedBefore), bonded: UInt256(slash.bonded),
        unbonding: slash.unbonding, redelegated: slash.redelegated)
    }
    history = books.historyEntries(of: number).map { entry in
      RegistryImage.HistoryImage(
        round: Round(entry.round), stake: UInt256(entry.stake), scorePPM: entry.score,
        lockedPPM: entry.lockedPPM, terms: terms(entry.terms))
    }
  }
}

// The chains of a GPU, in the order of an image.
extension StakeBooks {
  /// The unbonding pools of a GPU, the oldest first.
  func unbondingLinks(of number: UInt32) -> [UInt32] {
    chain(from: stakes[Int(number)].unbonding) { unbonding[$0].next }.reversed()
  }

  /// The positions on a GPU.
  func positionLinks(of number: UInt32) -> [UInt32] {
    chain(from: stakes[Int(number)].positions) { positions[Int($0)].nextOfGPU }
  }

  /// What moved away from a GPU, the oldest first.
  func moveLinks(of number: UInt32) -> [UInt32] {
    chain(from: stakes[Int(number)].redelegations) { redelegations[$0].next }.reversed()
  }

  /// The history of a GPU, ascending by round.
  func historyEntries(of number: UInt32) -> [HistoryEntry] {
    chain(from: stakes[Int(number)].history) { history[$0].previous }.reversed()
      .map { history[$0] }
  }

  private func chain(from head: UInt32, _ next: (UInt32) -> UInt32) -> [UInt32] {
    var links: [UInt32] = []
    var link = head
    while link != Link.none {
      links.append(link)
      link = next(link)
    }
    return links
  }
}

extension StakeRegistry {
  /// How many slashes a GPU had when one of them, or none, was its last.
  func slashCount(of number: UInt32, until last: UInt32) -> UInt32 {
    guard last != Link.none else { return 0 }
    let place = slashLinks(of: number).firstIndex(of: last)
    return UInt32(clamping: (place ?? -1) + 1)
  }

  /// The entries of a GPU in the activation queue that hold something, the oldest first.
  func activationLinks(of number: UInt32) -> [UInt32] {
    var links: [UInt32] = []
    var link = books.stakes[Int(number)].activation
    while isWaiting(link) {
      if books.activations[link].units > 0 { links.append(link) }
      link = books.activations[link].older
    }
    return links.reversed()
  }
}
