// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// One thing a token is told: what a journal keeps of it.
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum TokenOperation: Sendable, Hashable {
  /// Makes the token; the first operation, and only once.
  case deploy(TokenConfiguration)
  /// ``Token/mint(to:value:)``
  case mint(to: Address, value: UInt256)
  /// ``Token/burn(from:value:)``
  case burn(from: Address, value: UInt256)
  /// ``Token/transfer(from:to:value:)``
  case transfer(from: Address, to: Address, value: UInt256)
  /// ``Token/approve(owner:spender:value:)``
  case approve(owner: Address, spender: Address, value: UInt256)
  /// ``Token/transferFrom(spender:from:to:value:)``
  case transferFrom(spender: Address, from: Address, to: Address, value: UInt256)
  /// ``Token/burnFrom(spender:from:value:)``
  case burnFrom(spender: Address, from: Address, value: UInt256)
  /// ``Token/advance(to:)``
  case advance(to: Block)
  /// ``Token/call(data:from:at:environment:)``: what the other functions do, and the extensions.
  case call(data: [UInt8], from: Address)

  /// The version of the body that is written.
  public static let recordVersion: UInt8 = 1

  /// The entry of the journal.
  public var record: Record {
    Record(kind: .token, version: Self.recordVersion, body: recordBytes)
  }

  /// Reads an entry of the journal.
  ///
  /// - Throws: `RecordError` where the record is of another kind or version or holds no operation.
  public init(record: Record) throws(RecordError) {
    self = try record.decode(
      TokenOperation.self, kind: .token, versions: 1...Self.recordVersion)
  }
}

extension TokenOperation: RecordCodable {
  /// The numbers that tell the operations apart. They are on disk: none is ever given anew.
  private enum Tag: UInt8 {
    case deploy = 0
    case mint = 1
    case burn = 2
    case transfer = 3
    case approve = 4
    case transferFrom = 5
    case burnFrom = 6
    case advance = 7
    case call = 8
    case deployConfigured = 9
  }

  /// One byte that tells the operation, then its values in the order of the case.
  public func encode(into encoder: inout RecordEncoder) {
    func write(_ tag: Tag, _ addresses: Address..., value: UInt256) {
      encoder.write(tag.rawValue)
      for address in addresses { encoder.write(address) }
      encoder.write(value)
    }
    switch self {
    case .deploy(let configuration):
      // A plain token is written in few words, the only ones of the first journals.
      if configuration.isPlain {
        encoder.write(Tag.deploy.rawValue)
        configuration.encodeCore(into: &encoder)
      } else {
        encoder.write(Tag.deployConfigured.rawValue)
        encoder.write(configuration)
      }
    case .mint(let to, let value): write(.mint, to, value: value)
    case .burn(let from, let value): write(.burn, from, value: value)
    case .transfer(let from, let to, let value): write(.transfer, from, to, value: value)
    case .approve(let owner, let spender, let value): write(.approve, owner, spender, value: value)
    case .transferFrom(let spender, let from, let to, let value):
      write(.transferFrom, spender, from, to, value: value)
    case .burnFrom(let spender, let from, let value): write(.burnFrom, spender, from, value: value)
    case .advance(let block):
      encoder.write(Tag.advance.rawValue)
      encoder.write(block.number)
      encoder.write(block.timestamp)
    case .call(let data, let caller):
      encoder.write(Tag.call.rawValue)
      encoder.write(caller)
      encoder.write(data)
    }
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let byte = try decoder.readUInt8()
    guard let tag = Tag(rawValue: byte) else { throw .unknownTag(byte, type: "token operation") }
    switch tag {
    case .deploy:
      self = .deploy(try TokenConfiguration(coreFrom: &decoder))
    case .deployConfigured:
      let configuration = try TokenConfiguration(from: &decoder)
      // One value has one encoding.
      if configuration.isPlain {
        throw .invalidValue(field: "token configuration", value: "plain, in the long form")
      }
      self = .deploy(configuration)
    case .advance:
      self = .advance(
        to: Block(number: try decoder.readUInt64(), timestamp: try decoder.readUInt64()))
    case .call:
      let caller = try Address(from: &decoder)
      self = .call(data: try decoder.readBytes(), from: caller)
    case .mint:
      self = .mint(to: try Address(from: &decoder), value: try decoder.readUInt256())
    case .burn:
      self = .burn(from: try Address(from: &decoder), value: try decoder.readUInt256())
    case .transfer:
      self = .transfer(
        from: try Address(from: &decoder), to: try Address(from: &decoder),
        value: try decoder.readUInt256())
    case .approve:
      self = .approve(
        owner: try Address(from: &decoder), spender: try Address(from: &decoder),
        value: try decoder.readUInt256())
    case .transferFrom:
      self = .transferFrom(
        spender: try Address(from: &decoder), from: try Address(from: &decoder),
        to: try Address(from: &decoder),
        value: try decoder.readUInt256())
    case .burnFrom:
      self = .burnFrom(
        spender: try Address(from: &decoder), from: try Address(from: &decoder),
        value: try decoder.readUInt256())
    }
  }
}
