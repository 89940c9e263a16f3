// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// What is paid for use, in base units of the token per unit of one kind.
public struct Tariff: Sendable, Hashable, Codable {
  /// The unit that is priced.
  public enum Unit: String, Sendable, Hashable, Codable, CaseIterable {
    /// A second of one GPU.
    case gpuSecond
    /// A second of the reference GPU: a GPU twice as good in the benchmark uses two in one.
    case normalisedGPUSecond
    /// 10¹⁵ operations.
    case petaFLOP
    /// A million tokens: read and written have a price each.
    case millionTokens
  }

  /// The unit that is priced.
  public var unit: Unit
  /// Base units per unit; of tokens, per million that are written.
  public var price: UInt256
  /// Base units per million tokens that are read; not used by the other units.
  public var inputPrice: UInt256

  /// The reference GPU's score in the benchmark of ``Usage/score``, above 0; used by
  /// `normalisedGPUSecond` alone.
  public var reference: UInt64

  /// Creates a tariff.
  public init(
    unit: Unit, price: UInt256, inputPrice: UInt256 = .zero, reference: UInt64 = 1
  ) {
    self.unit = unit
    self.price = price
    self.inputPrice = inputPrice
    self.reference = reference
  }

  /// How many of a record's smallest units make one that is priced.
  ///
  /// - Throws: ``MeteringError/arithmetic(_:)`` where the reference score is 0.
  func divisor() throws(MeteringError) -> UInt256 {
    switch unit {
    case .gpuSecond: return 1_000_000_000
    case .normalisedGPUSecond:
      guard reference > 0 else { throw .arithmetic("The reference GPU has the score 0.") }
      return UInt256(1_000_000_000 as UInt64) * UInt256(reference)
    case .petaFLOP: return 1_000_000_000_000_000
    case .millionTokens: return 1_000_000
    }
  }

  /// The price of a record times ``divisor``: exact.
  func numerator(of usage: Usage) throws(MeteringError) -> UInt256 {
    try metered { () throws(ArithmeticError) in
      switch unit {
      case .gpuSecond: try UInt256(usage.gpuTime).multiplied(by: price)
      case .normalisedGPUSecond:
        try UInt256(usage.gpuTime).multiplied(by: UInt256(usage.score)).multiplied(by: price)
      case .petaFLOP: try UInt256(usage.flop).multiplied(by: price)
      case .millionTokens:
        try UInt256(usage.tokensOut).multiplied(by: price)
          .adding(UInt256(usage.tokensIn).multiplied(by: inputPrice))
      }
    }
  }
}
