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

private func owned(_ dialect: Dialect = .openZeppelin5) -> Token {
  token(dialect) {
    $0.access = .owner(alice)
    $0.pausable = true
    $0.blocklist = true
    $0.snapshots = true
  }
}

@Suite struct OwnershipTests {
  @Test func whoIsOfferedTheOwnershipMustAcceptIt() throws {
    var token = owned()
    #expect(token.owner == alice && token.pendingOwner.isZero)
    #expect(
      try events(of: &token) { try $0.transferOwnership(by: alice, to: bob) } == [
        .ownershipTransferStarted(previous: alice, new: bob)
      ])
    #expect(token.owner == alice && token.pendingOwner == bob)
    expectRefusal(.notPendingOwner(carol), of: token) { try $0.acceptOwnership(by: carol) }
    // Who is only offered it is not owner.
    expectRefusal(.notOwner(bob), of: token) { try $0.mint(by: bob, to: bob, value: 1) }
    #expect(
      try events(of: &token) { try $0.acceptOwnership(by: bob) } == [
        .ownershipTransferred(previous: alice, new: bob)
      ])
    #expect(token.owner == bob && token.pendingOwner.isZero)
    expectRefusal(.notPendingOwner(bob), of: token) { try $0.acceptOwnership(by: bob) }
    expectRefusal(.notOwner(alice), of: token) { try $0.transferOwnership(by: alice, to: carol) }
    try token.mint(by: bob, to: bob, value: 1)
  }

  @Test func anOfferCanBeTakenBackAndLapsesWithTheOwnership() throws {
    var token = owned()
    try token.transferOwnership(by: alice, to: bob)
    try token.transferOwnership(by: alice, to: .zero)
    expectRefusal(.notPendingOwner(bob), of: token) { try $0.acceptOwnership(by: bob) }
    // Nobody accepts for the zero address.
    expectRefusal(.notPendingOwner(.zero), of: token) { try $0.acceptOwnership(by: .zero) }
    try token.transferOwnership(by: alice, to: bob)
    expectRefusal(.notOwner(bob), of: token) { try $0.renounceOwnership(by: bob) }
    #expect(
      try events(of: &token) { try $0.renounceOwnership(by: alice) } == [
        .ownershipTransferred(previous: alice, new: .zero)
      ])
    #expect(token.owner.isZero && token.pendingOwner.isZero)
    for caller in [alice, bob, .zero] {
      expectRefusal(.notOwner(caller), of: token) { try $0.mint(by: caller, to: bob, value: 1) }
    }
    expectRefusal(.notPendingOwner(bob), of: token) { try $0.acceptOwnership(by: bob) }
  }

  @Test func theOwnerAloneMintsPausesBlocksAndTakesSnapshots() throws {
    let token = owned()
    expectRefusal(.notOwner(bob), of: token) { try $0.mint(by: bob, to: bob, value: 1) }
    expectRefusal(.notOwner(bob), of: token) { try $0.pause(by: bob) }
    expectRefusal(.notOwner(bob), of: token) { try $0.unpause(by: bob) }
    expectRefusal(.notOwner(bob), of: token) { try $0.block(by: bob, alice) }
    expectRefusal(.notOwner(bob), of: token) { try $0.unblock(by: bob, alice) }
    expectRefusal(.notOwner(bob), of: token) { try $0.snapshot(by: bob) }
    var paused = token
    try paused.pause(by: alice)
    expectRefusal(.enforcedPause, of: paused) { try $0.mint(by: alice, to: bob, value: 1) }
    expectRefusal(.enforcedPause, of: paused) { try $0.pause(by: alice) }
    var working = token
    try working.mint(by: alice, to: bob, value: 5)
    try working.block(by: alice, bob)
    expectRefusal(.blocked(bob), of: working) { try $0.burn(by: bob, value: 1) }
    try working.unblock(by: alice, bob)
    try working.burn(by: bob, value: 1)
    #expect(try working.snapshot(by: alice) == 1)
    try working.checkInvariants()
  }

  @Test func theCallsAnswerInEachDialect() throws {
    var token = owned()
    #expect(
      try token.refusal("mint(address,uint256)", .address(bob), .uint(1), from: bob)
        == custom("OwnableUnauthorizedAccount(address)", .address(bob)))
    #expect(
      try token.refusal("acceptOwnership()", from: bob)
        == custom("OwnableUnauthorizedAccount(address)", .address(bob)))
    #expect(try token.call("transferOwnership(address)", .address(bob), from: alice).succeeded)
    #expect(try token.ask("pendingOwner()") == UInt256(bigEndianBytes: bob.word32))
    let accepted = try token.call("acceptOwnership()", from: bob)
    #expect(
      accepted.logs.map(\.topics) == [
        [
          Keccak256.hash("OwnershipTransferred(address,address)".utf8),
          alice.topic, bob.topic,
        ]
      ])
    #expect(try token.ask("owner()") == UInt256(bigEndianBytes: bob.word32))
    let other = owned(.openZeppelin4)
    #expect(
      try other.refusal("pause()", from: bob) == reason("Ownable: caller is not the owner"))
    #expect(
      try other.refusal("acceptOwnership()", from: bob)
        == reason("Ownable2Step: caller is not the new owner"))
  }

  @Test func whatATokenHasNotIsNotEnabled() throws {
    let open = token { _ in }
    expectRefusal(.notEnabled("an owner"), of: open) {
      try $0.transferOwnership(by: alice, to: bob)
    }
    expectRefusal(.notEnabled("an ownership that is accepted"), of: open) {
      try $0.acceptOwnership(by: alice)
    }
    expectRefusal(.notEnabled("an owner"), of: open) { try $0.renounceOwnership(by: alice) }
    expectRefusal(.notEnabled("roles"), of: open) {
      try $0.grantRole(by: alice, TokenRole.minter, to: bob)
    }
    expectRefusal(.notEnabled("minters whom the owner names"), of: open) {
      try $0.setMinter(by: alice, bob, true)
    }
    expectRefusal(.notEnabled("offices"), of: open) {
      try $0.configureMinter(by: alice, bob, allowance: 1)
    }
    expectRefusal(.notEnabled("a pause"), of: open) { try $0.pause(by: alice) }
    expectRefusal(.notEnabled("a blocklist"), of: open) { try $0.block(by: alice, bob) }
    expectRefusal(.notEnabled("snapshots"), of: open) { try $0.snapshot(by: alice) }
    expectRefusal(.notEnabled("votes"), of: open) { try $0.delegate(by: alice, to: bob) }
    // A contract without the function reverts without data.
    #expect(try open.refusal("owner()", from: bob) == [])
    #expect(try open.refusal("pause()", from: bob) == [])
    // And everyone mints.
    var minting = open
    try minting.mint(by: carol, to: bob, value: 7)
    #expect(minting.balance(of: bob) == 7)
  }
}
