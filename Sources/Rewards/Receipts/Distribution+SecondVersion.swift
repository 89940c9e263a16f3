// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

extension Distribution {
  /// The bytes of a line of the second version with a name of one letter.
  private static let fewestLineBytes = 2 + 20 + 4 + 1 + 16 + 4 + 4 + 4 + 8 + 4 + 4 + 32 + 32 + 4

  /// Writes the fields as receipts of the second version hold them. Models, efficiencies and levels
  /// stand once in tables; what follows from the inputs of a line is not written.
  func encodeSecondVersion(into encoder: inout RecordEncoder) {
    encoder.write(budget)
    encoder.write(carriedIn)
    gauges.encode(into: &encoder)
    encoder.write(treasury)
    encoder.write(burned)
    encoder.write(payable)
    encoder.write(unspent)
    encoder.write(withheld)
    encoder.write(carriedOut)
    encoder.write(totalWeight)
    encoder.write(alphaEffective)
    let tables = LineTables(lines)
    encoder.write(tables.models)
    encoder.write(tables.etas)
    encoder.writeCount(levels.count)
    for level in levels {
      encoder.write(level.amount)
      encoder.write(level.weight)
      encoder.write(level.cap?.rawValue ?? 0)
    }
    encoder.writeCount(lines.count)
    for index in lines.indices {
      let input = lines.input(at: index)
      encoder.write(input.gpu)
      encoder.write(input.owner)
      encoder.write(tables.modelOf[index])
      encoder.write(input.lane.rawValue)
      // A stake is below 2¹²⁸, or it would not have been weighed.
      encoder.write(input.stake.limbs.1)
      encoder.write(input.stake.limbs.0)
      encoder.write(input.sharePPM)
      encoder.write(tables.etaOf[index])
      encoder.write(input.commissionPPM)
      encoder.write(input.capacity)
      encoder.write(input.boostPPM)
      encoder.write(input.scorePPM)
      encoder.write(lines.amount(at: index))
      encoder.write(lines.commission(at: index))
      encoder.write(lines.level(at: index))
    }
  }

  /// Reads what ``encodeSecondVersion(into:)`` writes; whether it is right,
  /// ``RewardReceipt/verify()`` says. Lines that could not have been weighed are refused here.
  init(secondVersion decoder: inout RecordDecoder, policy: RewardPolicy) throws(RecordError) {
    budget = try decoder.readUInt256()
    carriedIn = try decoder.readUInt256()
    gauges = try GaugeWeights(from: &decoder)
    treasury = try decoder.readUInt256()
    burned = try decoder.readUInt256()
    payable = try decoder.readUInt256()
    unspent = try decoder.readUInt256()
    withheld = try decoder.readUInt256()
    carriedOut = try decoder.readUInt256()
    totalWeight = try decoder.readUInt256()
    alphaEffective = try decoder.readRatio()
    let models = try decoder.readArray(of: ModelID.self, minimumBytes: 2)
    let etas = try decoder.readArray(of: EfficiencyFactor.self)
    let levelCount = try decoder.readCount(minimumBytes: 65)
    var levels: [DistributionLines.Level] = []
    for _ in 0..<levelCount {
      let amount = try decoder.readUInt256()
      let weight = try decoder.readUInt256()
      let byte = try decoder.readUInt8()
      let cap = CapScope(rawValue: byte)
      guard cap != nil || byte == 0 else { throw .unknownTag(byte, type: "cap's scope") }
      levels.append(DistributionLines.Level(amount: amount, weight: weight, cap: cap))
    }
    guard let first = levels.first, first.cap == nil else {
      throw .invalidValue(field: "first level of a receipt", value: "\(levels.count) levels")
    }
    let count = try decoder.readCount(minimumBytes: Self.fewestLineBytes)
    var claimed = ClaimedLines()
    var modelUses = FirstUses(of: models)
    var etaUses = FirstUses(of: etas)
    for _ in 0..<count {
      let gpu = try GPUID(from: &decoder)
      let owner = try Address(from: &decoder)
      let model = try decoder.readNumber(of: "model", among: models)
      let lane = try Lane(from: &decoder)
      let high = try decoder.readUInt64()
      let low = try decoder.readUInt64()
      let share = try decoder.readUInt32()
      let eta = try decoder.readNumber(of: "efficiency", among: etas)
      let input = RewardLineInput(
        gpu: gpu, owner: owner, model: models[Int(model)], lane: lane,
        stake: UInt256(0, 0, high, low), sharePPM: share, eta: etas[Int(eta)],
        commissionPPM: try decoder.readUInt32(), capacity: try decoder.readUInt64(),
        boostPPM: try decoder.readUInt32(), scorePPM: try decoder.readUInt32())
      guard modelUses.note(model), etaUses.note(eta) else {
        throw .invalidValue(field: "order of a receipt's tables", value: "\(model), \(eta)")
      }
      let amount = try decoder.readUInt256()
      let commission = try decoder.readUInt256()
      guard commission <= amount else {
        throw .invalidValue(field: "commission of \(amount)", value: "\(commission)")
      }
      let level = try decoder.readNumber(of: "level", among: levels)
      claimed.append(input, amount: amount, commission: commission, level: level)
    }
    guard modelUses.areAllUsed, etaUses.areAllUsed else {
      throw .invalidValue(
        field: "number of models and efficiencies", value: "\(models.count), \(etas.count)")
    }
    do throws(RewardsError) {
      lines = try claimed.lines(policy: policy, gauges: gauges, levels: levels)
    } catch {
      throw .invalidValue(field: "line of a receipt", value: error.description)
    }
  }
}

extension RecordDecoder {
  /// Reads the number of an entry of a table.
  fileprivate mutating func readNumber<Entry>(
    of name: String, among entries: [Entry]
  ) throws(RecordError) -> UInt32 {
    let number = try readUInt32()
    guard Int(number) < entries.count else {
      throw .invalidValue(field: "number of a \(name) among \(entries.count)", value: "\(number)")
    }
    return number
  }
}

extension Distribution {
  /// What lines share; lines that were read whole share all that is payable.
  var levels: [DistributionLines.Level] {
    lines.computed?.levels
      ?? [DistributionLines.Level(amount: payable, weight: totalWeight, cap: nil)]
  }
}

extension Distribution {
  /// Whether all lines share all that is payable: then no level needs to be written.
  var hasOneLevel: Bool {
    levels == [DistributionLines.Level(amount: payable, weight: totalWeight, cap: nil)]
  }
}
