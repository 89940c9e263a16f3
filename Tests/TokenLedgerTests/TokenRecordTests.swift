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

@Suite struct TokenRecords {
  private let alice = Address.derived(fromLabel: "alice")
  private let bob = Address.derived(fromLabel: "bob")

  /// A configuration in which nothing is as by default.
  private var everything: TokenConfiguration {
    var features = TokenFeatures()
    features.access = .offices(
      FiatTokenOffices(owner: alice, masterMinter: bob, pauser: alice, blocklister: bob))
    features.cap = 1_000_000
    features.pausable = true
    features.blocklist = true
    features.burnable = true
    features.allowanceChanges = true
    features.permitVersion = "2"
    features.authorizations = true
    features.votes = .timestamp
    features.snapshots = true
    features.flashMint = TokenFeatures.FlashMint(feePartsPerMillion: 500, feeReceiver: bob)
    features.transferCalls = true
    return TokenConfiguration(
      name: "Everything", symbol: "ALL", decimals: 6, address: configuration.address,
      chainID: 31_337, dialect: .fiatToken2, features: features)
  }

  private var oneOfEach: [TokenOperation] {
    [
      .deploy(configuration), .mint(to: alice, value: 100), .burn(from: alice, value: 1),
      .transfer(from: alice, to: bob, value: 2), .approve(owner: alice, spender: bob, value: 3),
      .transferFrom(spender: bob, from: alice, to: bob, value: 1),
      .burnFrom(spender: bob, from: alice, value: 1),
      .advance(to: Block(number: 3, timestamp: 36)), .call(data: [1, 2, 3, 4], from: alice),
      .deploy(everything),
    ]
  }

  @Test func everyOperationReadsBack() throws {
    for operation in oneOfEach {
      let bytes = operation.record.canonicalBytes
      #expect(try TokenOperation(record: Record(canonicalBytes: bytes)) == operation)
    }
  }

  @Test func theLayoutIsTheDocumentedOne() {
    let value = UInt256(2).bigEndianBytes
    #expect(
      TokenOperation.transfer(from: alice, to: bob, value: 2).recordBytes
        == [3] + alice.bytes + bob.bytes + value)
    #expect(
      TokenOperation.deploy(configuration).recordBytes
        == [0, 0, 0, 0, 11] + Array("TensorChain".utf8) + [0, 0, 0, 4] + Array("TNSR".utf8) + [18]
        + configuration.address.bytes + [0, 0, 0, 0, 0, 0, 0x7A, 0x69])
    #expect(
      oneOfEach.map { $0.recordBytes[0] } == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
      "tags are on disk for good")
  }

  @Test func aJournalReplaysToTheSameState() throws {
    var source = OperationSource(random: SeededGenerator(seed: 31))
    var machine = TokenMachine()
    var journal: [Record] = []
    func record(_ operation: TokenOperation) {
      // Only what was done is kept.
      if (try? machine.apply(operation)) != nil { journal.append(operation.record) }
    }
    record(.deploy(configuration))
    for _ in 0..<2_000 { record(source.next()) }
    try machine.checkInvariants()
    var again = TokenMachine()
    for entry in journal { try again.apply(Record(canonicalBytes: entry.canonicalBytes)) }
    #expect(again == machine)
    #expect(again.stateDigest == machine.stateDigest)
    #expect(journal.count > 500)
  }

  @Test func deployingComesFirstAndOnce() throws {
    var machine = TokenMachine()
    #expect(machine.token == nil && machine.stateDigest == .zero)
    for operation in oneOfEach.dropFirst().dropLast() {
      #expect(throws: LedgerError.notDeployed) { try machine.apply(operation) }
    }
    #expect(machine == TokenMachine())
    try machine.apply(.deploy(configuration))
    try machine.apply(.mint(to: alice, value: 1))
    let before = machine
    #expect(throws: LedgerError.alreadyDeployed(configuration.address)) {
      try machine.apply(.deploy(configuration))
    }
    #expect(machine == before)
  }

  @Test func aRefusedOperationLeavesTheMachine() throws {
    var machine = TokenMachine()
    try machine.apply(.deploy(configuration))
    try machine.apply(.mint(to: alice, value: 1))
    let before = machine
    let refused = TokenOperation.transfer(from: alice, to: bob, value: 2)
    #expect(throws: LedgerError.insufficientBalance(sender: alice, balance: 1, needed: 2)) {
      try machine.apply(refused.record)
    }
    #expect(machine == before)
  }

  @Test func recordsOfOthersAreRefused() throws {
    var machine = TokenMachine()
    let body = TokenOperation.deploy(configuration).recordBytes
    #expect(throws: RecordError.wrongKind(.staking, expected: .token)) {
      try machine.apply(Record(kind: .staking, version: 1, body: body))
    }
    for version: UInt8 in [0, 2, 255] {
      #expect(
        throws: RecordError.unsupportedVersion(version, kind: .token, supported: 1...1)
      ) { try machine.apply(Record(kind: .token, version: version, body: body)) }
    }
    #expect(throws: RecordError.unknownTag(10, type: "token operation")) {
      try machine.apply(Record(kind: .token, version: 1, body: [10] + body.dropFirst()))
    }
    #expect(throws: RecordError.self) {
      try machine.apply(Record(kind: .token, version: 1, body: body + [0]))
    }
    #expect(throws: RecordError.self) {
      try machine.apply(Record(kind: .token, version: 1, body: []))
    }
    #expect(machine == TokenMachine())
  }

  @Test func hostileRecordsNeverTrap() throws {
    var random = SeededGenerator(seed: 77)
    var machine = TokenMachine()
    try machine.apply(.deploy(configuration))
    let seeds = oneOfEach.map(\.recordBytes)
    var done = 0
    for _ in 0..<20_000 {
      var body: [UInt8]
      if Bool.random(using: &random) {
        body = seeds[Int.random(in: seeds.indices, using: &random)]
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          body[Int.random(in: body.indices, using: &random)] = UInt8.random(
            in: 0...255, using: &random)
        }
        if Bool.random(using: &random) {
          body.removeLast(Int.random(in: 0...body.count, using: &random))
        }
      } else {
        let count = Int.random(in: 0...120, using: &random)
        body = (0..<count).map { _ in UInt8.random(in: 0...8, using: &random) }
      }
      let before = machine
      if (try? machine.apply(Record(kind: .token, version: 1, body: body))) != nil {
        done += 1
        let operation = try TokenOperation(recordBytes: body)
        #expect(operation.recordBytes == body, "one value, one encoding")
      } else {
        #expect(machine == before)
      }
    }
    try machine.checkInvariants()
    #expect(done > 100)
  }

  @Test func theConfigurationIsCodedAndComparedByItsBytes() throws {
    let json = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(TokenConfiguration.self, from: json) == configuration)
    func named(_ name: String) -> TokenConfiguration {
      TokenConfiguration(
        name: name, symbol: "", decimals: 0, address: .zero, chainID: 1)
    }
    #expect(named("caf\u{E9}") != named("cafe\u{301}"))
    #expect(Set([named("a"), named("a"), named("b")]).count == 2)
  }
}

@Suite struct ErrorBytes {
  @Test func selectorsAreThoseOfEIP6093() {
    let someone = Address.derived(fromLabel: "someone")
    // From the reference implementation's list of errors.
    let expected: [(LedgerError, [UInt8])] = [
      (.insufficientBalance(sender: someone, balance: 1, needed: 2), [0xE4, 0x50, 0xD3, 0x8C]),
      (.invalidSender(someone), [0x96, 0xC6, 0xFD, 0x1E]),
      (.invalidReceiver(someone), [0xEC, 0x44, 0x2F, 0x05]),
      (
        .insufficientAllowance(spender: someone, allowance: 1, needed: 2), [0xFB, 0x8F, 0x41, 0xB2]
      ),
      (.invalidApprover(someone), [0xE6, 0x02, 0xDF, 0x05]),
      (.invalidSpender(someone), [0x94, 0x28, 0x0D, 0x62]),
      (.supplyOverflow(supply: 1, value: .max), [0x4E, 0x48, 0x7B, 0x71]),
    ]
    for (error, selector) in expected {
      #expect(error.revertData()?.prefix(4).elementsEqual(selector) == true, "\(error)")
      #expect((error.revertData()?.count ?? 0) % 32 == 4)
    }
    #expect(LedgerError.notDeployed.revertData() == nil)
    #expect(LedgerError.brokenInvariant(rule: "", left: "", right: "").solidityError() == nil)
  }

  @Test func descriptionsNameTheValues() {
    let someone = Address.derived(fromLabel: "someone")
    let error = LedgerError.insufficientBalance(sender: someone, balance: 5, needed: 7)
    #expect(error.description == "\(someone) holds 5 and needs 7.")
    let event = TokenEvent.transfer(from: someone, to: .zero, value: 9)
    #expect(event.description.contains("9 units"))
  }
}
