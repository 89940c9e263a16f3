// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
package import LedgerPrimitives

/// The fields of each object, in the order they stand in.
enum ReceiptSchema {
  static let receipt = JSONFields([
    "receipt", "version", "context", "policy", "gauges", "budget", "carriedIn", "treasury",
    "burned", "payable", "unspent", "withheld", "carriedOut", "totalWeight", "alphaEffective",
    "models", "etas", "levels", "lines", "digest",
  ])
  static let context = JSONFields([
    "network", "round", "previousReceipt", "stakeSnapshot", "measurements",
  ])
  static let policy = JSONFields([
    "alpha", "etaLower", "etaUpper", "treasuryPPM", "burnPPM", "unspent", "basis", "kappa",
    "trainingPPM", "hostingPPM", "caps",
  ])
  static let caps = JSONFields(["gpu", "owner", "model", "excess"])
  static let gauges = JSONFields(["otherwisePPM", "models"])
  static let gauge = JSONFields(["model", "ppm"])
  static let eta = JSONFields(["origin", "base", "measured", "eta", "source"])
  static let level = JSONFields(["amount", "weight", "cap"])
  static let line = JSONFields([
    "gpu", "owner", "model", "lane", "stake", "sharePPM", "eta", "commissionPPM", "capacity",
    "boostPPM", "scorePPM", "amount", "commission", "level",
  ])
  static let lanes = Lane.allCases.map { ($0.description, $0) }
  static let title = "TensorChain reward receipt"
}

extension RewardReceipt {
  /// The receipt as JSON, the same bytes for the same receipt: fields in one order, no white space,
  /// numbers as strings, models, efficiencies and levels once in tables that lines point into. What
  /// follows from the inputs of a line (η₉, weight, exact value) is not written. ``digest`` stands at
  /// the end.
  ///
  /// - Complexity: O(n) in the number of lines.
  public var canonicalJSON: [UInt8] {
    let parts = CanonicalJSONParts(self, ending: digest)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4_096 + 320 * distribution.lines.count)
    for part in 0..<parts.count { bytes += parts[part] }
    return bytes
  }
}

/// The canonical JSON of a receipt in parts, which several threads may make in any order: one after another
/// they are the text.
package struct CanonicalJSONParts: Sendable {
  private static let linesInPart = 8_192

  private let receipt: RewardReceipt
  private let digest: Digest
  private let tables: LineTables

  /// The text of a receipt whose digest is known.
  package init(_ receipt: RewardReceipt, ending digest: Digest) {
    self.receipt = receipt
    self.digest = digest
    tables = LineTables(receipt.distribution.lines)
  }

  /// How many parts there are.
  package var count: Int {
    (receipt.distribution.lines.count + Self.linesInPart - 1) / Self.linesInPart + 2
  }

  /// A part of the text.
  package subscript(part: Int) -> [UInt8] {
    if part == 0 { return head }
    let start = (part - 1) * Self.linesInPart
    let lines = receipt.distribution.lines
    return start < lines.count
      ? rows(start..<min(start + Self.linesInPart, lines.count)) : tail
  }

  private var head: [UInt8] {
    var writer = CanonicalJSONWriter(expecting: 4_096)
    let distribution = receipt.distribution
    writer.begin("{")
    writer.field("receipt", ReceiptSchema.title)
    writer.field("version", UInt32(receipt.version))
    writer.name("context")
    receipt.context.write(into: &writer)
    writer.name("policy")
    receipt.policy.write(into: &writer)
    writer.name("gauges")
    distribution.gauges.write(into: &writer)
    distribution.writeFigures(into: &writer)
    writer.name("models")
    writer.array { writer in for model in tables.models { writer.string(model.text) } }
    writer.name("etas")
    writer.array { writer in for eta in tables.etas { eta.write(into: &writer) } }
    writer.name("levels")
    writer.array { writer in
      for level in distribution.levels {
        writer.object { writer in
          writer.field("amount", level.amount)
          writer.field("weight", level.weight)
          writer.field("cap", level.cap?.description ?? "none")
        }
      }
    }
    writer.name("lines")
    writer.begin("[")
    return writer.bytes
  }

  private func rows(_ places: Range<Int>) -> [UInt8] {
    var writer = CanonicalJSONWriter(expecting: 352 * places.count, after: places.lowerBound > 0)
    let between = ReceiptSchema.line.betweenStrings
    let lines = receipt.distribution.lines
    for index in places {
      let input = lines.input(at: index)
      writer.object(between) { writer in
        writer.next(input.gpu.text)
        writer.next(input.owner)
        writer.next(tables.modelOf[index])
        writer.next(input.lane == .training ? "training" : "hosting")
        writer.next(input.stake)
        writer.next(input.sharePPM)
        writer.next(tables.etaOf[index])
        writer.next(input.commissionPPM)
        writer.next(UInt256(input.capacity))
        writer.next(input.boostPPM)
        writer.next(input.scorePPM)
        writer.next(lines.amount(at: index))
        writer.next(lines.commission(at: index))
        writer.next(lines.level(at: index))
      }
    }
    return writer.bytes
  }

  private var tail: [UInt8] {
    var writer = CanonicalJSONWriter(expecting: 96)
    writer.end("]")
    writer.field("digest", hex: digest.bytes)
    writer.end("}")
    return writer.bytes
  }
}

extension RewardContext {
  fileprivate func write(into writer: inout CanonicalJSONWriter) {
    writer.object { writer in
      writer.field("network", hex: network.bytes)
      writer.field("round", UInt256(round.number))
      writer.field("previousReceipt", hex: previousReceipt.bytes)
      writer.field("stakeSnapshot", hex: stakeSnapshot.bytes)
      writer.field("measurements", hex: measurements.bytes)
    }
  }
}

extension RewardPolicy {
  fileprivate func write(into writer: inout CanonicalJSONWriter) {
    writer.object { writer in
      writer.field("alpha", alpha.description)
      writer.field("etaLower", etaRange.lowerBound.description)
      writer.field("etaUpper", etaRange.upperBound.description)
      writer.field("treasuryPPM", treasuryPPM)
      writer.field("burnPPM", burnPPM)
      writer.field("unspent", "\(unspent)")
      switch basis {
      case .whitepaper:
        writer.field("basis", "whitepaper")
        writer.field("kappa", UInt256.zero)
      case .capacityWeighted(let kappa):
        writer.field("basis", "capacityWeighted")
        writer.field("kappa", kappa)
      }
      writer.field("trainingPPM", laneWeights.trainingPPM)
      writer.field("hostingPPM", laneWeights.hostingPPM)
      writer.name("caps")
      writer.object { writer in
        writer.field("gpu", caps.gpu.map(\.description) ?? "none")
        writer.field("owner", caps.owner.map(\.description) ?? "none")
        writer.field("model", caps.model.map(\.description) ?? "none")
        writer.field("excess", "\(caps.excess)")
      }
    }
  }
}

extension GaugeWeights {
  fileprivate func write(into writer: inout CanonicalJSONWriter) {
    writer.object { writer in
      writer.field("otherwisePPM", otherwisePPM)
      writer.name("models")
      writer.array { writer in
        for entry in entries {
          writer.object { writer in
            writer.field("model", entry.model.text)
            writer.field("ppm", entry.ppm)
          }
        }
      }
    }
  }
}

extension EfficiencyFactor {
  fileprivate func write(into writer: inout CanonicalJSONWriter) {
    writer.object { writer in
      switch origin {
      case .measured(let base, let measured):
        writer.field("origin", "measuredDurations")
        writer.field("base", UInt256(base))
        writer.field("measured", UInt256(measured))
      case .measuredSpeeds(let base, let measured):
        writer.field("origin", "measuredSpeeds")
        writer.field("base", base.description)
        writer.field("measured", measured.description)
      case .given:
        writer.field("origin", "given")
        writer.field("base", "none")
        writer.field("measured", "none")
      case .noBase:
        writer.field("origin", "noBase")
        writer.field("base", "none")
        writer.field("measured", "none")
      }
      writer.field("eta", ratio.description)
      if let source {
        writer.field("source", hex: source.bytes)
      } else {
        writer.field("source", "none")
      }
    }
  }
}

extension Distribution {
  fileprivate func writeFigures(into writer: inout CanonicalJSONWriter) {
    writer.field("budget", budget)
    writer.field("carriedIn", carriedIn)
    writer.field("treasury", treasury)
    writer.field("burned", burned)
    writer.field("payable", payable)
    writer.field("unspent", unspent)
    writer.field("withheld", withheld)
    writer.field("carriedOut", carriedOut)
    writer.field("totalWeight", totalWeight)
    writer.field("alphaEffective", alphaEffective.description)
  }
}
