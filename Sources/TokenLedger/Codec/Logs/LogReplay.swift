// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// What came of rebuilding a token from the event log of a real contract.
public struct LogReplay: Sendable, Hashable {
  /// A log that does not fit what came before it.
  public struct Discrepancy: Sendable, Hashable {
    /// The log's position in the sequence, from 0.
    public let index: Int
    /// Why it does not fit.
    public let reason: Reason
  }

  /// Why a log does not fit.
  @nonexhaustive
  public enum Reason: Sendable, Hashable {
    /// Its address is not the token's.
    case otherAddress(Address)
    /// It has no topic, or not those of its event, or data of another length.
    case malformed(topics: Int, dataBytes: Int)
    /// A topic that should be an address has a digit before it.
    case notAnAddress(Digest)
    /// The token would have refused: a sender without the units, a supply beyond 256 bits.
    case refused(LedgerError)
  }

  /// How many transfers were carried out.
  public internal(set) var transfers = 0
  /// How many approvals were carried out.
  public internal(set) var approvals = 0
  /// How many logs were of other events: they move no units and are passed over.
  public internal(set) var others = 0
  /// The logs that do not fit, in order; each was passed over.
  public internal(set) var discrepancies: [Discrepancy] = []

  /// Whether every log fitted.
  public var addsUp: Bool { discrepancies.isEmpty }
}

extension LogReplay.Discrepancy: CustomStringConvertible {
  /// One sentence with the values.
  public var description: String {
    switch reason {
    case .otherAddress(let address): "Log \(index) is of \(address)."
    case .malformed(let topics, let bytes):
      "Log \(index) has \(topics) topics and \(bytes) bytes of data."
    case .notAnAddress(let topic): "Log \(index) has \(topic) where an address stands."
    case .refused(let error): "Log \(index) does not add up: \(error)"
    }
  }
}

extension Token {
  /// Rebuilds balances and supply from the event log of a real token, and says where the log does
  /// not add up.
  ///
  /// Transfers are carried out whatever pause, blocklist or cap would say, since the contract let
  /// them happen; a sender who has less than it sent is a discrepancy, as with tokens whose
  /// balances change without events. Allowances become those last told: many contracts tell none
  /// when an allowance is spent, so they are upper bounds.
  ///
  /// ```swift
  /// var token = Token(configuration: configuration)
  /// let replay = token.replay(logs: logs)
  /// for discrepancy in replay.discrepancies { print(discrepancy) }
  /// ```
  ///
  /// - Parameter logs: all logs of the token, in order.
  /// - Returns: what was done, and each log that does not fit.
  /// - Complexity: O(n) for n logs.
  public mutating func replay(logs: some Sequence<TokenLog>) -> LogReplay {
    var result = LogReplay()
    for (index, log) in logs.enumerated() {
      if let reason = replay(log, into: &result) {
        result.discrepancies.append(LogReplay.Discrepancy(index: index, reason: reason))
      }
    }
    return result
  }

  private static let transferTopic = Keccak256.hash("Transfer(address,address,uint256)".utf8)
  private static let approvalTopic = Keccak256.hash("Approval(address,address,uint256)".utf8)

  /// Carries out one log, or says why it does not fit.
  private mutating func replay(
    _ log: TokenLog, into result: inout LogReplay
  ) -> LogReplay.Reason? {
    guard log.address == configuration.address else { return .otherAddress(log.address) }
    let malformed = LogReplay.Reason.malformed(
      topics: log.topics.count, dataBytes: log.data.count)
    guard let topic = log.topics.first else { return malformed }
    guard topic == Self.transferTopic || topic == Self.approvalTopic else {
      result.others += 1
      return nil
    }
    guard log.topics.count == 3, log.data.count == 32,
      let value = UInt256(bigEndianBytes: log.data)
    else {
      return malformed
    }
    guard let one = Address(topic: log.topics[1]) else { return .notAnAddress(log.topics[1]) }
    guard let other = Address(topic: log.topics[2]) else { return .notAnAddress(log.topics[2]) }
    if topic == Self.approvalTopic {
      storage.set(.allowance, one, other, value)
      storage.append(.approval(owner: one, spender: other, value: value))
      result.approvals += 1
      return nil
    }
    do throws(LedgerError) {
      try moveUnits(from: one, to: other, value: value)
      result.transfers += 1
      return nil
    } catch {
      return .refused(error)
    }
  }
}

extension Address {
  /// The address in an indexed argument, nil where the upper twelve bytes are not zero.
  fileprivate init?(topic: Digest) {
    guard topic.bytes.prefix(12).allSatisfy({ $0 == 0 }) else { return nil }
    self.init(bytes: topic.bytes.suffix(20))
  }
}
