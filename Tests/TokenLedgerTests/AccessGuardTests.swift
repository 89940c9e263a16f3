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

private let alice = Address.derived(fromLabel: "alice")
private let bob = Address.derived(fromLabel: "bob")
private let carol = Address.derived(fromLabel: "carol")

@Suite struct GuardTests {
  @Test func noTokenIsDeployedWithoutWhatItNeeds() throws {
    func refused(
      _ error: LedgerError, sourceLocation: SourceLocation = #_sourceLocation,
      _ change: (inout TokenFeatures) -> Void
    ) {
      var features = TokenFeatures()
      change(&features)
      let bad = TokenConfiguration(
        name: "T", symbol: "T", decimals: 0, address: alice, chainID: 1, features: features)
      #expect(throws: error, sourceLocation: sourceLocation) { try bad.validate() }
      var machine = TokenMachine()
      #expect(throws: error, sourceLocation: sourceLocation) { try machine.apply(.deploy(bad)) }
      #expect(machine.token == nil, sourceLocation: sourceLocation)
    }
    refused(.invalidCap(0)) { $0.cap = 0 }
    refused(.invalidOwner(.zero)) { $0.access = .owner(.zero) }
    refused(.invalidOwner(.zero)) { $0.access = .roles(admin: .zero) }
    refused(.invalidOwner(.zero)) { $0.access = .minters(owner: .zero) }
    let offices = FiatTokenOffices(
      owner: alice, masterMinter: alice, pauser: alice, blocklister: alice)
    var without = offices
    without.owner = .zero
    refused(.invalidOwner(.zero)) { $0 = .fiatToken2(offices: without) }
    without = offices
    without.masterMinter = .zero
    refused(.invalidOfficeHolder(.masterMinter, .zero)) { $0 = .fiatToken2(offices: without) }
    without = offices
    without.pauser = .zero
    refused(.invalidOfficeHolder(.pauser, .zero)) { $0 = .fiatToken2(offices: without) }
    without = offices
    without.blocklister = .zero
    refused(.invalidOfficeHolder(.blocklister, .zero)) { $0 = .fiatToken2(offices: without) }
    #expect(
      try LedgerError.invalidCap(0).revertData() == custom("ERC20InvalidCap(uint256)", .uint(0)))
    #expect(
      try LedgerError.invalidCap(0).revertData(in: .openZeppelin4)
        == reason("ERC20Capped: cap is 0"))
  }

  @Test func theSupplyStaysUnderItsCap() throws {
    var token = token { $0.cap = 100 }
    try token.mint(to: alice, value: 60)
    expectRefusal(.exceededCap(supply: 101, cap: 100), of: token) {
      try $0.mint(to: bob, value: 41)
    }
    expectRefusal(.supplyOverflow(supply: 60, value: .max), of: token) {
      try $0.mint(to: bob, value: .max)
    }
    try token.mint(to: bob, value: 40)
    expectRefusal(.exceededCap(supply: 101, cap: 100), of: token) { try $0.mint(to: bob, value: 1) }
    try token.mint(to: bob, value: 0)
    try token.burn(from: alice, value: 1)
    try token.mint(to: bob, value: 1)
    #expect(try token.ask("cap()") == 100 && token.totalSupply == 100)
    #expect(
      try token.refusal("mint(address,uint256)", .address(bob), .uint(1), from: bob)
        == custom("ERC20ExceededCap(uint256,uint256)", .uint(101), .uint(100)))
  }

  @Test func whoIsBlockedNeitherSendsNorReceivesNorApproves() throws {
    var token = token { $0.blocklist = true }
    try token.mint(to: alice, value: 10)
    try token.approve(owner: alice, spender: bob, value: 5)
    #expect(try events(of: &token) { try $0.block(alice) } == [.blocked(account: alice)])
    // Known already, so nothing is told.
    #expect(try events(of: &token) { try $0.block(alice) } == [])
    expectRefusal(.blocked(alice), of: token) { try $0.transfer(from: alice, to: bob, value: 1) }
    expectRefusal(.blocked(alice), of: token) { try $0.transfer(from: bob, to: alice, value: 0) }
    expectRefusal(.blocked(alice), of: token) { try $0.mint(to: alice, value: 1) }
    expectRefusal(.blocked(alice), of: token) { try $0.burn(from: alice, value: 1) }
    expectRefusal(.blocked(alice), of: token) {
      try $0.approve(owner: alice, spender: bob, value: 1)
    }
    expectRefusal(.blocked(alice), of: token) {
      try $0.transferFrom(spender: bob, from: alice, to: carol, value: 1)
    }
    #expect(
      try token.refusal("transfer(address,uint256)", .address(bob), .uint(1), from: alice)
        == custom("ERC20Blocked(address)", .address(alice)))
    #expect(try token.ask("blocked(address)", .address(alice)) == 1)
    let unblocked = try token.call("unblockUser(address)", .address(alice), from: bob)
    #expect(
      unblocked.logs.map(\.topics.first) == [Keccak256.hash("UserUnblocked(address)".utf8)])
    try token.transferFrom(spender: bob, from: alice, to: carol, value: 1)
  }

  @Test(arguments: [Dialect.openZeppelin5, .openZeppelin4, .snekmate, .fiatToken2])
  func blockingTheZeroAddressStopsNeitherMintingNorBurning(dialect: Dialect) throws {
    var token = token(dialect) { $0.blocklist = true }
    try token.block(.zero)
    try token.mint(to: alice, value: 10)
    try token.burn(from: alice, value: 4)
    #expect(token.totalSupply == 6)
    try token.checkInvariants()
  }

  @Test func whileTheTokenIsPausedNoUnitMovesButAllowancesDo() throws {
    var token = token(.openZeppelin4) { $0.pausable = true }
    try token.mint(to: alice, value: 10)
    expectRefusal(.expectedPause, of: token) { try $0.unpause(by: bob) }
    #expect(try events(of: &token) { try $0.pause(by: bob) } == [.paused(account: bob)])
    expectRefusal(.enforcedPause, of: token) { try $0.pause(by: bob) }
    expectRefusal(.enforcedPause, of: token) { try $0.transfer(from: alice, to: bob, value: 0) }
    expectRefusal(.enforcedPause, of: token) { try $0.mint(to: alice, value: 1) }
    expectRefusal(.enforcedPause, of: token) { try $0.burn(from: alice, value: 1) }
    try token.approve(owner: alice, spender: bob, value: 3)
    #expect(try token.refusal("pause()", from: bob) == reason("Pausable: paused"))
    #expect(
      try token.refusal("transfer(address,uint256)", .address(bob), .uint(1), from: alice)
        == reason("ERC20Pausable: token transfer while paused"))
    #expect(try events(of: &token) { try $0.unpause(by: carol) } == [.unpaused(account: carol)])
    try token.transferFrom(spender: bob, from: alice, to: bob, value: 3)
  }
}
