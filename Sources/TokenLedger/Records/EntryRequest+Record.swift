// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// How a request is written:
///
/// | bytes | what |
/// |---|---|
/// | 16 | the id |
/// | 1 | 1 where it is linked to the next |
/// | 1 or 29 | 0, or 1 and the user's data |
/// | 1 | the action's number |
/// | … | the values of the action, in the order of the case; an absent one is a zero byte |
extension EntryRequest: RecordCodable {
  /// Id, link, user's data, action.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(id)
    encoder.write(isLinkedToNext)
    encoder.write(userData == .none ? nil : userData)
    encoder.write(action)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let id = try EntryID(from: &decoder)
    let isLinked = try decoder.readBool()
    let userData = try decoder.readOptional(UserData.self)
    // One value has one encoding.
    if userData == UserData.none { throw .invalidValue(field: "user data", value: "none") }
    self.init(
      id: id, try EntryAction(from: &decoder), userData: userData ?? .none,
      isLinkedToNext: isLinked)
  }
}

extension EntryAction: RecordCodable {
  /// The numbers that tell the actions apart. They are on disk: none is ever given anew.
  private enum Tag: UInt8 {
    case transfer = 0
    case mint = 1
    case burn = 2
    case approve = 3
    case transferFrom = 4
    case burnFrom = 5
    case call = 6
    case hold = 7
    case post = 8
    case void = 9
    case reverse = 10
    case setTerms = 11
  }

  /// One byte that tells the action, then its values.
  public func encode(into encoder: inout RecordEncoder) {
    func write(_ tag: Tag, _ addresses: Address..., value: UInt256) {
      encoder.write(tag.rawValue)
      for address in addresses { encoder.write(address) }
      encoder.write(value)
    }
    switch self {
    case .transfer(let from, let to, let value): write(.transfer, from, to, value: value)
    case .mint(let to, let value): write(.mint, to, value: value)
    case .burn(let from, let value): write(.burn, from, value: value)
    case .approve(let owner, let spender, let value): write(.approve, owner, spender, value: value)
    case .transferFrom(let spender, let from, let to, let value):
      write(.transferFrom, spender, from, to, value: value)
    case .burnFrom(let spender, let from, let value): write(.burnFrom, spender, from, value: value)
    case .call(let data, let caller):
      encoder.write(Tag.call.rawValue)
      encoder.write(data)
      encoder.write(caller)
    case .hold(let from, let to, let value, let timeout):
      write(.hold, from, to, value: value)
      encoder.write(timeout)
    case .post(let hold, let value):
      encoder.write(Tag.post.rawValue)
      encoder.write(hold)
      encoder.write(value)
    case .void(let hold):
      encoder.write(Tag.void.rawValue)
      encoder.write(hold)
    case .reverse(let entry, let value):
      encoder.write(Tag.reverse.rawValue)
      encoder.write(entry)
      encoder.write(value)
    case .setTerms(let terms, let account):
      encoder.write(Tag.setTerms.rawValue)
      encoder.write(terms)
      encoder.write(account)
    }
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let byte = try decoder.readUInt8()
    guard let tag = Tag(rawValue: byte) else { throw .unknownTag(byte, type: "entry action") }
    switch tag {
    case .transfer:
      self = .transfer(
        from: try Address(from: &decoder), to: try Address(from: &decoder),
        value: try decoder.readUInt256())
    case .mint: self = .mint(to: try Address(from: &decoder), value: try decoder.readUInt256())
    case .burn: self = .burn(from: try Address(from: &decoder), value: try decoder.readUInt256())
    case .approve:
      self = .approve(
        owner: try Address(from: &decoder), spender: try Address(from: &decoder),
        value: try decoder.readUInt256())
    case .transferFrom:
      self = .transferFrom(
        spender: try Address(from: &decoder), from: try Address(from: &decoder),
        to: try Address(from: &decoder), value: try decoder.readUInt256())
    case .burnFrom:
      self = .burnFrom(
        spender: try Address(from: &decoder), from: try Address(from: &decoder),
        value: try decoder.readUInt256())
    case .call: self = .call(data: try decoder.readBytes(), from: try Address(from: &decoder))
    case .hold:
      self = .hold(
        from: try Address(from: &decoder), to: try Address(from: &decoder),
        value: try decoder.readUInt256(), timeout: try decoder.readOptional(UInt64.self))
    case .post:
      self = .post(
        hold: try EntryID(from: &decoder), value: try decoder.readOptional(UInt256.self))
    case .void: self = .void(hold: try EntryID(from: &decoder))
    case .reverse:
      self = .reverse(
        entry: try EntryID(from: &decoder), value: try decoder.readOptional(UInt256.self))
    case .setTerms:
      self = .setTerms(try AccountTerms(from: &decoder), of: try Address(from: &decoder))
    }
  }
}
