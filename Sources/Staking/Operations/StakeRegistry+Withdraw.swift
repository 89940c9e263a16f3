// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

extension StakeRegistry {
  /// Takes out everything of a GPU's owner that has matured.
  ///
  /// - Parameter gpu: a registered GPU.
  /// - Returns: ``StakingEvent/withdrawn(gpu:owner:amount:)`` with the sum of the matured claims.
  /// - Throws: ``StakingError/unknownGPU(_:)`` or
  ///   ``StakingError/nothingMatured(_:openRound:next:)``.
  /// - Complexity: O(u) in the owner's claims.
  @discardableResult
  public mutating func withdraw(gpu: GPUID) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    return try withdraw(
      from: books.position(of: books.stakes[Int(number)].owner, on: number), on: gpu)
  }

  /// Takes out everything of a delegator on a GPU that has matured.
  ///
  /// - Parameters:
  ///   - gpu: a registered GPU.
  ///   - delegator: an account.
  /// - Returns: ``StakingEvent/withdrawn(gpu:owner:amount:)`` with the sum of the matured claims.
  /// - Throws: ``StakingError/unknownGPU(_:)`` or
  ///   ``StakingError/nothingMatured(_:openRound:next:)``.
  /// - Complexity: O(u) in the delegator's claims on this GPU.
  @discardableResult
  public mutating func withdraw(
    gpu: GPUID, delegator: Address
  ) throws(StakingError) -> [StakingEvent] {
    let number = try number(of: gpu)
    let account = books.accounts.number(of: delegator)
    return try withdraw(
      from: account.flatMap { books.position(of: $0, on: number) }, on: gpu)
  }

  /// Takes out what has matured, of everybody, the first matured first: for a driver that pays out
  /// by itself.
  ///
  /// - Parameter limit: the most claims that are paid at once, at least 1.
  /// - Returns: one ``StakingEvent/withdrawn(gpu:owner:amount:)`` for each claim; none where nothing
  ///   has matured. Claims that were slashed to nothing go without an event.
  /// - Precondition: the limit is at least 1.
  /// - Complexity: O(`limit`), and O(p) a claim in the unbonding pools of its GPU.
  @discardableResult
  public mutating func withdrawMatured(limit: Int) -> [StakingEvent] {
    precondition(limit > 0, "At least one claim has to be paid at once, not \(limit).")
    var events: [StakingEvent] = []
    for _ in 0..<limit {
      guard let link = books.calendar.first(maturingBy: openRound.number) else { break }
      let position = books.positions[Int(books.claims[link].position)]
      let amount = UInt256(takeUpTo(.max, outOf: link))
      guard amount > 0 else { continue }
      totals.withdraw(amount)
      events.append(
        .withdrawn(
          gpu: books.gpus[position.gpu], owner: account(position.account), amount: amount))
    }
    return events
  }

  /// The GPUs' claims that may be withdrawn now, summed by GPU and account, ascending by both.
  ///
  /// - Complexity: O(m log m) in the matured claims.
  public func withdrawable() -> [(gpu: GPUID, owner: Address, amount: UInt256)] {
    var sums: [UInt32: UInt256] = [:]
    for link in books.calendar.claims(maturingBy: openRound.number, in: books.claims) {
      let claim = books.claims[link]
      sums[claim.position, default: .zero] += UInt256(worth(of: claim))
    }
    return
      sums
      .filter { $0.value > 0 }
      .map { link, amount in
        let position = books.positions[Int(link)]
        return (gpu: books.gpus[position.gpu], owner: account(position.account), amount: amount)
      }
      .sorted { ($0.gpu, $0.owner) < ($1.gpu, $1.owner) }
  }

  private mutating func withdraw(
    from position: UInt32?, on gpu: GPUID
  ) throws(StakingError) -> [StakingEvent] {
    let links = position.map(claims(of:)) ?? []
    let due = links.filter {
      books.claims[$0].maturesIn <= openRound.number && !isInExitQueue(books.claims[$0])
    }
    guard let position, due.contains(where: { worth(of: books.claims[$0]) > 0 }) else {
      let next = links.map { books.claims[$0].maturesIn }.filter { $0 > openRound.number }.min()
      throw .nothingMatured(gpu, openRound: openRound, next: next.map { Round($0) })
    }

    var amount = UInt256.zero
    for link in due { amount += UInt256(takeUpTo(.max, outOf: link)) }
    totals.withdraw(amount)
    return [
      .withdrawn(
        gpu: gpu, owner: account(books.positions[Int(position)].account), amount: amount)
    ]
  }
}
