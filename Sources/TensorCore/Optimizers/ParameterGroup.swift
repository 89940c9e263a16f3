// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Parameters of a module, chosen by their paths, that an optimizer treats differently.
///
/// ```swift
/// optimizer.groups = [
///   ParameterGroup("embedding.*", isFrozen: true),
///   ParameterGroup("*.bias", weightDecay: 0),
///   ParameterGroup("head.*", rateFactor: 10),
/// ]
/// ```
public struct ParameterGroup: Sendable, Hashable, Codable {
  /// Which paths: `*` stands for any characters, also none and also dots, `?` for one.
  public var pattern: String
  /// What the optimizer's learning rate is multiplied by, so that a schedule holds for every group.
  public var rateFactor: Double
  /// Weight decay instead of the optimizer's; `nil` for that one.
  public var weightDecay: Double?
  /// Whether the parameters stay as they are. What is remembered of them stays too.
  public var isFrozen: Bool

  /// A group.
  ///
  /// - Parameters:
  ///   - pattern: which paths; `*` stands for any characters, `?` for one.
  ///   - rateFactor: what the learning rate is multiplied by.
  ///   - weightDecay: instead of the optimizer's.
  ///   - isFrozen: whether the parameters stay as they are.
  public init(
    _ pattern: String, rateFactor: Double = 1, weightDecay: Double? = nil, isFrozen: Bool = false
  ) {
    self.pattern = pattern
    self.rateFactor = rateFactor
    self.weightDecay = weightDecay
    self.isFrozen = isFrozen
  }

  /// Whether a path is one of the group.
  ///
  /// - Complexity: O(n · m), n and m the lengths of path and pattern.
  public func fits(_ path: String) -> Bool {
    let (pattern, path) = (Array(pattern.utf8), Array(path.utf8))
    var (p, s) = (0, 0)
    // Where the last star was, and up to where it has swallowed the path.
    var star: (pattern: Int, path: Int)?
    while s < path.count {
      if p < pattern.count, pattern[p] == UInt8(ascii: "*") {
        star = (p, s)
        p += 1
      } else if p < pattern.count, pattern[p] == UInt8(ascii: "?") || pattern[p] == path[s] {
        p += 1
        s += 1
      } else if let last = star {
        star = (last.pattern, last.path + 1)
        p = last.pattern + 1
        s = last.path + 1
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
