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

/// Random calls of the extensions' functions: none traps, one that is refused changes nothing, and
/// the books hold after each.
@Suite struct AccessFuzzTests {
  private static let accounts = (0..<4).map { Address.derived(fromLabel: "account \($0)") }

  private static let functions = [
    "mint(address,uint256)", "burn(uint256)", "burn(address,uint256)", "transfer(address,uint256)",
    "pause()", "unpause()", "blacklist(address)", "unBlacklist(address)", "blockUser(address)",
    "unblockUser(address)", "transferOwnership(address)", "acceptOwnership()",
    "renounceOwnership()", "set_minter(address,bool)", "transfer_ownership(address)",
    "renounce_ownership()", "grantRole(bytes32,address)", "revokeRole(bytes32,address)",
    "renounceRole(bytes32,address)", "setRoleAdmin(bytes32,bytes32)",
    "configureMinter(address,uint256)", "removeMinter(address)", "updateMasterMinter(address)",
    "updatePauser(address)", "updateBlacklister(address)", "delegate(address)",
    "delegateBySig(address,uint256,uint256,uint8,bytes32,bytes32)", "snapshot()",
    "balanceOfAt(address,uint256)", "totalSupplyAt(uint256)", "getPastVotes(address,uint256)",
    "getPastTotalSupply(uint256)", "checkpoints(address,uint32)", "supportsInterface(bytes4)",
    "initialize(string,string,string,uint8,address,address,address,address)",
  ]

  private static let accesses: [TokenFeatures.Access] = [
    .open, .owner(accounts[0]), .roles(admin: accounts[0]), .minters(owner: accounts[0]),
    .offices(
      FiatTokenOffices(
        owner: accounts[0], masterMinter: accounts[0], pauser: accounts[1],
        blocklister: accounts[1])),
  ]

  @Test(arguments: accesses.indices)
  func noCallTrapsAndRefusedOnesChangeNothing(access: Int) throws {
    let seed = UInt64(access) + 7
    var generator = SeededGenerator(seed: seed)
    let dialects: [Dialect] = [
      .openZeppelin5, .openZeppelin5, .openZeppelin4, .snekmate, .fiatToken2,
    ]
    var token = token(dialects[access]) {
      $0.access = Self.accesses[access]
      $0.cap = 1_000_000
      $0.pausable = true
      $0.blocklist = true
      $0.burnable = true
      $0.votes = .blockNumber
      $0.snapshots = true
    }
    var carriedOut = 0
    for step in 0..<3_000 {
      let function = Self.functions.randomElement(using: &generator)!
      var data = Array(Keccak256.hash(function.utf8).bytes.prefix(4))
      for _ in 0..<Int.random(in: 0..<9, using: &generator) {
        data += word(using: &generator)
      }
      let caller = Self.accounts.randomElement(using: &generator)!
      if step % 50 == 49 {
        try token.advance(
          to: Block(number: token.block.number + 1, timestamp: token.block.timestamp + 12))
      }
      let before = token
      let result = try token.call(data: data, from: caller)
      if result.succeeded {
        carriedOut += 1
      } else {
        #expect(token == before, "seed \(seed), step \(step), \(function)")
        #expect(result.logs.isEmpty, "seed \(seed), step \(step), \(function)")
      }
      try token.checkInvariants()
    }
    #expect(carriedOut > 50, "so few calls prove nothing")
  }

  private func word(using generator: inout SeededGenerator) -> [UInt8] {
    switch UInt8.random(in: 0..<12, using: &generator) {
    case 0..<6: Self.accounts.randomElement(using: &generator)!.word32
    case 6:
      [TokenRole.defaultAdmin, TokenRole.minter, TokenRole.pauser]
        .randomElement(using: &generator)!.bytes
    case 7: UInt256.max.bigEndianBytes
    case 8: (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    default: UInt256(UInt64.random(in: 0..<40, using: &generator)).bigEndianBytes
    }
  }
}
