// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// The staking room as a state machine over records, for a store that keeps its journal.
///
/// ```swift
/// var machine = StakingMachine()
/// try machine.apply(.open(policy))
/// let events = try machine.apply(.bond(gpu: gpu, amount: 500))
/// ```
public struct StakingMachine: RecordMachine, Sendable, Equatable {
  /// The kind of the records it takes.
  public static var kind: RecordKind { .staking }

  /// The registry, once opened.
  public private(set) var registry: StakeRegistry?

  /// A machine whose registry is not open.
  public init() {}

  /// Applies an operation. The first is ``StakingOperation/open(_:)``, and only the first.
  ///
  /// - Returns: the events of the operation.
  /// - Throws: ``StakingError``; the machine is unchanged then.
  /// - Complexity: that of the operation.
  @discardableResult
  public mutating func apply(
    _ operation: StakingOperation
  ) throws(StakingError) -> [StakingEvent] {
    if case .open(let policy) = operation {
      guard registry == nil else { throw .alreadyOpened }
      registry = StakeRegistry(policy: policy)
      return [.opened(policy)]
    }
    guard let events = try registry?.apply(operation) else { throw .notOpened }
    return events
  }

  /// Applies an operation from a journal's record.
  ///
  /// - Throws: ``StakingError/unreadableRecord(_:)`` and what the operation throws; the machine is
  ///   unchanged then.
  public mutating func apply(_ record: Record) throws {
    try apply(StakingOperation(record))
  }

  /// Proves that the registry keeps its laws.
  ///
  /// - Throws: what ``StakeRegistry/checkInvariants()`` throws.
  public func checkInvariants() throws {
    try registry?.checkInvariants()
  }

  /// The digest of the registry; zero before it is opened.
  public var stateDigest: Digest { registry?.digest ?? .zero }
}
