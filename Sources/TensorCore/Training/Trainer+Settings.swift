// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What a trainer is made with, which a checkpoint records and a resumed trainer must have.
extension Trainer {
  /// Settings that change which examples a batch has.
  var loaderSettings: [(String, String)] {
    [
      ("loader.examples", "\(loader.dataset.count)"), ("loader.batchSize", "\(loader.batchSize)"),
      ("loader.dropsLast", "\(loader.dropsLast)"),
      ("loader.key", loader.key.map { String($0.key, radix: 16) } ?? "none"),
      ("accumulation", "\(accumulation)"),
    ]
  }

  /// Settings that the rates of later steps follow from.
  var rateSettings: [(String, String)] {
    [
      ("schedule", schedule?.description ?? "none"), ("plateau", plateau?.settings ?? "none"),
      ("best", best?.settings ?? "none"),
    ]
  }

  /// Settings that what a step does follows from, besides its rate.
  var stepSettings: [(String, String)] {
    [
      ("optimizer.settings", optimizer.settings), ("optimizer.groups", "\(optimizer.groups)"),
      ("clippingNorm", clippingNorm.map { "\($0)" } ?? "none"),
      ("average", average?.settings ?? "none"), ("scaler", master?.scaler.settings ?? "none"),
    ]
  }
}

extension PlateauRate {
  fileprivate var settings: String {
    """
    PlateauRate(times: \(factor), patience: \(patience), cooldown: \(cooldown), least: \(least), \
    threshold: .\(threshold), direction: .\(direction))
    """
  }
}

extension BestMetric {
  fileprivate var settings: String { "BestMetric(\(name), .\(direction), by: \(least))" }
}

extension WeightAverage {
  fileprivate var settings: String { "WeightAverage(decay: \(decay), warmsUp: \(warmsUp))" }
}

extension LossScaler {
  fileprivate var settings: String {
    "LossScaler(growth: \(growth), backoff: \(backoff), interval: \(interval))"
  }
}
