// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why queries could not be served.
///
/// New cases may come in a minor version before 1.0: switch over it with a `default`.
public enum HostingError: Error, Sendable, Hashable {
  /// There is no host to serve them.
  case noHosts
  /// A host is named twice.
  case duplicateHost(String)
  /// A query's row has the wrong width.
  case wrongWidth(query: UInt64, found: Int, expected: Int)
  /// Two queries of one call have the same number.
  case duplicateQuery(UInt64)
}

extension HostingError: CustomStringConvertible {
  /// One sentence with the values that were wrong.
  public var description: String {
    switch self {
    case .noHosts: "there is no host to serve queries"
    case .duplicateHost(let host): "the host \(host) is named twice"
    case .wrongWidth(let query, let found, let expected):
      "query \(query) has \(found) values where the model takes \(expected)"
    case .duplicateQuery(let query): "two queries have the number \(query)"
    }
  }
}
