// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// A unit of capacity that takes part in the network.
public struct GPURegistration: Sendable, Hashable {
  /// Its name.
  public let gpu: GPUID
  /// The account that owns the stake on it and its rewards.
  public let owner: Address
  /// The class that sets its minimum stake.
  public let capacityClass: CapacityClass
  /// Benchmarked capacity, in the units of the network's benchmark. Never zero.
  public let capacity: UInt64
  /// The round in which it was registered.
  public let round: Round
}
