// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TestSupport
import Testing
import TokenLedger

private let alice = Address.derived(fromLabel: "alice")
private let bob = Address.derived(fromLabel: "bob")
private let carol = Address.derived(fromLabel: "carol")

@Suite struct RolesTests {
  private static let role = TokenRole.named("AUDITOR_ROLE")
  private static let chief = TokenRole.named("CHIEF_ROLE")

  private func governed(_ dialect: Dialect = .openZeppelin5) -> Token {
    token(dialect) {
      $0.access = .roles(admin: alice)
      $0.pausable = true
      $0.blocklist = true
      $0.snapshots = true
    }
  }

  @Test func rolesAreDigestsOfTheirNames() {
    #expect(
      TokenRole.minter.description
        == "0x9f2df0fed2c77648de5860a4cc508cd0818c85b8b8a1ab4ceeef8d981c8956a6")
    #expect(
      TokenRole.pauser.description
        == "0x65d7a28e3265b37a6474929f336521b332c1681b933f6cb9f3376673440d862a")
    #expect(TokenRole.defaultAdmin == .zero)
  }

  @Test func theAdminGivesRolesAndTakesThem() throws {
    var token = governed()
    #expect(token.hasRole(TokenRole.defaultAdmin, alice))
    #expect(!token.hasRole(TokenRole.defaultAdmin, bob))
    // The admin has no other role by that.
    expectRefusal(.missingRole(account: alice, role: TokenRole.minter), of: token) {
      try $0.mint(by: alice, to: alice, value: 1)
    }
    #expect(
      try events(of: &token) { try $0.grantRole(by: alice, TokenRole.minter, to: bob) } == [
        .roleGranted(role: TokenRole.minter, account: bob, sender: alice)
      ])
    // Given again, nothing is told.
    #expect(try events(of: &token) { try $0.grantRole(by: alice, TokenRole.minter, to: bob) } == [])
    try token.mint(by: bob, to: carol, value: 3)
    // A minter gives nothing.
    expectRefusal(.missingRole(account: bob, role: .zero), of: token) {
      try $0.grantRole(by: bob, TokenRole.minter, to: carol)
    }
    expectRefusal(.missingRole(account: bob, role: .zero), of: token) {
      try $0.revokeRole(by: bob, TokenRole.minter, from: bob)
    }
    #expect(
      try events(of: &token) { try $0.revokeRole(by: alice, TokenRole.minter, from: bob) } == [
        .roleRevoked(role: TokenRole.minter, account: bob, sender: alice)
      ])
    #expect(
      try events(of: &token) { try $0.revokeRole(by: alice, TokenRole.minter, from: bob) } == [])
    expectRefusal(.missingRole(account: bob, role: TokenRole.minter), of: token) {
      try $0.mint(by: bob, to: carol, value: 3)
    }
  }

  @Test func eachActAsksForItsRole() throws {
    let token = governed()
    expectRefusal(.missingRole(account: alice, role: TokenRole.pauser), of: token) {
      try $0.pause(by: alice)
    }
    expectRefusal(.missingRole(account: alice, role: TokenRole.limiter), of: token) {
      try $0.block(by: alice, bob)
    }
    expectRefusal(.missingRole(account: alice, role: TokenRole.snapshotter), of: token) {
      try $0.snapshot(by: alice)
    }
    var equipped = token
    for role in [TokenRole.pauser, TokenRole.limiter, TokenRole.snapshotter] {
      try equipped.grantRole(by: alice, role, to: bob)
    }
    try equipped.pause(by: bob)
    try equipped.unpause(by: bob)
    try equipped.block(by: bob, carol)
    try equipped.unblock(by: bob, carol)
    #expect(try equipped.snapshot(by: bob) == 1)
    #expect(!equipped.isPaused && !equipped.isBlocked(carol))
  }

  @Test func aRoleIsGivenByItsAdminRoleAlone() throws {
    var token = governed()
    #expect(token.roleAdmin(of: Self.role) == TokenRole.defaultAdmin)
    expectRefusal(.missingRole(account: bob, role: .zero), of: token) {
      try $0.setRoleAdmin(by: bob, of: Self.role, to: Self.chief)
    }
    #expect(
      try events(of: &token) { try $0.setRoleAdmin(by: alice, of: Self.role, to: Self.chief) } == [
        .roleAdminChanged(role: Self.role, previous: .zero, new: Self.chief)
      ])
    #expect(token.roleAdmin(of: Self.role) == Self.chief)
    // The first admin cannot give it any more.
    expectRefusal(.missingRole(account: alice, role: Self.chief), of: token) {
      try $0.grantRole(by: alice, Self.role, to: carol)
    }
    try token.grantRole(by: alice, Self.chief, to: bob)
    try token.grantRole(by: bob, Self.role, to: carol)
    #expect(token.hasRole(Self.role, carol))
    expectRefusal(.missingRole(account: carol, role: Self.chief), of: token) {
      try $0.revokeRole(by: carol, Self.role, from: carol)
    }
  }

  @Test func aRoleIsGivenUpByWhoHasIt() throws {
    var token = governed()
    try token.grantRole(by: alice, Self.role, to: bob)
    expectRefusal(.badConfirmation, of: token) {
      try $0.renounceRole(by: alice, Self.role, confirmation: bob)
    }
    #expect(
      try events(of: &token) { try $0.renounceRole(by: bob, Self.role, confirmation: bob) } == [
        .roleRevoked(role: Self.role, account: bob, sender: bob)
      ])
    // What one does not have is given up in silence.
    #expect(
      try events(of: &token) { try $0.renounceRole(by: bob, Self.role, confirmation: bob) } == [])
    #expect(!token.hasRole(Self.role, bob))
  }

  @Test func theCallsAnswerInEachDialect() throws {
    var token = governed()
    let minter = ABIValue.role(TokenRole.minter)
    #expect(
      try token.refusal("mint(address,uint256)", .address(bob), .uint(1), from: bob)
        == custom(
          "AccessControlUnauthorizedAccount(address,bytes32)", .address(bob), minter))
    #expect(
      try token.refusal("renounceRole(bytes32,address)", minter, .address(alice), from: bob)
        == custom("AccessControlBadConfirmation()"))
    #expect(
      try token.call("grantRole(bytes32,address)", minter, .address(bob), from: alice).succeeded)
    #expect(try token.ask("hasRole(bytes32,address)", minter, .address(bob)) == 1)
    #expect(try token.ask("hasRole(bytes32,address)", minter, .address(carol)) == 0)
    #expect(try token.ask("MINTER_ROLE()") == UInt256(bigEndianBytes: TokenRole.minter.bytes))
    #expect(try token.ask("DEFAULT_ADMIN_ROLE()") == 0)
    let set = try token.call(
      "setRoleAdmin(bytes32,bytes32)", minter, .role(Self.chief), from: alice)
    #expect(
      set.logs.map(\.topics) == [
        [
          Keccak256.hash("RoleAdminChanged(bytes32,bytes32,bytes32)".utf8), TokenRole.minter,
          .zero, Self.chief,
        ]
      ])
    #expect(
      try token.ask("getRoleAdmin(bytes32)", minter) == UInt256(bigEndianBytes: Self.chief.bytes))
    for (interface, answer) in [
      ([0x01, 0xFF, 0xC9, 0xA7], 1), ([0x79, 0x65, 0xDB, 0x0B], 1), ([0xFF, 0xFF, 0xFF, 0xFF], 0),
      ([0xB0, 0x20, 0x2A, 0x11], 0),
    ] as [([UInt8], UInt256)] {
      #expect(try token.ask("supportsInterface(bytes4)", .fixedBytes(interface)) == answer)
    }
    let other = governed(.openZeppelin4)
    #expect(
      try other.refusal("pause()", from: bob)
        == reason(
          "AccessControl: account \(bob.description.lowercased()) is missing role "
            + "\(TokenRole.pauser)"))
    #expect(
      try other.refusal("renounceRole(bytes32,address)", minter, .address(alice), from: bob)
        == reason("AccessControl: can only renounce roles for self"))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func randomGrantsAgreeWithASlowModel(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let accounts = (0..<4).map { Address.derived(fromLabel: "account \($0)") }
    let roles = (0..<3).map { TokenRole.named("ROLE \($0)") } + [TokenRole.defaultAdmin]
    var token = token { $0.access = .roles(admin: accounts[0]) }
    struct Grant: Hashable {
      var role: Digest
      var account: Address
    }
    var grants: Set = [Grant(role: .zero, account: accounts[0])]
    var admins: [Digest: Digest] = [:]
    for step in 0..<2_000 {
      let (caller, account) = (
        accounts.randomElement(using: &generator)!, accounts.randomElement(using: &generator)!
      )
      let role = roles.randomElement(using: &generator)!
      let admin = admins[role] ?? .zero
      let may = grants.contains(Grant(role: admin, account: caller))
      let before = token
      var expected: LedgerError? =
        may ? nil : .missingRole(account: caller, role: admin)
      var thrown: LedgerError?
      do throws(LedgerError) {
        switch UInt8.random(in: 0..<8, using: &generator) {
        case 0..<4:
          if may { grants.insert(Grant(role: role, account: account)) }
          try token.grantRole(by: caller, role, to: account)
        case 4..<6:
          // The first admin's last grant stays, or nothing happens any more.
          if role == .zero && account == accounts[0] { continue }
          if may { grants.remove(Grant(role: role, account: account)) }
          try token.revokeRole(by: caller, role, from: account)
        case 6:
          if role == .zero { continue }
          let admin = roles.randomElement(using: &generator)!
          if may { admins[role] = admin }
          try token.setRoleAdmin(by: caller, of: role, to: admin)
        default:
          if role == .zero && caller == accounts[0] { continue }
          expected = caller == account ? nil : .badConfirmation
          if caller == account { grants.remove(Grant(role: role, account: caller)) }
          try token.renounceRole(by: caller, role, confirmation: account)
        }
      } catch {
        thrown = error
        #expect(token == before, "seed \(seed), step \(step)")
      }
      #expect(thrown == expected, "seed \(seed), step \(step)")
      for role in roles {
        #expect(token.roleAdmin(of: role) == admins[role] ?? .zero, "seed \(seed), step \(step)")
        for account in accounts {
          #expect(
            token.hasRole(role, account) == grants.contains(Grant(role: role, account: account)),
            "seed \(seed), step \(step)")
        }
      }
    }
  }
}
