// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// Durable books: a journal of opaque records, and the state that registered machines make of it.
///
/// The journal is the truth, state is what replaying it gives. A commit applies a batch of records
/// to copies of the machines, makes the batch durable, and only then shows the new state: a batch is
/// there wholly or not at all, after a crash as after an error.
public actor LedgerStore {
  private let storage: any JournalStorage
  private let pristine: [RecordKind: any RecordMachine]
  private var current: Snapshot

  /// Where the journal ends.
  public var head: ChainHead { current.head }

  /// Opens a journal: checks its chain and replays it.
  ///
  /// - Parameters:
  ///   - storage: where the journal is kept.
  ///   - machines: one for each kind of record, each in its first state.
  /// - Throws: `LedgerStoreError.duplicateMachine`, `.brokenChain`, `.unknownRecordKind`,
  ///   `.refused`, and what the storage throws.
  /// - Complexity: O(n) for n records.
  public init(storage: any JournalStorage, machines: [any RecordMachine]) throws {
    var pristine: [RecordKind: any RecordMachine] = [:]
    for machine in machines {
      let kind = type(of: machine).kind
      guard pristine.updateValue(machine, forKey: kind) == nil else {
        throw LedgerStoreError.duplicateMachine(kind)
      }
    }
    self.storage = storage
    self.pristine = pristine
    current = try Self.replay(storage, into: pristine)
  }

  /// All states and the head they belong to, with no commit between them.
  ///
  /// - Complexity: O(1): storage is shared until the next commit changes it.
  public func snapshot() -> Snapshot { current }

  /// The state of one machine, a copy.
  ///
  /// - Precondition: a machine of this type was registered.
  public func state<Machine: RecordMachine>(_ type: Machine.Type) -> Machine {
    current.state(type)
  }

  /// Applies records in order, all or none, and makes them durable.
  ///
  /// - Returns: the new head.
  /// - Throws: `LedgerStoreError.unknownRecordKind`, `.refused`, `.headMoved`, `.cannotWrite`; the
  ///   state and the journal are as before then.
  /// - Precondition: there is at least one record.
  @discardableResult
  public func commit(_ records: [Record]) throws -> ChainHead {
    precondition(!records.isEmpty, "a batch of no records")
    var machines = current.machines
    try Self.apply(records, batch: head.batches + 1, to: &machines)
    let batch = JournalBatch(after: head, records: records)
    try storage.append(batch, after: head)
    current = Snapshot(head: batch.head(after: head), machines: machines)
    return head
  }

  /// Reads the journal again from its first record, checks every link, replays it into new machines,
  /// checks their invariants, and compares the result with the state in memory.
  ///
  /// - Returns: what was read and the digests of the states.
  /// - Throws: `LedgerStoreError`, or the invariant that does not hold.
  /// - Complexity: O(n) for n records.
  public func audit() throws -> AuditReport { try audited().report }

  /// Audits as ``audit()`` does, and gives the states that were found to be what the journal says.
  ///
  /// - Parameter visit: given every batch, in order, after its link was checked and its records were
  ///   applied; so that sums over the journal and sums over the states are of one head.
  /// - Returns: what ``audit()`` returns, and the audited states.
  /// - Throws: `LedgerStoreError`, the invariant that does not hold, what `visit` throws.
  /// - Complexity: O(n) for n records.
  public func audited(
    _ visit: (JournalBatch) throws -> Void = { _ in }
  ) throws -> (report: AuditReport, snapshot: Snapshot) {
    let replayed = try Self.replay(storage, into: pristine, visit)
    guard replayed.head == head else {
      throw LedgerStoreError.headMoved(expected: head.batches, found: replayed.head.batches)
    }
    var digests: [RecordKind: Digest] = [:]
    for (kind, machine) in replayed.machines {
      try machine.checkInvariants()
      let digest = machine.stateDigest
      guard let live = current.machines[kind]?.stateDigest, live == digest else {
        throw LedgerStoreError.unbalanced(
          "the state of kind \(kind.rawValue) in memory is not what the journal gives")
      }
      digests[kind] = digest
    }
    return (AuditReport(head: replayed.head, stateDigests: digests), current)
  }

  /// Gives every batch to `visit`, in order, from the journal and not from memory, after checking its
  /// link.
  ///
  /// - Throws: `LedgerStoreError.brokenChain`, what the storage throws, what `visit` throws.
  /// - Complexity: O(n) for n records.
  public func visitBatches(_ visit: (JournalBatch) throws -> Void) throws {
    var head = ChainHead.empty
    try storage.replay { stored in
      let batch = try stored.verified(after: head)
      try visit(batch)
      head = batch.head(after: head)
    }
  }

  /// Gives every record to `visit`, in order, from the journal and not from memory, after checking
  /// the link of its batch.
  ///
  /// - Throws: `LedgerStoreError.brokenChain`, what the storage throws, what `visit` throws.
  /// - Complexity: O(n) for n records.
  public func visitRecords(_ visit: (Record) throws -> Void) throws {
    try visitBatches { batch in
      for record in batch.records { try visit(record) }
    }
  }

  private static func replay(
    _ storage: any JournalStorage, into pristine: [RecordKind: any RecordMachine],
    _ visit: (JournalBatch) throws -> Void = { _ in }
  ) throws -> Snapshot {
    var machines = pristine
    var head = ChainHead.empty
    try storage.replay { stored in
      let batch = try stored.verified(after: head)
      try apply(batch.records, batch: batch.number, to: &machines)
      try visit(batch)
      head = batch.head(after: head)
    }
    return Snapshot(head: head, machines: machines)
  }

  private static func apply(
    _ records: [Record], batch: UInt64, to machines: inout [RecordKind: any RecordMachine]
  ) throws {
    for (position, record) in records.enumerated() {
      // Taken out while it changes, so that its storage is not shared with the dictionary.
      guard var machine = machines.removeValue(forKey: record.kind) else {
        throw LedgerStoreError.unknownRecordKind(record.kind, batch: batch)
      }
      do {
        try machine.apply(record)
      } catch {
        throw LedgerStoreError.refused(kind: record.kind, position: position, "\(error)")
      }
      machines[record.kind] = machine
    }
  }
}
