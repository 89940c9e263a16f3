// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The few elementary functions the formulas need, from the system's library.
enum Elementary {
  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
  static func logarithm(_ value: Double) -> Double { log(value) }
  static func logarithm2(_ value: Double) -> Double { log2(value) }
  static func exponential(_ value: Double) -> Double { exp(value) }
  static func cosine(_ value: Double) -> Double { cos(value) }
}
