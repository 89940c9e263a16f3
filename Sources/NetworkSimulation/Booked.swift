// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Runs an operation of a book, its errors as the simulation's.
func booked<Value, Failure: Error>(
  _ name: String, _ round: Int, _ work: () throws(Failure) -> Value
) throws(SimulationError) -> Value {
  do throws(Failure) {
    return try work()
  } catch {
    throw .refused(book: name, reason: "\(error)", round: round)
  }
}
