// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// A token behind a journal: it is deployed by its first record and moved by the others.
///
/// ```swift
/// var machine = TokenMachine()
/// try machine.apply(.deploy(configuration))
/// try machine.apply(.mint(to: treasury, value: 1_000))
/// machine.token?.totalSupply  // 1000
/// ```
public struct TokenMachine: RecordMachine {
  /// The kind of its records.
  public static var kind: RecordKind { .token }

  /// The token, nil before it is deployed.
  public private(set) var token: Token?

  /// Who can check signatures, and which accounts have code.
  private let environment: CallEnvironment

  /// Creates a machine without a token.
  ///
  /// - Parameter environment: what surrounds the calls that are carried out; a journal with signed
  ///   calls is replayed with the recoverer it was written with.
  public init(environment: CallEnvironment = CallEnvironment()) { self.environment = environment }

  /// Carries out `operation`.
  ///
  /// - Returns: what it did; deploying is no event of the standard.
  /// - Throws: ``LedgerError`` where the token refuses, where it is deployed already or not yet.
  ///   Then nothing changes.
  @discardableResult
  public mutating func apply(_ operation: TokenOperation) throws(LedgerError) -> [TokenEvent] {
    if case .deploy(let configuration) = operation {
      if let token { throw .alreadyDeployed(token.configuration.address) }
      try configuration.validate()
      token = Token(configuration: configuration)
      return []
    }
    // Taken out and put back, so that the books have one owner while they change and nothing is
    // copied.
    guard var token = token.take() else { throw .notDeployed }
    defer { self.token = token }
    let begin = token.events.count
    try token.apply(operation, in: environment)
    return Array(token.events[begin...])
  }

  /// Carries out the operation in `record`.
  ///
  /// - Throws: `RecordError` where it is no operation, ``LedgerError`` where it is refused. Then
  ///   nothing changes.
  public mutating func apply(_ record: Record) throws {
    try apply(TokenOperation(record: record))
  }

  /// Checks the token's books.
  ///
  /// - Throws: ``LedgerError/brokenInvariant(rule:left:right:)``.
  public func checkInvariants() throws { try token?.checkInvariants() }

  /// ``Token/stateDigest``, or 32 zero bytes before the token is deployed.
  public var stateDigest: Digest { token?.stateDigest ?? .zero }
}

extension TokenMachine: Hashable {
  /// Whether both have the same token in the same state.
  public static func == (lhs: TokenMachine, rhs: TokenMachine) -> Bool { lhs.token == rhs.token }

  /// Feeds the token to `hasher`.
  public func hash(into hasher: inout Hasher) { hasher.combine(token) }
}

extension Token {
  /// Carries out an operation on a token that is deployed.
  mutating func apply(
    _ operation: TokenOperation, in environment: CallEnvironment
  ) throws(LedgerError) {
    switch operation {
    case .deploy:
      throw .alreadyDeployed(configuration.address)
    case .advance(let block):
      try advance(to: block)
    case .call(let data, let caller):
      if let error = try call(data: data, from: caller, environment: environment).error {
        throw error
      }
    case .mint(let to, let value):
      try mint(to: to, value: value)
    case .burn(let from, let value):
      try burn(from: from, value: value)
    case .transfer(let from, let to, let value):
      try transfer(from: from, to: to, value: value)
    case .approve(let owner, let spender, let value):
      try approve(owner: owner, spender: spender, value: value)
    case .transferFrom(let spender, let from, let to, let value):
      try transferFrom(spender: spender, from: from, to: to, value: value)
    case .burnFrom(let spender, let from, let value):
      try burnFrom(spender: spender, from: from, value: value)
    }
  }
}
