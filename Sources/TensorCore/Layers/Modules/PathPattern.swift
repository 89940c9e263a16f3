// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Says which paths of a module are meant.
///
/// Names are separated by dots. `*` stands for any characters within a name, `**` for any number of names.
/// A pattern that matches a part matches all that is in it.
///
/// ```swift
/// model.freeze("encoder")                  // everything in it
/// model.freeze("layers.*.linear1.weight")  // in each of the numbered layers
/// model.freeze("**.bias")                  // wherever it is
/// ```
public struct PathPattern: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The pattern as text.
  public let description: String
  private let names: [[UInt8]]

  /// A pattern.
  ///
  /// - Parameter text: names, separated by dots.
  public init(_ text: String) {
    description = text
    names = Self.split(text)
  }

  /// A pattern.
  ///
  /// - Parameter text: names and stars, joined by dots.
  public init(stringLiteral text: String) { self.init(text) }

  /// Whether a path is meant.
  ///
  /// - Parameter path: names, separated by dots.
  /// - Complexity: O(length of the pattern · length of the path).
  public func matches(_ path: String) -> Bool {
    let path = Self.split(path)
    // reached[j]: the names of the pattern so far match the first j names of the path.
    var reached = [true] + Array(repeating: false, count: path.count)
    for name in names {
      var next = Array(repeating: false, count: path.count + 1)
      if name == [0x2A, 0x2A] {
        var any = false
        for j in reached.indices {
          any = any || reached[j]
          next[j] = any
        }
      } else {
        for j in path.indices where reached[j] && Self.fits(name, path[j]) { next[j + 1] = true }
      }
      reached = next
    }
    return reached.contains(true)
  }

  private static func split(_ text: String) -> [[UInt8]] {
    text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false).map(Array.init)
  }

  /// Whether a name fits one of a pattern, where `*` stands for any bytes.
  private static func fits(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    var reached = [true] + Array(repeating: false, count: name.count)
    for byte in pattern {
      if byte == 0x2A {
        for j in name.indices where reached[j] { reached[j + 1] = true }
      } else {
        for j in name.indices.reversed() { reached[j + 1] = reached[j] && name[j] == byte }
        reached[0] = false
      }
    }
    return reached[name.count]
  }
}
