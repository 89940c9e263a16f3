// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards

/// Makes lines of text fields, whatever file they stand in.
struct GPUFields {
  /// The fields there are, and whether a file has to have them.
  static let names: [(name: String, isRequired: Bool)] = [
    ("gpu", true), ("owner", true), ("model", true), ("stake", true), ("share", true),
    ("lane", false), ("eta", false), ("base_ns", false), ("ours_ns", false),
    ("commission", false), ("capacity", false), ("boost", false), ("score", false),
  ]

  /// A field that cannot be read.
  struct Refusal: Error {
    let field: String
    let problem: String
  }

  private var lastEta: (key: String, eta: EfficiencyFactor)?
  private var lastOwner: (text: String, owner: Address)?
  private var lastModel: (text: String, model: ModelID)?

  /// Reads a line; a field that is not there or empty has its standard value.
  mutating func line(_ field: (String) -> String?) throws(Refusal) -> RewardLineInput {
    func text(_ name: String) throws(Refusal) -> String {
      guard let text = field(name), !text.isEmpty else {
        throw Refusal(field: name, problem: "is empty")
      }
      return text
    }
    func parts(_ name: String, _ standard: UInt32) throws(Refusal) -> UInt32 {
      guard let text = field(name), !text.isEmpty else { return standard }
      guard let value = UInt32(text) else {
        throw Refusal(field: name, problem: "\"\(text)\" is no number of parts per million")
      }
      return value
    }
    let gpuText = try text("gpu")
    let gpu: GPUID
    do { gpu = try GPUID(gpuText) } catch {
      throw Refusal(field: "gpu", problem: "\(error)")
    }
    let model = try model(try text("model"))
    let owner = try owner(try text("owner"))
    let stakeText = try text("stake")
    guard let stake = UInt256(stakeText) else {
      throw Refusal(field: "stake", problem: "\"\(stakeText)\" is no whole number")
    }
    let lane: Lane
    switch field("lane") ?? "" {
    case "", "training": lane = .training
    case "hosting": lane = .hosting
    case let other:
      throw Refusal(field: "lane", problem: "\"\(other)\" is neither training nor hosting")
    }
    var capacity: UInt64 = 0
    if let text = field("capacity"), !text.isEmpty {
      guard let value = UInt64(text) else {
        throw Refusal(field: "capacity", problem: "\"\(text)\" is no whole number")
      }
      capacity = value
    }
    _ = try text("share")
    return RewardLineInput(
      gpu: gpu, owner: owner, model: model, lane: lane, stake: stake,
      sharePPM: try parts("share", 0),
      eta: try eta(field("eta") ?? "", field("base_ns") ?? "", field("ours_ns") ?? ""),
      commissionPPM: try parts("commission", 0), capacity: capacity,
      boostPPM: try parts("boost", 1_000_000), scorePPM: try parts("score", 1_000_000))
  }

  private mutating func model(_ text: String) throws(Refusal) -> ModelID {
    if let lastModel, lastModel.text == text { return lastModel.model }
    do {
      let model = try ModelID(text)
      lastModel = (text, model)
      return model
    } catch {
      throw Refusal(field: "model", problem: "\(error)")
    }
  }

  /// An address, or a name whose digest is one.
  private mutating func owner(_ text: String) throws(Refusal) -> Address {
    if let lastOwner, lastOwner.text == text { return lastOwner.owner }
    let owner: Address
    if text.utf8.starts(with: "0x".utf8) {
      do { owner = try Address(parsing: text) } catch {
        throw Refusal(field: "owner", problem: "\(error)")
      }
    } else {
      owner = .derived(fromLabel: text)
    }
    lastOwner = (text, owner)
    return owner
  }

  /// η as measured durations where there are two, else as given, else none.
  private mutating func eta(
    _ given: String, _ base: String, _ ours: String
  ) throws(Refusal) -> EfficiencyFactor {
    let key = "\(given),\(base),\(ours)"
    if let lastEta, lastEta.key == key { return lastEta.eta }
    let eta: EfficiencyFactor
    do {
      if !base.isEmpty || !ours.isEmpty {
        guard given.isEmpty else {
          throw Refusal(field: "eta", problem: "is given beside two durations")
        }
        guard let before = UInt64(base) else {
          throw Refusal(field: "base_ns", problem: "\"\(base)\" is no number of nanoseconds")
        }
        guard let now = UInt64(ours) else {
          throw Refusal(field: "ours_ns", problem: "\"\(ours)\" is no number of nanoseconds")
        }
        eta = try EfficiencyFactor(baseDuration: before, measuredDuration: now)
      } else if given.isEmpty {
        eta = .noBase
      } else {
        guard let ratio = Ratio(given) else {
          throw Refusal(field: "eta", problem: "\"\(given)\" is no fraction")
        }
        eta = try EfficiencyFactor(given: ratio)
      }
    } catch let refusal as Refusal {
      throw refusal
    } catch {
      throw Refusal(field: given.isEmpty ? "base_ns" : "eta", problem: "\(error)")
    }
    lastEta = (key, eta)
    return eta
  }
}
