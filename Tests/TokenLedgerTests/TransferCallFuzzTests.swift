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

private let own = Address.derived(fromLabel: "token")
private let people = (0..<4).map { Address.derived(fromLabel: "account \($0)") }

/// Code that lets whoever calls the token drive it: the data that comes with a loan, a transfer or
/// an approval is calldata that it sends to the token itself, and so on.
private struct Puppet: ReceiverCode {
  let address: Address
  /// Whether it minds that the token refuses it.
  let isProud: Bool

  private func obey(
    _ data: [UInt8], _ token: inout Token, _ environment: CallEnvironment
  ) throws(LedgerError) {
    if data.isEmpty { return }
    let result = try token.call(data: data, from: address, environment: environment)
    if isProud && !result.succeeded { throw .receiverReverted(result.output) }
  }

  func onFlashLoan(
    _ loan: FlashLoan, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> Digest {
    try obey(loan.data, &token, environment)
    try token.approve(owner: address, spender: own, value: .max)
    return FlashLoan.accepted
  }

  func onTransferReceived(
    _ transfer: TransferCall, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> [UInt8] {
    try obey(transfer.data, &token, environment)
    return TransferCall.accepted
  }

  func onApprovalReceived(
    _ approval: ApprovalCall, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> [UInt8] {
    try obey(approval.data, &token, environment)
    return ApprovalCall.accepted
  }
}

@Suite struct ReentryFuzz {
  @Test(arguments: [0, 2_500] as [UInt32])
  func callsWithinCallsKeepTheBooks(fee: UInt32) throws {
    var random = SeededGenerator(seed: 3156 + UInt64(fee))
    var features = TokenFeatures()
    features.transferCalls = true
    features.flashMint = .init(feePartsPerMillion: fee, feeReceiver: people[0])
    var token = Token(
      configuration: TokenConfiguration(
        name: "", symbol: "", decimals: 0, address: own, chainID: 1, features: features))
    var environment = CallEnvironment()
    for (index, account) in people.enumerated() {
      try token.mint(to: account, value: 100_000)
      if index > 0 {
        environment.receivers[account] = Puppet(address: account, isProud: index == 1)
      }
    }
    var (succeeded, deepest) = (0, 0)
    for step in 0..<1_500 {
      let (data, depth) = calldata(&random, depth: Int.random(in: 0...6, using: &random))
      let before = token
      let caller = people[Int.random(in: 0..<people.count, using: &random)]
      let result = try token.call(data: data, from: caller, environment: environment)
      if result.succeeded {
        succeeded += 1
        deepest = max(deepest, depth)
        #expect(result.logs.count == token.events.count - before.events.count)
      } else {
        #expect(
          token == before && token.events.count == before.events.count,
          "seed \(random.seed), step \(step): refused and changed")
      }
      try token.checkInvariants()
    }
    #expect(succeeded > 200 && deepest > 2, "\(succeeded) were carried out, \(deepest) deep")
  }

  private func word(_ value: UInt256) -> [UInt8] { value.bigEndianBytes }

  /// A call that carries a call that carries a call, some of them broken; and how deep it is.
  private func calldata(
    _ random: inout SeededGenerator, depth: Int
  ) -> (data: [UInt8], depth: Int) {
    func account() -> [UInt8] {
      let account = people[Int.random(in: 0..<people.count, using: &random)]
      return [UInt8](repeating: 0, count: 12) + account.bytes
    }
    func value() -> [UInt8] {
      Int.random(in: 0..<12, using: &random) == 0
        ? word(.max) : word(UInt256(UInt64.random(in: 0..<20_000, using: &random)))
    }
    var call: [UInt8]
    var reached = 0
    if depth == 0 {
      call = selector("transfer(address,uint256)") + account() + value()
    } else {
      let inner = calldata(&random, depth: depth - 1)
      reached = inner.depth + 1
      let tail =
        word(UInt256(UInt64(inner.data.count))) + inner.data
        + [UInt8](repeating: 0, count: (32 - inner.data.count % 32) % 32)
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        call =
          selector("flashLoan(address,address,uint256,bytes)") + account()
          + [UInt8](repeating: 0, count: 12) + own.bytes + value() + word(0x80) + tail
      case 1:
        call =
          selector("transferAndCall(address,uint256,bytes)") + account() + value() + word(0x60)
          + tail
      case 2:
        call =
          selector("transferFromAndCall(address,address,uint256,bytes)") + account() + account()
          + value() + word(0x80) + tail
      default:
        call =
          selector("approveAndCall(address,uint256,bytes)") + account() + value() + word(0x60)
          + tail
      }
    }
    if Int.random(in: 0..<40, using: &random) == 0 {
      call[Int.random(in: 0..<call.count, using: &random)] ^= 0x41
    }
    if Int.random(in: 0..<40, using: &random) == 0 {
      call.removeLast(Int.random(in: 0..<call.count, using: &random))
    }
    return (call, reached)
  }

  private func selector(_ signature: String) -> [UInt8] {
    Array(Keccak256.hash(signature.utf8).bytes.prefix(4))
  }
}
