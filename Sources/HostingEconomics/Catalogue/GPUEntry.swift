// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A GPU of the catalogue.
public struct GPUEntry: Sendable, Hashable, Codable {
  /// What an hour of it costs somewhere.
  public struct Rent: Sendable, Hashable, Codable {
    /// Who asks it.
    public var provider: String
    /// Dollars per hour.
    public var perHour: Sourced<USDPerHour>

    /// Creates a quote.
    public init(provider: String, perHour: Sourced<USDPerHour>) {
      self.provider = provider
      self.perHour = perHour
    }
  }

  /// What the peak follows from: units · fused multiply-adds per unit and clock · 2 · clock.
  public struct Architecture: Sendable, Hashable, Codable {
    /// Streaming multiprocessors.
    public var units: Sourced<Double>
    /// Dense bf16 fused multiply-adds of one unit in one clock, accumulated in float32.
    public var multiplyAddsPerClock: Sourced<Double>
    /// The boost clock in GHz.
    public var gigahertz: Sourced<Double>

    /// The peak in TFLOP/s.
    public var teraflops: Double {
      units.value * multiplyAddsPerClock.value * 2 * gigahertz.value / 1000
    }
  }

  /// The name by which it is asked for, as `h100-sxm`.
  public var id: String
  /// Other names, as `h100`.
  public var aliases: [String]
  /// Its name for people.
  public var title: String
  /// Thermal design power in W.
  public var thermalDesignPower: Sourced<Double>
  /// Dense bf16 TFLOP/s.
  public var teraflops: Sourced<Double>
  /// Memory in GB.
  public var memory: Sourced<Double>
  /// Memory bandwidth in GB/s.
  public var bandwidth: Sourced<Double>
  /// What the peak follows from.
  public var architecture: Architecture
  /// All-in capital per GPU; nil where it is only rented.
  public var capital: Sourced<USD>?
  /// Power at work, in W.
  public var loadPower: Sourced<Double>
  /// Power at rest, in W.
  public var idlePower: Sourced<Double>
  /// The host's power per GPU, in W.
  public var hostPower: Sourced<Double>
  /// Rents, the newest first.
  public var rents: [Rent]
  /// The site it usually stands at.
  public var site: String

  /// What it can do.
  public var accelerator: Accelerator {
    Accelerator(
      peak: FLOPRate(teraflops.value * 1e12), memory: Gigabytes(memory.value),
      bandwidth: ByteRate(bandwidth.value * 1e9))
  }

  /// What it and its host draw.
  public var power: PowerDraw {
    PowerDraw(
      load: Watts(loadPower.value), idle: Watts(idlePower.value), host: Watts(hostPower.value))
  }
}
