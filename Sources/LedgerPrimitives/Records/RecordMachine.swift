// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A deterministic state machine whose journal a store keeps.
///
/// The same records in the same order make the same state on every machine. A store applies a
/// record first and keeps it only where that succeeded, so a journal holds nothing that was
/// refused.
public protocol RecordMachine: Sendable {
  /// The kind of the records it takes.
  static var kind: RecordKind { get }

  /// Takes in one record.
  ///
  /// - Throws: where the record is of another kind or version, is no record of this machine, or
  ///   asks for what the machine refuses. Then the state is as before.
  mutating func apply(_ record: Record) throws

  /// Checks everything that must hold between the parts of the state.
  ///
  /// - Throws: the first rule that is broken.
  func checkInvariants() throws

  /// A digest of the whole state: equal states have equal digests, however they came about.
  var stateDigest: Digest { get }
}
