// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// The first line of a receipt that is not what its inputs yield.
public struct LineDifference: Sendable, Hashable, Codable {
  /// A figure of a line.
  public enum Field: String, Sendable, Hashable, Codable {
    /// The paid η in parts per billion.
    case eta
    /// S · η₉ · x.
    case weight
    /// The unrounded amount.
    case exact
    /// The paid amount.
    case amount
    /// The operator's part.
    case commission
    /// The stake's part.
    case stakeReward = "stake reward"
  }

  /// The line's GPU.
  public let gpu: GPUID
  /// The line's model.
  public let model: ModelID
  /// The line's lane.
  public let lane: Lane
  /// The first of its figures that differs.
  public let field: Field
  /// What the inputs yield.
  public let expected: String
  /// What the receipt says.
  public let found: String

  /// Creates a difference.
  public init(
    gpu: GPUID, model: ModelID, lane: Lane, field: Field, expected: String, found: String
  ) {
    self.gpu = gpu
    self.model = model
    self.lane = lane
    self.field = field
    self.expected = expected
    self.found = found
  }
}
