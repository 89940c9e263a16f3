// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// What a penalty took, in base units.
public struct VestingPenalty: Sendable, Hashable {
  /// Of what was not vested yet.
  public let unvested: UInt256
  /// Of what was vested and not released, after all that was not vested.
  public let releasable: UInt256
  /// What was asked and is not there: for whoever asked to take from elsewhere.
  public let missing: UInt256

  /// Taken in all.
  public var taken: UInt256 { unvested + releasable }
}
