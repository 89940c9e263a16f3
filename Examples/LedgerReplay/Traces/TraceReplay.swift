// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
package import Foundation
import LedgerPrimitives
import TokenLedger

/// Replays a trace of a real contract line by line: after every call the same outcome, the same
/// bytes, the same logs, the same state.
package struct TraceReplay {
  /// How many calls agreed.
  package private(set) var calls = 0
  /// How many of them the contract refused.
  package private(set) var refused = 0
  /// How many answers were compared in all: outcomes, bytes, logs, fields of the state, queries.
  package private(set) var comparisons = 0
  /// The contract, as the header names it.
  package private(set) var name = ""

  private var contract: ReplayedContract?
  /// The number the next call must have: a line that is missing is no trace of one contract.
  private var next = 0
  private let decoder = JSONDecoder()

  /// Creates a replay that waits for a header.
  package init() {}

  /// Replays one line: a header begins anew, a call is carried out and compared.
  ///
  /// - Returns: whether the line was a call.
  /// - Throws: `TraceError`, the first difference.
  package mutating func replay(_ line: Data, at place: String) throws -> Bool {
    do {
      if let header = try header(of: line) {
        var contract = try ReplayedContract(header: header, place: place)
        // A token has its configuration from its first day: the initialisers are part of it.
        let setup = (header.setup ?? []).filter {
          !TokenConfiguration.isFiatTokenInitializer($0.calldata.bytes)
        }
        try carryOut(setup, on: &contract, place)
        try check(header.state, contract, "\(place): the first state")
        self.contract = contract
        next = 0
        name = header.contract ?? header.kind ?? ""
        return false
      }
      guard var contract = contract.take() else { throw TraceError.noHeader(place: place) }
      let call = try decoder.decode(TraceLine.self, from: line)
      try replay(call, on: &contract, place)
      self.contract = contract
      next += 1
      calls += 1
      if call.outcome == .revert { refused += 1 }
      return true
    } catch let error as DecodingError {
      throw TraceError.unreadable(place: place, reason: "\(error)")
    }
  }

  private func header(of line: Data) throws -> TraceHeader? {
    struct Kind: Decodable { var type: String? }
    guard try decoder.decode(Kind.self, from: line).type == "header" else { return nil }
    return try decoder.decode(TraceHeader.self, from: line)
  }

  private mutating func carryOut(
    _ setup: [TraceHeader.Setup], on contract: inout ReplayedContract, _ place: String
  ) throws {
    for (index, call) in setup.enumerated() {
      let result = try contract.call(call.calldata.bytes, from: call.caller, target: nil)
      let what = "call \(index) of the setup"
      try expect(
        result.succeeded ? "carried out" : "refused: \(result.error.map { "\($0)" } ?? "")",
        "carried out", place, "\(what): outcome")
      try compare(result.logs, call.logs ?? [], place, what)
    }
  }

  private mutating func replay(
    _ line: TraceLine, on contract: inout ReplayedContract, _ place: String
  ) throws {
    let what = "call \(line.i), \(line.fn)"
    guard line.i == next else {
      throw TraceError.unreadable(place: place, reason: "call \(line.i) where \(next) follows")
    }
    if let block = line.block { try contract.advance(to: Block(block)) }
    let before = contract
    let result = try contract.call(
      line.calldata.bytes, from: line.caller, target: line.target)
    switch line.outcome {
    case .ok:
      try expect(
        result.succeeded ? "carried out" : "refused: \(result.error.map { "\($0)" } ?? "")",
        "carried out", place, "\(what): outcome")
      try expect(
        result.output.hexText, line.returned?.bytes.hexText ?? "0x", place, "\(what): return")
    case .revert:
      let reason = line.revert?.reason.map { " (\($0))" } ?? ""
      try expect(
        result.succeeded ? "carried out" : "refused", "refused", place, "\(what)\(reason): outcome")
      try expect(
        result.output.hexText, line.revert?.data.bytes.hexText ?? "0x", place,
        "\(what)\(reason): revert data (\(result.error.map { "\($0)" } ?? ""))")
      try expect(
        contract.isUnchanged(since: before) ? "the same" : "another", "the same", place,
        "\(what)\(reason): everything the contract remembers, after a refusal")
    }
    try compare(result.logs, line.logs, place, what)
    try check(line.state, contract, "\(place): \(what)")
    if let all = line.checkpoint {
      try check(all, contract, "\(place): \(what), all accounts")
      try contract.checkInvariants()
    }
    let defaults = ["token": contract.token.configuration.address.traceWord]
    for question in line.queries?.questions(defaults: defaults) ?? [] {
      let answer = try contract.ask(question.signature, question.arguments, ofAsset: false)
      let asked = "\(what): \(question.signature) of \(question.arguments)"
      try expect(
        answer.succeeded ? "answered" : "refused", question.reverts ? "refused" : "answered", place,
        asked)
      try expect(answer.output.hexText, question.answer.hexText, place, asked)
    }
  }

  private mutating func compare(
    _ logs: [TokenLog], _ expected: [TraceLogLine], _ place: String, _ what: String
  ) throws {
    try expect("\(logs.count)", "\(expected.count)", place, "\(what): number of logs")
    for (index, (ours, theirs)) in zip(logs, expected).enumerated() {
      try expect(
        text(ours.address, ours.topics.map(\.bytes), ours.data),
        text(theirs.address, theirs.topics.map(\.bytes), theirs.data.bytes), place,
        "\(what): log \(index)")
    }
  }

  private func text(_ address: Address, _ topics: [[UInt8]], _ data: [UInt8]) -> String {
    "\(address) \(topics.map(\.hexText)) \(data.hexText)"
  }

  private mutating func check(_ state: TraceState, _ contract: ReplayedContract, _ place: String)
    throws
  {
    for question in state.questions {
      let answer = try contract.ask(
        question.signature, question.arguments, ofAsset: question.asksAsset)
      try expect(
        answer.output.hexText, question.answer.bigEndianBytes.hexText, place,
        "\(question.signature) of \(question.arguments.map(\.bigEndianBytes.hexText))")
    }
  }

  private mutating func expect(
    _ library: String, _ contract: String, _ place: String, _ what: String
  ) throws {
    comparisons += 1
    guard library == contract else {
      throw TraceError.difference(
        TraceDifference(place: place, what: what, contract: contract, library: library))
    }
  }
}
