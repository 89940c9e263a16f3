// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension EscrowPolicy: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(week)
    encoder.write(maximumLock)
    encoder.write(minimumAmount)
    encoder.write(earlyExitPPM != nil)
    if let earlyExitPPM { encoder.write(earlyExitPPM) }
    encoder.write(allowsMerge)
  }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let week = try decoder.readUInt64()
    let maximumLock = try decoder.readUInt64()
    let minimumAmount = try decoder.readUInt256()
    let earlyExitPPM = try decoder.readBool() ? try decoder.readUInt32() : nil
    let allowsMerge = try decoder.readBool()
    do throws(VoteEscrowError) {
      try self.init(
        week: week, maximumLock: maximumLock, minimumAmount: minimumAmount,
        earlyExitPPM: earlyExitPPM, allowsMerge: allowsMerge)
    } catch {
      throw .invalidValue(field: "escrow policy", value: error.description)
    }
  }
}

extension EscrowPolicy: Codable {
  private enum Key: String, CodingKey {
    case week, maximumLock, minimumAmount, earlyExitPPM, allowsMerge
  }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let week = try container.decode(UInt64.self, forKey: .week)
    let maximumLock = try container.decode(UInt64.self, forKey: .maximumLock)
    let minimumAmount = try container.decode(UInt256.self, forKey: .minimumAmount)
    let earlyExitPPM = try container.decodeIfPresent(UInt32.self, forKey: .earlyExitPPM)
    let allowsMerge = try container.decode(Bool.self, forKey: .allowsMerge)
    do throws(VoteEscrowError) {
      try self.init(
        week: week, maximumLock: maximumLock, minimumAmount: minimumAmount,
        earlyExitPPM: earlyExitPPM, allowsMerge: allowsMerge)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the fields.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(week, forKey: .week)
    try container.encode(maximumLock, forKey: .maximumLock)
    try container.encode(minimumAmount, forKey: .minimumAmount)
    try container.encodeIfPresent(earlyExitPPM, forKey: .earlyExitPPM)
    try container.encode(allowsMerge, forKey: .allowsMerge)
  }
}

extension VoteEscrow: RecordCodable {
  /// Writes the rules and totals, the accounts, ascending, and the curve.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(policy)
    for total in [supply, deposited, withdrawn, forfeited] { encoder.write(total) }
    encoder.writeCount(accounts.count)
    for address in holders {
      encoder.write(address)
      encoder.write(lock(of: address))
      encoder.write(points(of: address))
    }
    encoder.write(curve)
  }

  /// Reads what ``encode(into:)`` writes; an escrow that breaks a law is refused.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    policy = try EscrowPolicy(from: &decoder)
    supply = try decoder.readUInt256()
    deposited = try decoder.readUInt256()
    withdrawn = try decoder.readUInt256()
    forfeited = try decoder.readUInt256()
    accounts = [:]
    var last = Address.zero
    for _ in 0..<(try decoder.readCount(minimumBytes: 25)) {
      let address = try Address(from: &decoder)
      guard address > last else { throw Self.refusal(.accountsNotAscending(address)) }
      let lock = try decoder.readOptional(EscrowLock.self)
      accounts[address] = Account(
        lock: lock, points: try decoder.readArray(of: EscrowPoint.self, minimumBytes: 72))
      last = address
    }
    curve = try EscrowCurve(from: &decoder)
    if let brokenInvariant { throw Self.refusal(brokenInvariant) }
  }

  private static func refusal(_ invariant: VoteEscrowInvariant) -> RecordError {
    .invalidValue(field: "escrow", value: invariant.description)
  }
}

extension VoteEscrow: Codable {
  private enum Key: String, CodingKey {
    case policy, supply, deposited, withdrawn, forfeited, accounts, curve
  }

  private struct Entry: Codable {
    let address: Address
    let account: Account
  }

  /// Reads an escrow and refuses one that breaks a law, as `DecodingError.dataCorrupted` with the
  /// ``VoteEscrowError`` beneath.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    policy = try container.decode(EscrowPolicy.self, forKey: .policy)
    supply = try container.decode(UInt256.self, forKey: .supply)
    deposited = try container.decode(UInt256.self, forKey: .deposited)
    withdrawn = try container.decode(UInt256.self, forKey: .withdrawn)
    forfeited = try container.decode(UInt256.self, forKey: .forfeited)
    curve = try container.decode(EscrowCurve.self, forKey: .curve)
    accounts = [:]
    for entry in try container.decode([Entry].self, forKey: .accounts) {
      guard accounts.updateValue(entry.account, forKey: entry.address) == nil else {
        throw DecodingError.corrupted(
          VoteEscrowError.invariantBroken(.accountsNotAscending(entry.address)),
          at: decoder.codingPath)
      }
    }
    do {
      try checkInvariants()
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the escrow; accounts ascend, so equal escrows are written alike.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(policy, forKey: .policy)
    try container.encode(supply, forKey: .supply)
    try container.encode(deposited, forKey: .deposited)
    try container.encode(withdrawn, forKey: .withdrawn)
    try container.encode(forfeited, forKey: .forfeited)
    let entries = accounts.sorted { $0.key < $1.key }
      .map { Entry(address: $0.key, account: $0.value) }
    try container.encode(entries, forKey: .accounts)
    try container.encode(curve, forKey: .curve)
  }
}
