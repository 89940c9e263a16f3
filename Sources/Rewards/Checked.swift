// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic

/// The parts a whole has where fractions are given in parts per million.
let million: UInt32 = 1_000_000

/// The parts a whole has where an efficiency is given in parts per billion.
let billion: UInt64 = 1_000_000_000

/// Runs arithmetic and names its failure as a rewards error.
func checked<Value>(
  _ body: () throws(ArithmeticError) -> Value
) throws(RewardsError) -> Value {
  do {
    return try body()
  } catch {
    throw .arithmetic(error)
  }
}

/// a + b, with the overflow named.
func sum(_ a: UInt256, _ b: UInt256) throws(RewardsError) -> UInt256 {
  try checked { () throws(ArithmeticError) in try a.adding(b) }
}
