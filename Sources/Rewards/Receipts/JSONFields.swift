// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The fields of an object of canonical JSON, in the order they stand in, and the bytes that writing and
/// reading them comes down to: made once, not for every line.
struct JSONFields: Sendable {
  /// The names, which hold nothing to escape.
  let names: [String]
  /// Of each field `"name":`, after the first with a comma before it.
  let keys: [[UInt8]]
  /// What stands between the contents of fields that are all strings: `{"a":"`, `","b":"`, …, `"}`.
  let betweenStrings: [[UInt8]]

  init(_ names: [String]) {
    self.names = names
    keys = names.enumerated().map { place, name in
      Array("\(place == 0 ? "" : ",")\"\(name)\":".utf8)
    }
    betweenStrings =
      keys.enumerated().map { place, key in
        Array((place == 0 ? "{" : "\"").utf8) + key + Array("\"".utf8)
      } + [Array("\"}".utf8)]
  }
}
