// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TestSupport
import TokenLedger
import Testing

private let alice = Address.derived(fromLabel: "alice")
private let bob = Address.derived(fromLabel: "bob")
private let treasury = Address.derived(fromLabel: "treasury")

private func word(_ value: UInt256) -> [UInt8] { value.bigEndianBytes }

private func word(_ address: Address) -> [UInt8] {
  [UInt8](repeating: 0, count: 12) + address.bytes
}

private func calldata(_ signature: String, _ words: [UInt8]...) -> [UInt8] {
  Array(Keccak256.hash(signature.utf8).bytes.prefix(4)) + words.flatMap { $0 }
}

private func reasonData(_ text: String) -> [UInt8] {
  guard case .receiverReverted(let bytes) = LedgerError.reverted(reason: text) else { return [] }
  return bytes
}

extension VaultPair {
  fileprivate mutating func call(
    _ data: [UInt8], from caller: Address = alice, at block: Block? = nil
  ) throws -> CallResult {
    try vault.call(data: data, from: caller, at: block, asset: &asset)
  }
}

@Suite struct VaultCalls {
  @Test func refusalsHaveTheBytesOfWhoRefuses() throws {
    // What each dialect answers to: too much withdrawn, too much redeemed, no allowance of the
    // asset, no allowance of shares, and what does not convert.
    func answers(_ dialect: Dialect) throws -> [[UInt8]] {
      var pair = try VaultPair(dialect: dialect)
      try pair.vault.deposit(100, from: alice, to: alice, asset: &pair.asset)
      try pair.donate(1_000_000)
      let calls: [([UInt8], Address)] = [
        (
          calldata(
            "withdraw(uint256,address,address)", word(2_000_000), word(alice), word(alice)), alice
        ),
        (calldata("redeem(uint256,address,address)", word(101), word(alice), word(alice)), alice),
        (calldata("deposit(uint256,address)", word(5), word(alice)), treasury),
        (calldata("redeem(uint256,address,address)", word(5), word(bob), word(alice)), bob),
        (calldata("convertToAssets(uint256)", word(.max)), alice),
      ]
      return try calls.map { data, caller in
        let before = pair
        let result = try pair.call(data, from: caller)
        #expect(!result.succeeded && result.logs.isEmpty)
        #expect(pair.vault == before.vault && pair.asset == before.asset)
        return result.output
      }
    }
    let vault = try VaultPair().vault.address
    #expect(
      try answers(.openZeppelin5) == [
        calldata(
          "ERC4626ExceededMaxWithdraw(address,uint256,uint256)", word(alice), word(2_000_000),
          word(990_199)),
        calldata(
          "ERC4626ExceededMaxRedeem(address,uint256,uint256)", word(alice), word(101), word(100)),
        calldata(
          "ERC20InsufficientAllowance(address,uint256,uint256)", word(vault), word(0), word(5)),
        calldata(
          "ERC20InsufficientAllowance(address,uint256,uint256)", word(bob), word(0), word(5)),
        calldata("Panic(uint256)", word(0x11)),
      ])
    #expect(
      try answers(.openZeppelin4) == [
        reasonData("ERC4626: withdraw more than max"), reasonData("ERC4626: redeem more than max"),
        reasonData("ERC20: insufficient allowance"), reasonData("ERC20: insufficient allowance"),
        reasonData("Math: mulDiv overflow"),
      ])
    #expect(
      try answers(.snekmate) == [
        reasonData("erc4626: withdraw more than maximum"),
        reasonData("erc4626: redeem more than maximum"),
        reasonData("erc20: insufficient allowance"),
        reasonData("erc20: insufficient allowance"), reasonData("math: mul_div overflow"),
      ])
  }

  @Test func theAssetSpeaksItsOwnDialect() throws {
    let asset = try VaultPair(dialect: .snekmate).asset
    var token = asset
    var vault = try Vault(
      name: "", symbol: "", address: .derived(fromLabel: "vault"), asset: asset.configuration,
      dialect: .openZeppelin4)
    let poor = try vault.call(
      data: calldata("deposit(uint256,address)", word(1_000_001), word(alice)), from: alice,
      asset: &token)
    #expect(poor.output == reasonData("erc20: transfer amount exceeds balance"))
    let zero = try vault.call(
      data: calldata("deposit(uint256,address)", word(1), word(Address.zero)), from: alice,
      asset: &token)
    #expect(zero.output == reasonData("ERC20: mint to the zero address"))
    #expect(token == asset)
  }

  @Test func questionsAreAnsweredAndTheSharesAreAToken() throws {
    var pair = try VaultPair(offset: 2)
    let deposited = try pair.call(calldata("deposit(uint256,address)", word(50), word(bob)))
    #expect(deposited.output == word(5_000))
    #expect(
      deposited.logs.map(\.address) == [
        pair.vault.asset, pair.vault.address, pair.vault.address,
      ])
    let answers: [([UInt8], [UInt8])] = [
      (calldata("asset()"), word(pair.vault.asset)),
      (calldata("totalAssets()"), word(50)),
      (calldata("totalSupply()"), word(5_000)),
      (calldata("decimals()"), word(8)),
      (calldata("balanceOf(address)", word(bob)), word(5_000)),
      (calldata("convertToShares(uint256)", word(3)), word(300)),
      (calldata("previewMint(uint256)", word(301)), word(4)),
      (calldata("previewWithdraw(uint256)", word(3)), word(300)),
      (calldata("previewRedeem(uint256)", word(399)), word(3)),
      (calldata("previewDeposit(uint256)", word(3)), word(300)),
      (calldata("maxDeposit(address)", word(bob)), word(.max)),
      (calldata("maxMint(address)", word(bob)), word(.max)),
      (calldata("maxWithdraw(address)", word(bob)), word(50)),
      (calldata("maxRedeem(address)", word(bob)), word(5_000)),
    ]
    for (data, answer) in answers { #expect(try pair.call(data).output == answer) }
    let sent = try pair.call(
      calldata("transfer(address,uint256)", word(alice), word(70)), from: bob)
    #expect(sent.output == word(1) && sent.logs.map(\.address) == [pair.vault.address])
    #expect(pair.vault.shares.balance(of: alice) == 70)
    // Selectors as ERC-4626's contracts have them.
    #expect(
      try pair.call([0xba, 0x08, 0x76, 0x52] + word(70) + word(alice) + word(alice)).succeeded)
    #expect(
      try pair.call([0xb4, 0x60, 0xaf, 0x94] + word(1) + word(bob) + word(bob), from: bob)
        .succeeded)
    #expect(try pair.call([0x94, 0xbf, 0x80, 0x4d] + word(1) + word(bob)).succeeded)
  }

  @Test func nobodyMakesSharesButTheVault() throws {
    var pair = try VaultPair()
    for signature in ["mint(address,uint256)", "burn(address,uint256)"] {
      let data = calldata(signature, word(alice), word(5))
      let result = try pair.call(data)
      #expect(result.error == .unknownSelector(Array(data.prefix(4))) && result.output.isEmpty)
    }
    #expect(pair.vault.shares.totalSupply == 0)
    // Calls cut off anywhere, and calls of nothing.
    let whole = calldata("redeem(uint256,address,address)", word(0), word(alice), word(alice))
    #expect(try pair.call(whole).succeeded)
    for count in 0..<whole.count {
      let cut = try pair.call(Array(whole.prefix(count)))
      #expect(!cut.succeeded && cut.output.isEmpty)
    }
    // An address with something above it.
    #expect(try !pair.call(calldata("maxRedeem(address)", word(.max))).succeeded)
  }

  @Test func hostileCalldataIsAnsweredOrRefused() throws {
    var random = SeededGenerator(seed: 4626)
    let signatures = [
      "deposit(uint256,address)", "mint(uint256,address)", "withdraw(uint256,address,address)",
      "redeem(uint256,address,address)", "previewMint(uint256)", "convertToShares(uint256)",
      "maxWithdraw(address)", "transfer(address,uint256)", "approve(address,uint256)",
    ]
    let fees = VaultFees(
      entryPartsPerMillion: 3, exitPartsPerMillion: .max, receiver: treasury)
    var pair = try VaultPair(offset: 6, fees: fees)
    let people = [alice, bob, pair.vault.address, treasury, .zero]
    var succeeded = 0
    for step in 0..<3_000 {
      var data = calldata(signatures[Int.random(in: 0..<signatures.count, using: &random)])
      for _ in 0..<3 {
        switch Int.random(in: 0..<8, using: &random) {
        case 0: data += word(UInt256.max - UInt256(UInt64.random(in: 0..<3, using: &random)))
        case 1: data += word(UInt256(random.next(), random.next(), 0, 0))
        case 2, 3: data += word(UInt256(UInt64.random(in: 0..<2_000, using: &random)))
        default: data += word(people[Int.random(in: 0..<people.count, using: &random)])
        }
      }
      if step % 5 == 0 { data.removeLast(Int.random(in: 0...data.count, using: &random)) }
      if step % 7 == 0, !data.isEmpty {
        data[Int.random(in: 0..<data.count, using: &random)] ^= 1 << UInt8(step % 8)
      }
      let before = pair
      let caller = people[Int.random(in: 0..<people.count, using: &random)]
      let result = try pair.call(data, from: caller)
      if result.succeeded {
        succeeded += 1
      } else {
        #expect(
          pair.vault == before.vault && pair.asset == before.asset,
          "seed \(random.seed), step \(step), \(data): refused and changed")
      }
      if step % 50 == 0 {
        try pair.vault.checkInvariants(asset: pair.asset)
        try pair.asset.checkInvariants()
      }
    }
    #expect(succeeded > 300, "\(succeeded) calls were carried out: too one-sided a run")
  }

  @Test func bothTokensGoOnToTheBlock() throws {
    var pair = try VaultPair()
    let block = Block(number: 5, timestamp: 60)
    _ = try pair.call(calldata("totalAssets()"), at: block)
    #expect(pair.vault.shares.block == block && pair.asset.block == block)
    let back = Block(number: 4, timestamp: 60)
    pair.refuses(.blockGoesBack(back, current: block)) {
      try $0.call(data: [], from: alice, at: back, asset: &$1)
    }
    // Where one of them is ahead, neither goes.
    try pair.asset.advance(to: Block(number: 9, timestamp: 90))
    pair.refuses(.blockGoesBack(Block(number: 7, timestamp: 80), current: pair.asset.block)) {
      try $0.call(data: [], from: alice, at: Block(number: 7, timestamp: 80), asset: &$1)
    }
    pair.refuses(.wrongAsset(configuration.address, expected: pair.vault.asset)) { vault, _ in
      var other = Token(configuration: configuration)
      try vault.call(data: [], from: alice, asset: &other)
    }
  }

  @Test func feesGoToTheirReceiverAfterTheExchange() throws {
    let fees = VaultFees(
      entryPartsPerMillion: 50_000, exitPartsPerMillion: 20_000, receiver: treasury)
    var pair = try VaultPair(fees: fees)
    // 1,050 with the fee of 5 % in it.
    let result = try pair.call(calldata("deposit(uint256,address)", word(1_050), word(alice)))
    #expect(result.output == word(1_000) && pair.asset.balance(of: treasury) == 50)
    #expect(
      result.logs.map(\.address) == [
        pair.vault.asset, pair.vault.address, pair.vault.address, pair.vault.asset,
      ])
    #expect(try pair.vault.totalAssets(in: pair.asset) == 1_000)
    #expect(try pair.vault.previewMint(1_000, in: pair.asset) == 1_050)
    #expect(try pair.vault.maxWithdraw(of: alice, in: pair.asset) == 980)
    #expect(
      try pair.vault.withdraw(980, from: alice, to: alice, asset: &pair.asset) == 1_000)
    #expect(pair.asset.balance(of: treasury) == 70 && pair.vault.shares.totalSupply == 0)
    // Fees that stay belong to those who hold shares.
    var kept = try VaultPair(
      fees: VaultFees(
        entryPartsPerMillion: 50_000, receiver: .derived(fromLabel: "vault")))
    try kept.vault.deposit(1_050, from: alice, to: alice, asset: &kept.asset)
    #expect(try kept.vault.totalAssets(in: kept.asset) == 1_050)
    try kept.vault.checkInvariants(asset: kept.asset)
    // A fee that does not convert is named.
    #expect(throws: LedgerError.conversionOverflow(amount: .max)) {
      try pair.vault.previewWithdraw(.max, in: pair.asset)
    }
  }
}
