// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A file of parts, each made on its own; ``PartedWriting`` writes it.
struct PartedFile: Sendable {
  /// A file that cannot be written.
  struct Refusal: Error {
    let path: String
    let problem: String
  }

  let path: String
  /// How many parts there are.
  let parts: Int
  /// Makes one.
  let part: @Sendable (Int) throws -> [UInt8]

  init(path: String, parts: Int, _ part: @escaping @Sendable (Int) throws -> [UInt8]) {
    self.path = path
    self.parts = parts
    self.part = part
  }

  /// The last component of the path.
  var name: String { URL(fileURLWithPath: path).lastPathComponent }
}
