// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A unit a ``Quantity`` can be counted in.
public protocol MeasurementUnit: Sendable {
  /// The unit's symbol, as `kWh`.
  static var symbol: String { get }
}
