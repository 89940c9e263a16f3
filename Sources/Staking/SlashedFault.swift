// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// A fault for which a GPU has been slashed. It is slashed once for a kind of fault and a round,
/// however often the evidence comes.
public struct SlashedFault: Sendable, Hashable, Codable {
  /// What the GPU did.
  public let fault: Fault
  /// When.
  public let round: Round

  /// The order in which a stake remembers its faults: by round, then by fault.
  func precedes(_ other: SlashedFault) -> Bool {
    if round != other.round { return round < other.round }
    return fault.rawValue < other.fault.rawValue
  }
}
