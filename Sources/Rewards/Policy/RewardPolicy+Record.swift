// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension RewardPolicy: RecordCodable {
  /// Writes α, the ends of the range of η, the shares and what happens to the unspent. Rules that
  /// the first version cannot hold begin with 32 bytes of ones, which no α does, and the version; the
  /// basis, the lanes and the caps follow at the end.
  public func encode(into encoder: inout RecordEncoder) {
    if !fitsFirstVersion {
      encoder.write(UInt256.max)
      encoder.write(Self.secondVersion)
    }
    encoder.write(alpha)
    encoder.write(etaRange.lowerBound)
    encoder.write(etaRange.upperBound)
    encoder.write(treasuryPPM)
    encoder.write(burnPPM)
    encoder.write(unspent.rawValue)
    guard !fitsFirstVersion else { return }
    switch basis {
    case .whitepaper:
      encoder.write(UInt8(0))
    case .capacityWeighted(let kappa):
      encoder.write(UInt8(1))
      encoder.write(kappa)
    }
    encoder.write(laneWeights.trainingPPM)
    encoder.write(laneWeights.hostingPPM)
    caps.encode(into: &encoder)
  }

  private static let secondVersion: UInt8 = 2

  /// Reads what ``encode(into:)`` writes; refuses rules that the checking initialiser refuses.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    var probe = decoder
    let isSecond = try probe.readUInt256() == .max
    if isSecond {
      let version = try probe.readUInt8()
      guard version == Self.secondVersion else {
        throw .unsupportedVersion(
          version, kind: .rewards, supported: Self.secondVersion...Self.secondVersion)
      }
      decoder = probe
    }
    let alpha = try decoder.readRatio()
    let lower = try decoder.readRatio()
    let upper = try decoder.readRatio()
    let treasuryPPM = try decoder.readUInt32()
    let burnPPM = try decoder.readUInt32()
    let unspent = try decoder.readTag(Unspent.self, of: "use of the unspent")
    var basis = RewardBasis.whitepaper
    var laneWeights = LaneWeights.neutral
    var caps = RewardCaps.none
    if isSecond {
      switch try decoder.readUInt8() {
      case 0: break
      case 1: basis = .capacityWeighted(kappa: try decoder.readUInt256())
      case let other: throw .unknownTag(other, type: "reward basis")
      }
      laneWeights = LaneWeights(
        trainingPPM: try decoder.readUInt32(), hostingPPM: try decoder.readUInt32())
      caps = try RewardCaps(from: &decoder)
    }
    do throws(RewardsError) {
      try self.init(
        alpha: alpha, etaLower: lower, etaUpper: upper, treasuryPPM: treasuryPPM,
        burnPPM: burnPPM, unspent: unspent, basis: basis, laneWeights: laneWeights, caps: caps)
    } catch {
      throw .invalidValue(field: "reward policy", value: error.description)
    }
    guard fitsFirstVersion != isSecond else {
      throw .invalidValue(field: "version of a reward policy", value: "2")
    }
  }
}

extension RewardCaps: RecordCodable {
  /// Per scope 0, or 1 and base units, or 2 and parts per million; then what happens to the excess.
  public func encode(into encoder: inout RecordEncoder) {
    for scope in CapScope.allCases {
      switch self[scope] {
      case nil:
        encoder.write(UInt8(0))
      case .units(let units)?:
        encoder.write(UInt8(1))
        encoder.write(units)
      case .partsPerMillion(let parts)?:
        encoder.write(UInt8(2))
        encoder.write(parts)
      }
    }
    encoder.write(excess.rawValue)
  }

  /// Reads what ``encode(into:)`` writes.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let gpu = try Self.readCap(&decoder)
    let owner = try Self.readCap(&decoder)
    let model = try Self.readCap(&decoder)
    let excess = try decoder.readTag(Excess.self, of: "use of what caps cut off")
    self.init(gpu: gpu, owner: owner, model: model, excess: excess)
  }

  private static func readCap(
    _ decoder: inout RecordDecoder
  ) throws(RecordError) -> RewardCap? {
    switch try decoder.readUInt8() {
    case 0: return nil
    case 1: return .units(try decoder.readUInt256())
    case 2: return .partsPerMillion(try decoder.readUInt32())
    case let other: throw .unknownTag(other, type: "cap")
    }
  }
}
