// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What an account wants done with what it may claim: how much of it goes into stakes, and whose.
///
/// Without a preference everything is paid.
public struct CompoundPreference: Sendable, Hashable {
  /// A GPU to stake on.
  public struct Target: Sendable, Hashable {
    /// The GPU.
    public let gpu: GPUID
    /// Which part of the amount, in parts per million.
    public let sharePPM: UInt32

    /// Creates a target.
    public init(gpu: GPUID, sharePPM: UInt32) {
      self.gpu = gpu
      self.sharePPM = sharePPM
    }
  }

  /// Whether anything is staked at all.
  public let isOn: Bool
  /// The GPUs, by id; what their shares leave of a million is paid.
  public let targets: [Target]
  /// Amounts below this, in base units, stay where they are.
  public let minimum: UInt256

  /// Creates a preference.
  ///
  /// - Throws: ``CompoundError/sharesAboveOne(totalPPM:)``,
  ///   ``CompoundError/duplicateTarget(_:)``.
  /// - Complexity: O(t log t) for t targets.
  public init(
    targets: [Target], minimum: UInt256 = .zero, isOn: Bool = true
  ) throws(CompoundError) {
    let sorted = targets.sorted { $0.gpu < $1.gpu }
    for (earlier, later) in zip(sorted, sorted.dropFirst()) where earlier.gpu == later.gpu {
      throw .duplicateTarget(later.gpu)
    }
    let total = targets.reduce(UInt64(0)) { $0 + UInt64($1.sharePPM) }
    if total > 1_000_000 { throw .sharesAboveOne(totalPPM: total) }
    self.targets = sorted
    self.minimum = minimum
    self.isOn = isOn
  }
}
