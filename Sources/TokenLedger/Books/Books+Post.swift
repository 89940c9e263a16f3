// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension Books {
  /// Carries out a request, once.
  ///
  /// The checks and their order: the request stands alone (``EntryRequest/isLinkedToNext``), its id
  /// is not zero and new, then those of the action: what the request says of itself, holds and
  /// reversals, the terms of the giver and of the getter, the token's own.
  ///
  /// - Parameters:
  ///   - request: what to do, and the id.
  ///   - environment: what surrounds a call.
  /// - Returns: the number of the entry, made now or before, or why there is none. A refusal changes
  ///   nothing, but that the id is spent where the error is transient (``BooksError/isTransient``).
  /// - Complexity: O(1); of calls that of the function.
  @discardableResult
  public mutating func post(
    _ request: EntryRequest, environment: CallEnvironment = CallEnvironment()
  ) -> EntryResult {
    if request.isLinkedToNext { return .refused(.linkedChainOpen) }
    let result = attempt(request, environment)
    spend(request, result)
    return result
  }

  /// Carries out requests in order, each for itself, but that those which are linked are carried out
  /// all or none.
  ///
  /// - Parameters:
  ///   - batch: what to do; an id may be repeated, its second request then finds the first.
  ///   - environment: what surrounds the calls.
  /// - Returns: a result for each request, in order. In a chain that fails, the request that was
  ///   refused (or exists while others do not) has its reason and all others have
  ///   ``BooksError/linkedEntryFailed``; only the id of the former can be spent. A chain that was
  ///   carried out before as a whole exists as a whole. The last chain must end within the batch:
  ///   otherwise nothing of it is tried and its last request has ``BooksError/linkedChainOpen``.
  ///   Nor is a chain tried in which an id is repeated: ``BooksError/idRepeatedInChain(_:)``.
  /// - Complexity: O(n) for n requests; a chain costs some microseconds more.
  @discardableResult
  public mutating func post(
    batch: [EntryRequest], environment: CallEnvironment = CallEnvironment()
  ) -> [EntryResult] {
    var results: [EntryResult] = []
    results.reserveCapacity(batch.count)
    var first = 0
    while first < batch.count {
      guard batch[first].isLinkedToNext else {
        results.append(post(batch[first], environment: environment))
        first += 1
        continue
      }
      var last = first
      while last < batch.count - 1 && batch[last].isLinkedToNext { last += 1 }
      results += post(chain: batch[first...last], environment)
      first = last + 1
    }
    return results
  }

  private mutating func post(
    chain: ArraySlice<EntryRequest>, _ environment: CallEnvironment
  ) -> [EntryResult] {
    func failed(_ culprit: Int, _ result: EntryResult) -> [EntryResult] {
      chain.indices.map { $0 == culprit ? result : .refused(.linkedEntryFailed) }
    }
    if chain[chain.endIndex - 1].isLinkedToNext {
      return failed(chain.endIndex - 1, .refused(.linkedChainOpen))
    }
    var ids: Set<EntryID> = []
    if let second = chain.indices.first(where: { !ids.insert(chain[$0].id).inserted }) {
      return failed(second, .refused(.idRepeatedInChain(chain[second].id)))
    }
    let existing = chain.compactMap { request in
      if case .exists(let entry)? = known(request) { EntryResult.exists(entry: entry) } else { nil }
    }
    if existing.count == chain.count { return existing }
    let before = self
    var results: [EntryResult] = []
    for index in chain.indices {
      let result = attempt(chain[index], environment)
      guard case .posted = result else {
        self = before
        spend(chain[index], result)
        return failed(index, result)
      }
      results.append(result)
    }
    return results
  }

  /// Carries out a request, and leaves no trace of one that is refused.
  private mutating func attempt(
    _ request: EntryRequest, _ environment: CallEnvironment
  ) -> EntryResult {
    if let known = known(request) { return known }
    do throws(BooksError) {
      return .posted(entry: Int(try carryOut(request, environment)))
    } catch {
      return .refused(error)
    }
  }

  /// Notes that the id is spent where a later try could succeed.
  private mutating func spend(_ request: EntryRequest, _ result: EntryResult) {
    guard case .refused(let error) = result, error.isTransient else { return }
    note(failure: error, of: request)
  }

  private mutating func carryOut(
    _ request: EntryRequest, _ environment: CallEnvironment
  ) throws(BooksError) -> UInt32 {
    switch request.action {
    case .transfer(let from, let to, let value):
      try checkTerms(from: from, to: to, value: value)
      try change { token throws(LedgerError) in
        try token.transfer(from: from, to: to, value: value)
      }
      return book(.transfer, Cause(request), from: from, to: to, value: value)
    case .mint(let to, let value):
      try checkTerms(from: Self.world, to: to, value: value)
      try change { token throws(LedgerError) in try token.mint(to: to, value: value) }
      return book(.mint, Cause(request), from: Self.world, to: to, value: value)
    case .burn(let from, let value):
      try checkTerms(from: from, to: Self.world, value: value)
      try change { token throws(LedgerError) in try token.burn(from: from, value: value) }
      return book(.burn, Cause(request), from: from, to: Self.world, value: value)
    case .approve(let owner, let spender, let value):
      try change { token throws(LedgerError) in
        try token.approve(owner: owner, spender: spender, value: value)
      }
      return note(.approval, Cause(request), owner, spender, value: value)
    case .transferFrom(let spender, let from, let to, let value):
      try checkTerms(from: from, to: to, value: value)
      try change { token throws(LedgerError) in
        try token.transferFrom(spender: spender, from: from, to: to, value: value)
      }
      return book(.transfer, Cause(request, spender: spender), from: from, to: to, value: value)
    case .burnFrom(let spender, let from, let value):
      try checkTerms(from: from, to: Self.world, value: value)
      try change { token throws(LedgerError) in
        try token.burnFrom(spender: spender, from: from, value: value)
      }
      return book(
        .burn, Cause(request, spender: spender), from: from, to: Self.world, value: value)
    case .call(let data, let caller):
      return try call(data, from: caller, request, environment)
    case .hold(let from, let to, let value, let timeout):
      return try hold(from: from, to: to, value: value, timeout: timeout, request)
    case .post(let id, let value):
      return try post(hold: id, value: value, request)
    case .void(let id):
      return try void(hold: id, request)
    case .reverse(let id, let value):
      return try reverse(id, value: value, request)
    case .setTerms(let terms, let account):
      return setTerms(terms, of: account, request)
    }
  }

  /// Has the token do something.
  private mutating func change(
    _ body: (inout Token) throws(LedgerError) -> Void
  ) throws(BooksError) {
    do throws(LedgerError) {
      try body(&token)
    } catch {
      throw .token(error)
    }
  }
}
