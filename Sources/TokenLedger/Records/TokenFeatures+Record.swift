// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension Dialect: RecordCodable {
  /// The style's number, then the switches.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(style.recordNumber)
    encoder.write(spendingEmitsApproval)
    encoder.write(infiniteAllowanceStays)
    encoder.write(guardsComeFirst)
    encoder.write(refusesEmptyMintAndBurn)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let number = try decoder.readUInt8()
    guard let style = Style.allCases.first(where: { $0.recordNumber == number }) else {
      throw .unknownTag(number, type: "dialect style")
    }
    self.init(
      style: style, spendingEmitsApproval: try decoder.readBool(),
      infiniteAllowanceStays: try decoder.readBool(), guardsComeFirst: try decoder.readBool(),
      refusesEmptyMintAndBurn: try decoder.readBool())
  }
}

extension Dialect.Style {
  /// The style's number on disk: none is ever given anew.
  fileprivate var recordNumber: UInt8 {
    switch self {
    case .openZeppelin5: 0
    case .openZeppelin4: 1
    case .snekmate: 2
    case .fiatToken2: 3
    }
  }
}

extension TokenFeatures: RecordCodable {
  /// In the order of the properties; an absent one is a zero byte.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(access)
    encoder.writePresence(cap) { $0.write($1) }
    encoder.write(pausable)
    encoder.write(blocklist)
    encoder.write(burnable)
    encoder.write(allowanceChanges)
    encoder.writePresence(permitVersion) { $0.write($1) }
    encoder.write(authorizations)
    encoder.writePresence(votes) { $0.write($1 == .blockNumber ? 0 as UInt8 : 1) }
    encoder.write(snapshots)
    encoder.write(flashMint)
    encoder.write(transferCalls)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    self.init()
    access = try Access(from: &decoder)
    if try decoder.readBool() { cap = try decoder.readUInt256() }
    pausable = try decoder.readBool()
    blocklist = try decoder.readBool()
    burnable = try decoder.readBool()
    allowanceChanges = try decoder.readBool()
    if try decoder.readBool() { permitVersion = try decoder.readString() }
    authorizations = try decoder.readBool()
    if try decoder.readBool() { votes = try decoder.readBool() ? .timestamp : .blockNumber }
    snapshots = try decoder.readBool()
    flashMint = try decoder.readOptional(FlashMint.self)
    transferCalls = try decoder.readBool()
  }
}

extension RecordEncoder {
  /// Writes 0 for nil, or 1 and what `write` writes.
  fileprivate mutating func writePresence<Value>(
    _ value: Value?, _ write: (inout RecordEncoder, Value) -> Void
  ) {
    self.write(value != nil)
    if let value { write(&self, value) }
  }
}

extension TokenFeatures.FlashMint: RecordCodable {
  /// The fee's rate, its receiver.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(feePartsPerMillion)
    encoder.write(feeReceiver)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    self.init(
      feePartsPerMillion: try decoder.readUInt32(), feeReceiver: try Address(from: &decoder))
  }
}

extension TokenFeatures.Access: RecordCodable {
  /// The case's number, then the addresses it names.
  public func encode(into encoder: inout RecordEncoder) {
    func write(_ number: UInt8, _ addresses: Address...) {
      encoder.write(number)
      for address in addresses { encoder.write(address) }
    }
    switch self {
    case .open: write(0)
    case .owner(let owner): write(1, owner)
    case .roles(let admin): write(2, admin)
    case .minters(let owner): write(3, owner)
    case .offices(let offices):
      write(4, offices.owner, offices.masterMinter, offices.pauser, offices.blocklister)
    }
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let number = try decoder.readUInt8()
    switch number {
    case 0: self = .open
    case 1: self = .owner(try Address(from: &decoder))
    case 2: self = .roles(admin: try Address(from: &decoder))
    case 3: self = .minters(owner: try Address(from: &decoder))
    case 4:
      self = .offices(
        FiatTokenOffices(
          owner: try Address(from: &decoder), masterMinter: try Address(from: &decoder),
          pauser: try Address(from: &decoder), blocklister: try Address(from: &decoder)))
    default: throw .unknownTag(number, type: "access")
    }
  }
}
