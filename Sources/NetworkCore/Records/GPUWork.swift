// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// What one GPU was given to do in a round, and how much of it was verified.
public struct GPUWork: Sendable, Hashable, Codable {
  /// The GPU.
  public let gpu: GPUID
  /// Units it was assigned: samples of training, or queries of hosting.
  public let assigned: UInt64
  /// Units that were verified.
  public let verified: UInt64

  /// Creates an entry.
  ///
  /// - Throws: `NetworkError.workExceedsAssignment` where more was verified than assigned.
  public init(gpu: GPUID, assigned: UInt64, verified: UInt64) throws(NetworkError) {
    guard verified <= assigned else {
      throw .workExceedsAssignment(gpu, assigned: assigned, verified: verified)
    }
    self.gpu = gpu
    self.assigned = assigned
    self.verified = verified
  }

  /// Its share of a lane: lane × verified / assigned, rounded down; 0 where nothing was assigned.
  ///
  /// - Parameter lanePPM: what the lane can earn, in parts per million.
  /// - Returns: x(g,m) in parts per million.
  public func share(ofLane lanePPM: UInt32) -> UInt32 {
    guard assigned > 0 else { return 0 }
    let product = UInt64(lanePPM).multipliedFullWidth(by: verified)
    return UInt32(assigned.dividingFullWidth(product).quotient)
  }
}

extension GPUWork {
  private enum Key: String, CodingKey {
    case gpu, assigned, verified
  }

  /// Reads an entry and checks it as `init(gpu:assigned:verified:)` does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    try self.init(
      gpu: container.decode(GPUID.self, forKey: .gpu),
      assigned: container.decode(UInt64.self, forKey: .assigned),
      verified: container.decode(UInt64.self, forKey: .verified))
  }
}

extension GPUWork: RecordCodable {
  /// GPU, assigned, verified.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(gpu)
    encoder.write(assigned)
    encoder.write(verified)
  }

  /// Reads an entry and checks it as `init` does.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let gpu = try GPUID(from: &decoder)
    let assigned = try decoder.readUInt64()
    let verified = try decoder.readUInt64()
    do {
      try self.init(gpu: gpu, assigned: assigned, verified: verified)
    } catch {
      throw .invalidValue(field: "verified work", value: "\(error)")
    }
  }
}
