// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// Books behind a journal: they are opened by its first record and led on by the others.
///
/// ```swift
/// var machine = BooksMachine()
/// try machine.apply(.open(configuration))
/// try machine.apply(.post(EntryRequest(id: EntryID(1), .mint(to: treasury, value: 1_000))))
/// machine.books?.token.totalSupply  // 1000
/// ```
///
/// A request that is refused for good changes nothing and is no record: applying it throws. One that
/// is refused for the time being spends its id, so it is kept; how it went is told by the results and
/// later by ``Books/entry(of:)``.
public struct BooksMachine: RecordMachine {
  /// The kind of its records.
  public static var kind: RecordKind { .books }

  /// The books, nil before they are opened.
  public private(set) var books: Books?

  /// What surrounds the calls that are carried out.
  private let environment: CallEnvironment

  /// Creates a machine without books.
  ///
  /// - Parameter environment: what surrounds the calls that are carried out; a journal with signed
  ///   calls is replayed with the recoverer it was written with.
  public init(environment: CallEnvironment = CallEnvironment()) { self.environment = environment }

  /// Carries out `operation`.
  ///
  /// - Returns: a result for each request.
  /// - Throws: ``LedgerError`` where the books are open already or not yet, no token can be deployed
  ///   so, or a block is refused;
  ///   ``BooksError`` where a single request is refused and its id not spent. Then nothing changes.
  @discardableResult
  public mutating func apply(_ operation: BooksOperation) throws -> [EntryResult] {
    if case .open(let configuration) = operation {
      if let books { throw LedgerError.alreadyDeployed(books.token.configuration.address) }
      try configuration.validate()
      books = Books(configuration: configuration)
      return []
    }
    // Taken out and put back, so that the books have one owner while they change and nothing is
    // copied.
    guard var books = books.take() else { throw LedgerError.notDeployed }
    defer { self.books = books }
    switch operation {
    case .open(let configuration):
      throw LedgerError.alreadyDeployed(configuration.address)
    case .advance(let block):
      try books.advance(to: block)
    case .post(let request):
      let result = books.post(request, environment: environment)
      if case .refused(let error) = result, !error.isTransient { throw error }
      return [result]
    case .postBatch(let requests):
      return books.post(batch: requests, environment: environment)
    case .undo(let number, let block):
      try books.undo(toBlock: number, continuingAt: block)
    case .setAuditReplay(let isOn):
      books.isAuditReplay = isOn
    }
    return []
  }

  /// Carries out the operation in `record`.
  ///
  /// - Throws: `RecordError` where it is no operation, ``LedgerError`` or ``BooksError`` where it is
  ///   refused. Then nothing changes.
  public mutating func apply(_ record: Record) throws {
    try apply(BooksOperation(record: record))
  }

  /// Checks the books.
  ///
  /// - Throws: ``LedgerError/brokenInvariant(rule:left:right:)``.
  public func checkInvariants() throws { try books?.checkInvariants() }

  /// ``Books/stateDigest``, or 32 zero bytes before the books are opened.
  public var stateDigest: Digest { books?.stateDigest ?? .zero }
}
