// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The caps of a policy, and what happens to what they cut off.
public struct RewardCaps: Sendable, Hashable, Codable {
  /// Where goes what a cap cuts off.
  public enum Excess: UInt8, Sendable, Hashable, Codable, CaseIterable {
    /// To the other lines by their weights, up to their own caps; what is over when all are full is
    /// carried.
    case redistribute = 0
    /// Into the next round's budget.
    case carry = 1
  }

  /// The most a GPU gets; nil where there is no such cap.
  public let gpu: RewardCap?
  /// The most an owner gets over all his GPUs.
  public let owner: RewardCap?
  /// The most the lines of a model get.
  public let model: RewardCap?
  /// Where goes what they cut off.
  public let excess: Excess

  /// No caps.
  public static let none = RewardCaps()

  /// Creates caps; ``RewardPolicy`` checks them.
  public init(
    gpu: RewardCap? = nil, owner: RewardCap? = nil, model: RewardCap? = nil,
    excess: Excess = .redistribute
  ) {
    self.gpu = gpu
    self.owner = owner
    self.model = model
    self.excess = excess
  }

  /// Whether nothing is capped.
  public var isEmpty: Bool { gpu == nil && owner == nil && model == nil }

  /// The cap of a scope.
  public subscript(scope: CapScope) -> RewardCap? {
    switch scope {
    case .gpu: gpu
    case .owner: owner
    case .model: model
    }
  }
}

extension RewardCaps: CustomStringConvertible {
  /// The caps in one line.
  public var description: String {
    if isEmpty { return "no caps" }
    let caps = CapScope.allCases.compactMap { scope in self[scope].map { "\(scope) \($0)" } }
    return "caps: " + caps.joined(separator: ", ") + ", excess: \(excess)"
  }
}
