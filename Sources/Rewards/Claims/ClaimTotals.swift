// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// Where the units of all settled rounds of a ``ClaimBook`` are, in base units.
public struct ClaimTotals: Sendable, Hashable, Codable {
  /// Settled by claims here.
  public internal(set) var local = UInt256.zero
  /// Of that, paid.
  public internal(set) var localPaid = UInt256.zero
  /// Put into the pots of foreign roots.
  public internal(set) var foreign = UInt256.zero
  /// Of that, paid.
  public internal(set) var foreignPaid = UInt256.zero
  /// Handed to contracts by export.
  public internal(set) var exported = UInt256.zero
  /// Settled by direct payment.
  public internal(set) var direct = UInt256.zero
  /// Of that, paid.
  public internal(set) var directPaid = UInt256.zero

  /// Settled and neither paid nor handed to a contract.
  public var remaining: UInt256 {
    (local - localPaid) + (foreign - foreignPaid) + (direct - directPaid)
  }

  /// Everything settled, nil where it exceeds 256 bits.
  var settled: UInt256? {
    var sum = local
    for amount in [foreign, exported, direct] {
      let (next, isOver) = sum.addingReportingOverflow(amount)
      if isOver { return nil }
      sum = next
    }
    return sum
  }
}
