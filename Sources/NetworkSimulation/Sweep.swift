// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Experiment {
  /// Scenarios that differ from one in a single number: a sweep.
  ///
  /// - Parameters:
  ///   - name: the number's name; a subset is called `name value`.
  ///   - values: what it is set to.
  ///   - base: the scenario.
  ///   - runs: how often each is played.
  ///   - set: sets the number.
  public static func sweep<Value>(
    _ name: String, over values: [Value], of base: Scenario, runs: Int = 1,
    set: (inout Scenario, Value) -> Void
  ) -> Experiment {
    Experiment(
      subsets: values.map { value in
        var scenario = base
        set(&scenario, value)
        return Subset(name: "\(name) \(value)", scenario: scenario)
      }, runs: runs)
  }
}
