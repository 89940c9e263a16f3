// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What a model asks of the GPUs that serve it.
///
/// ```swift
/// let requirement = ServiceRequirement(
///   minimumCapacity: 80, minimumScorePPM: 900_000, minimumStake: 1_000, totalCapacity: 500)
/// let gpus = try requirement.selected(among: snapshot.rows.map(ServiceCandidate.init))
/// ```
public struct ServiceRequirement: Sendable, Hashable, Codable {
  /// The least capacity of each GPU: the model must fit.
  public let minimumCapacity: UInt64
  /// The least quality of each GPU, in parts per million.
  public let minimumScorePPM: UInt32
  /// The least each GPU must have at stake, in base units.
  public let minimumStake: UInt256
  /// The capacity needed of all together.
  public let totalCapacity: UInt64

  /// Creates a requirement.
  public init(
    minimumCapacity: UInt64, minimumScorePPM: UInt32, minimumStake: UInt256,
    totalCapacity: UInt64 = 0
  ) {
    self.minimumCapacity = minimumCapacity
    self.minimumScorePPM = minimumScorePPM
    self.minimumStake = minimumStake
    self.totalCapacity = totalCapacity
  }

  /// Whether a GPU may serve the model.
  ///
  /// - Complexity: O(1).
  public func admits(_ candidate: ServiceCandidate) -> Bool {
    candidate.capacity >= minimumCapacity && candidate.scorePPM >= minimumScorePPM
      && candidate.stake >= minimumStake
  }

  /// The GPUs that may serve the model, by score, stake and capacity, the greatest first, then by
  /// name: the same order on every machine, whatever the order of the candidates.
  ///
  /// - Throws: ``SelectionError/duplicateGPU(_:)``.
  /// - Complexity: O(n log n) for n candidates.
  public func eligible(
    among candidates: [ServiceCandidate]
  ) throws(SelectionError) -> [ServiceCandidate] {
    var seen: Set<GPUID> = []
    for candidate in candidates where !seen.insert(candidate.gpu).inserted {
      throw .duplicateGPU(candidate.gpu)
    }
    return candidates.filter(admits).sorted { $0.isPreferred(to: $1) }
  }

  /// The first of the eligible GPUs that together have the capacity needed.
  ///
  /// - Throws: ``SelectionError/duplicateGPU(_:)`` or
  ///   ``SelectionError/notEnoughCapacity(needed:available:)``.
  /// - Complexity: O(n log n) for n candidates.
  public func selected(
    among candidates: [ServiceCandidate]
  ) throws(SelectionError) -> [ServiceCandidate] {
    var selected: [ServiceCandidate] = []
    var left = totalCapacity
    for candidate in try eligible(among: candidates) where left > 0 {
      selected.append(candidate)
      left -= Swift.min(left, candidate.capacity)
    }
    guard left == 0 else {
      throw .notEnoughCapacity(needed: totalCapacity, available: totalCapacity - left)
    }
    return selected
  }
}

extension ServiceRequirement: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(minimumCapacity)
    encoder.write(minimumScorePPM)
    encoder.write(minimumStake)
    encoder.write(totalCapacity)
  }

  /// Reads the fields in the order of their declaration.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    minimumCapacity = try decoder.readUInt64()
    minimumScorePPM = try decoder.readUInt32()
    minimumStake = try decoder.readUInt256()
    totalCapacity = try decoder.readUInt64()
  }
}
