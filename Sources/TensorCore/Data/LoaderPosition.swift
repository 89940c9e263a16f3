// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How far a loader has come. Saved and given back, the loader goes on with the next batch.
public struct LoaderPosition: Sendable, Hashable, Codable, Comparable {
  /// Times that all examples have been gone through.
  public var epoch: Int
  /// Batches of this epoch that have been taken.
  public var batch: Int

  /// A position; the beginning by default.
  ///
  /// - Parameters:
  ///   - epoch: times that all examples have been gone through; at least 0.
  ///   - batch: batches of this epoch that have been taken; at least 0.
  public init(epoch: Int = 0, batch: Int = 0) {
    self.epoch = epoch
    self.batch = batch
  }

  /// Compares.
  public static func < (a: Self, b: Self) -> Bool {
    (a.epoch, a.batch) < (b.epoch, b.batch)
  }
}
