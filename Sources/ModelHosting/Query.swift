// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// One question to a hosted model.
public struct Query: Sendable, Hashable {
  /// Number of the query, unique in its round.
  public let id: UInt64
  /// Who pays.
  public let user: String
  /// The model's input, one row.
  public let input: [Float]

  /// Creates a query.
  public init(id: UInt64, user: String, input: [Float]) {
    self.id = id
    self.user = user
    self.input = input
  }
}
