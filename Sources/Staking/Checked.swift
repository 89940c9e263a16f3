// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

/// The parts a whole has where fractions are given in parts per million.
let million: UInt32 = 1_000_000

/// Runs arithmetic and names its failure as a staking error.
func checked<Value>(
  _ body: () throws(ArithmeticError) -> Value
) throws(StakingError) -> Value {
  do {
    return try body()
  } catch {
    throw .arithmetic(error)
  }
}
