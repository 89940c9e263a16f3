// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// The most that one GPU, owner or model gets in a round.
public enum RewardCap: Sendable, Hashable, Codable {
  /// Base units.
  case units(UInt256)
  /// Parts per million of what is payable before caps, rounded down to a base unit.
  case partsPerMillion(UInt32)

  /// The most in base units where `payable` is payable.
  func limit(of payable: UInt256) throws(RewardsError) -> UInt256 {
    switch self {
    case .units(let units):
      return units
    case .partsPerMillion(let parts):
      return try checked { () throws(ArithmeticError) in
        try UInt256.mulDivFloor(payable, UInt256(UInt64(parts)), UInt256(UInt64(million)))
      }
    }
  }
}

extension RewardCap: CustomStringConvertible {
  /// The cap with its unit.
  public var description: String {
    switch self {
    case .units(let units): "\(units)"
    case .partsPerMillion(let parts): "\(parts) ppm"
    }
  }
}
