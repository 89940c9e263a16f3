// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension RewardContext: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(network)
    encoder.write(round)
    encoder.write(previousReceipt)
    encoder.write(stakeSnapshot)
    encoder.write(measurements)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    self.init(
      network: try Digest(from: &decoder), round: try Round(from: &decoder),
      previousReceipt: try Digest(from: &decoder), stakeSnapshot: try Digest(from: &decoder),
      measurements: try Digest(from: &decoder))
  }
}

extension RewardReceipt: RecordCodable {
  /// Begins receipts of later versions than the first. Those begin with the digest of a network, and
  /// nobody can make a network of this digest: it is that of another text.
  private static let marker = Keccak256.hash(Array("TensorChain reward receipt".utf8))

  /// Writes context, policy and distribution. Versions from the second on begin with a marker and
  /// the version.
  public func encode(into encoder: inout RecordEncoder) {
    if version > 1 {
      encoder.write(Self.marker)
      encoder.write(version)
    }
    context.encode(into: &encoder)
    policy.encode(into: &encoder)
    if version == 1 {
      distribution.encodeFirstVersion(into: &encoder)
    } else {
      distribution.encodeSecondVersion(into: &encoder)
    }
  }

  /// Reads what ``encode(into:)`` writes; whether it is right, ``verify()`` says.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    var probe = decoder
    if try Digest(from: &probe) == Self.marker {
      version = try probe.readUInt8()
      guard version == 2 else {
        throw .unsupportedVersion(version, kind: .rewards, supported: Self.versions)
      }
      decoder = probe
    } else {
      version = 1
    }
    context = try RewardContext(from: &decoder)
    policy = try RewardPolicy(from: &decoder)
    distribution =
      version == 1
      ? try Distribution(firstVersion: &decoder)
      : try Distribution(secondVersion: &decoder, policy: policy)
    guard version == Self.leastVersion(for: policy, distribution) else {
      throw .invalidValue(field: "version of a receipt with these inputs", value: "\(version)")
    }
  }

  /// The canonical bytes: what ``digest`` is the hash of, and what a file holds.
  ///
  /// - Complexity: O(n) in the number of lines.
  public var canonicalBytes: [UInt8] {
    // With room for all of it: growing to a million lines moves them twenty times.
    var encoder = RecordEncoder(expecting: 4_096 + 160 * distribution.lines.count)
    encode(into: &encoder)
    return encoder.bytes
  }

  /// Reads what ``canonicalBytes`` gives; whether it is right, ``verify()`` says.
  ///
  /// - Throws: ``RewardsError/unsupportedReceiptVersion(_:supported:)``,
  ///   ``RewardsError/unreadableReceipt(_:)``.
  /// - Complexity: O(n) in the number of bytes.
  public init(canonicalBytes: [UInt8]) throws(RewardsError) {
    do throws(RecordError) {
      try self.init(recordBytes: canonicalBytes)
    } catch .unsupportedVersion(let version, kind: _, let supported) {
      throw .unsupportedReceiptVersion(version, supported: supported)
    } catch {
      throw .unreadableReceipt(error)
    }
  }

  /// Reads what ``canonicalBytes`` gives, and its digest: that of the bytes, since no receipt has two
  /// encodings.
  package static func reading(
    canonicalBytes: [UInt8]
  ) throws(RewardsError) -> (receipt: RewardReceipt, digest: Digest) {
    let receipt = try RewardReceipt(canonicalBytes: canonicalBytes)
    return (receipt, receipt.digest(ofCanonical: canonicalBytes))
  }
}
