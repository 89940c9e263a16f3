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

private let owner = Address.derived(fromLabel: "owner")
private let master = Address.derived(fromLabel: "master minter")
private let pauser = Address.derived(fromLabel: "pauser")
private let blocklister = Address.derived(fromLabel: "blocklister")
private let minter = Address.derived(fromLabel: "minter")
private let alice = Address.derived(fromLabel: "alice")
private let home = Address.derived(fromLabel: "token")

@Suite struct FiatTokenTests {
  private static let offices = FiatTokenOffices(
    owner: owner, masterMinter: master, pauser: pauser, blocklister: blocklister)

  private func initializers(pauser: Address = pauser) throws -> [[UInt8]] {
    [
      try calldata(
        "initialize(string,string,string,uint8,address,address,address,address)",
        [
          .string("Draft"), .string("USDC"), .string("USD"), .uint(6), .address(master),
          .address(pauser), .address(blocklister), .address(owner),
        ]),
      try calldata("initializeV2(string)", [.string("USD Coin")]),
      try calldata("initializeV2_1(address)", [.address(alice)]),
    ]
  }

  /// A token with one minter, who may mint 100.
  private func deployed() throws -> Token {
    var token = Token(
      configuration: try TokenConfiguration(
        fiatTokenInitializers: initializers(), address: home, chainID: 1))
    try token.configureMinter(by: master, minter, allowance: 100)
    return token
  }

  @Test func theInitialisersBecomeTheConfiguration() throws {
    let configuration = try TokenConfiguration(
      fiatTokenInitializers: initializers(), address: home, chainID: 1)
    #expect(
      configuration
        == TokenConfiguration(
          name: "USD Coin", symbol: "USDC", decimals: 6, address: home, chainID: 1,
          dialect: .fiatToken2, features: .fiatToken2(offices: Self.offices)))
    let token = Token(configuration: configuration)
    #expect(token.owner == owner && token.holder(of: .owner) == owner)
    #expect(token.holder(of: .masterMinter) == master && token.holder(of: .pauser) == pauser)
    #expect(token.holder(of: .blocklister) == blocklister && token.holder(of: .rescuer).isZero)
    // Units sent to the contract would be lost, so it is blocked.
    #expect(token.isBlocked(home))
    #expect(
      try token.refusal(
        "initialize(string,string,string,uint8,address,address,address,address)", .string(""),
        .string(""), .string(""), .uint(6), .address(alice), .address(alice), .address(alice),
        .address(alice), from: alice) == reason("FiatToken: contract is already initialized"))
    #expect(try token.refusal("initializeV2(string)", .string("x"), from: alice) == [])
    for call in try initializers() { #expect(TokenConfiguration.isFiatTokenInitializer(call)) }
    #expect(!TokenConfiguration.isFiatTokenInitializer([0x33, 0x57, 0x16]))
    #expect(
      !TokenConfiguration.isFiatTokenInitializer(
        try calldata("initializeV3(string)", [.string("x")])))
  }

  @Test func badInitialisersAreRefused() throws {
    func refused(
      _ calls: [[UInt8]], sourceLocation: SourceLocation = #_sourceLocation
    ) -> LedgerError? {
      do throws(LedgerError) {
        _ = try TokenConfiguration(fiatTokenInitializers: calls, address: home, chainID: 1)
        Issue.record("initialised", sourceLocation: sourceLocation)
        return nil
      } catch {
        return error
      }
    }
    let calls = try initializers()
    #expect(
      refused(Array(calls.dropLast()))
        == .malformedCall(.wrongCount(type: "initialisers", expected: 3, found: 2)))
    #expect(
      refused([calls[0], calls[2], calls[1]])
        == .malformedCall(
          .selectorMismatch(
            expected: Array(calls[1].prefix(4)), found: Array(calls[2].prefix(4)))))
    #expect(
      refused([[], calls[1], calls[2]])
        == .malformedCall(.selectorMismatch(expected: Array(calls[0].prefix(4)), found: [])))
    for length in stride(from: 4, to: calls[0].count - 32, by: 7) {
      guard case .malformedCall = refused([Array(calls[0].prefix(length)), calls[1], calls[2]])
      else {
        Issue.record("\(length) bytes")
        continue
      }
    }
    #expect(
      refused(try initializers(pauser: .zero)) == .invalidOfficeHolder(.pauser, .zero))
    var broken = calls
    broken[1][4 + 64] = 0xFF
    guard case .malformedCall(.invalidText) = refused(broken) else {
      Issue.record("a name that is no text")
      return
    }
  }

  @Test func aMinterMintsOutOfItsAllowance() throws {
    var token = try deployed()
    #expect(token.isMinter(minter) && token.minterAllowance(of: minter) == 100)
    #expect(
      try events(of: &token) { try $0.mint(by: minter, to: alice, value: 30) } == [
        .minted(minter: minter, to: alice, value: 30),
        .transfer(from: .zero, to: alice, value: 30),
      ])
    #expect(token.minterAllowance(of: minter) == 70)
    expectRefusal(
      .minterAllowanceExceeded(minter: minter, allowance: 70, needed: 71), of: token
    ) { try $0.mint(by: minter, to: alice, value: 71) }
    // What is left is not added to.
    #expect(
      try events(of: &token) { try $0.configureMinter(by: master, minter, allowance: .max) } == [
        .minterConfigured(minter: minter, allowance: .max)
      ])
    expectRefusal(.supplyOverflow(supply: 30, value: .max), of: token) {
      try $0.mint(by: minter, to: alice, value: .max)
    }
    #expect(
      try events(of: &token) { try $0.removeMinter(by: master, minter) } == [
        .minterRemoved(minter: minter)
      ])
    #expect(!token.isMinter(minter) && token.minterAllowance(of: minter) == 0)
    expectRefusal(.notMinter(minter), of: token) {
      try $0.mint(by: minter, to: alice, value: 1)
    }
    try token.checkInvariants()
  }

  @Test func mintersAloneBurnAndOnlyTheirOwn() throws {
    var token = try deployed()
    try token.mint(by: minter, to: minter, value: 10)
    try token.mint(by: minter, to: alice, value: 10)
    expectRefusal(.notMinter(alice), of: token) { try $0.burn(by: alice, value: 1) }
    expectRefusal(.emptyAmount, of: token) { try $0.burn(by: minter, value: 0) }
    expectRefusal(.insufficientBalance(sender: minter, balance: 10, needed: 11), of: token) {
      try $0.burn(by: minter, value: 11)
    }
    #expect(
      try events(of: &token) { try $0.burn(by: minter, value: 4) } == [
        .burned(burner: minter, value: 4), .transfer(from: minter, to: .zero, value: 4),
      ])
    // Burning gives no right to mint back.
    #expect(token.minterAllowance(of: minter) == 80)
    #expect(
      try token.refusal("burn(uint256)", .uint(11), from: minter)
        == reason("FiatToken: burn amount exceeds balance"))
    #expect(
      try token.refusal("burn(uint256)", .uint(0), from: minter)
        == reason("FiatToken: burn amount not greater than 0"))
    #expect(
      try token.refusal("burn(uint256)", .uint(1), from: alice)
        == reason("FiatToken: caller is not a minter"))
  }

  @Test func theFirstOfSeveralReasonsIsTheContracts() throws {
    var token = try deployed()
    try token.block(by: blocklister, alice)
    let bad = try deployedPausedAndBlocked()
    // Paused before all else, then minter, blocked, receiver, amount, allowance.
    expectRefusal(.enforcedPause, of: bad) { try $0.mint(by: alice, to: .zero, value: 0) }
    expectRefusal(.enforcedPause, of: bad) { try $0.burn(by: alice, value: 0) }
    expectRefusal(.enforcedPause, of: bad) {
      try $0.configureMinter(by: alice, minter, allowance: 1)
    }
    expectRefusal(.notMinter(alice), of: token) { try $0.mint(by: alice, to: .zero, value: 0) }
    expectRefusal(.blocked(alice), of: token) { try $0.mint(by: minter, to: alice, value: 0) }
    expectRefusal(.invalidReceiver(.zero), of: token) {
      try $0.mint(by: minter, to: .zero, value: 0)
    }
    expectRefusal(.emptyAmount, of: token) { try $0.mint(by: minter, to: owner, value: 0) }
    expectRefusal(.blocked(home), of: token) { try $0.mint(by: minter, to: home, value: 1) }
    try token.block(by: blocklister, minter)
    expectRefusal(.blocked(minter), of: token) { try $0.mint(by: minter, to: alice, value: 1) }
    expectRefusal(.blocked(minter), of: token) { try $0.burn(by: minter, value: 0) }
    // A minter can be removed while all stands still.
    var paused = bad
    try paused.removeMinter(by: master, minter)
  }

  private func deployedPausedAndBlocked() throws -> Token {
    var token = try deployed()
    try token.block(by: blocklister, alice)
    try token.pause(by: pauser)
    // FiatToken pauses again without complaint, and blocks again.
    #expect(try events(of: &token) { try $0.pause(by: pauser) } == [.paused(account: pauser)])
    #expect(
      try events(of: &token) { try $0.block(by: blocklister, alice) } == [
        .blocked(account: alice)
      ])
    return token
  }

  @Test func eachOfficeDoesItsOwnWork() throws {
    let token = try deployed()
    expectRefusal(.notInOffice(.pauser, caller: owner), of: token) { try $0.pause(by: owner) }
    expectRefusal(.notInOffice(.pauser, caller: owner), of: token) { try $0.unpause(by: owner) }
    expectRefusal(.notInOffice(.blocklister, caller: owner), of: token) {
      try $0.block(by: owner, alice)
    }
    expectRefusal(.notInOffice(.blocklister, caller: owner), of: token) {
      try $0.unblock(by: owner, alice)
    }
    expectRefusal(.notInOffice(.masterMinter, caller: owner), of: token) {
      try $0.configureMinter(by: owner, alice, allowance: 1)
    }
    expectRefusal(.notInOffice(.masterMinter, caller: minter), of: token) {
      try $0.removeMinter(by: minter, minter)
    }
    for office in FiatTokenOffice.allCases {
      expectRefusal(.notOwner(master), of: token) {
        try $0.appoint(by: master, alice, to: office)
      }
    }
    for (signature, text) in [
      ("pause()", "Pausable: caller is not the pauser"),
      ("unpause()", "Pausable: caller is not the pauser"),
    ] {
      #expect(try token.refusal(signature, from: alice) == reason(text))
    }
    for (signature, text) in [
      ("blacklist(address)", "Blacklistable: caller is not the blacklister"),
      ("unBlacklist(address)", "Blacklistable: caller is not the blacklister"),
      ("removeMinter(address)", "FiatToken: caller is not the masterMinter"),
      ("updatePauser(address)", "Ownable: caller is not the owner"),
      ("transferOwnership(address)", "Ownable: caller is not the owner"),
    ] {
      #expect(try token.refusal(signature, .address(alice), from: alice) == reason(text))
    }
    for (signature, text) in [
      ("updateMasterMinter(address)", "FiatToken: new masterMinter is the zero address"),
      ("updatePauser(address)", "Pausable: new pauser is the zero address"),
      ("updateBlacklister(address)", "Blacklistable: new blacklister is the zero address"),
      ("updateRescuer(address)", "Rescuable: new rescuer is the zero address"),
      ("transferOwnership(address)", "Ownable: new owner is the zero address"),
    ] {
      #expect(try token.refusal(signature, .address(.zero), from: owner) == reason(text))
    }
  }

  @Test func theOwnerFillsTheOffices() throws {
    var token = try deployed()
    for (office, signature, event) in [
      (.masterMinter, "updateMasterMinter(address)", "MasterMinterChanged(address)"),
      (.pauser, "updatePauser(address)", "PauserChanged(address)"),
      (.blocklister, "updateBlacklister(address)", "BlacklisterChanged(address)"),
      (.rescuer, "updateRescuer(address)", "RescuerChanged(address)"),
    ] as [(FiatTokenOffice, String, String)] {
      let result = try token.call(signature, .address(alice), from: owner)
      #expect(
        result.logs.map(\.topics) == [
          [Keccak256.hash(event.utf8), alice.topic]
        ])
      #expect(token.holder(of: office) == alice)
    }
    try token.configureMinter(by: alice, alice, allowance: 5)
    try token.pause(by: alice)
    // FiatToken hands over in one step, and tells both owners in the data.
    let result = try token.call("transferOwnership(address)", .address(alice), from: owner)
    #expect(result.logs.map(\.data) == [owner.word32 + alice.word32])
    #expect(result.logs.map(\.topics.count) == [1] && token.owner == alice)
    expectRefusal(.notEnabled("an ownership that can be given up"), of: token) {
      try $0.renounceOwnership(by: alice)
    }
    try token.appoint(by: alice, owner, to: .owner)
    #expect(token.owner == owner)
  }
}
