// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// The stake of a GPU, or nil where none of this name is registered.
  ///
  /// - Complexity: O(u) in the owner's claims.
  public func stake(of gpu: GPUID) -> GPUStake? {
    books.gpus.number(of: gpu).map(stake(number:))
  }

  /// The GPUs of an owner, ascending.
  ///
  /// - Complexity: O(g log g) in the owner's GPUs.
  public func gpus(ownedBy owner: Address) -> [GPUID] {
    guard let account = books.accounts.number(of: owner) else { return [] }
    var gpus: [GPUID] = []
    var link = books.links[Int(account)].gpus
    while link != Link.none {
      gpus.append(books.gpus[link])
      link = books.stakes[Int(link)].nextOfOwner
    }
    return gpus.sorted()
  }

  /// What an account has delegated to a GPU, or nil where it never did.
  ///
  /// - Complexity: O(u) in the account's claims on the GPU.
  public func delegation(of delegator: Address, on gpu: GPUID) -> Delegation? {
    guard let number = books.gpus.number(of: gpu),
      let account = books.accounts.number(of: delegator),
      let link = books.position(of: account, on: number)
    else { return nil }
    return delegation(link)
  }

  /// What an account has delegated, ascending by GPU.
  ///
  /// - Complexity: O(d log d) in the account's delegations.
  public func delegations(of delegator: Address) -> [Delegation] {
    guard let account = books.accounts.number(of: delegator) else { return [] }
    var delegations: [Delegation] = []
    var link = books.links[Int(account)].positions
    while link != Link.none {
      if let delegation = delegation(link) { delegations.append(delegation) }
      link = books.positions[Int(link)].nextOfAccount
    }
    return delegations.sorted { $0.gpu < $1.gpu }
  }

  /// What is delegated to a GPU, ascending by delegator.
  ///
  /// - Complexity: O(d log d) in the GPU's delegations.
  public func delegations(on gpu: GPUID) -> [Delegation] {
    guard let number = books.gpus.number(of: gpu) else { return [] }
    var delegations: [Delegation] = []
    var link = books.stakes[Int(number)].positions
    while link != Link.none {
      if let delegation = delegation(link) { delegations.append(delegation) }
      link = books.positions[Int(link)].nextOfGPU
    }
    return delegations.sorted { $0.delegator < $1.delegator }
  }

  /// All that an account has delegated and not taken out: what its delegations are worth and what is
  /// unbonding to it, over all GPUs, in base units. What ``LiquidShares`` over the registry hold.
  ///
  /// - Complexity: O(d log d) in the account's delegations and claims.
  public func delegatedHoldings(of delegator: Address) -> UInt256 {
    delegations(of: delegator).reduce(into: .zero) { sum, delegation in
      sum += delegation.worth
      for entry in delegation.unbonding { sum += entry.amount }
    }
  }

  /// What slashes have taken of what an account still has delegated to a GPU, in base units.
  ///
  /// No slash touches a delegation; this is computed from the worth of its shares when it is asked.
  ///
  /// - Throws: ``StakingError/unknownGPU(_:)``.
  /// - Complexity: O(u) in the account's claims on the GPU.
  public func loss(of delegator: Address, on gpu: GPUID) throws(StakingError) -> UInt256 {
    _ = try number(of: gpu)
    return delegation(of: delegator, on: gpu)?.loss ?? .zero
  }

  /// Every slash of a GPU, the first one first; also those of faults that took nothing.
  ///
  /// - Throws: ``StakingError/unknownGPU(_:)``.
  /// - Complexity: O(s) in the slashes of the GPU.
  public func slashes(of gpu: GPUID) throws(StakingError) -> [SlashedStake] {
    let number = try number(of: gpu)
    let owner = account(books.stakes[Int(number)].owner)
    return slashLinks(of: number).map { link in
      let slash = books.slashes[Int(link)]
      return SlashedStake(
        gpu: gpu, owner: owner, fault: slash.fault, faultRound: Round(slash.faultRound),
        partsPerMillion: slash.partsPerMillion, bonded: UInt256(slash.bonded),
        unbonding: slash.unbonding, redelegated: slash.redelegated,
        destination: policy.slashDestination)
    }
  }

  /// The links of a GPU's slashes, the first one first.
  func slashLinks(of number: UInt32) -> [UInt32] {
    var links: [UInt32] = []
    var link = books.stakes[Int(number)].slashes
    while link != Link.none {
      links.append(link)
      link = books.slashes[Int(link)].previous
    }
    return links.reversed()
  }

  private func stake(number: UInt32) -> GPUStake {
    let stake = books.stakes[Int(number)]
    let terms = books.terms(of: stake)
    let round = openRound.number
    return GPUStake(
      registration: registration(of: number), bonded: UInt256(stake.own),
      delegated: UInt256(stake.pool), delegationShares: UInt256(stake.shares),
      incarnation: stake.incarnation, queued: UInt256(stake.queued),
      activeAtRoundStart: UInt256(stake.start), active: UInt256(stake.active),
      isBelowMinimum: stake.isShort,
      unbonding: books.position(of: stake.owner, on: number).map(entries(of:)) ?? [],
      magnitude: UInt256(magnitude(of: number)),
      lockedUntil: terms.lockedUntil > round ? Round(terms.lockedUntil) : nil,
      boostPPM: terms.boost(in: round, decays: policy.locks.decays),
      commissionPPM: terms.commission(in: round),
      uptimePPM: stake.quality.uptime.partsPerMillion,
      scorePPM: stake.quality.verification.partsPerMillion,
      standing: stake.isTombstoned
        ? .tombstoned : stake.isJailed ? .jailed(until: Round(stake.jailedUntil)) : .free)
  }

  func registration(of number: UInt32) -> GPURegistration {
    let stake = books.stakes[Int(number)]
    return GPURegistration(
      gpu: books.gpus[number], owner: account(stake.owner),
      capacityClass: classes[Int(stake.classIndex)].name, capacity: stake.capacity,
      round: Round(stake.registeredIn))
  }

  /// The delegation of a position; nil for the owner's, who bonds.
  private func delegation(_ link: UInt32) -> Delegation? {
    let position = books.positions[Int(link)]
    let stake = books.stakes[Int(position.gpu)]
    guard position.account != stake.owner else { return nil }
    let isCurrent = position.incarnation == stake.incarnation
    return Delegation(
      gpu: books.gpus[position.gpu], delegator: account(position.account),
      shares: isCurrent ? UInt256(position.shares) : .zero, worth: UInt256(worth(of: position)),
      paid: UInt256(position.basis), unbonding: entries(of: link))
  }

  /// The claims of a position, the oldest first; those that were slashed to nothing are left out.
  private func entries(of position: UInt32) -> [UnbondingEntry] {
    claims(of: position).reversed().compactMap { link in
      let claim = books.claims[link]
      let worth = worth(of: claim)
      guard worth > 0 else { return nil }
      return UnbondingEntry(
        createdIn: Round(createdIn(link)), maturesIn: Round(claim.maturesIn),
        amount: UInt256(worth))
    }
  }
}
