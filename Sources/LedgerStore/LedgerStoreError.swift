// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// Why a ledger could not be opened, read or written. The file is as it was.
///
/// New cases may come in a minor version before 1.0: switch over it with a `default`.
public enum LedgerStoreError: Error, Sendable, Hashable {
  /// The file, or the folder for it, cannot be read or made.
  case cannotOpen(path: String, String)
  /// The file is no ledger.
  case notALedger(path: String, String)
  /// The file is a ledger of a version that this program does not know.
  case unknownFormat(path: String, found: UInt32, known: UInt32)
  /// The file is a ledger, and damaged.
  case corrupt(path: String, String)
  /// A batch is not what its link says.
  case brokenChain(batch: UInt64, String)
  /// Nothing is registered for records of this kind.
  case unknownRecordKind(RecordKind, batch: UInt64)
  /// A state machine refused a record; the text is its error. Nothing of the batch was applied.
  case refused(kind: RecordKind, position: Int, String)
  /// Somebody else has written to the journal since it was read.
  case headMoved(expected: UInt64, found: UInt64)
  /// The batch could not be made durable.
  case cannotWrite(path: String, String)
  /// Two state machines are registered for one kind.
  case duplicateMachine(RecordKind)
  /// The books do not add up; the text names the sum.
  case unbalanced(String)
}

extension LedgerStoreError: CustomStringConvertible {
  /// One sentence with the values that were wrong.
  public var description: String {
    switch self {
    case .cannotOpen(let path, let why): "cannot open the ledger \(path): \(why)"
    case .notALedger(let path, let why):
      "\(path) is not a TensorChain ledger: \(why); it was left untouched"
    case .unknownFormat(let path, let found, let known):
      "\(path) is a ledger of format \(found), this program knows format \(known); "
        + "it was left untouched"
    case .corrupt(let path, let why):
      "the ledger \(path) is corrupt: \(why); it was left untouched"
    case .brokenChain(let batch, let why): "batch \(batch) of the journal is broken: \(why)"
    case .unknownRecordKind(let kind, let batch):
      "batch \(batch) holds a record of the unknown kind \(kind.rawValue)"
    case .refused(let kind, let position, let why):
      "record \(position) of the batch, of kind \(kind.rawValue), was refused: \(why)"
    case .headMoved(let expected, let found):
      "the journal has \(found) batches where \(expected) were expected: "
        + "another process has written to it"
    case .cannotWrite(let path, let why): "cannot write to the ledger \(path): \(why)"
    case .duplicateMachine(let kind): "two state machines are registered for kind \(kind.rawValue)"
    case .unbalanced(let why): "the books do not add up: \(why)"
    }
  }
}
