// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import CTensorKernels

/// What the machine can do at most, measured in the same run.
struct MachineLimits: Codable {
  let threads: Int
  /// Fused multiply-adds on registers, two operations each.
  let gigaflops: Double
  /// Adding two arrays of 32 MiB into a third, 12 bytes an element.
  let gigabytesPerSecond: Double

  /// Measures both: the best of several tries, since a limit is a limit.
  init(threads: Int) {
    self.threads = threads
    gigaflops = tc_limit_gigaflops(Int32(threads))
    gigabytesPerSecond = tc_limit_gigabytes_per_second(Int32(threads))
  }
}
