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

@testable import TokenLedger

private let people = (0..<4).map { Address.derived(fromLabel: "account \($0)") } + [authority]
private let own = Address.derived(fromLabel: "token")

/// Takes `r` for the number of who signed: a random call then often has the right signature, and
/// often that of another.
private struct NumberedSigners: SignatureRecovering {
  func recoverSigner(of digest: Digest, v: UInt8, r: UInt256, s: UInt256) -> Address? {
    guard let number = r.asUInt64, number > 0 else { return nil }
    return people[Int(number % UInt64(people.count))]
  }
}

/// Agrees to everything and lets the token take back what it lent.
private struct Willing: ReceiverCode {
  let address: Address

  func onFlashLoan(
    _ loan: FlashLoan, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> Digest {
    try token.approve(owner: address, spender: own, value: .max)
    return FlashLoan.accepted
  }

  func onTransferReceived(
    _ transfer: TransferCall, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> [UInt8] { TransferCall.accepted }

  func onApprovalReceived(
    _ approval: ApprovalCall, token: inout Token, environment: CallEnvironment
  ) throws(LedgerError) -> [UInt8] { ApprovalCall.accepted }
}

/// Random and broken calldata for every function of every full configuration: no trap, a call that
/// is refused changes nothing and tells nothing, and the books hold after each.
@Suite struct CallFuzzTests {
  @Test(arguments: namedDialects.indices)
  func everyFunctionOfEveryConfigurationAnswersOrReverts(dialect: Int) throws {
    let all = NamedConfiguration.full(namedDialects[dialect])
    for (index, named) in all.enumerated() {
      let functions = ContractFunction.all.filter { $0.isAvailable(named.configuration) }
        .map(\.signature)
      var fuzz = try Fuzz(named, seed: 0x5EED + UInt64(dialect * 100 + index))
      // A function that exists elsewhere must be as harmless as one that exists nowhere.
      let foreign = ["withdraw(uint256,address,address)", "unheardOf(address,uint256)"]
      for round in 0..<10 {
        // The signed ones need more luck than others to be carried out.
        let signed = functions.filter { $0.hasSuffix("uint8,bytes32,bytes32)") }
        for signature in (functions + foreign + signed + signed).shuffled(using: &fuzz.random) {
          try fuzz.call(signature, round: round)
          if fuzz.hasFailed { return }
        }
        try fuzz.leaveBlock(round: round)
      }
      #expect(functions.count > 40, "\(named) has \(functions.count) functions")
      #expect(
        fuzz.changes > 30 && fuzz.refusals > 60,
        "\(named): \(fuzz.changes) calls changed something, \(fuzz.refusals) were refused")
      // Those that need a signature, a role or a past are not refused all the time.
      for name in ["permit", "transferWithAuthorization", "delegate", "snapshot"]
      where name != "snapshot" || named.configuration.features.access.isOpen {
        #expect(
          fuzz.carriedOut.contains { $0.hasPrefix(name + "(") }, "\(named): no \(name) succeeded")
      }
    }
  }
}

/// A token and random calls of it.
private struct Fuzz {
  let name: String
  var token: Token
  var random: SeededGenerator
  var changes = 0
  var refusals = 0
  var carriedOut: Set<String> = []
  var hasFailed = false
  private var environment = CallEnvironment()

  init(_ named: NamedConfiguration, seed: UInt64) throws {
    name = "\(named), seed \(seed)"
    token = try named.deploy()
    random = SeededGenerator(seed: seed)
    environment.recoverer = NumberedSigners()
    environment.receivers[people[0]] = Willing(address: people[0])
    for one in people { try token.mint(to: one, value: 1_000) }
    // Those who are in charge have what they need, or half the functions would only refuse.
    switch named.configuration.features.access {
    case .roles:
      for role in [TokenRole.minter, TokenRole.pauser, TokenRole.limiter, TokenRole.snapshotter] {
        try token.grantRole(by: authority, role, to: authority)
      }
    case .offices: try token.configureMinter(by: authority, people[1], allowance: 5_000)
    default: break
    }
  }

  mutating func call(_ signature: String, round: Int) throws {
    var data = try calldata(signature)
    // Every third is broken.
    if Int.random(in: 0..<3, using: &random) == 0 { mutate(&data) }
    let caller =
      Bool.random(using: &random) ? authority : people[Int.random(in: 0..<4, using: &random)]
    let before = token
    let seen = Sighting(token, of: people + [.zero, own])
    let told = token.events.count
    let result = try token.call(data: data, from: caller, environment: environment)
    let added = token.events.count - told
    if result.succeeded {
      carriedOut.insert(signature)
      if added > 0 { changes += 1 }
      expect(result.logs.count == added, "\(signature) tells \(added), logs \(result.logs.count)")
    } else {
      refusals += 1
      expect(result.logs.isEmpty && added == 0, "\(signature) is refused and tells something")
      expect(token == before, "\(signature) is refused and changes something")
      expect(
        Sighting(token, of: people + [.zero, own]) == seen, "\(signature) is refused and is seen")
    }
    expect(token.block == before.block, "\(signature) moves the block")
    do throws(LedgerError) {
      try token.checkInvariants()
    } catch {
      expect(false, "after \(signature), data \(data): \(error)")
    }
  }

  /// Goes on to another block; sometimes undoes the last ones.
  mutating func leaveBlock(round: Int) throws {
    let block = token.block
    // Pauses and blocks end, or nothing would move any more.
    _ = try token.call(data: try ABIFunction("unpause()").encodeCall([]), from: authority)
    for one in people { try token.unblock(one) }
    let next = Block(number: block.number + 2, timestamp: block.timestamp + 12)
    if round % 4 == 3 {
      try token.undo(toBlock: block.number - 1, continuingAt: next)
      expect(token.block == next, "an undo goes on in another block")
    } else {
      try token.advance(to: next)
    }
    try token.checkInvariants()
  }

  private mutating func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
    if holds { return }
    hasFailed = true
    Issue.record("\(name): \(what())")
  }

  /// A call whose arguments have the right types and often sensible values.
  private mutating func calldata(_ signature: String) throws -> [UInt8] {
    let function = try ABIFunction(signature)
    var values = function.inputs.map { value(of: $0) }
    if Int.random(in: 0..<4, using: &random) > 0 { sign(&values, of: function.name) }
    return try function.encodeCall(values)
  }

  /// Makes a signature that of who is named first, and the times such that it is good now.
  private func sign(_ values: inout [ABIValue], of name: String) {
    guard name == "permit" || name.hasSuffix("Authorization") || name == "delegateBySig" else {
      return
    }
    if case .address(let signer) = values[0], let number = people.firstIndex(of: signer) {
      let r = UInt256(UInt64(number + people.count)).bigEndianBytes
      values[values.count - 2] = .fixedBytes(r)
    }
    values[values.count - 1] = .fixedBytes(UInt256.one.bigEndianBytes)
    values[values.count - 3] = .uint(27)
    switch name {
    case "permit": values[3] = .uint(1 << 40)
    case "transferWithAuthorization", "receiveWithAuthorization":
      values[3] = .uint(0)
      values[4] = .uint(1 << 40)
    default: break
    }
  }

  private mutating func value(of type: ABIType) -> ABIValue {
    switch type {
    case .address: return .address(address())
    case .bool: return .bool(Bool.random(using: &random))
    case .uint(8): return .uint(UInt256(UInt64.random(in: 26...28, using: &random)))
    case .uint(32): return .uint(UInt256(UInt64.random(in: 0..<4, using: &random)))
    case .uint: return .uint(number())
    case .fixedBytes(let count): return .fixedBytes(Array(word().suffix(count)))
    case .bytes:
      let count = Int.random(in: 0...70, using: &random)
      return .bytes((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
    default: return .string("é")
    }
  }

  private mutating func address() -> Address {
    switch Int.random(in: 0..<12, using: &random) {
    case 0: .zero
    case 1: own
    default: people[Int.random(in: 0..<people.count, using: &random)]
    }
  }

  private mutating func number() -> UInt256 {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: .zero
    case 1: .max
    case 2: .max >> UInt256(UInt64.random(in: 0..<256, using: &random))
    case 3: UInt256(token.block.number) - 1
    case 4: UInt256(token.block.timestamp)
    case 5: token.lastSnapshot
    case 6: token.nonce(of: people[Int.random(in: 0..<people.count, using: &random)])
    // Later than any block of this run.
    case 7: 1 << 40
    default: UInt256(UInt64.random(in: 0..<400, using: &random))
    }
  }

  /// A role, the number of a signer, or a nonce.
  private mutating func word() -> [UInt8] {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: TokenRole.minter.bytes
    case 1: TokenRole.defaultAdmin.bytes
    case 2: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
    default: UInt256(UInt64.random(in: 0...5, using: &random)).bigEndianBytes
    }
  }

  /// Truncated, extended, a bit flipped, a word that is an offset or a length replaced.
  private mutating func mutate(_ data: inout [UInt8]) {
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      guard !data.isEmpty else { return }
      switch Int.random(in: 0..<6, using: &random) {
      case 0: data.removeLast(Int.random(in: 1...data.count, using: &random))
      case 1:
        data += (0..<Int.random(in: 1...40, using: &random)).map { _ in
          UInt8.random(in: 0...255, using: &random)
        }
      case 2, 3:
        data[Int.random(in: 0..<data.count, using: &random)] ^=
          1 << UInt8.random(in: 0..<8, using: &random)
      case 4:
        // Dirt where an address or a small number has none.
        if data.count > 4 {
          data[4 + Int.random(in: 0..<min(12, data.count - 4), using: &random)] = 0xFF
        }
      default:
        let words = (data.count - min(4, data.count)) / 32
        guard words > 0 else { continue }
        let start = 4 + 32 * Int.random(in: 0..<words, using: &random)
        let values: [UInt256] = [.max, 1 << 64, 1 << 63, 0x20, 0, UInt256(UInt64(data.count))]
        let value = values[Int.random(in: 0..<values.count, using: &random)]
        data.replaceSubrange(start..<(start + 32), with: value.bigEndianBytes)
      }
    }
  }
}
