// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What one GPU and its share of the host draw.
public struct PowerDraw: Sendable, Hashable, Codable {
  /// The GPU at work.
  public var load: Watts
  /// The GPU idle.
  public var idle: Watts
  /// Processors, fans and network cards per GPU, at all times.
  public var host: Watts

  /// Creates a draw; the cost model checks it.
  public init(load: Watts, idle: Watts, host: Watts) {
    self.load = load
    self.idle = idle
    self.host = host
  }

  /// The mean draw at a utilisation: u·load + (1 − u)·idle + host.
  ///
  /// - Complexity: O(1).
  public func mean(at utilisation: Double) -> Watts {
    utilisation * load + (1 - utilisation) * idle + host
  }

  func check() throws(EconomicsError) {
    try requireNotNegative("the load power in W", load.value)
    try requireNotNegative("the idle power in W", idle.value)
    try requireNotNegative("the host power in W", host.value)
  }
}
