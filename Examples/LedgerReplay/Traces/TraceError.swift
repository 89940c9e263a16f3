// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why a trace could not be replayed, or where the token and the real contract differ.
package enum TraceError: Error, CustomStringConvertible {
  /// The line is no JSON of this format.
  case unreadable(place: String, reason: String)
  /// The first line is of a contract that is not known here.
  case unknownContract(place: String, contract: String)
  /// A call came before the header.
  case noHeader(place: String)
  /// The answers differ.
  case difference(TraceDifference)

  /// What happened and where.
  package var description: String {
    switch self {
    case .unreadable(let place, let reason): "\(place): \(reason)"
    case .unknownContract(let place, let contract): "\(place): no contract \(contract) is known"
    case .noHeader(let place): "\(place): a call before the header"
    case .difference(let difference): difference.description
    }
  }
}

/// The two answers at the first place where they differ.
package struct TraceDifference: Sendable, CustomStringConvertible {
  /// File and line.
  package var place: String
  /// Which call, and what of its answer: `outcome`, `return`, `log 1`, `balanceOf(address) …`.
  package var what: String
  /// What the real contract answered.
  package var contract: String
  /// What this library answered.
  package var library: String

  /// Both answers, one under the other.
  package var description: String {
    """
    \(place): \(what)
      contract: \(contract)
      library:  \(library)
    """
  }
}
