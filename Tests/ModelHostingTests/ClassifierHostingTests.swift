// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore
import Testing

@testable import ModelHosting

@Suite("Hosting a classifier")
struct ClassifierHostingTests {
  /// Answers the index of the largest value: a model whose answers a reader can see.
  private struct Largest: Layer {
    func callAsFunction(_ x: Tensor) -> Tensor { x }
    mutating func visitParameters(_ visit: ParameterVisitor) {}
  }

  /// Prepaid accounts.
  private struct Purse: Escrow {
    struct Empty: Error, CustomStringConvertible {
      let user: String
      var description: String { "\(user) has nothing left" }
    }
    var left: [String: UInt64]
    var earned: [String: UInt64] = [:]
    var order: [String] = []

    mutating func pay(user: String, host: String, units: UInt64) throws {
      guard let rest = left[user], rest >= units else { throw Empty(user: user) }
      left[user] = rest - units
      earned[host, default: 0] += units
      order.append("\(user) to \(host)")
    }
  }

  private func hosting(_ hosts: [String] = ["a", "b"]) throws -> ClassifierHosting<Largest> {
    try ClassifierHosting(model: Largest(), width: 3, hosts: hosts)
  }

  private let queries = [
    Query(id: 10, user: "x", input: [1, 0, 0]), Query(id: 11, user: "y", input: [0, 1, 0]),
    Query(id: 12, user: "x", input: [0, 0, 1]), Query(id: 13, user: "y", input: [0, 2, 1]),
    Query(id: 14, user: "x", input: [3, 2, 1]),
  ]

  @Test("queries go round the hosts, each is paid once and answered")
  func serves() throws {
    var purse = Purse(left: ["x": 9, "y": 9])
    let outcome = try hosting().serve(queries, escrow: &purse)
    #expect(outcome.served.map(\.query) == [10, 11, 12, 13, 14])
    #expect(outcome.served.map(\.answer) == [0, 1, 2, 1, 0])
    #expect(outcome.served.map(\.host) == ["a", "b", "a", "b", "a"])
    #expect(outcome.assigned == ["a": 3, "b": 2])
    #expect(outcome.refused.isEmpty)
    #expect(purse.earned == ["a": 3, "b": 2])
    #expect(purse.left == ["x": 6, "y": 7])
    #expect(purse.order == ["x to a", "y to b", "x to a", "y to b", "x to a"])
  }

  @Test("who cannot pay is not answered, and is told why")
  func refuses() throws {
    var purse = Purse(left: ["x": 1, "y": 9])
    let outcome = try hosting().serve(queries, escrow: &purse)
    #expect(outcome.served.map(\.query) == [10, 11, 13])
    #expect(outcome.refused.map(\.query) == [12, 14])
    #expect(outcome.refused.map(\.reason) == ["x has nothing left", "x has nothing left"])
    #expect(purse.earned == ["a": 1, "b": 2])
    #expect(outcome.assigned == ["a": 1, "b": 2])
  }

  @Test("a batch that cannot be served is refused before anybody pays")
  func badBatches() throws {
    var purse = Purse(left: ["x": 9, "y": 9])
    let narrow = queries + [Query(id: 15, user: "x", input: [1])]
    #expect(throws: HostingError.wrongWidth(query: 15, found: 1, expected: 3)) {
      try hosting().serve(narrow, escrow: &purse)
    }
    #expect(throws: HostingError.duplicateQuery(10)) {
      try hosting().serve(queries + [queries[0]], escrow: &purse)
    }
    #expect(purse.order.isEmpty)
    #expect(throws: HostingError.noHosts) { try hosting([]) }
    #expect(throws: HostingError.duplicateHost("a")) { try hosting(["a", "b", "a"]) }
  }

  @Test("only claims whose answer comes out again count, once each")
  func verifies() throws {
    var purse = Purse(left: ["x": 9, "y": 9])
    let hosting = try hosting()
    let honest = try hosting.serve(queries, escrow: &purse).served
    #expect(hosting.verifiedUnits(honest, queries: queries) == ["a": 3, "b": 2])

    func claim(_ served: ServedQuery, answer: Int? = nil, user: String? = nil, units: UInt64 = 1)
      -> ServedQuery
    {
      ServedQuery(
        query: served.query, user: user ?? served.user, host: served.host, units: units,
        answer: answer ?? served.answer)
    }
    var claims = honest
    claims[0] = claim(honest[0], answer: 2)
    claims[1] = claim(honest[1], user: "z")
    claims[2] = claim(honest[2], units: 50)
    claims.append(honest[4])
    claims.append(ServedQuery(query: 99, user: "x", host: "a", units: 1, answer: 0))
    #expect(hosting.verifiedUnits(claims, queries: queries) == ["a": 1, "b": 1])
  }

  @Test("a served query has one encoding, and every field is in it")
  func canonical() {
    let served = ServedQuery(query: 1, user: "ab", host: "c", units: 2, answer: 3)
    let others = [
      ServedQuery(query: 2, user: "ab", host: "c", units: 2, answer: 3),
      ServedQuery(query: 1, user: "a", host: "bc", units: 2, answer: 3),
      ServedQuery(query: 1, user: "ab", host: "d", units: 2, answer: 3),
      ServedQuery(query: 1, user: "ab", host: "c", units: 3, answer: 3),
      ServedQuery(query: 1, user: "ab", host: "c", units: 2, answer: -3),
    ]
    #expect(served.canonicalBytes.count == 24 + 8 + 2 + 8 + 1)
    for other in others { #expect(other.canonicalBytes != served.canonicalBytes) }
  }
}
