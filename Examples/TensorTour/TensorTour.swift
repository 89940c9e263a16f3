// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import TensorCore

/// A walk through TensorCore: each stop prints what it made, and a test compares all of it with
/// `expected-output.txt`.
@main
enum TensorTour {
  static func main() throws {
    arrays()
    broadcasting()
    try gradients()
    try leastSquares()
    try singularValues()
    try mistakes()
  }

  private static func stop(_ name: String) { print("\n== \(name) ==") }
}
