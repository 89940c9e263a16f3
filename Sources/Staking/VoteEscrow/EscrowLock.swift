// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// An amount that is locked until a time.
public struct EscrowLock: Sendable, Hashable, Codable {
  /// Base units.
  public let amount: UInt256
  /// The first time at which it may be withdrawn.
  public let end: UInt64

  init(amount: UInt256, end: UInt64) {
    self.amount = amount
    self.end = end
  }

  /// What the lock weighs at `time`: slope and bias, both 0 once it has ended.
  func point(at time: UInt64, _ policy: EscrowPolicy) -> EscrowPoint {
    guard end > time else { return EscrowPoint(time: time) }
    let slope = policy.slope(of: amount)
    // The slope is amount / maximumLock and the time left is at most that: the bias is within the
    // amount.
    return EscrowPoint(time: time, bias: slope * UInt256(end - time), slope: slope)
  }
}

/// A line that falls: at ``time`` it stands at ``bias`` and falls by ``slope`` each time unit, down
/// to 0. What an account weighs, or all accounts together.
public struct EscrowPoint: Sendable, Hashable, Codable {
  /// When the line begins.
  public let time: UInt64
  /// Where the line stands then, in base units.
  public internal(set) var bias: UInt256
  /// How far it falls each time unit, in base units.
  public internal(set) var slope: UInt256

  init(time: UInt64, bias: UInt256 = .zero, slope: UInt256 = .zero) {
    self.time = time
    self.bias = bias
    self.slope = slope
  }

  /// max(0, bias − slope · (`later` − time)).
  ///
  /// - Precondition: `later` is not before ``time``.
  func value(at later: UInt64) -> UInt256 {
    let fall = slope.multipliedReportingOverflow(by: UInt256(later - time))
    return fall.overflow || fall.partialValue >= bias ? .zero : bias - fall.partialValue
  }

  /// The same line from `later` on.
  func moved(to later: UInt64) -> EscrowPoint {
    EscrowPoint(time: later, bias: value(at: later), slope: slope)
  }
}

extension EscrowLock: RecordCodable {
  /// Amount and end, 40 bytes.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(amount)
    encoder.write(end)
  }

  /// Reads 40 bytes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    amount = try decoder.readUInt256()
    end = try decoder.readUInt64()
  }
}

extension EscrowPoint: RecordCodable {
  /// Time, bias and slope, 72 bytes.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(time)
    encoder.write(bias)
    encoder.write(slope)
  }

  /// Reads 72 bytes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    time = try decoder.readUInt64()
    bias = try decoder.readUInt256()
    slope = try decoder.readUInt256()
  }
}
