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

/// Requests over a few accounts and few ids, so that they meet: repetitions, other bodies, holds that
/// are posted twice, terms in the way.
struct RequestSource {
  var random: SeededGenerator
  let accounts = (0..<5).map { Address.derived(fromLabel: "account \($0)") }
  private(set) var made: [EntryRequest] = []
  private var nextID: UInt64 = 1

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

  private mutating func account() -> Address {
    below(40) == 0 ? .zero : accounts[below(accounts.count)]
  }

  private mutating func value() -> UInt256 {
    below(15) == 0 ? .max : UInt256(UInt64(below(60)))
  }

  /// An id that was used, mostly of late.
  private mutating func known() -> EntryID {
    guard !made.isEmpty else { return EntryID(1) }
    return made[made.count - 1 - min(below(12), made.count - 1)].id
  }

  /// Mostly the id of a hold, else any.
  private mutating func hold() -> EntryID {
    let holds = made.suffix(40).filter { if case .hold = $0.action { true } else { false } }
    return holds.isEmpty || below(8) == 0 ? known() : holds[below(holds.count)].id
  }

  private mutating func part() -> UInt256? { below(2) == 0 ? nil : UInt256(UInt64(below(30))) }

  private mutating func action() -> EntryAction {
    switch below(20) {
    case 0, 1: return .mint(to: account(), value: UInt256(UInt64(below(900))))
    case 2: return .burn(from: account(), value: value())
    case 3: return .approve(owner: account(), spender: account(), value: value())
    case 4: return .transferFrom(spender: account(), from: account(), to: account(), value: value())
    case 5: return .burnFrom(spender: account(), from: account(), value: value())
    case 6, 7, 8, 9:
      return .hold(
        from: account(), to: account(), value: value(),
        timeout: below(3) == 0 ? nil : UInt64(below(50)))
    case 10, 11, 12: return .post(hold: hold(), value: part())
    case 13: return .void(hold: hold())
    case 14: return .reverse(entry: known(), value: part())
    case 15:
      var terms = AccountTerms()
      if below(3) == 0 { terms.greatestBalance = UInt256(UInt64(below(3_000))) }
      if below(4) == 0 { terms.greatestOutflow = UInt256(UInt64(below(2_000))) }
      terms.isClosed = below(12) == 0
      return .setTerms(terms, of: account())
    default: return .transfer(from: account(), to: account(), value: value())
    }
  }

  mutating func next() -> EntryRequest {
    if !made.isEmpty && below(8) == 0 { return made[below(made.count)] }
    var request = EntryRequest(nextID, action())
    if below(12) == 0 { request.id = known() } else { nextID += 1 }
    if below(6) == 0 { request.userData = UserData(word64: UInt64(below(3))) }
    made.append(request)
    return request
  }
}

/// Books as one would keep them on a page: dictionaries, and a copy put back after an error.
private struct PageLedger {
  struct Hold: Equatable {
    var from: Address
    var to: Address
    var value: UInt256
    var expiresAt: UInt64?
    var isOpen = true
  }
  struct Movement {
    var from: Address
    var to: Address
    var value: UInt256
  }
  enum Answer: Equatable {
    case posted, exists
    case refused(BooksError.Code)
  }

  var block = Block(number: 0, timestamp: 0)
  var balances: [Address: UInt256] = [:]
  var allowances: [[Address]: UInt256] = [:]
  var debits: [Address: UInt256] = [:]
  var credits: [Address: UInt256] = [:]
  var terms: [Address: AccountTerms] = [:]
  var holds: [EntryID: Hold] = [:]
  var ends: [EntryID: BooksError.Code] = [:]
  var movements: [EntryID: Movement] = [:]
  var reversed: Set<EntryID> = []
  var done: [EntryID: EntryRequest] = [:]
  var failed: [EntryID: BooksError.Code] = [:]

  var supply: UInt256 { balances.values.reduce(0, +) }

  func held(_ account: Address) -> UInt256 {
    holds.values.filter { $0.isOpen && $0.from == account }.reduce(0) { $0 + $1.value }
  }

  func incoming(_ account: Address) -> UInt256 {
    holds.values.filter { $0.isOpen && $0.to == account }.reduce(0) { $0 + $1.value }
  }

  mutating func advance(to block: Block) {
    self.block = block
    for (id, hold) in holds where hold.isOpen {
      guard let time = hold.expiresAt, time <= block.timestamp else { continue }
      holds[id]?.isOpen = false
      ends[id] = .expired
    }
  }

  mutating func post(_ request: EntryRequest) -> Answer {
    if failed[request.id] != nil { return .refused(.alreadyFailed) }
    // All units are as many as there are.
    var resolved = request
    switch request.action {
    case .post(let id, nil):
      resolved.action = .post(hold: id, value: holds[id]?.value ?? 0)
    case .reverse(let id, nil):
      resolved.action = .reverse(entry: id, value: movements[id]?.value ?? 0)
    default: break
    }
    if let before = done[request.id] {
      return before == resolved ? .exists : .refused(.existsWithDifferent)
    }
    let before = self
    if let (code, isTransient) = run(resolved) {
      self = before
      if isTransient { failed[request.id] = code }
      return .refused(code)
    }
    done[request.id] = resolved
    return .posted
  }

  /// Why not, and whether it might be otherwise later; nil where it was done.
  private mutating func run(_ request: EntryRequest) -> (BooksError.Code, Bool)? {
    switch request.action {
    case .transfer(let from, let to, let value):
      return move(request.id, from, to, value)
    case .mint(let to, let value):
      if let refusal = refusal(.zero, to, value) { return refusal }
      if to == .zero { return (.token, false) }
      let room = 1_000_000 - supply
      if value > room { return (.token, true) }
      enter(request.id, .zero, to, value)
      return nil
    case .burn(let from, let value):
      if let refusal = refusal(from, .zero, value) { return refusal }
      if from == .zero { return (.token, false) }
      if value > balances[from, default: 0] - held(from) { return (.token, true) }
      enter(request.id, from, .zero, value)
      return nil
    case .approve(let owner, let spender, let value):
      if owner == .zero || spender == .zero { return (.token, false) }
      allowances[[owner, spender]] = value
      return nil
    case .transferFrom(let spender, let from, let to, let value):
      if let refusal = refusal(from, to, value) { return refusal }
      if let refusal = spend(spender, from, value) { return refusal }
      return move(request.id, from, to, value)
    case .burnFrom(let spender, let from, let value):
      if let refusal = refusal(from, .zero, value) { return refusal }
      if let refusal = spend(spender, from, value) { return refusal }
      return run(EntryRequest(id: request.id, .burn(from: from, value: value)))
    case .hold(let from, let to, let value, let timeout):
      if timeout == 0 { return (.emptyTimeout, false) }
      if from == .zero || to == .zero { return (.token, false) }
      if let refusal = refusal(from, to, value) { return refusal }
      if value > balances[from, default: 0] - held(from) { return (.token, true) }
      holds[request.id] = Hold(
        from: from, to: to, value: value, expiresAt: timeout.map { block.timestamp + $0 })
      return nil
    case .post(let id, let value):
      guard let hold = holds[id] else { return noHold(id) }
      if let end = ends[id] { return (end, false) }
      let value = value ?? hold.value
      if value > hold.value { return (.exceedsHold, false) }
      if isClosed(hold.from) || isClosed(hold.to) { return (.accountClosed, true) }
      holds[id]?.isOpen = false
      ends[id] = .alreadyPosted
      enter(request.id, hold.from, hold.to, value)
      return nil
    case .void(let id):
      guard holds[id] != nil else { return noHold(id) }
      if let end = ends[id] { return (end, false) }
      holds[id]?.isOpen = false
      ends[id] = .alreadyVoided
      return nil
    case .reverse(let id, let value):
      guard let movement = movements[id] else {
        return done[id] == nil && failed[id] == nil
          ? (.unknownEntry, true) : (.notReversible, false)
      }
      if reversed.contains(id) { return (.alreadyReversed, false) }
      let value = value ?? movement.value
      if value > movement.value { return (.exceedsEntry, false) }
      let back: EntryAction =
        if movement.from == .zero {
          .burn(from: movement.to, value: value)
        } else if movement.to == .zero {
          .mint(to: movement.from, value: value)
        } else {
          .transfer(from: movement.to, to: movement.from, value: value)
        }
      if let refusal = run(EntryRequest(id: request.id, back)) { return refusal }
      reversed.insert(id)
      return nil
    case .setTerms(let new, let account):
      terms[account] = new
      return nil
    default: return (.token, false)
    }
  }

  private func noHold(_ id: EntryID) -> (BooksError.Code, Bool) {
    done[id] == nil && failed[id] == nil ? (.unknownHold, true) : (.notAHold, false)
  }

  private func isClosed(_ account: Address) -> Bool { terms[account]?.isClosed ?? false }

  private func refusal(
    _ from: Address, _ to: Address, _ value: UInt256
  ) -> (BooksError.Code, Bool)? {
    if isClosed(from) || isClosed(to) { return (.accountClosed, true) }
    if let limit = terms[from]?.greatestOutflow {
      let (sum, over) = (debits[from, default: 0] + held(from)).addingReportingOverflow(value)
      if over || sum > limit { return (.exceedsGreatestOutflow, true) }
    }
    if to != .zero, let limit = terms[to]?.greatestBalance {
      let (sum, over) = (balances[to, default: 0] + incoming(to))
        .addingReportingOverflow(from == to ? 0 : value)
      if over || sum > limit { return (.exceedsGreatestBalance, true) }
    }
    return nil
  }

  private mutating func spend(
    _ spender: Address, _ owner: Address, _ value: UInt256
  ) -> (BooksError.Code, Bool)? {
    let allowance = allowances[[owner, spender], default: 0]
    if allowance == .max { return nil }
    if allowance < value { return (.token, true) }
    if owner == .zero || spender == .zero { return (.token, false) }
    allowances[[owner, spender]] = allowance - value
    return nil
  }

  private mutating func move(
    _ id: EntryID, _ from: Address, _ to: Address, _ value: UInt256
  ) -> (BooksError.Code, Bool)? {
    if let refusal = refusal(from, to, value) { return refusal }
    if from == .zero || to == .zero { return (.token, false) }
    if value > balances[from, default: 0] - held(from) { return (.token, true) }
    enter(id, from, to, value)
    return nil
  }

  private mutating func enter(_ id: EntryID, _ from: Address, _ to: Address, _ value: UInt256) {
    debits[from, default: 0] += value
    credits[to, default: 0] += value
    if from != .zero { balances[from, default: 0] -= value }
    if to != .zero { balances[to, default: 0] += value }
    movements[id] = Movement(from: from, to: to, value: value)
  }
}

@Suite struct BooksModel {
  private func answer(_ result: EntryResult) -> PageLedger.Answer {
    switch result {
    case .posted: .posted
    case .exists: .exists
    case .refused(let error): .refused(error.code)
    }
  }

  private func compare(
    _ books: Books, _ model: PageLedger, _ accounts: [Address], _ place: String
  ) throws {
    try books.checkInvariants()
    #expect(books.token.totalSupply == model.supply, "\(place)")
    for account in accounts {
      let totals = books.totals(of: account)
      #expect(
        books.token.balance(of: account) == model.balances[account, default: 0], "\(place)")
      #expect(totals.debits.asUInt256 == model.debits[account, default: 0], "\(place)")
      #expect(totals.credits.asUInt256 == model.credits[account, default: 0], "\(place)")
      #expect(totals.debitsPending == model.held(account), "\(place)")
      #expect(totals.creditsPending == model.incoming(account), "\(place)")
      #expect(books.terms(of: account) == model.terms[account] ?? AccountTerms(), "\(place)")
    }
    for (id, hold) in model.holds {
      let state = books.holdState(of: id)
      let code: BooksError.Code? =
        switch state {
        case .posted: .alreadyPosted
        case .voided: .alreadyVoided
        case .expired: .expired
        default: nil
        }
      #expect(state != nil && (state == .open) == hold.isOpen, "\(place)")
      #expect(code == model.ends[id], "\(place)")
    }
    #expect(books.openHoldCount == model.holds.values.filter(\.isOpen).count, "\(place)")
  }

  @Test(arguments: [2026, 7, 31] as [UInt64])
  func randomRequestsExpiriesAndUndosAgreeWithThePage(seed: UInt64) throws {
    var source = RequestSource(seed: seed)
    var books = Books(configuration: BooksFixture.configuration)
    var model = PageLedger()
    // The model as it was at the end of each block.
    var pages: [(number: UInt64, page: PageLedger)] = []
    let accounts = source.accounts + [.zero]
    var answers: [BooksError.Code?: Int] = [:]
    var existing = 0
    var undone = 0
    for step in 0..<600 {
      let place = "seed \(seed), step \(step)"
      if Int.random(in: 0..<12, using: &source.random) == 0 {
        pages.append((books.block.number, model))
        let block = Block(
          number: books.block.number + UInt64.random(in: 1...3, using: &source.random),
          timestamp: books.block.timestamp + UInt64.random(in: 0...20, using: &source.random))
        try books.advance(to: block)
        model.advance(to: block)
      } else if Int.random(in: 0..<60, using: &source.random) == 0, let last = pages.last {
        let back = pages[
          max(0, pages.count - Int.random(in: 1...4, using: &source.random))]
        let next = Block(
          number: back.number + 1,
          timestamp: books.block.timestamp + UInt64.random(in: 0...9, using: &source.random))
        #expect(last.number >= back.number)
        try books.undo(toBlock: back.number, continuingAt: next)
        pages.removeAll { $0.number > back.number }
        model = back.page
        model.advance(to: next)
        undone += 1
      } else {
        let request = source.next()
        // A digest hashes every entry: now and then.
        let digest = step % 8 == 0 ? books.stateDigest : nil
        func expectUnchanged() {
          if let digest { #expect(books.stateDigest == digest, "\(place): changed by \(request)") }
        }
        let result = books.post(request)
        let expected = model.post(request)
        #expect(answer(result) == expected, "\(place): \(request) \(result)")
        switch result {
        case .posted: answers[nil, default: 0] += 1
        case .exists:
          existing += 1
          expectUnchanged()
        case .refused(let error):
          answers[error.code, default: 0] += 1
          if !error.isTransient { expectUnchanged() }
        }
      }
      try compare(books, model, accounts, place)
    }
    #expect(answers[nil, default: 0] > 80, "seed \(seed): \(answers)")
    #expect(existing > 3 && undone > 1, "seed \(seed): \(existing) exist, \(undone) undos")
  }

  @Test func aBatchIsTheSameAsItsRequestsOneByOne() {
    var source = RequestSource(seed: 5)
    var singly = Books(configuration: BooksFixture.configuration)
    var together = singly
    for _ in 0..<12 {
      let requests = (0..<40).map { _ in source.next() }
      let results = requests.map { singly.post($0) }
      #expect(together.post(batch: requests) == results)
      #expect(together.stateDigest == singly.stateDigest, "seed 5")
    }
    #expect(singly.entries.count > 200)
  }
}
