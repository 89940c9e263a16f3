// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The place of a record in a table, or ``none``: 32 bits, since tables are large and links many.
enum Link {
  /// The end of a chain.
  static let none = UInt32.max

  /// The link to a place in a table.
  ///
  /// - Precondition: the place is below 2³² − 1; a table of that many records is over 100 GB.
  static func to(_ place: Int) -> UInt32 {
    guard let link = UInt32(exactly: place), link != none else {
      preconditionFailure("A table cannot link to its record \(place).")
    }
    return link
  }
}
