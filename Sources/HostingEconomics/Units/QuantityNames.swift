// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Time in seconds.
public typealias Seconds = Quantity<Units.Second>
/// Time in hours.
public typealias Hours = Quantity<Units.Hour>
/// Time in years of 8760 hours.
public typealias Years = Quantity<Units.Year>
/// Power in watts.
public typealias Watts = Quantity<Units.Watt>
/// Energy in joules.
public typealias Joules = Quantity<Units.Joule>
/// Energy in watt-hours.
public typealias WattHours = Quantity<Units.WattHour>
/// Energy in kilowatt-hours.
public typealias KilowattHours = Quantity<Units.KilowattHour>
/// Rented power in kilowatt-months.
public typealias KilowattMonths = Quantity<Units.KilowattMonth>
/// A count of floating-point operations.
public typealias FLOPs = Quantity<Units.FLOP>
/// A rate of floating-point operations per second.
public typealias FLOPRate = Quantity<Units.FLOPPerSecond>
/// Memory in bytes.
public typealias Bytes = Quantity<Units.Byte>
/// Memory or traffic in gigabytes of 10⁹ bytes.
public typealias Gigabytes = Quantity<Units.Gigabyte>
/// Memory in gibibytes of 2³⁰ bytes.
public typealias Gibibytes = Quantity<Units.Gibibyte>
/// Bandwidth in bytes per second.
public typealias ByteRate = Quantity<Units.BytePerSecond>
/// Traffic in gigabytes per hour.
public typealias GigabytesPerHour = Quantity<Units.GigabytePerHour>
/// A number of tokens of text.
public typealias TextTokens = Quantity<Units.TextToken>
/// A number of tokens of text, in millions.
public typealias MillionsOfTokens = Quantity<Units.MillionTokens>
/// Tokens of text per second.
public typealias TokenRate = Quantity<Units.TokenPerSecond>
/// Carbon dioxide equivalent in grams.
public typealias Grams = Quantity<Units.Gram>
/// Carbon dioxide equivalent in kilograms.
public typealias Kilograms = Quantity<Units.Kilogram>
/// Carbon intensity of electricity.
public typealias CarbonIntensity = Quantity<Units.KilogramPerKilowattHour>
