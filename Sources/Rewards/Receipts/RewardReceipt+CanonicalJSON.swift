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
  static let receipt = [
    "receipt", "version", "context", "policy", "gauges", "budget", "carriedIn", "treasury",
    "burned", "payable", "unspent", "withheld", "carriedOut", "totalWeight", "alphaEffective",
    "models", "etas", "levels", "lines", "digest",
  ]
  static let context = ["network", "round", "previousReceipt", "stakeSnapshot", "measurements"]
  static let policy = [
    "alpha", "etaLower", "etaUpper", "treasuryPPM", "burnPPM", "unspent", "basis", "kappa",
    "trainingPPM", "hostingPPM", "caps",
  ]
  static let caps = ["gpu", "owner", "model", "excess"]
  static let gauges = ["otherwisePPM", "models"]
  static let gauge = ["model", "ppm"]
  static let eta = ["origin", "base", "measured", "eta", "source"]
  static let level = ["amount", "weight", "cap"]
  static let line = [
    "gpu", "owner", "model", "lane", "stake", "sharePPM", "eta", "commissionPPM", "capacity",
    "boostPPM", "scorePPM", "amount", "commission", "level",
  ]
  static let title = "TensorChain reward receipt"
}

extension RewardReceipt {
  /// The receipt as JSON, the same bytes for the same receipt: fields in one order, no white space,
  /// numbers as strings, models, efficiencies and levels once in tables that lines point into. What
  /// follows from the inputs of a line (η₉, weight, exact value) is not written. ``digest`` stands at
  /// the end.
  ///
  /// - Complexity: O(n) in the number of lines.
  public var canonicalJSON: [UInt8] { canonicalJSON(ending: digest) }

  /// The receipt as JSON, whose digest is known already.
  package func canonicalJSON(ending digest: Digest) -> [UInt8] {
    var writer = CanonicalJSONWriter(expecting: 4_096 + 320 * distribution.lines.count)
    let (context, policy, distribution) = (context, policy, distribution)
    writer.object { writer in
      writer.field("receipt", ReceiptSchema.title)
      writer.field("version", UInt32(version))
      writer.name("context")
      context.write(into: &writer)
      writer.name("policy")
      policy.write(into: &writer)
      writer.name("gauges")
      distribution.gauges.write(into: &writer)
      distribution.writeFigures(into: &writer)
      distribution.writeLines(into: &writer)
      writer.field("digest", hex: digest.bytes)
    }
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

  fileprivate func writeLines(into writer: inout CanonicalJSONWriter) {
    let tables = LineTables(lines)
    writer.name("models")
    writer.array { writer in for model in tables.models { writer.string(model.text) } }
    writer.name("etas")
    writer.array { writer in for eta in tables.etas { eta.write(into: &writer) } }
    writer.name("levels")
    writer.array { writer in
      for level in levels {
        writer.object { writer in
          writer.field("amount", level.amount)
          writer.field("weight", level.weight)
          writer.field("cap", level.cap?.description ?? "none")
        }
      }
    }
    writer.name("lines")
    writer.array { writer in
      for index in lines.indices {
        let input = lines.input(at: index)
        writer.object { writer in
          writer.field("gpu", input.gpu.text)
          writer.field("owner", input.owner)
          writer.field("model", tables.modelOf[index])
          writer.field("lane", input.lane == .training ? "training" : "hosting")
          writer.field("stake", input.stake)
          writer.field("sharePPM", input.sharePPM)
          writer.field("eta", tables.etaOf[index])
          writer.field("commissionPPM", input.commissionPPM)
          writer.field("capacity", UInt256(input.capacity))
          writer.field("boostPPM", input.boostPPM)
          writer.field("scorePPM", input.scorePPM)
          writer.field("amount", lines.amount(at: index))
          writer.field("commission", lines.commission(at: index))
          writer.field("level", lines.level(at: index))
        }
      }
    }
  }
}
