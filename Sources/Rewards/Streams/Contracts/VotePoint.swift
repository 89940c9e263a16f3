// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// From when on an account's votes fall along which line: what a vote escrow records of each change.
public struct VotePoint: Sendable, Hashable {
  /// When the line begins, in seconds.
  public let time: UInt64
  /// Votes then.
  public let bias: UInt256
  /// Votes lost per second.
  public let slope: UInt256

  /// Creates a point.
  public init(time: UInt64, bias: UInt256, slope: UInt256) {
    self.time = time
    self.bias = bias
    self.slope = slope
  }

  /// Votes at a time from ``time`` on: max(0, bias − slope · elapsed).
  ///
  /// - Complexity: O(1).
  public func weight(at time: UInt64) -> UInt256 {
    let elapsed = UInt256(time > self.time ? time - self.time : 0)
    let (lost, isOver) = slope.multipliedReportingOverflow(by: elapsed)
    return isOver || lost > bias ? .zero : bias - lost
  }
}
