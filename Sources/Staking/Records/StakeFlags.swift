// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What can be said of a GPU's stake with yes or no.
struct StakeFlags: OptionSet, Sendable {
  let rawValue: UInt8

  /// It is in jail.
  static let jailed = StakeFlags(rawValue: 1)
  /// It is shut out for good.
  static let tombstoned = StakeFlags(rawValue: 2)
  /// The close of the open round has to look at it.
  static let touched = StakeFlags(rawValue: 4)
  /// The owner has less than the minimum of the class bonded.
  static let short = StakeFlags(rawValue: 8)
  /// Its quality was taken down in the open round.
  static let rated = StakeFlags(rawValue: 16)

  /// Says yes or no.
  mutating func set(_ flag: StakeFlags, to isSet: Bool) {
    if isSet { formUnion(flag) } else { subtract(flag) }
  }
}
