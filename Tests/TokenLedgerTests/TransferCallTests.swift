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
private let shop = Address.derived(fromLabel: "shop")
private let own = Address.derived(fromLabel: "token")

/// Code that does what a test wants.
private struct Shop: ReceiverCode {
  var transfer:
    @Sendable (TransferCall, inout Token, CallEnvironment) throws(LedgerError) -> [UInt8] = {
      _, _, _ in TransferCall.accepted
    }
  var approval:
    @Sendable (ApprovalCall, inout Token, CallEnvironment) throws(LedgerError) -> [UInt8] = {
      _, _, _ in ApprovalCall.accepted
    }

  func onTransferReceived(
    _ call: TransferCall, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> [UInt8] { try transfer(call, &token, environment) }

  func onApprovalReceived(
    _ call: ApprovalCall, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> [UInt8] { try approval(call, &token, environment) }
}

/// Code without any of the hooks.
private struct Mute: ReceiverCode {}

private func environment(_ code: any ReceiverCode) -> CallEnvironment {
  var environment = CallEnvironment()
  environment.receivers[shop] = code
  return environment
}

/// A token of which Alice holds 100 units and Bob may spend 40 of them.
private func calling(_ dialect: Dialect = .openZeppelin5) throws -> Token {
  var features = TokenFeatures()
  features.transferCalls = true
  var token = Token(
    configuration: TokenConfiguration(
      name: "Calling", symbol: "CALL", decimals: 0, address: own, chainID: 31337,
      dialect: dialect, features: features))
  try token.mint(to: alice, value: 100)
  try token.approve(owner: alice, spender: bob, value: 40)
  return token
}

@Suite struct TransferCalls {
  @Test func theReceiversCodeIsToldOfATransfer() throws {
    var token = try calling()
    let code = Shop(transfer: { call, token, _ throws(LedgerError) in
      guard call.caller == alice, call.sender == alice, call.receiver == shop, call.value == 30,
        call.data == [1, 2], token.balance(of: shop) == 30
      else { throw .reverted(reason: "not as told") }
      return TransferCall.accepted
    })
    try token.transferAndCall(
      from: alice, to: shop, value: 30, data: [1, 2], environment: environment(code))
    #expect(token.balance(of: shop) == 30 && token.balance(of: alice) == 70)
    #expect(token.events.last == .transfer(from: alice, to: shop, value: 30))
    try token.checkInvariants()
  }

  @Test func theReceiversCodeIsToldWhoSpent() throws {
    var token = try calling()
    let code = Shop(transfer: { call, token, _ throws(LedgerError) in
      guard call.caller == bob, call.sender == alice, call.data.isEmpty,
        token.allowance(owner: alice, spender: bob) == 10
      else { throw .reverted(reason: "not as told") }
      return TransferCall.accepted
    })
    try token.transferFromAndCall(
      spender: bob, from: alice, to: shop, value: 30, environment: environment(code))
    #expect(token.balance(of: shop) == 30)
  }

  @Test func theSpendersCodeMaySpendAtOnce() throws {
    var token = try calling()
    let code = Shop(approval: { call, token, _ throws(LedgerError) in
      guard call.owner == alice, call.spender == shop, call.data == [9] else {
        throw .reverted(reason: "not as told")
      }
      try token.transferFrom(spender: shop, from: alice, to: shop, value: call.value - 1)
      return ApprovalCall.accepted
    })
    try token.approveAndCall(
      owner: alice, spender: shop, value: 25, data: [9], environment: environment(code))
    #expect(token.balance(of: shop) == 24 && token.allowance(owner: alice, spender: shop) == 1)
  }

  @Test func aHookMayPassOnWhatItGot() throws {
    var token = try calling()
    // The shop keeps one unit and passes the others on, until nothing is left.
    let code = Shop(transfer: { call, token, inner throws(LedgerError) in
      if call.value > 1 {
        try token.transferAndCall(
          from: shop, to: shop, value: call.value - 1, data: call.data, environment: inner)
      }
      return TransferCall.accepted
    })
    let before = token.events.count
    try token.transferAndCall(from: alice, to: shop, value: 10, environment: environment(code))
    #expect(token.balance(of: shop) == 10 && token.events.count - before == 10)
    // Deeper than calls may lie in each other.
    try token.mint(to: alice, value: 100)
    expectRefusal(.transferCallFailed(receiver: shop, because: .tooDeep), of: token) { token in
      let depth = UInt256(UInt64(CallEnvironment.greatestDepth))
      do throws(LedgerError) {
        try token.transferAndCall(
          from: alice, to: shop, value: depth + 1, environment: environment(code))
      } catch {
        // The innermost refusal comes out as the bytes of its error, passed on by each hook.
        let tooDeep = LedgerError.transferCallFailed(receiver: shop, because: .tooDeep)
        #expect(error == .receiverReverted(tooDeep.revertData() ?? []))
        throw tooDeep
      }
    }
  }

  @Test func whyTheReceiverDidNotAgreeIsToldApart() throws {
    let token = try calling()
    func failed(_ failure: ReceiverFailure) -> LedgerError {
      .transferCallFailed(receiver: shop, because: failure)
    }
    let cases: [(LedgerError, CallEnvironment)] = [
      (failed(.noCode), CallEnvironment()),
      (failed(.noReason), environment(Mute())),
      (failed(.wrongAnswer), environment(Shop(transfer: { _, _, _ in [0, 0, 0, 0] }))),
      (failed(.wrongAnswer), environment(Shop(transfer: { _, _, _ in [] }))),
      (
        failed(.noReason),
        environment(
          Shop(transfer: { _, _, _ throws(LedgerError) in throw .receiverReverted([]) }))
      ),
      (
        .reverted(reason: "closed"),
        environment(
          Shop(transfer: { _, token, _ throws(LedgerError) in
            try token.transfer(from: shop, to: bob, value: 1)
            throw .reverted(reason: "closed")
          }))
      ),
      (
        .reverted(error: "OutOfStock(uint256)", [5]),
        environment(
          Shop(transfer: { _, _, _ throws(LedgerError) in
            throw .reverted(error: "OutOfStock(uint256)", [5])
          }))
      ),
      (
        .reverted(panic: 0x12),
        environment(
          Shop(transfer: { _, _, _ throws(LedgerError) in throw .reverted(panic: 0x12) }))
      ),
    ]
    for (error, environment) in cases {
      expectRefusal(error, of: token) {
        try $0.transferAndCall(from: alice, to: shop, value: 30, environment: environment)
      }
      expectRefusal(error, of: token) {
        try $0.transferFromAndCall(
          spender: bob, from: alice, to: shop, value: 30, environment: environment)
      }
    }
  }

  @Test func whyTheSpenderDidNotAgreeIsToldApart() throws {
    let token = try calling()
    func failed(_ failure: ReceiverFailure) -> LedgerError {
      .approveCallFailed(spender: shop, because: failure)
    }
    let cases: [(LedgerError, CallEnvironment)] = [
      (failed(.noCode), CallEnvironment()),
      (failed(.noReason), environment(Mute())),
      (failed(.wrongAnswer), environment(Shop(approval: { _, _, _ in TransferCall.accepted }))),
      (
        .reverted(reason: "closed"),
        environment(
          Shop(approval: { _, token, _ throws(LedgerError) in
            try token.transferFrom(spender: shop, from: alice, to: bob, value: 1)
            throw .reverted(reason: "closed")
          }))
      ),
    ]
    for (error, environment) in cases {
      expectRefusal(error, of: token) {
        try $0.approveAndCall(owner: alice, spender: shop, value: 30, environment: environment)
      }
    }
  }

  @Test func whatThePlainOperationRefusesIsRefusedFirst() throws {
    let token = try calling()
    let agreeing = environment(Shop())
    expectRefusal(.insufficientBalance(sender: alice, balance: 100, needed: 101), of: token) {
      try $0.transferAndCall(from: alice, to: shop, value: 101, environment: agreeing)
    }
    expectRefusal(.insufficientAllowance(spender: bob, allowance: 40, needed: 41), of: token) {
      try $0.transferFromAndCall(
        spender: bob, from: alice, to: shop, value: 41, environment: agreeing)
    }
    expectRefusal(.invalidSpender(.zero), of: token) {
      try $0.approveAndCall(owner: alice, spender: .zero, value: 1, environment: agreeing)
    }
    let plain = Token(configuration: configuration)
    let missing = LedgerError.notEnabled("transfers that call their receiver")
    expectRefusal(missing, of: plain) {
      try $0.transferAndCall(from: alice, to: shop, value: 0, environment: agreeing)
    }
    expectRefusal(missing, of: plain) {
      try $0.transferFromAndCall(
        spender: bob, from: alice, to: shop, value: 0, environment: agreeing)
    }
    expectRefusal(missing, of: plain) {
      try $0.approveAndCall(owner: alice, spender: shop, value: 0, environment: agreeing)
    }
  }

  @Test func callsAnswerAsTheStandardSays() throws {
    func word(_ value: UInt256) -> [UInt8] { value.bigEndianBytes }
    func word(_ address: Address) -> [UInt8] {
      [UInt8](repeating: 0, count: 12) + address.bytes
    }
    func bytes(_ offset: UInt256) -> [UInt8] {
      word(offset) + word(2) + [7, 8] + [UInt8](repeating: 0, count: 30)
    }
    func selector(_ value: UInt32) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    let code = environment(
      Shop(
        transfer: { call, _, _ throws(LedgerError) in
          guard call.data == [7, 8] || call.data.isEmpty else { throw .reverted(reason: "data") }
          return [0x88, 0xa7, 0xca, 0x5c]
        },
        approval: { call, _, _ throws(LedgerError) in
          guard call.data == [7, 8] || call.data.isEmpty else { throw .reverted(reason: "data") }
          return [0x7b, 0x04, 0xa2, 0xd0]
        }))
    // The selectors of EIP-1363; together they give its identifier.
    let calls: [(UInt32, Address, [UInt8])] = [
      (0x1296_ee62, alice, word(shop) + word(5)),
      (0x4000_aea0, alice, word(shop) + word(5) + bytes(0x60)),
      (0xd8fb_e994, bob, word(alice) + word(shop) + word(5)),
      (0xc1d3_4b89, bob, word(alice) + word(shop) + word(5) + bytes(0x80)),
      (0x3177_029f, alice, word(shop) + word(5)),
      (0xcae9_ca51, alice, word(shop) + word(5) + bytes(0x60)),
    ]
    #expect(calls.reduce(0) { $0 ^ $1.0 } == 0xb020_2a11)
    var token = try calling()
    for (index, (number, caller, arguments)) in calls.enumerated() {
      let (isApproval, hasData) = (index >= 4, index % 2 == 1)
      let data = selector(number) + arguments
      let result = try token.call(data: data, from: caller, environment: code)
      #expect(result.succeeded && result.output == word(1) && result.logs.count == 1)
      let before = token
      // Without code, and cut off.
      let refused = try token.call(data: data, from: caller)
      let name = isApproval ? "ERC1363InvalidSpender(address)" : "ERC1363InvalidReceiver(address)"
      #expect(refused.output == Array(Keccak256.hash(name.utf8).bytes.prefix(4)) + word(shop))
      // What fills up the bytes to a whole word is not asked for.
      for count in 4..<(data.count - (hasData ? 30 : 0)) {
        let cut = try token.call(data: Array(data.prefix(count)), from: caller, environment: code)
        guard !cut.succeeded, cut.output.isEmpty else {
          Issue.record("\(count) bytes of \(data.count) were taken for a whole call")
          break
        }
      }
      #expect(token == before)
    }
    #expect(token.balance(of: shop) == 20)
    func supports(_ identifier: UInt32) throws -> [UInt8] {
      try token.call(
        data: [0x01, 0xff, 0xc9, 0xa7] + selector(identifier)
          + [UInt8](repeating: 0, count: 28), from: alice
      ).output
    }
    #expect(try supports(0xb020_2a11) == word(1) && supports(0x01ff_c9a7) == word(1))
    #expect(try supports(0xffff_ffff) == word(0))
  }
}
