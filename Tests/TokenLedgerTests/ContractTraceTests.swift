// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import TestSupport
import TokenLedger
import Testing

/// Replays calls to OpenZeppelin's contract in a real EVM: after every line the same outcome,
/// revert bytes, logs, balances, allowances and supply.
@Suite struct ContractTrace {
  @Test func everyCallToOpenZeppelin5Agrees() throws {
    let bundled = Bundle.module.url(forResource: "Vectors", withExtension: nil)
    var token: Token?
    var number = 0
    // The header line makes the token; the file bundled here has 700 calls.
    try replayVectors(prefix: "erc20-oz5", bundled: bundled, fewest: 600) { line, place in
      let decoder = JSONDecoder()
      if let header = try? decoder.decode(Header.self, from: line) {
        #expect(header.setup.isEmpty, "\(place): calls made before the trace are not known here")
        let token0 = try Token(configuration: header.configuration)
        try check(header.state, token0, place)
        token = token0
        number = 0
        return false
      }
      let call = try decoder.decode(Call.self, from: line)
      guard var current = token else { throw TraceError.noHeader(place) }
      #expect(call.i == number, "\(place): a line is missing")
      number += 1
      try replay(call, &current, place)
      token = current
      return true
    }
  }

  private func replay(_ call: Call, _ token: inout Token, _ place: String) throws {
    let operation = try call.operation(place)
    let before = token
    var events: [TokenEvent] = []
    do throws(LedgerError) {
      events = try carryOut(operation, on: &token)
      #expect(call.outcome == "ok", "\(place): done, where the contract refuses")
      let answer = operation.answersTrue ? "0x" + String(repeating: "0", count: 63) + "1" : "0x"
      #expect(call.returned == answer, "\(place): the contract returns something else")
    } catch {
      #expect(call.outcome == "revert", "\(place): \(error)")
      #expect(error.revertData().map(hex) == call.revert?.data, "\(place): \(error)")
      if let signature = call.revert?.error {
        #expect(error.solidityError() == signature, "\(place): \(error)")
      }
      #expect(token == before, "\(place): a refused call changed the token")
    }
    let logs = events.map {
      Log(
        address: hex(token.configuration.address.bytes), topics: $0.topics.map(\.description),
        data: hex($0.data))
    }
    #expect(logs == call.logs, "\(place): other logs")
    try check(call.state, token, place)
    if let all = call.checkpoint {
      try check(all, token, place)
      try token.checkInvariants()
    }
  }

  private func check(_ state: State, _ token: Token, _ place: String) throws {
    #expect(token.totalSupply == state.totalSupply, "\(place): supply")
    for (account, balance) in state.balances {
      let address = try Address(parsing: account)
      #expect(token.balance(of: address) == balance, "\(place): balance of \(account)")
    }
    for allowance in state.allowances {
      #expect(
        token.allowance(owner: allowance.owner, spender: allowance.spender) == allowance.value,
        "\(place): allowance of \(allowance.owner) for \(allowance.spender)")
    }
  }
}

/// Carries out `operation` through the token's public functions.
func carryOut(
  _ operation: TokenOperation, on token: inout Token
) throws(LedgerError) -> [TokenEvent] {
  let begin = token.events.count
  switch operation {
  case .mint(let to, let value): try token.mint(to: to, value: value)
  case .burn(let from, let value): try token.burn(from: from, value: value)
  case .transfer(let from, let to, let value):
    try token.transfer(from: from, to: to, value: value)
  case .approve(let owner, let spender, let value):
    try token.approve(owner: owner, spender: spender, value: value)
  case .transferFrom(let spender, let from, let to, let value):
    try token.transferFrom(spender: spender, from: from, to: to, value: value)
  case .burnFrom(let spender, let from, let value):
    try token.burnFrom(spender: spender, from: from, value: value)
  default: throw .alreadyDeployed(token.configuration.address)
  }
  return Array(token.events[begin...])
}

private func hex(_ bytes: [UInt8]) -> String {
  "0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

private enum TraceError: Error {
  case noHeader(String)
  case unknownFunction(String, String)
  case arguments(String, String)
}

private struct Header: Decodable {
  var token: Address
  var chainId: UInt256
  var name: String
  var symbol: String
  var decimals: UInt8
  var setup: [Setup]
  var state: State

  struct Setup: Decodable {}

  var configuration: TokenConfiguration {
    get throws {
      TokenConfiguration(
        name: name, symbol: symbol, decimals: decimals, address: token,
        chainID: try #require(chainId.asUInt64))
    }
  }
}

private struct State: Decodable {
  var totalSupply: UInt256
  var balances: [String: UInt256]
  var allowances: [Allowance]

  struct Allowance: Decodable {
    var owner: Address
    var spender: Address
    var value: UInt256
  }
}

private struct Log: Decodable, Equatable {
  var address: String
  var topics: [String]
  var data: String
}

private struct Call: Decodable {
  var i: Int
  var fn: String
  var caller: Address
  var args: [String]
  var outcome: String
  var returned: String?
  var revert: Revert?
  var logs: [Log]
  var state: State
  var checkpoint: State?

  struct Revert: Decodable {
    var data: String
    var error: String?
  }

  enum CodingKeys: String, CodingKey {
    case i, fn, caller, args, outcome, revert, logs, state, checkpoint
    case returned = "return"
  }

  func operation(_ place: String) throws -> TokenOperation {
    func address(_ index: Int) throws -> Address { try Address(parsing: args[index]) }
    let value = try args.last.map { try UInt256(parsing: $0) } ?? .zero
    switch (fn, args.count) {
    case ("mint(address,uint256)", 2):
      return .mint(to: try address(0), value: value)
    case ("transfer(address,uint256)", 2):
      return .transfer(from: caller, to: try address(0), value: value)
    case ("approve(address,uint256)", 2):
      return .approve(owner: caller, spender: try address(0), value: value)
    case ("transferFrom(address,address,uint256)", 3):
      return .transferFrom(
        spender: caller, from: try address(0), to: try address(1), value: value)
    case ("burn(uint256)", 1):
      return .burn(from: caller, value: value)
    case ("burnFrom(address,uint256)", 2):
      return .burnFrom(spender: caller, from: try address(0), value: value)
    default: throw TraceError.unknownFunction(fn, place)
    }
  }
}

extension TokenOperation {
  /// Whether the contract's function returns true; mint and burn return nothing.
  fileprivate var answersTrue: Bool {
    switch self {
    case .transfer, .approve, .transferFrom: true
    default: false
    }
  }
}
