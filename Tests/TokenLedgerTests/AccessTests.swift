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

extension Address {
  /// The address in a word of 32 bytes.
  var word32: [UInt8] { [UInt8](repeating: 0, count: 12) + bytes }

  /// The address as a topic of a log.
  var topic: Digest { Digest(bytes: word32)! }
}
