// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Every benchmark, in the order of the floors.
let allBenchmarks: [Benchmark] =
  ExactArithmeticBenchmarks.all + LedgerPrimitivesBenchmarks.all + TokenBenchmarks.all
  + SignatureBenchmarks.all + StakingBenchmarks.all + RewardsBenchmarks.all
  + RewardStreamBenchmarks.all + StoreBenchmarks.all
  + TensorBenchmarks.all + NeuralBenchmarks.all + AttentionBenchmarks.all
  + LinearAlgebraBenchmarks.all + QuantizedBenchmarks.all + EconomicsBenchmarks.all
