// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Quantity where Unit == Units.Second {
  /// The same time in hours.
  public var hours: Hours { Hours(value / 3600) }
}

extension Quantity where Unit == Units.Hour {
  /// Hours in a year of 365 days.
  public static var perYear: Double { 8760 }
  /// The same time in seconds.
  public var seconds: Seconds { Seconds(value * 3600) }
  /// The same time in years of 8760 hours.
  public var years: Years { Years(value / Self.perYear) }
}

extension Quantity where Unit == Units.Year {
  /// The same time in hours.
  public var hours: Hours { Hours(value * Hours.perYear) }
}

extension Quantity where Unit == Units.Joule {
  /// The same energy in watt-hours.
  public var wattHours: WattHours { WattHours(value / 3600) }
}

extension Quantity where Unit == Units.WattHour {
  /// The same energy in joules.
  public var joules: Joules { Joules(value * 3600) }
  /// The same energy in kilowatt-hours.
  public var kilowattHours: KilowattHours { KilowattHours(value / 1000) }
}

extension Quantity where Unit == Units.KilowattHour {
  /// The same energy in joules.
  public var joules: Joules { Joules(value * 3_600_000) }
  /// The same energy in watt-hours.
  public var wattHours: WattHours { WattHours(value * 1000) }
}

extension Quantity where Unit == Units.Byte {
  /// The same amount in gigabytes.
  public var gigabytes: Gigabytes { Gigabytes(value / 1e9) }
  /// The same amount in gibibytes.
  public var gibibytes: Gibibytes { Gibibytes(value / 1_073_741_824) }
}

extension Quantity where Unit == Units.Gigabyte {
  /// The same amount in bytes.
  public var bytes: Bytes { Bytes(value * 1e9) }
}

extension Quantity where Unit == Units.Gibibyte {
  /// The same amount in bytes.
  public var bytes: Bytes { Bytes(value * 1_073_741_824) }
}

extension Quantity where Unit == Units.TextToken {
  /// The same number in millions.
  public var millions: MillionsOfTokens { MillionsOfTokens(value / 1e6) }
}

extension Quantity where Unit == Units.MillionTokens {
  /// The same number, one by one.
  public var tokens: TextTokens { TextTokens(value * 1e6) }
}

extension Quantity where Unit == Units.Kilogram {
  /// The same mass in grams.
  public var grams: Grams { Grams(value * 1000) }
}

extension Quantity where Unit == Units.Gram {
  /// The same mass in kilograms.
  public var kilograms: Kilograms { Kilograms(value / 1000) }
}
