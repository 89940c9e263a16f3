// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What a GPU can do, as its sheet says: dense numbers, never those of structured sparsity.
public struct Accelerator: Sendable, Hashable, Codable {
  /// Operations per second on dense bf16 matrices.
  public var peak: FLOPRate
  /// Memory.
  public var memory: Gigabytes
  /// Memory bandwidth.
  public var bandwidth: ByteRate

  /// Creates a description; what uses it checks it.
  public init(peak: FLOPRate, memory: Gigabytes, bandwidth: ByteRate) {
    self.peak = peak
    self.memory = memory
    self.bandwidth = bandwidth
  }

  /// Operations per byte above which the peak, not the bandwidth, is the limit.
  public var ridge: Double { peak.value / bandwidth.value }

  /// Checks that the numbers can be a GPU's.
  ///
  /// - Throws: ``EconomicsError/outOfRange(_:value:allowed:)``.
  public func validate() throws(EconomicsError) {
    try requirePositive("the peak in FLOP/s", peak.value)
    try requirePositive("the memory in GB", memory.value)
    try requirePositive("the bandwidth in B/s", bandwidth.value)
  }
}
