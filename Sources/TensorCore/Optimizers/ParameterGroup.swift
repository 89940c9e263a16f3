// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Parameters of a module, chosen by their paths, that an optimizer treats differently.
///
/// `Module.freeze(_:)` saves the gradient of a parameter as well; `isFrozen` here only leaves it as it is.
///
/// ```swift
/// optimizer.groups = [
///   ParameterGroup("embedding", isFrozen: true),
///   ParameterGroup("**.bias", weightDecay: 0),
///   ParameterGroup("head", rateFactor: 10),
/// ]
/// ```
public struct ParameterGroup: Sendable, Hashable, CustomStringConvertible {
  /// Which paths.
  public var pattern: PathPattern
  /// What the optimizer's learning rate is multiplied by, so that a schedule holds for every group.
  public var rateFactor: Double
  /// Weight decay instead of the optimizer's; `nil` for that one.
  public var weightDecay: Double?
  /// Whether the parameters stay as they are. What is remembered of them stays too.
  public var isFrozen: Bool

  /// A group.
  ///
  /// - Parameters:
  ///   - pattern: which paths.
  ///   - rateFactor: what the learning rate is multiplied by.
  ///   - weightDecay: instead of the optimizer's.
  ///   - isFrozen: whether the parameters stay as they are.
  public init(
    _ pattern: PathPattern, rateFactor: Double = 1, weightDecay: Double? = nil,
    isFrozen: Bool = false
  ) {
    self.pattern = pattern
    self.rateFactor = rateFactor
    self.weightDecay = weightDecay
    self.isFrozen = isFrozen
  }

  /// The pattern, and what differs for it.
  public var description: String {
    let decay = weightDecay.map { ", weightDecay: \($0)" } ?? ""
    return
      "ParameterGroup(\"\(pattern)\", rateFactor: \(rateFactor)\(decay), isFrozen: \(isFrozen))"
  }
}
