// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension DecodingError {
  /// Hostile or damaged data, with the error of the mechanism that says what is wrong with it.
  static func corrupted(
    _ error: some Error & CustomStringConvertible, at path: [any CodingKey]
  ) -> DecodingError {
    .dataCorrupted(
      Context(
        codingPath: path, debugDescription: error.description, underlyingError: error))
  }
}
