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

@Suite struct MintersTests {
  private func snekmate() -> Token {
    Token(
      configuration: TokenConfiguration(
        name: "Tensor Credit", symbol: "TNSR", decimals: 18, address: .derived(fromLabel: "token"),
        chainID: 31337, dialect: .snekmate, features: .snekmate(owner: alice)))
  }

  @Test func theOwnerNamesMinters() throws {
    var token = snekmate()
    #expect(token.owner == alice && token.isMinter(alice) && !token.isMinter(bob))
    expectRefusal(.notMinter(bob), of: token) { try $0.mint(by: bob, to: bob, value: 1) }
    expectRefusal(.notOwner(bob), of: token) { try $0.setMinter(by: bob, bob, true) }
    expectRefusal(.minterIsOwner(alice), of: token) { try $0.setMinter(by: alice, alice, false) }
    expectRefusal(.invalidMinter(.zero), of: token) { try $0.setMinter(by: alice, .zero, true) }
    #expect(
      try events(of: &token) { try $0.setMinter(by: alice, bob, true) } == [
        .minterChanged(minter: bob, isMinter: true)
      ])
    try token.mint(by: bob, to: carol, value: 9)
    try token.setMinter(by: alice, bob, false)
    expectRefusal(.notMinter(bob), of: token) { try $0.mint(by: bob, to: bob, value: 1) }
  }

  @Test func theRightToMintGoesWithTheOwnership() throws {
    var token = snekmate()
    expectRefusal(.invalidOwner(.zero), of: token) {
      try $0.transferOwnership(by: alice, to: .zero)
    }
    #expect(
      try events(of: &token) { try $0.transferOwnership(by: alice, to: bob) } == [
        .minterChanged(minter: alice, isMinter: false),
        .ownershipTransferred(previous: alice, new: bob),
        .minterChanged(minter: bob, isMinter: true),
      ])
    #expect(!token.isMinter(alice) && token.isMinter(bob) && token.owner == bob)
    expectRefusal(.notEnabled("an ownership that is accepted"), of: token) {
      try $0.acceptOwnership(by: bob)
    }
    #expect(
      try events(of: &token) { try $0.renounceOwnership(by: bob) } == [
        .minterChanged(minter: bob, isMinter: false),
        .ownershipTransferred(previous: bob, new: .zero),
      ])
    #expect(!token.isMinter(bob) && token.owner.isZero && !token.isMinter(.zero))
    expectRefusal(.notOwner(bob), of: token) { try $0.setMinter(by: bob, carol, true) }
  }

  @Test func theCallsAnswerInSnekmatesWords() throws {
    var token = snekmate()
    #expect(
      try token.refusal("mint(address,uint256)", .address(bob), .uint(1), from: bob)
        == reason("erc20: access is denied"))
    #expect(
      try token.refusal("set_minter(address,bool)", .address(bob), .bool(true), from: bob)
        == reason("ownable: caller is not the owner"))
    #expect(
      try token.refusal("set_minter(address,bool)", .address(.zero), .bool(true), from: alice)
        == reason("erc20: minter is the zero address"))
    #expect(
      try token.refusal("transfer_ownership(address)", .address(.zero), from: alice)
        == reason("erc20: new owner is the zero address"))
    #expect(
      try token.call("transfer_ownership(address)", .address(bob), from: alice).logs.count == 3)
    #expect(try token.ask("is_minter(address)", .address(bob)) == 1)
    #expect(try token.call("renounce_ownership()", from: bob).succeeded)
    #expect(try token.ask("owner()") == 0)
  }
}
