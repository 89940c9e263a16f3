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

  /// Creates a tariff.
  public init(unit: Unit, price: UInt256, inputPrice: UInt256 = .zero) {
    self.unit = unit
    self.price = price
    self.inputPrice = inputPrice
  }

  /// How many of a record's smallest units make one that is priced.
  var divisor: UInt256 {
    switch unit {
    case .gpuSecond: 1_000_000_000
    case .petaFLOP: 1_000_000_000_000_000
    case .millionTokens: 1_000_000
    }
  }

  /// The price of a record times ``divisor``: exact.
  func numerator(of usage: Usage) throws(MeteringError) -> UInt256 {
    try metered { () throws(ArithmeticError) in
      switch unit {
      case .gpuSecond: try UInt256(usage.gpuTime).multiplied(by: price)
      case .petaFLOP: try UInt256(usage.flop).multiplied(by: price)
      case .millionTokens:
        try UInt256(usage.tokensOut).multiplied(by: price)
          .adding(UInt256(usage.tokensIn).multiplied(by: inputPrice))
      }
    }
  }
}
