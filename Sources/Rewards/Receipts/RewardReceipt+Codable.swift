// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import LedgerPrimitives

extension RewardReceipt: Codable {
  private enum Key: String, CodingKey {
    case version, context, policy, distribution
  }

  /// Reads the fields. A receipt without a version is of the first; one whose version does not fit its
  /// contents is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    version = try container.decodeIfPresent(UInt8.self, forKey: .version) ?? 1
    guard Self.versions.contains(version) else {
      throw DecodingError.corrupted(
        .unsupportedReceiptVersion(version, supported: Self.versions), at: decoder.codingPath)
    }
    context = try container.decode(RewardContext.self, forKey: .context)
    policy = try container.decode(RewardPolicy.self, forKey: .policy)
    let distribution = try container.decode(Distribution.self, forKey: .distribution)
    // Lines do not say which of them share what; where they are right, that follows.
    let expected = try? Distribution.distribute(
      budget: distribution.budget, carriedIn: distribution.carriedIn, policy: policy,
      gauges: distribution.gauges, lines: distribution.lines.map(\.input))
    self.distribution = expected == distribution ? expected ?? distribution : distribution
    guard version == Self.leastVersion(for: policy, distribution) else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: container,
        debugDescription: "Version \(version) is not the first that holds this receipt.")
    }
  }

  /// Writes the fields; the version only from the second on.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    if version > 1 { try container.encode(version, forKey: .version) }
    try container.encode(context, forKey: .context)
    try container.encode(policy, forKey: .policy)
    try container.encode(distribution, forKey: .distribution)
  }
}
