// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import LedgerPrimitives
import Rewards

/// Makes lines of rows, whatever file they stand in.
struct GPUFields {
  /// A field that cannot be read.
  struct Refusal: Error {
    let field: GPUField
    let problem: String
  }

  // What lines have in common is made once.
  private var models: [String: ModelID] = [:]
  private var lastOwner: (content: [UInt8], owner: Address)?
  private var lastEta: (contents: [[UInt8]], eta: EfficiencyFactor)?

  /// Reads a line; a field that is not there or empty has its standard value.
  mutating func line(_ row: GPURow) throws(Refusal) -> RewardLineInput {
    let gpu: GPUID
    do { gpu = try GPUID(try text(row, .gpu)) } catch let refusal as Refusal {
      throw refusal
    } catch {
      throw Refusal(field: .gpu, problem: "\(error)")
    }
    let model = try model(row)
    let owner = try owner(row)
    try require(row, .stake)
    guard let stake = row.number(.stake) else { throw noNumber(row, .stake) }
    let lane: Lane
    switch row[.lane].count {
    case 0: lane = .training
    case _ where row.content(.lane).elementsEqual("training".utf8): lane = .training
    case _ where row.content(.lane).elementsEqual("hosting".utf8): lane = .hosting
    default:
      throw Refusal(
        field: .lane, problem: "\(row.shown(.lane)) is neither training nor hosting")
    }
    var capacity: UInt64 = 0
    if !row.isEmpty(.capacity) {
      guard let value = row.word(.capacity) else { throw noNumber(row, .capacity) }
      capacity = value
    }
    try require(row, .share)
    return RewardLineInput(
      gpu: gpu, owner: owner, model: model, lane: lane, stake: stake,
      sharePPM: try parts(row, .share, 0), eta: try eta(row),
      commissionPPM: try parts(row, .commission, 0), capacity: capacity,
      boostPPM: try parts(row, .boost, 1_000_000), scorePPM: try parts(row, .score, 1_000_000))
  }

  private func require(_ row: GPURow, _ field: GPUField) throws(Refusal) {
    if row.isEmpty(field) { throw Refusal(field: field, problem: "is empty") }
  }

  private func noNumber(_ row: GPURow, _ field: GPUField) -> Refusal {
    Refusal(field: field, problem: "\(row.shown(field)) is no whole number")
  }

  private func text(_ row: GPURow, _ field: GPUField) throws(Refusal) -> String {
    try require(row, field)
    guard let text = String(validating: row.content(field), as: UTF8.self) else {
      throw Refusal(field: field, problem: "is not UTF-8")
    }
    return text
  }

  private func parts(
    _ row: GPURow, _ field: GPUField, _ standard: UInt32
  ) throws(Refusal) -> UInt32 {
    if row.isEmpty(field) { return standard }
    guard let value = row.word(field).flatMap({ UInt32(exactly: $0) }) else {
      throw Refusal(
        field: field, problem: "\(row.shown(field)) is no number of parts per million")
    }
    return value
  }

  private mutating func model(_ row: GPURow) throws(Refusal) -> ModelID {
    let text = try text(row, .model)
    if let model = models[text], model.text.utf8.elementsEqual(text.utf8) { return model }
    do {
      let model = try ModelID(text)
      models[text] = model
      return model
    } catch {
      throw Refusal(field: .model, problem: "\(error)")
    }
  }

  /// An address, or a name whose digest is one.
  private mutating func owner(_ row: GPURow) throws(Refusal) -> Address {
    if let lastOwner, row.holds(lastOwner.content, in: .owner) { return lastOwner.owner }
    let text = try text(row, .owner)
    let owner: Address
    if text.utf8.starts(with: "0x".utf8) {
      do { owner = try Address(parsing: text) } catch {
        throw Refusal(field: .owner, problem: "\(error)")
      }
    } else {
      owner = .derived(fromLabel: text)
    }
    lastOwner = (Array(row.content(.owner)), owner)
    return owner
  }

  /// η as measured durations where there are two, else as given, else none.
  private mutating func eta(_ row: GPURow) throws(Refusal) -> EfficiencyFactor {
    let fields = [GPUField.eta, .base, .ours]
    if row.isEmpty(.eta), row.isEmpty(.base), row.isEmpty(.ours) { return .noBase }
    if let lastEta, zip(fields, lastEta.contents).allSatisfy({ row.holds($1, in: $0) }) {
      return lastEta.eta
    }
    let eta: EfficiencyFactor
    if row.isEmpty(.base), row.isEmpty(.ours) {
      let text = try text(row, .eta)
      guard let ratio = Ratio(text) else {
        throw Refusal(field: .eta, problem: "\"\(text)\" is no fraction")
      }
      do { eta = try EfficiencyFactor(given: ratio) } catch {
        throw Refusal(field: .eta, problem: "\(error)")
      }
    } else {
      guard row.isEmpty(.eta) else {
        throw Refusal(field: .eta, problem: "is given beside two durations")
      }
      guard let before = row.word(.base) else { throw noDuration(row, .base) }
      guard let now = row.word(.ours) else { throw noDuration(row, .ours) }
      do {
        eta = try EfficiencyFactor(baseDuration: before, measuredDuration: now)
      } catch {
        throw Refusal(field: .base, problem: "\(error)")
      }
    }
    lastEta = (fields.map { Array(row.content($0)) }, eta)
    return eta
  }

  private func noDuration(_ row: GPURow, _ field: GPUField) -> Refusal {
    Refusal(field: field, problem: "\(row.shown(field)) is no number of nanoseconds")
  }
}
