// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Testing
import TokenLedger

/// What the tests of the books share.
enum BooksFixture {
  static let alice = Address.derived(fromLabel: "alice")
  static let bob = Address.derived(fromLabel: "bob")
  static let carol = Address.derived(fromLabel: "carol")

  /// Pause, blocklist and burning, so that calls can hinder; a cap.
  static var configuration: TokenConfiguration {
    var features = TokenFeatures()
    features.pausable = true
    features.blocklist = true
    features.burnable = true
    features.cap = 1_000_000
    return TokenConfiguration(
      name: "TensorChain", symbol: "TNSR", decimals: 18, address: .derived(fromLabel: "token"),
      chainID: 31_337, features: features)
  }

  /// Books in block 1 at second 100 in which Alice holds 100 units; ids below 10 are used.
  static func funded() throws -> Books {
    var books = Books(configuration: configuration)
    try books.advance(to: Block(number: 1, timestamp: 100))
    try expectPosted(books.post(EntryRequest(id: EntryID(1), .mint(to: alice, value: 100))))
    return books
  }

  @discardableResult
  static func expectPosted(
    _ result: EntryResult, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Int {
    guard case .posted(let entry) = result else {
      Issue.record("not posted: \(result)", sourceLocation: sourceLocation)
      return try result.get()
    }
    return entry
  }

  /// Expects the request to be refused by this error; a permanent one changes nothing, a transient
  /// one nothing but that the id is spent.
  static func expectRefused(
    _ books: inout Books, _ request: EntryRequest, _ error: BooksError,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = books
    #expect(books.post(request) == .refused(error), sourceLocation: sourceLocation)
    try books.checkInvariants()
    #expect(books.token == before.token, "the token changed", sourceLocation: sourceLocation)
    #expect(books.openHoldCount == before.openHoldCount, sourceLocation: sourceLocation)
    for account in [alice, bob, carol, Books.world] {
      #expect(books.totals(of: account) == before.totals(of: account))
      #expect(books.terms(of: account) == before.terms(of: account))
    }
    if error.isTransient {
      #expect(books.entries.count == before.entries.count + 1, sourceLocation: sourceLocation)
      #expect(books.entry(of: request.id)?.failure == error.code, sourceLocation: sourceLocation)
      let again = books.post(request)
      #expect(
        again == .refused(.alreadyFailed(request.id, code: error.code)),
        sourceLocation: sourceLocation)
    } else {
      #expect(books.stateDigest == before.stateDigest, sourceLocation: sourceLocation)
    }
  }
}

extension EntryRequest {
  init(_ id: UInt64, _ action: EntryAction, linked: Bool = false) {
    self.init(id: EntryID(UInt128(id)), action, isLinkedToNext: linked)
  }
}
