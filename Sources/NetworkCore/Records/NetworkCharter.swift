// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// What a network agreed on when it was founded: its accounts, prices and lanes.
///
/// The rules of the token, of staking and of rewards stand in their own records; these are the ones
/// that only the composition knows.
public struct NetworkCharter: Sendable, Hashable, Codable {
  /// Name of the network, part of what its receipts are bound to.
  public let name: String
  /// Account that rewards are paid from and the treasury's shares stay in.
  public let treasury: Address
  /// Account that holds all stakes.
  public let stakingVault: Address
  /// The model that is trained and hosted.
  public let model: ModelID
  /// Base units that each round may pay at most (B, before what is carried).
  public let roundBudget: UInt256
  /// Base units a user pays for one query.
  public let queryPrice: UInt256
  /// Share of a GPU's round that training can earn, in parts per million (ruling 9).
  public let trainingLanePPM: UInt32
  /// Share of a GPU's round that hosting can earn, in parts per million (ruling 9).
  public let hostingLanePPM: UInt32

  /// Creates a charter.
  ///
  /// - Throws: `NetworkError.invalidCharter` where the name is empty or over 64 bytes, the accounts
  ///   are the same or zero, or the lanes together exceed 1,000,000.
  public init(
    name: String, treasury: Address, stakingVault: Address, model: ModelID,
    roundBudget: UInt256, queryPrice: UInt256, trainingLanePPM: UInt32, hostingLanePPM: UInt32
  ) throws(NetworkError) {
    guard (1...64).contains(name.utf8.count) else {
      throw .invalidCharter("its name has \(name.utf8.count) bytes, not 1 to 64")
    }
    guard treasury != stakingVault, treasury != .zero, stakingVault != .zero else {
      throw .invalidCharter("treasury \(treasury) and staking vault \(stakingVault) must differ")
    }
    guard UInt64(trainingLanePPM) + UInt64(hostingLanePPM) <= 1_000_000 else {
      throw .invalidCharter(
        "lanes of \(trainingLanePPM) and \(hostingLanePPM) parts per million exceed 1000000")
    }
    self.name = name
    self.treasury = treasury
    self.stakingVault = stakingVault
    self.model = model
    self.roundBudget = roundBudget
    self.queryPrice = queryPrice
    self.trainingLanePPM = trainingLanePPM
    self.hostingLanePPM = hostingLanePPM
  }
}

extension NetworkCharter {
  /// What receipts of this network are bound to: Keccak-256 of the charter's canonical bytes.
  public var digest: Digest { Keccak256.hash(recordBytes) }
}

extension NetworkCharter {
  private enum Key: String, CodingKey {
    case name, treasury, stakingVault, model, roundBudget, queryPrice, trainingLanePPM,
      hostingLanePPM
  }

  /// Reads a charter and checks it as the initialiser from values does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    try self.init(
      name: container.decode(String.self, forKey: .name),
      treasury: container.decode(Address.self, forKey: .treasury),
      stakingVault: container.decode(Address.self, forKey: .stakingVault),
      model: container.decode(ModelID.self, forKey: .model),
      roundBudget: container.decode(UInt256.self, forKey: .roundBudget),
      queryPrice: container.decode(UInt256.self, forKey: .queryPrice),
      trainingLanePPM: container.decode(UInt32.self, forKey: .trainingLanePPM),
      hostingLanePPM: container.decode(UInt32.self, forKey: .hostingLanePPM))
  }
}

extension NetworkCharter: RecordCodable {
  /// Fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(name)
    encoder.write(treasury)
    encoder.write(stakingVault)
    encoder.write(model)
    encoder.write(roundBudget)
    encoder.write(queryPrice)
    encoder.write(trainingLanePPM)
    encoder.write(hostingLanePPM)
  }

  /// Reads a charter and checks it as `init` does.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let name = try decoder.readString()
    let treasury = try Address(from: &decoder)
    let stakingVault = try Address(from: &decoder)
    let model = try ModelID(from: &decoder)
    let roundBudget = try decoder.readUInt256()
    let queryPrice = try decoder.readUInt256()
    let trainingLane = try decoder.readUInt32()
    let hostingLane = try decoder.readUInt32()
    do {
      try self.init(
        name: name, treasury: treasury, stakingVault: stakingVault, model: model,
        roundBudget: roundBudget, queryPrice: queryPrice, trainingLanePPM: trainingLane,
        hostingLanePPM: hostingLane)
    } catch {
      throw .invalidValue(field: "network charter", value: "\(error)")
    }
  }
}
