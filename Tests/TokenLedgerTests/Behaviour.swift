// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Testing
import TokenLedger

/// What can be seen of a token from outside, written down as plain values.
struct Sighting: Equatable {
  var balances: [Address: UInt256] = [:]
  var allowances: [[Address]: UInt256] = [:]
  var nonces: [Address: UInt256] = [:]
  var votes: [Address: UInt256] = [:]
  var delegates: [Address: Address] = [:]
  var blocked: Set<Address> = []
  var supply: UInt256
  var minted: CumulativeAmount
  var burned: CumulativeAmount
  var snapshot: UInt256
  var isPaused: Bool
  var holders: [Address]

  init(_ token: Token, of people: [Address]) {
    supply = token.totalSupply
    minted = token.totalMinted
    burned = token.totalBurned
    snapshot = token.lastSnapshot
    isPaused = token.isPaused
    holders = token.holders
    for one in people {
      balances[one] = token.balance(of: one)
      nonces[one] = token.nonce(of: one)
      votes[one] = token.votes(of: one)
      delegates[one] = token.delegate(of: one)
      if token.isBlocked(one) { blocked.insert(one) }
      for other in people {
        allowances[[one, other]] = token.allowance(owner: one, spender: other)
      }
    }
  }
}

/// Where a behaviour is checked: what is wrong is recorded with the configuration and the step.
struct Behaviour {
  let name: String
  var token: Token
  /// Whose state is looked at.
  let people: [Address]

  /// Records what is not so.
  func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
    // `#expect` would build its message for each of a million checks that hold.
    if !holds { Issue.record("\(name): \(what())") }
  }

  func see() -> Sighting { Sighting(token, of: people) }

  typealias Operation = (inout Token) throws(LedgerError) -> Void

  /// Carries the operation out by the typed function and, where there is calldata, by a call on a
  /// copy: both come to the same. What is refused changes nothing, and a copy that was made before
  /// stays as it was.
  ///
  /// - Parameter expected: the events told, or the error.
  mutating func attempt(
    _ step: String, _ expected: Result<[TokenEvent], LedgerError>,
    call: (signature: String, arguments: [ABIValue], caller: Address)? = nil,
    returning output: [UInt8] = UInt256.one.bigEndianBytes, _ operation: Operation
  ) throws {
    let copy = token
    let (seen, told) = (see(), token.events.count)
    var refusal: LedgerError?
    do throws(LedgerError) { try operation(&token) } catch { refusal = error }
    let events = Array(token.events[told...])
    switch expected {
    case .success(let expected):
      expect(refusal == nil, "\(step) is refused: \(refusal.map(String.init(describing:)) ?? "")")
      expect(events == expected, "\(step) tells \(events), not \(expected)")
    case .failure(let error):
      expect(refusal == error, "\(step) comes to \(String(describing: refusal)), not \(error)")
      expect(see() == seen, "\(step) is refused and changes the state")
      expect(events.isEmpty, "\(step) is refused and tells \(events)")
    }
    expect(
      Sighting(copy, of: people) == seen && copy.events.count == told,
      "\(step) reaches a copy that was made before")
    try keepsBooks(step)
    guard let call else { return }
    var called = copy
    let data = try ABIFunction(call.signature).encodeCall(call.arguments)
    let result = try called.call(data: data, from: call.caller)
    expect(result.error == refusal, "\(step) as a call: \(String(describing: result.error))")
    expect(Sighting(called, of: people) == see(), "\(step) as a call leaves another state")
    expect(Array(called.events[told...]) == events, "\(step) as a call tells something else")
    let configuration = token.configuration
    let logs = events.map { $0.log(of: configuration.address, in: configuration.dialect) }
    expect(result.logs == logs, "\(step) as a call has other logs")
    if result.succeeded {
      expect(result.output == output, "\(step) returns \(result.output)")
    }
  }

  /// Expects the invariants to hold.
  func keepsBooks(_ step: String) throws {
    do throws(LedgerError) {
      try token.checkInvariants()
    } catch {
      expect(false, "after \(step): \(error)")
    }
  }
}
