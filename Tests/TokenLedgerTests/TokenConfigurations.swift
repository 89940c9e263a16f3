// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import TokenLedger

/// A configuration of the behaviour suite and its name in messages.
struct NamedConfiguration: Sendable, CustomStringConvertible {
  let description: String
  let configuration: TokenConfiguration

  /// A token nobody holds a unit of, in block 1.
  func deploy() throws -> Token {
    var token = Token(configuration: configuration)
    try token.advance(to: Block(number: 1, timestamp: 1_000))
    return token
  }
}

/// What a feature does to the features, with its name. Two of one `group` exclude each other.
private struct Switch: Sendable {
  let name: String
  var group: String?
  let turnOn: @Sendable (inout TokenFeatures) -> Void
}

/// Who is in charge wherever somebody is.
let authority = Address.derived(fromLabel: "authority")

/// Every preset by name.
let namedDialects: [(name: String, dialect: Dialect)] = [
  ("openZeppelin5", .openZeppelin5), ("openZeppelin4", .openZeppelin4), ("snekmate", .snekmate),
  ("fiatToken2", .fiatToken2),
]

extension NamedConfiguration {
  /// The cap of those that have one.
  static let cap: UInt256 = 1_000_000

  private static let accesses: [Switch] = [
    Switch(name: "owner", group: "access") { $0.access = .owner(authority) },
    Switch(name: "roles", group: "access") { $0.access = .roles(admin: authority) },
    Switch(name: "minters", group: "access") { $0.access = .minters(owner: authority) },
    Switch(name: "offices", group: "access") {
      $0.access = .offices(
        FiatTokenOffices(
          owner: authority, masterMinter: authority, pauser: authority, blocklister: authority))
    },
  ]

  private static let clocks: [Switch] = [
    Switch(name: "votes by block", group: "votes") { $0.votes = .blockNumber },
    Switch(name: "votes by time", group: "votes") { $0.votes = .timestamp },
  ]

  private static let others: [Switch] = [
    Switch(name: "cap") { $0.cap = cap },
    Switch(name: "pause") { $0.pausable = true },
    Switch(name: "blocklist") { $0.blocklist = true },
    Switch(name: "burning") { $0.burnable = true },
    Switch(name: "allowance changes") { $0.allowanceChanges = true },
    Switch(name: "permits") { $0.permitVersion = "1" },
    Switch(name: "authorizations") { $0.authorizations = true },
    Switch(name: "snapshots") { $0.snapshots = true },
    Switch(name: "flash loans") {
      $0.flashMint = .init(feePartsPerMillion: 2_500, feeReceiver: authority)
    },
    Switch(name: "transfer calls") { $0.transferCalls = true },
  ]

  /// Plain, every feature alone, every pair of features that go together.
  static func singlesAndPairs(_ dialect: (name: String, dialect: Dialect)) -> [Self] {
    let switches = accesses + clocks + others
    var chosen: [[Switch]] = [[]]
    for (index, first) in switches.enumerated() {
      chosen.append([first])
      for second in switches[(index + 1)...]
      where first.group == nil || first.group != second.group {
        chosen.append([first, second])
      }
    }
    return chosen.map { make(dialect, $0) }
  }

  /// All features that go together, with each access and each clock.
  static func full(_ dialect: (name: String, dialect: Dialect)) -> [Self] {
    let open = Switch(name: "open", group: "access") { $0.access = .open }
    return ([open] + accesses).flatMap { access in
      clocks.map { clock in make(dialect, [access, clock] + others) }
    }
  }

  private static func make(
    _ dialect: (name: String, dialect: Dialect), _ switches: [Switch]
  ) -> Self {
    var features = TokenFeatures()
    for one in switches { one.turnOn(&features) }
    let names = switches.map(\.name).joined(separator: ", ")
    return Self(
      description: "\(dialect.name) with \(names.isEmpty ? "nothing more" : names)",
      configuration: TokenConfiguration(
        name: "TensorChain", symbol: "TNSR", decimals: 18, address: .derived(fromLabel: "token"),
        chainID: 31_337, dialect: dialect.dialect, features: features))
  }
}
