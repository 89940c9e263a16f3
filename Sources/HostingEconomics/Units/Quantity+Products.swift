// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// What times what is what. A product that is not here has no unit.

extension Quantity where Unit == Units.Watt {
  /// W · s = J.
  public static func * (lhs: Watts, rhs: Seconds) -> Joules { Joules(lhs.value * rhs.value) }
  /// W · h = Wh.
  public static func * (lhs: Watts, rhs: Hours) -> WattHours { WattHours(lhs.value * rhs.value) }
  /// W / (tok/s) = J per token.
  public static func / (lhs: Watts, rhs: TokenRate) -> Joules { Joules(lhs.value / rhs.value) }
}

extension Quantity where Unit == Units.Joule {
  /// J / s = W.
  public static func / (lhs: Joules, rhs: Seconds) -> Watts { Watts(lhs.value / rhs.value) }
  /// J / W = s.
  public static func / (lhs: Joules, rhs: Watts) -> Seconds { Seconds(lhs.value / rhs.value) }
}

extension Quantity where Unit == Units.FLOP {
  /// FLOP / (FLOP/s) = s.
  public static func / (lhs: FLOPs, rhs: FLOPRate) -> Seconds { Seconds(lhs.value / rhs.value) }
  /// FLOP / s = FLOP/s.
  public static func / (lhs: FLOPs, rhs: Seconds) -> FLOPRate { FLOPRate(lhs.value / rhs.value) }
}

extension Quantity where Unit == Units.FLOPPerSecond {
  /// FLOP/s · s = FLOP.
  public static func * (lhs: FLOPRate, rhs: Seconds) -> FLOPs { FLOPs(lhs.value * rhs.value) }
}

extension Quantity where Unit == Units.Byte {
  /// B / (B/s) = s.
  public static func / (lhs: Bytes, rhs: ByteRate) -> Seconds { Seconds(lhs.value / rhs.value) }
  /// B / s = B/s.
  public static func / (lhs: Bytes, rhs: Seconds) -> ByteRate { ByteRate(lhs.value / rhs.value) }
}

extension Quantity where Unit == Units.BytePerSecond {
  /// B/s · s = B.
  public static func * (lhs: ByteRate, rhs: Seconds) -> Bytes { Bytes(lhs.value * rhs.value) }
}

extension Quantity where Unit == Units.GigabytePerHour {
  /// GB/h · h = GB.
  public static func * (lhs: GigabytesPerHour, rhs: Hours) -> Gigabytes {
    Gigabytes(lhs.value * rhs.value)
  }
}

extension Quantity where Unit == Units.TextToken {
  /// tok / s = tok/s.
  public static func / (lhs: TextTokens, rhs: Seconds) -> TokenRate {
    TokenRate(lhs.value / rhs.value)
  }
  /// tok / (tok/s) = s.
  public static func / (lhs: TextTokens, rhs: TokenRate) -> Seconds {
    Seconds(lhs.value / rhs.value)
  }
}

extension Quantity where Unit == Units.TokenPerSecond {
  /// tok/s · s = tok.
  public static func * (lhs: TokenRate, rhs: Seconds) -> TextTokens {
    TextTokens(lhs.value * rhs.value)
  }
}

extension Quantity where Unit == Units.KilogramPerKilowattHour {
  /// kg/kWh · kWh = kg.
  public static func * (lhs: CarbonIntensity, rhs: KilowattHours) -> Kilograms {
    Kilograms(lhs.value * rhs.value)
  }
}
