// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// What votes or governance give each model in a round: a factor of the weights of its lines, in parts
/// per million.
///
/// Gauges move pay between models: doubling all of them changes nothing where the budget is the limit.
/// Where α is, they change what is payable, since W counts them.
public struct GaugeWeights: Sendable, Hashable {
  /// A model's factor.
  public struct Entry: Sendable, Hashable, Codable {
    /// The model.
    public let model: ModelID
    /// Its factor in parts per million, at most ``GaugeWeights/limitPPM``.
    public let ppm: UInt32

    /// Creates an entry.
    public init(model: ModelID, ppm: UInt32) {
      self.model = model
      self.ppm = ppm
    }
  }

  /// The largest factor: one thousand.
  public static let limitPPM: UInt32 = 1_000_000_000

  /// Every model counts in full.
  public static let neutral = GaugeWeights(unchecked: [], otherwisePPM: 1_000_000)

  /// The models with a factor of their own, ascending.
  public let entries: [Entry]
  /// The factor of all other models, in parts per million.
  public let otherwisePPM: UInt32

  private init(unchecked entries: [Entry], otherwisePPM: UInt32) {
    self.entries = entries
    self.otherwisePPM = otherwisePPM
  }

  /// Checks and orders weights.
  ///
  /// - Parameters:
  ///   - entries: models with a factor of their own, each at most once.
  ///   - otherwisePPM: the factor of all other models.
  /// - Throws: ``RewardsError/duplicateGauge(model:)`` or
  ///   ``RewardsError/gaugeBeyondRange(model:ppm:)``.
  /// - Complexity: O(m log m) in the number of entries.
  public init(_ entries: [Entry], otherwisePPM: UInt32 = 1_000_000) throws(RewardsError) {
    guard otherwisePPM <= Self.limitPPM else {
      throw .gaugeBeyondRange(model: nil, ppm: otherwisePPM)
    }
    let sorted = entries.sorted { $0.model < $1.model }
    var previous: ModelID?
    for entry in sorted {
      if entry.model == previous { throw .duplicateGauge(model: entry.model) }
      guard entry.ppm <= Self.limitPPM else {
        throw .gaugeBeyondRange(model: entry.model, ppm: entry.ppm)
      }
      previous = entry.model
    }
    self.init(unchecked: sorted, otherwisePPM: otherwisePPM)
  }

  /// The factor of a model, in parts per million.
  ///
  /// - Complexity: O(log m) in the number of entries.
  public subscript(model: ModelID) -> UInt32 {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].model < model { low = middle + 1 } else { high = middle }
    }
    return low < entries.count && entries[low].model == model
      ? entries[low].ppm : otherwisePPM
  }
}

extension GaugeWeights: Codable {
  private enum Key: String, CodingKey {
    case entries, otherwisePPM
  }

  /// Reads weights and refuses what the checking initialiser refuses, and another order.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let entries = try container.decode([Entry].self, forKey: .entries)
    let otherwise = try container.decode(UInt32.self, forKey: .otherwisePPM)
    do throws(RewardsError) {
      try self.init(entries, otherwisePPM: otherwise)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
    guard self.entries == entries else {
      throw DecodingError.dataCorruptedError(
        forKey: .entries, in: container, debugDescription: "The models are not in order.")
    }
  }

  /// Writes the fields.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(entries, forKey: .entries)
    try container.encode(otherwisePPM, forKey: .otherwisePPM)
  }
}

extension GaugeWeights: RecordCodable {
  /// Writes the factor of other models, then the entries.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(otherwisePPM)
    encoder.writeCount(entries.count)
    for entry in entries {
      encoder.write(entry.model)
      encoder.write(entry.ppm)
    }
  }

  /// Reads what ``encode(into:)`` writes; refuses another order.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let otherwise = try decoder.readUInt32()
    let count = try decoder.readCount(minimumBytes: 6)
    var entries: [Entry] = []
    for _ in 0..<count {
      entries.append(
        Entry(model: try ModelID(from: &decoder), ppm: try decoder.readUInt32()))
    }
    do throws(RewardsError) {
      try self.init(entries, otherwisePPM: otherwise)
    } catch {
      throw .invalidValue(field: "gauge weights", value: error.description)
    }
    guard self.entries == entries else {
      throw .invalidValue(field: "order of gauge weights", value: "\(entries.map(\.model))")
    }
  }
}
