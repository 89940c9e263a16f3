// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The units quantities are counted in. Tags only: no value has one of these types.
public enum Units {
  /// Seconds of time.
  public enum Second: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "s"
  }
  /// Hours of time.
  public enum Hour: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "h"
  }
  /// Years of 8760 hours, as the anchors of the cost model count them.
  public enum Year: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "yr"
  }
  /// Watts: joules per second.
  public enum Watt: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "W"
  }
  /// Joules of energy.
  public enum Joule: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "J"
  }
  /// Watt-hours of energy: 3600 joules.
  public enum WattHour: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "Wh"
  }
  /// Kilowatt-hours of energy.
  public enum KilowattHour: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "kWh"
  }
  /// Kilowatts held for a month: what colocation rents.
  public enum KilowattMonth: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "kW·month"
  }
  /// Floating-point operations, a count: one addition or one multiplication each.
  public enum FLOP: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "FLOP"
  }
  /// Floating-point operations per second, a rate.
  public enum FLOPPerSecond: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "FLOP/s"
  }
  /// Bytes.
  public enum Byte: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "B"
  }
  /// Gigabytes: 10⁹ bytes.
  public enum Gigabyte: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "GB"
  }
  /// Gibibytes: 2³⁰ bytes.
  public enum Gibibyte: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "GiB"
  }
  /// Bytes per second.
  public enum BytePerSecond: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "B/s"
  }
  /// Gigabytes per hour.
  public enum GigabytePerHour: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "GB/h"
  }
  /// Tokens of text.
  public enum TextToken: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "tok"
  }
  /// Millions of tokens of text.
  public enum MillionTokens: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "Mtok"
  }
  /// Tokens of text per second.
  public enum TokenPerSecond: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "tok/s"
  }
  /// Grams of carbon dioxide equivalent.
  public enum Gram: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "g"
  }
  /// Kilograms of carbon dioxide equivalent.
  public enum Kilogram: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "kg"
  }
  /// Kilograms of carbon dioxide equivalent per kilowatt-hour.
  public enum KilogramPerKilowattHour: MeasurementUnit {
    /// Its symbol.
    public static let symbol = "kg/kWh"
  }
}
