// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Secp256k1Recovery
import TestSupport
import Testing
import TokenLedger

/// The signed calls of two real contracts' traces, each in the state its outcome tells of: the same
/// bytes and logs. The whole traces, with everything between, are replayed elsewhere.
@Suite struct SignatureTraceTests {
  private struct Header: Decodable {
    var type: String?
    var token: Address?
    var name: String?
    var domain: Domain?
    var domainSeparator: Digest?

    struct Domain: Decodable {
      var version: String
    }
  }

  private struct Line: Decodable {
    struct Block: Decodable {
      var number: String
      var timestamp: String
    }
    struct Revert: Decodable {
      var data: String
      var reason: String?
    }
    struct Log: Decodable {
      var address: Address
      var topics: [Digest]
      var data: String
    }
    struct State: Decodable {
      var nonces: [String: String]?
    }
    var block: Block
    var op: String
    var caller: Address
    var args: [String]
    var calldata: String
    var variant: String?
    var digest: Digest?
    var outcome: String
    var revert: Revert?
    var logs: [Log]
    var state: State
  }

  @Test(arguments: [("erc20-snekmate", Dialect.snekmate, 90), ("erc20-usdc", .fiatToken2, 100)])
  func everySignedCallAgrees(prefix: String, dialect: Dialect, fewest: Int) throws {
    let bundled = Bundle.module.url(forResource: "Vectors", withExtension: nil)
    var token: Token?
    var environment = CallEnvironment()
    environment.recoverer = Secp256k1Recoverer()
    try replayVectors(prefix: prefix, bundled: bundled, fewest: fewest) { bytes, place in
      let header = try JSONDecoder().decode(Header.self, from: bytes)
      if header.type == "header" {
        token = try deploy(header, dialect)
        return false
      }
      let line = try JSONDecoder().decode(Line.self, from: bytes)
      guard line.variant != nil, var current = token.take() else { return false }
      try prepare(&current, for: line)
      try check(line, &current, environment, place)
      try restore(&current)
      token = current
      return true
    }
  }

  private func deploy(_ header: Header, _ dialect: Dialect) throws -> Token {
    var features = TokenFeatures()
    features.permitVersion = header.domain?.version
    features.authorizations = dialect.style == .fiatToken2
    features.pausable = features.authorizations
    features.blocklist = features.authorizations
    let token = Token(
      configuration: TokenConfiguration(
        name: try #require(header.name), symbol: "", decimals: 6,
        address: try #require(header.token), chainID: 31_337, dialect: dialect,
        features: features))
    #expect(token.signingDomain.separator == header.domainSeparator)
    return token
  }

  /// Brings the token into the state that the line's outcome tells of.
  private func prepare(_ token: inout Token, for line: Line) throws {
    let first = try Address(parsing: line.args[0])
    if line.op.hasSuffix("WithAuthorization"),
      line.revert?.reason != "ERC20: transfer amount exceeds balance", !first.isZero
    {
      try token.mint(to: first, value: max(1, UInt256(parsing: line.args[2])))
    }
    switch line.revert?.reason {
    case "Pausable: paused": try token.pause(by: first)
    case "Blacklistable: account is blacklisted": try token.block(first)
    default: break
    }
  }

  private func restore(_ token: inout Token) throws {
    if token.configuration.features.pausable { try token.unpause(by: .zero) }
    for holder in token.holders {
      try token.unblock(holder)
      try token.burn(from: holder, value: token.balance(of: holder))
    }
    for case .blocked(let account) in token.events { try token.unblock(account) }
  }

  private func check(
    _ line: Line, _ token: inout Token, _ environment: CallEnvironment, _ place: String
  ) throws {
    let block = Block(
      number: try #require(UInt64(line.block.number)),
      timestamp: try #require(UInt64(line.block.timestamp)))
    let before = token
    let result = try token.call(
      data: bytes(line.calldata), from: line.caller, at: block, environment: environment)
    let what = "\(place), \(line.op) \(line.variant ?? ""), \(String(describing: result.error))"
    #expect(result.succeeded == (line.outcome == "ok"), "\(what)")
    #expect(try result.output == bytes(line.revert?.data ?? "0x"), "\(what)")
    #expect(result.logs.map(\.address) == line.logs.map(\.address), "\(what)")
    #expect(result.logs.map(\.topics) == line.logs.map(\.topics), "\(what)")
    #expect(try result.logs.map(\.data) == line.logs.map { try bytes($0.data) }, "\(what)")
    for (account, nonce) in line.state.nonces ?? [:] {
      #expect(
        try token.nonce(of: Address(parsing: account)) == UInt256(parsing: nonce), "\(what)")
    }
    if line.outcome == "revert" {
      var unchanged = before
      try unchanged.advance(to: block)
      #expect(token == unchanged, "\(what)")
    }
  }

  private func bytes(_ hex: String) throws -> [UInt8] {
    let digits = Array(hex.utf8.dropFirst(2))
    return try stride(from: 0, to: digits.count, by: 2).map { index in
      try #require(
        UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16))
    }
  }
}
