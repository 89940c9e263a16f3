// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// A law of a ``VoteEscrow`` that a state breaks. Amounts are base units.
@nonexhaustive
public enum VoteEscrowInvariant: Sendable, Hashable, CustomStringConvertible {
  /// What came in is not what is locked, withdrawn and forfeited.
  case conservation(cameIn: UInt256, accounted: UInt256)
  /// A total does not fit into 256 bits.
  case totalTooLarge(ArithmeticError)
  /// The locks do not sum to the supply.
  case supplySum(supply: UInt256, sum: UInt256)
  /// More is locked than an escrow may hold.
  case supplyTooLarge(UInt256, maximum: UInt256)
  /// The zero address has a lock.
  case accountIsZero
  /// An account stands twice or out of order.
  case accountsNotAscending(Address)
  /// An account has a lock of nothing, or one that does not end with a week or runs too long.
  case impossibleLock(Address, EscrowLock)
  /// An account without operations is listed.
  case noPoints(Address)
  /// The points of an account, or of the total where it is nil, do not ascend or lie in the future.
  case pointsNotAscending(Address?, at: UInt64)
  /// The last point of an account is not that of its lock.
  case wrongPoint(Address, EscrowPoint, expected: EscrowPoint)
  /// The total weight is not the sum of what the locks weigh.
  case wrongTotal(EscrowPoint, expected: EscrowPoint)
  /// The changes to come are not the ends of the locks.
  case wrongChanges(at: UInt64)
  /// The curve has no point.
  case noCurve

  /// One sentence with the values.
  public var description: String {
    switch self {
    case .conservation(let cameIn, let accounted):
      "\(cameIn) units came in, \(accounted) are accounted for."
    case .totalTooLarge(let error):
      error.description
    case .supplySum(let supply, let sum):
      "\(supply) units are locked, the locks sum to \(sum)."
    case .supplyTooLarge(let supply, let maximum):
      "\(supply) units are locked, more than \(maximum)."
    case .accountIsZero:
      "The zero address has a lock."
    case .accountsNotAscending(let account):
      "\(account) is listed twice or out of order."
    case .impossibleLock(let account, let lock):
      "\(account) cannot have \(lock.amount) locked until \(lock.end)."
    case .noPoints(let account):
      "\(account) is listed without an operation."
    case .pointsNotAscending(let account, let time):
      "The point of \(account?.description ?? "the total") at \(time) is out of order."
    case .wrongPoint(let account, let point, let expected):
      "\(account) weighs \(point.bias) falling by \(point.slope) at \(point.time), "
        + "its lock \(expected.bias) falling by \(expected.slope)."
    case .wrongTotal(let point, let expected):
      "The total is \(point.bias) falling by \(point.slope) at \(point.time), "
        + "the locks sum to \(expected.bias) falling by \(expected.slope)."
    case .wrongChanges(let time):
      "The change of slope at \(time) is not that of the locks that end then."
    case .noCurve:
      "The total has no point."
    }
  }
}

extension VoteEscrow {
  /// Proves that every unit is accounted for, that the total weight is the sum of what the locks
  /// weigh and that its changes are their ends.
  ///
  /// - Throws: ``VoteEscrowError/invariantBroken(_:)``.
  /// - Complexity: O(n log n) for n accounts, and O(p) for p points.
  public func checkInvariants() throws(VoteEscrowError) {
    if let brokenInvariant { throw .invariantBroken(brokenInvariant) }
  }

  /// The first law that is broken.
  var brokenInvariant: VoteEscrowInvariant? {
    guard curve.points.last != nil else { return .noCurve }
    do throws(ArithmeticError) {
      let accounted = try supply.adding(withdrawn).adding(forfeited)
      if deposited != accounted { return .conservation(cameIn: deposited, accounted: accounted) }
      var sum = UInt256.zero
      for account in accounts.values { sum = try sum.adding(account.lock?.amount ?? .zero) }
      if sum != supply { return .supplySum(supply: supply, sum: sum) }
    } catch {
      return .totalTooLarge(error)
    }
    if supply > Self.maximumSupply {
      return .supplyTooLarge(supply, maximum: Self.maximumSupply)
    }
    for (address, account) in accounts {
      if let broken = brokenLaw(of: account, address) { return broken }
    }
    return brokenCurve
  }

  private func brokenLaw(of account: Account, _ address: Address) -> VoteEscrowInvariant? {
    if address.isZero { return .accountIsZero }
    guard let point = account.points.last else { return .noPoints(address) }
    if let time = outOfOrder(account.points, strictly: false) {
      return .pointsNotAscending(address, at: time)
    }
    if let lock = account.lock {
      let runs = lock.end > point.time ? lock.end - point.time : 0
      guard lock.amount > 0, lock.end % policy.week == 0, (1...policy.maximumLock).contains(runs)
      else { return .impossibleLock(address, lock) }
    }
    let expected =
      account.lock?.point(at: point.time, policy) ?? EscrowPoint(time: point.time)
    return point == expected
      ? nil : .wrongPoint(address, point, expected: expected)
  }

  /// The sums over locks stay within the supply, which fits.
  private var brokenCurve: VoteEscrowInvariant? {
    if let time = outOfOrder(curve.points, strictly: true) {
      return .pointsNotAscending(nil, at: time)
    }
    var expected = EscrowPoint(time: time)
    var ends: [UInt64: UInt256] = [:]
    for case let lock? in accounts.values.map(\.lock) {
      let weight = lock.point(at: time, policy)
      expected.bias += weight.bias
      expected.slope += weight.slope
      if !weight.slope.isZero { ends[lock.end, default: .zero] += weight.slope }
    }
    if point != expected { return .wrongTotal(point, expected: expected) }
    let changes = ends.sorted { $0.key < $1.key }
    for (index, change) in curve.pending.enumerated()
    where index >= changes.count || changes[index] != (change.time, change.slope) {
      return .wrongChanges(at: change.time)
    }
    return changes.count > curve.pending.count
      ? .wrongChanges(at: changes[curve.pending.count].key) : nil
  }

  /// The time of the first point that is out of order.
  private func outOfOrder(_ points: [EscrowPoint], strictly: Bool) -> UInt64? {
    for (earlier, later) in zip(points, points.dropFirst())
    where later.time < earlier.time || (strictly && later.time == earlier.time) {
      return later.time
    }
    guard let last = points.last, last.time > time else { return nil }
    return last.time
  }
}
