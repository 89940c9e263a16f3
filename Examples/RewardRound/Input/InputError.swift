// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Why a file of GPUs cannot be read. Lines and columns count from 1.
enum InputError: Error, Equatable {
  /// A field of a line, or the line itself where `column` is empty.
  case csv(line: Int, column: Int, name: String, problem: String)
  /// An element of the JSON array.
  case json(element: Int, problem: String)
}

extension InputError: CustomStringConvertible {
  /// One sentence with the place.
  var description: String {
    switch self {
    case .csv(let line, let column, let name, let problem):
      "line \(line), column \(column)\(name.isEmpty ? "" : " (\(name))"): \(problem)"
    case .json(let element, let problem):
      "element \(element): \(problem)"
    }
  }
}
