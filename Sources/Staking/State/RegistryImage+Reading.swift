// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

// Building a registry from an image that nobody vouches for. Here every link is made anew, so none can
// lead astray; what the numbers say is left to `checkInvariants()`.
extension StakeRegistry {
  init(_ image: RegistryImage) throws(StakingError) {
    self.init(policy: image.policy)
    openRound = image.openRound
    totals = image.totals
    if let queue = image.activationQueue, let rules = policy.churn {
      activationQueue = rules.activationQueue(queue)
    }
    if let queue = image.exitQueue, let rules = policy.churn {
      exitQueue = rules.exitQueue(delay: policy.unbondingDelay, queue)
    }
    // Numbers ascend by the round of registration, as they do where they were given one by one.
    let order = image.gpus.indices.sorted {
      (image.gpus[$0].registeredIn, image.gpus[$0].gpu)
        < (image.gpus[$1].registeredIn, image.gpus[$1].gpu)
    }
    for index in order { try add(image.gpus[index]) }
    books.order.update(books.gpus)
    // Slashes stand in one table in the order in which they were applied.
    let slashes = image.gpus.flatMap { gpu in gpu.slashes.map { (gpu: gpu.gpu, slash: $0) } }
    for entry in slashes.enumerated().sorted(by: {
      ($0.element.slash.appliedIn, $0.offset) < ($1.element.slash.appliedIn, $1.offset)
    }) {
      try add(entry.element.slash, of: entry.element.gpu)
    }
    try addActivations(image)
    for gpu in image.gpus {
      for move in gpu.moves { try add(move, from: number(of: gpu.gpu)) }
    }
    linkMoves()
    let pools = (0..<UInt32(books.gpus.count)).map { books.unbondingLinks(of: $0) }
    for claim in image.claims { try add(claim, pools) }
    try addRounds(image)
    // The next close looks at everything once: what it need not have looked at it leaves alone.
    for number in 0..<UInt32(books.gpus.count) { books.touch(number) }
  }

  /// An amount that the books can hold.
  private func units(
    _ amount: UInt256, of gpu: GPUID, _ name: String
  ) throws(StakingError) -> UInt128 {
    guard let units = UInt128(units: amount) else {
      throw .invariantBroken(.outOfRange(gpu, name, value: amount))
    }
    return units
  }

  private mutating func add(_ image: RegistryImage.GPUImage) throws(StakingError) {
    let gpu = image.gpu
    guard books.gpus.number(of: gpu) == nil else { throw .invariantBroken(.misfiled(gpu)) }
    guard let place = classes.firstIndex(where: { $0.name == image.capacityClass }) else {
      throw .invariantBroken(.unknownClass(gpu, image.capacityClass))
    }
    let account = books.accountNumber(image.owner)
    let number = books.gpus.add(gpu)
    var stake = StakeRecord(
      owner: account, classIndex: UInt16(place), capacity: image.capacity,
      registeredIn: image.registeredIn.number)
    stake.setOwn(try units(image.bonded, of: gpu, "bond"), minimum: classes[place].minimum)
    stake.pool = try units(image.delegated, of: gpu, "delegation pool")
    stake.shares = try units(image.shares, of: gpu, "delegation shares")
    stake.start = try units(image.activeAtRoundStart, of: gpu, "stake at the start of the round")
    stake.startOwn = try units(
      image.ownActiveAtRoundStart, of: gpu, "own stake at the start of the round")
    guard !stake.own.addingReportingOverflow(stake.pool).overflow else {
      throw .invariantBroken(.stakeAboveMaximum(gpu, maximum: Self.maximumStake))
    }
    stake.incarnation = image.incarnation
    stake.isJailed = image.jailedUntil != nil
    stake.jailedUntil = image.jailedUntil?.number ?? 0
    stake.isTombstoned = image.isTombstoned
    stake.quality = image.quality
    stake.isRated = image.isRated
    if let window = image.liveness {
      guard window.policy == policy.liveness else {
        throw .invariantBroken(.livenessRules(gpu))
      }
      stake.liveness = Link.to(books.liveness.count)
      books.liveness.append(window)
    }
    stake.nextOfOwner = books.links[Int(account)].gpus
    books.links[Int(account)].gpus = number
    try addPast(image, to: &stake)
    for pool in image.unbonding {
      stake.unbonding = books.unbonding.insert(
        UnbondingPool(
          units: try units(pool.amount, of: gpu, "unbonding pool"),
          shares: try units(pool.shares, of: gpu, "unbonding shares"),
          createdIn: pool.createdIn.number, next: stake.unbonding))
    }
    books.stakes.append(stake)
    for delegation in image.delegations {
      let account = books.accountNumber(delegation.account)
      guard books.position(of: account, on: number) == nil else {
        throw .invariantBroken(.misfiled(gpu))
      }
      let link = Int(books.openPosition(of: account, on: number))
      books.positions[link].shares = try units(delegation.shares, of: gpu, "shares")
      books.positions[link].basis = try units(delegation.paid, of: gpu, "delegated amount")
      books.positions[link].incarnation = delegation.incarnation
      books.positions[link].movedInAfter = delegation.movedInAfter
    }
  }

  /// Adds terms and history: equal terms in a row are one record.
  private mutating func addPast(
    _ image: RegistryImage.GPUImage, to stake: inout StakeRecord
  ) throws(StakingError) {
    var last: (image: RegistryImage.TermsImage, link: UInt32)?
    func link(
      _ terms: RegistryImage.TermsImage?, _ books: inout StakeBooks
    ) -> UInt32 {
      guard let terms else { return Link.none }
      if let last, last.image == terms { return last.link }
      let link = Link.to(books.terms.count)
      books.terms.append(Terms(terms))
      last = (terms, link)
      return link
    }
    for entry in image.history {
      stake.history = books.history.append(
        round: entry.round.number, stake: try units(entry.stake, of: image.gpu, "past stake"),
        score: entry.scorePPM, terms: link(entry.terms, &books),
        lockedPPM: entry.lockedPPM, after: stake.history)
    }
    stake.terms = link(image.terms, &books)
  }

  private mutating func add(
    _ image: RegistryImage.SlashImage, of gpu: GPUID
  ) throws(StakingError) {
    let number = try number(of: gpu)
    guard image.partsPerMillion <= million else {
      throw .invariantBroken(
        .outOfRange(gpu, "slashed fraction", value: UInt256(UInt64(image.partsPerMillion))))
    }
    let record = SlashRecord(
      magnitude: magnitude(after: image.partsPerMillion, of: number),
      bondedBefore: try units(image.bondedBefore, of: gpu, "bond before a slash"),
      bonded: try units(image.bonded, of: gpu, "slashed bond"), unbonding: image.unbonding,
      redelegated: image.redelegated, faultRound: image.faultRound.number,
      appliedIn: image.appliedIn.number, partsPerMillion: image.partsPerMillion,
      previous: books.stakes[Int(number)].slashes, fault: image.fault)
    books.stakes[Int(number)].slashes = Link.to(books.slashes.count)
    books.slashes.append(record)
  }

  private mutating func addActivations(_ image: RegistryImage) throws(StakingError) {
    for entry in image.activations {
      let number = try number(of: entry.gpu)
      let units = try units(entry.amount, of: entry.gpu, "queued stake")
      let waiting = try self.units(entry.waiting, of: entry.gpu, "waiting stake")
      let sum = books.stakes[Int(number)].queued.addingReportingOverflow(units)
      guard !sum.overflow else {
        throw .invariantBroken(
          .outOfRange(entry.gpu, "queued stake", value: entry.amount))
      }
      books.stakes[Int(number)].queued = sum.partialValue
      books.stakes[Int(number)].activation = books.activations.append(
        ActivationEntry(
          units: units, waiting: waiting, activatesIn: entry.activatesIn.number, gpu: number,
          isOwn: entry.isOwn, older: books.stakes[Int(number)].activation))
    }
  }

  private mutating func add(
    _ image: RegistryImage.MoveImage, from source: UInt32
  ) throws(StakingError) {
    let destination = try number(of: image.destination)
    guard let account = books.accounts.number(of: image.account),
      let position = books.position(of: account, on: destination)
    else { throw .invariantBroken(.misfiled(image.destination)) }
    let slashes = slashLinks(of: destination)
    guard Int(image.slashesBefore) <= slashes.count else {
      throw .invariantBroken(.misfiled(image.destination))
    }
    books.stakes[Int(source)].redelegations = books.redelegations.insert(
      RedelegationRecord(
        kept: try units(image.kept, of: image.destination, "moved stake"),
        left: try units(image.left, of: image.destination, "moved stake that left"),
        createdIn: image.createdIn.number, position: position, incarnation: image.incarnation,
        slashes: image.slashesBefore == 0 ? Link.none : slashes[Int(image.slashesBefore) - 1],
        next: books.stakes[Int(source)].redelegations))
  }

  /// Chains the moves into each position, the newest first.
  private mutating func linkMoves() {
    let links = (0..<UInt32(books.gpus.count)).flatMap { books.moveLinks(of: $0) }
    let order = links.enumerated().sorted { one, other in
      (books.redelegations[one.element].createdIn, one.offset)
        < (books.redelegations[other.element].createdIn, other.offset)
    }
    for (_, link) in order {
      let position = Int(books.redelegations[link].position)
      books.redelegations[link].nextOfPosition = books.positions[position].moves
      books.positions[position].moves = link
    }
  }

  private mutating func add(
    _ image: RegistryImage.ClaimImage, _ pools: [[UInt32]]
  ) throws(StakingError) {
    let number = try number(of: image.gpu)
    guard let account = books.accounts.number(of: image.account),
      let position = books.position(of: account, on: number)
    else { throw .invariantBroken(.misfiled(image.gpu)) }
    let pools = pools[Int(number)]
    guard Int(image.pool) < pools.count else { throw .invariantBroken(.misfiled(image.gpu)) }
    let waiting = try units(image.waiting, of: image.gpu, "waiting claim")
    guard waiting > 0 || books.exits.isEmpty && books.calendar.takes(image.maturesIn.number)
    else {
      throw .invariantBroken(
        .wrongMaturity(
          image.gpu, createdIn: Round(books.unbonding[pools[Int(image.pool)]].createdIn),
          maturesIn: image.maturesIn))
    }
    let link = books.claims.insert(
      Claim(
        shares: try units(image.shares, of: image.gpu, "claim"),
        maturesIn: image.maturesIn.number, position: position, pool: pools[Int(image.pool)],
        next: books.positions[Int(position)].claims))
    books.positions[Int(position)].claims = link
    books.unbonding[pools[Int(image.pool)]].claims += 1
    if waiting > 0 {
      books.claims[link].place = books.exits.append(ExitEntry(waiting: waiting, claim: link))
    } else {
      books.calendar.add(link, in: &books.claims)
    }
  }

  /// Adds the closed rounds; what they total is checked against the histories.
  private mutating func addRounds(_ image: RegistryImage) throws(StakingError) {
    guard UInt64(image.roundTotals.count) == openRound.number else {
      throw .invariantBroken(.roundCount(image.roundTotals.count, openRound: openRound))
    }
    var gpus = 0
    for (round, total) in image.roundTotals.enumerated() {
      while gpus < books.gpus.count, books.stakes[gpus].registeredIn <= UInt64(round) { gpus += 1 }
      books.rounds.append(
        StakeBooks.ClosedRound(gpus: UInt32(gpus), totalStake: total))
    }
    books.rowTotal = image.roundTotals.last ?? .zero
  }
}

extension Terms {
  fileprivate init(_ image: RegistryImage.TermsImage) {
    lockedFrom = image.lockedFrom
    lockedUntil = image.lockedUntil
    boost = image.boostPPM
    boostBefore = image.boostBeforePPM
    boostFrom = image.boostFrom
    commission = image.commissionPPM
    nextCommission = image.nextCommissionPPM
    commissionFrom = image.commissionFrom
  }
}
