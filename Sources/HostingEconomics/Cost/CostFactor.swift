// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The parts an hour's cost is made of: the whitepaper's five factors, its second in two lines.
public enum CostFactor: String, Sendable, Hashable, Codable, CaseIterable {
  /// Computational resources: the hardware paid back, or its rent.
  case compute
  /// Electricity of the equipment.
  case electricity
  /// Electricity that carries the heat away.
  case cooling
  /// Maintenance and infrastructure: upkeep, and the room's rent.
  case infrastructure
  /// Bandwidth and networking.
  case bandwidth
  /// Personnel.
  case personnel

  /// A name for tables.
  public var title: String {
    switch self {
    case .compute: "computational resources"
    case .electricity: "electricity"
    case .cooling: "cooling"
    case .infrastructure: "maintenance and infrastructure"
    case .bandwidth: "bandwidth and networking"
    case .personnel: "personnel"
    }
  }
}
