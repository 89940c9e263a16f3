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

/// Tokens rebuilt from nothing but the logs a contract wrote.
@Suite struct LogReplayTests {
  /// A line of a recorded trace, as far as it is needed here.
  private struct Line: Decodable {
    var token: Address?
    var logs: [Log]?
    var checkpoint: State?

    struct Log: Decodable {
      var address: Address
      var topics: [Digest]
      var data: String
    }

    struct State: Decodable {
      var totalSupply: UInt256
      var balances: [String: UInt256]
    }
  }

  private func bytes(_ text: String) -> [UInt8] {
    let digits = Array(text.utf8.dropFirst(2))
    return stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
  }

  @Test(arguments: ["erc20-oz5-1", "erc20-snekmate-1", "erc20-usdc-1"])
  func theLogsOfARealContractAddUpToItsBalances(name: String) throws {
    let file = try #require(
      Bundle.module.url(forResource: "Vectors/\(name)", withExtension: "jsonl"))
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    let decoder = JSONDecoder()
    let address = try #require(decoder.decode(Line.self, from: Data(lines[0].utf8)).token)
    var token = Token(
      configuration: TokenConfiguration(
        name: "", symbol: "", decimals: 0, address: address, chainID: 1))
    var checked = 0
    for line in lines.dropFirst() {
      let call = try decoder.decode(Line.self, from: Data(line.utf8))
      let result = token.replay(
        logs: (call.logs ?? []).map {
          TokenLog(address: $0.address, topics: $0.topics, data: bytes($0.data))
        })
      #expect(result.addsUp, "\(result.discrepancies)")
      if let state = call.checkpoint {
        #expect(token.totalSupply == state.totalSupply)
        for (account, balance) in state.balances {
          #expect(try token.balance(of: Address(parsing: account)) == balance)
          checked += 1
        }
      }
    }
    try token.checkInvariants()
    #expect(checked >= 10)
  }

  @Test func whatDoesNotAddUpIsNamedAndPassedOver() throws {
    let alice = Address.derived(fromLabel: "alice")
    let bob = Address.derived(fromLabel: "bob")
    let address = configuration.address
    func log(_ event: TokenEvent) -> TokenLog { event.log(of: address) }
    let mint = log(.transfer(from: .zero, to: alice, value: 10))
    let dirty = TokenLog(
      address: address, topics: [mint.topics[0], Keccak256.hash([1]), mint.topics[2]],
      data: mint.data)
    let logs = [
      mint,
      log(.transfer(from: bob, to: alice, value: 1)),
      TokenLog(address: bob, topics: mint.topics, data: mint.data),
      TokenLog(address: address, topics: [], data: []),
      TokenLog(address: address, topics: mint.topics, data: [1, 2]),
      dirty,
      log(.transfer(from: .zero, to: bob, value: .max)),
      log(.paused(account: alice)),
      log(.approval(owner: alice, spender: bob, value: 7)),
      log(.transfer(from: alice, to: bob, value: 4)),
    ]
    var token = Token(configuration: configuration)
    let result = token.replay(logs: logs)
    #expect(!result.addsUp)
    #expect(result.transfers == 2 && result.approvals == 1 && result.others == 1)
    #expect(
      result.discrepancies.map(\.reason) == [
        .refused(.insufficientBalance(sender: bob, balance: 0, needed: 1)),
        .otherAddress(bob), .malformed(topics: 0, dataBytes: 0),
        .malformed(topics: 3, dataBytes: 2), .notAnAddress(Keccak256.hash([1])),
        .refused(.supplyOverflow(supply: 10, value: .max)),
      ])
    #expect(result.discrepancies.map(\.index) == [1, 2, 3, 4, 5, 6])
    #expect(result.discrepancies[0].description.contains("Log 1 does not add up"))
    #expect(token.balance(of: alice) == 6 && token.balance(of: bob) == 4)
    #expect(token.allowance(owner: alice, spender: bob) == 7)
    try token.checkInvariants()
  }
}
