// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension LedgerStore {
  /// All books between two commits: every state in it is of the same head.
  ///
  /// States that are read one after the other from a store may have a commit between them, and then
  /// do not add up. A snapshot is a value: it stays as it is, whatever is committed afterwards.
  public struct Snapshot: Sendable {
    /// Where the journal ended.
    public let head: ChainHead
    let machines: [RecordKind: any RecordMachine]

    /// The state of one machine, a copy.
    ///
    /// - Precondition: a machine of this type was registered.
    /// - Complexity: O(1): storage is shared until one of the copies changes.
    public func state<Machine: RecordMachine>(_ type: Machine.Type) -> Machine {
      guard let machine = machines[type.kind] as? Machine else {
        preconditionFailure(
          "no machine of type \(type) is registered for kind \(type.kind.rawValue)")
      }
      return machine
    }
  }
}
