// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// What the composition's records make: the charter, names, and the reports of rounds.
public struct NetworkMachine: RecordMachine, Hashable {
  /// 4.
  public static let kind = RecordKind.network

  /// What the network agreed on; nil before it is founded.
  public private(set) var charter: NetworkCharter?
  /// Names of accounts.
  public private(set) var names: [Address: String] = [:]
  /// Reports of training, in order of round.
  public private(set) var trainings: [TrainingReport] = []
  /// Reports of hosting, in order of round.
  public private(set) var hostings: [HostingReport] = []

  /// A network that is not founded.
  public init() {}

  /// Applies an operation.
  ///
  /// - Throws: `NetworkError.alreadyFounded`, `.notFounded`, `.invalidName`, `.roundOutOfOrder`,
  ///   `.invalidReport`; nothing has changed then.
  public mutating func apply(_ operation: NetworkOperation) throws(NetworkError) {
    if case .found(let charter) = operation {
      if let founded = self.charter { throw .alreadyFounded(name: founded.name) }
      self.charter = charter
      return
    }
    guard let charter else { throw .notFounded }
    switch operation {
    case .found(let charter): throw .alreadyFounded(name: charter.name)
    case .name(let account, let name):
      guard (1...64).contains(name.utf8.count) else { throw .invalidName(name) }
      names[account] = name
    case .trained(let report):
      if let last = trainings.last, report.round <= last.round {
        throw .roundOutOfOrder(report.round, last: last.round)
      }
      try report.check(against: charter)
      trainings.append(report)
    case .hosted(let report):
      if let last = hostings.last, report.round <= last.round {
        throw .roundOutOfOrder(report.round, last: last.round)
      }
      try report.check(against: charter)
      hostings.append(report)
    }
  }

  /// Decodes a record and applies it.
  ///
  /// - Throws: `NetworkError.malformedRecord`, or what ``apply(_:)-(NetworkOperation)`` throws.
  public mutating func apply(_ record: Record) throws {
    let operation: NetworkOperation
    do {
      operation = try record.decode(
        NetworkOperation.self, kind: Self.kind,
        versions: NetworkOperation.version...NetworkOperation.version)
    } catch {
      throw NetworkError.malformedRecord(error)
    }
    try apply(operation)
  }

  /// Reports stand in order of round, and nothing stands without a charter.
  public func checkInvariants() throws {
    guard charter != nil || (names.isEmpty && trainings.isEmpty && hostings.isEmpty) else {
      throw NetworkError.unbalanced("there are reports and no charter")
    }
    for rounds in [trainings.map(\.round), hostings.map(\.round)]
    where zip(rounds, rounds.dropFirst()).contains(where: { $0 >= $1 }) {
      throw NetworkError.unbalanced("reports stand out of order")
    }
  }

  /// Keccak-256 of the operations that would make this state, names in order of account.
  public var stateDigest: Digest {
    var encoder = RecordEncoder()
    if let charter { NetworkOperation.found(charter).encode(into: &encoder) }
    for (account, name) in names.sorted(by: { $0.key < $1.key }) {
      NetworkOperation.name(account, name).encode(into: &encoder)
    }
    for report in trainings { NetworkOperation.trained(report).encode(into: &encoder) }
    for report in hostings { NetworkOperation.hosted(report).encode(into: &encoder) }
    return Keccak256.hash(encoder.bytes)
  }
}
