// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
package import LedgerPrimitives

extension RewardReceipt {
  /// Reads what ``canonicalJSON`` gives, and nothing else; whether it is right, ``verify()`` says.
  ///
  /// - Throws: ``RewardsError/unreadableJSON(_:)`` with the place for a field that is missing, unknown
  ///   or there twice, or a value in another form; ``RewardsError/unsupportedReceiptVersion(_:supported:)``;
  ///   ``RewardsError/digestDiffers(expected:found:)`` where the contents are not those of the digest
  ///   at the end; what the checks of policy and lines throw.
  /// - Complexity: O(n) in the number of bytes.
  public init(canonicalJSON bytes: [UInt8]) throws(RewardsError) {
    self = try Self.reading(canonicalJSON: bytes).receipt
  }

  /// Reads what ``canonicalJSON`` gives, and its digest, which stands at the end and has been checked.
  package static func reading(
    canonicalJSON bytes: [UInt8]
  ) throws(RewardsError) -> (receipt: RewardReceipt, digest: Digest) {
    var reader = CanonicalJSONReader(bytes)
    let head = try readable { () throws(CanonicalJSONError) in try ReceiptHead(&reader) }
    guard let version = UInt8(exactly: head.version), versions.contains(version) else {
      throw .unsupportedReceiptVersion(
        UInt8(clamping: head.version), supported: versions)
    }
    let context = try readable { () throws(CanonicalJSONError) in try RewardContext(&reader) }
    let rules = try readable { () throws(CanonicalJSONError) in try RulesText(&reader) }
    let policy = try rules.policy()
    let gauges = try GaugeWeights(rules.gauges, otherwisePPM: rules.otherwisePPM)
    guard gauges.entries == rules.gauges else {
      throw .unreadableJSON(
        .invalidValue(field: "gauges", value: "models out of order", offset: rules.gaugesAt))
    }
    let body = try ReceiptBody(&reader)
    let digest = try readable { () throws(CanonicalJSONError) in
      let digest = try reader.fieldDigest("digest")
      try reader.endObject()
      try reader.finish()
      return digest
    }
    let distribution = Distribution(
      budget: body.figures.budget, carriedIn: body.figures.carriedIn,
      treasury: body.figures.treasury, burned: body.figures.burned,
      payable: body.figures.payable, unspent: body.figures.unspent,
      withheld: body.figures.withheld, carriedOut: body.figures.carriedOut, gauges: gauges,
      totalWeight: body.figures.totalWeight, alphaEffective: body.figures.alphaEffective,
      lines: try body.claimed.lines(policy: policy, gauges: gauges, levels: body.levels))
    guard version == leastVersion(for: policy, distribution) else {
      throw .unreadableJSON(
        .invalidValue(field: "version", value: "\(version)", offset: head.versionAt))
    }
    let receipt = RewardReceipt(
      version: version, context: context, policy: policy, distribution: distribution)
    let found = receipt.digest
    guard digest == found else { throw .digestDiffers(expected: digest, found: found) }
    return (receipt, found)
  }
}

/// Runs reading and names its failure as a rewards error.
private func readable<Value>(
  _ body: () throws(CanonicalJSONError) -> Value
) throws(RewardsError) -> Value {
  do {
    return try body()
  } catch {
    throw .unreadableJSON(error)
  }
}

private struct ReceiptHead {
  let version: UInt32
  let versionAt: Int

  init(_ reader: inout CanonicalJSONReader) throws(CanonicalJSONError) {
    try reader.beginObject(ReceiptSchema.receipt)
    try reader.fieldWord("receipt", [(ReceiptSchema.title, ())])
    versionAt = reader.offset
    version = try reader.field32("version")
  }
}

extension RewardContext {
  fileprivate init(_ reader: inout CanonicalJSONReader) throws(CanonicalJSONError) {
    try reader.name()
    try reader.beginObject(ReceiptSchema.context)
    self.init(
      network: try reader.fieldDigest("network"), round: Round(try reader.field64("round")),
      previousReceipt: try reader.fieldDigest("previousReceipt"),
      stakeSnapshot: try reader.fieldDigest("stakeSnapshot"),
      measurements: try reader.fieldDigest("measurements"))
    try reader.endObject()
  }
}

/// Policy and gauges as they are written.
private struct RulesText {
  let alpha: Ratio
  let etaLower: Ratio
  let etaUpper: Ratio
  let treasuryPPM: UInt32
  let burnPPM: UInt32
  let unspent: RewardPolicy.Unspent
  let basis: RewardBasis
  let laneWeights: LaneWeights
  let caps: RewardCaps
  let gaugesAt: Int
  let otherwisePPM: UInt32
  let gauges: [GaugeWeights.Entry]

  init(_ reader: inout CanonicalJSONReader) throws(CanonicalJSONError) {
    try reader.name()
    try reader.beginObject(ReceiptSchema.policy)
    alpha = try reader.fieldRatio("alpha")
    etaLower = try reader.fieldRatio("etaLower")
    etaUpper = try reader.fieldRatio("etaUpper")
    treasuryPPM = try reader.field32("treasuryPPM")
    burnPPM = try reader.field32("burnPPM")
    unspent = try reader.fieldWord(
      "unspent", RewardPolicy.Unspent.allCases.map { ("\($0)", $0) })
    let isWeighted = try reader.fieldWord(
      "basis", [("whitepaper", false), ("capacityWeighted", true)])
    let kappaAt = reader.offset
    let kappa = try reader.field("kappa")
    guard isWeighted || kappa.isZero else {
      throw .invalidValue(field: "kappa", value: kappa.description, offset: kappaAt)
    }
    basis = isWeighted ? .capacityWeighted(kappa: kappa) : .whitepaper
    laneWeights = LaneWeights(
      trainingPPM: try reader.field32("trainingPPM"),
      hostingPPM: try reader.field32("hostingPPM"))
    try reader.name()
    try reader.beginObject(ReceiptSchema.caps)
    caps = RewardCaps(
      gpu: try RulesText.cap("gpu", &reader), owner: try RulesText.cap("owner", &reader),
      model: try RulesText.cap("model", &reader),
      excess: try reader.fieldWord(
        "excess", RewardCaps.Excess.allCases.map { ("\($0)", $0) }))
    try reader.endObject()
    try reader.endObject()
    try reader.name()
    gaugesAt = reader.offset
    try reader.beginObject(ReceiptSchema.gauges)
    otherwisePPM = try reader.field32("otherwisePPM")
    try reader.name()
    var entries: [GaugeWeights.Entry] = []
    try reader.array { (reader) throws(CanonicalJSONError) in
      try reader.beginObject(ReceiptSchema.gauge)
      try reader.name()
      let model = try reader.value("model") { try? ModelID($0) }
      entries.append(GaugeWeights.Entry(model: model, ppm: try reader.field32("ppm")))
      try reader.endObject()
    }
    try reader.endObject()
    gauges = entries
  }

  private static func cap(
    _ field: String, _ reader: inout CanonicalJSONReader
  ) throws(CanonicalJSONError) -> RewardCap? {
    try reader.name()
    let start = reader.offset
    let text = try reader.string()
    if text == "none" { return nil }
    let cap: RewardCap? =
      text.hasSuffix(" ppm")
      ? UInt32(text.dropLast(4)).map { .partsPerMillion($0) } : UInt256(text).map { .units($0) }
    guard let cap, cap.description == text else {
      throw .invalidValue(field: field, value: text, offset: start)
    }
    return cap
  }

  func policy() throws(RewardsError) -> RewardPolicy {
    try RewardPolicy(
      alpha: alpha, etaLower: etaLower, etaUpper: etaUpper, treasuryPPM: treasuryPPM,
      burnPPM: burnPPM, unspent: unspent, basis: basis, laneWeights: laneWeights, caps: caps)
  }
}

/// The figures and lines as they are written.
private struct ReceiptBody {
  struct Figures {
    let budget: UInt256
    let carriedIn: UInt256
    let treasury: UInt256
    let burned: UInt256
    let payable: UInt256
    let unspent: UInt256
    let withheld: UInt256
    let carriedOut: UInt256
    let totalWeight: UInt256
    let alphaEffective: Ratio

    init(_ reader: inout CanonicalJSONReader) throws(CanonicalJSONError) {
      budget = try reader.field("budget")
      carriedIn = try reader.field("carriedIn")
      treasury = try reader.field("treasury")
      burned = try reader.field("burned")
      payable = try reader.field("payable")
      unspent = try reader.field("unspent")
      withheld = try reader.field("withheld")
      carriedOut = try reader.field("carriedOut")
      totalWeight = try reader.field("totalWeight")
      alphaEffective = try reader.fieldRatio("alphaEffective")
    }
  }

  let figures: Figures
  let levels: [DistributionLines.Level]
  let claimed: ClaimedLines

  init(_ reader: inout CanonicalJSONReader) throws(RewardsError) {
    figures = try readable { () throws(CanonicalJSONError) in try Figures(&reader) }
    let models = try readable { () throws(CanonicalJSONError) in
      try ReceiptBody.models(&reader)
    }
    let texts = try readable { () throws(CanonicalJSONError) in try ReceiptBody.etas(&reader) }
    var etas: [EfficiencyFactor] = []
    for text in texts { etas.append(try text.factor()) }
    let levels = try readable { () throws(CanonicalJSONError) in
      try ReceiptBody.levels(&reader)
    }
    claimed = try readable { () throws(CanonicalJSONError) in
      try ReceiptBody.lines(&reader, models, etas, levels.count)
    }
    self.levels = levels
  }

  private static func models(
    _ reader: inout CanonicalJSONReader
  ) throws(CanonicalJSONError) -> [ModelID] {
    try reader.name()
    var models: [ModelID] = []
    try reader.array { (reader) throws(CanonicalJSONError) in
      models.append(try reader.value("models") { try? ModelID($0) })
    }
    return models
  }

  private static func etas(
    _ reader: inout CanonicalJSONReader
  ) throws(CanonicalJSONError) -> [EtaText] {
    try reader.name()
    var etas: [EtaText] = []
    try reader.array { (reader) throws(CanonicalJSONError) in
      etas.append(try EtaText(&reader))
    }
    return etas
  }

  private static func levels(
    _ reader: inout CanonicalJSONReader
  ) throws(CanonicalJSONError) -> [DistributionLines.Level] {
    try reader.name()
    let start = reader.offset
    var levels: [DistributionLines.Level] = []
    try reader.array { (reader) throws(CanonicalJSONError) in
      try reader.beginObject(ReceiptSchema.level)
      levels.append(
        DistributionLines.Level(
          amount: try reader.field("amount"), weight: try reader.field("weight"),
          cap: try reader.fieldWord(
            "cap",
            [("none", nil as CapScope?)] + CapScope.allCases.map { ($0.description, $0) })))
      try reader.endObject()
    }
    guard let first = levels.first, first.cap == nil else {
      throw .invalidValue(field: "levels", value: "\(levels.count) levels", offset: start)
    }
    return levels
  }

  private static func lines(
    _ reader: inout CanonicalJSONReader, _ models: [ModelID], _ etas: [EfficiencyFactor],
    _ levelCount: Int
  ) throws(CanonicalJSONError) -> ClaimedLines {
    try reader.name()
    var claimed = ClaimedLines()
    var modelUses = FirstUses(of: models)
    var etaUses = FirstUses(of: etas)
    let start = reader.offset
    try reader.array { (reader) throws(CanonicalJSONError) in
      let begins = reader.offset
      try reader.beginObject(ReceiptSchema.line)
      try reader.name()
      let gpu = try reader.value("gpu") { try? GPUID($0) }
      let owner = try reader.fieldAddress("owner")
      let model = try reader.fieldNumber("model", below: models.count)
      let lane = try reader.fieldWord("lane", ReceiptSchema.lanes)
      let stake = try reader.field("stake")
      let share = try reader.field32("sharePPM")
      let eta = try reader.fieldNumber("eta", below: etas.count)
      let input = RewardLineInput(
        gpu: gpu, owner: owner, model: models[Int(model)], lane: lane, stake: stake,
        sharePPM: share, eta: etas[Int(eta)], commissionPPM: try reader.field32("commissionPPM"),
        capacity: try reader.field64("capacity"), boostPPM: try reader.field32("boostPPM"),
        scorePPM: try reader.field32("scorePPM"))
      let amount = try reader.field("amount")
      let commission = try reader.field("commission")
      let level = try reader.fieldNumber("level", below: levelCount)
      guard modelUses.note(model), etaUses.note(eta), commission <= amount
      else { throw .invalidValue(field: "lines", value: gpu.text, offset: begins) }
      claimed.append(input, amount: amount, commission: commission, level: level)
      try reader.endObject()
    }
    guard modelUses.areAllUsed, etaUses.areAllUsed else {
      throw .invalidValue(
        field: "lines", value: "\(models.count) models, \(etas.count) etas", offset: start)
    }
    return claimed
  }
}

/// An efficiency as it is written.
private struct EtaText {
  let origin: EfficiencyFactor.Origin
  let ratio: Ratio
  let source: Digest?
  let offset: Int

  init(_ reader: inout CanonicalJSONReader) throws(CanonicalJSONError) {
    offset = reader.offset
    try reader.beginObject(ReceiptSchema.eta)
    switch try reader.fieldWord(
      "origin",
      [("measuredDurations", 0), ("measuredSpeeds", 1), ("given", 2), ("noBase", 3)])
    {
    case 0:
      origin = .measured(
        base: try reader.field64("base"), measured: try reader.field64("measured"))
    case 1:
      origin = .measuredSpeeds(
        base: try reader.fieldRatio("base"), measured: try reader.fieldRatio("measured"))
    case let other:
      try reader.fieldWord("base", [("none", ())])
      try reader.fieldWord("measured", [("none", ())])
      origin = other == 2 ? .given : .noBase
    }
    ratio = try reader.fieldRatio("eta")
    try reader.name()
    let start = reader.offset
    let text = try reader.string()
    source = Digest(text)
    guard source.map(\.description) ?? "none" == text else {
      throw .invalidValue(field: "source", value: text, offset: start)
    }
    try reader.endObject()
  }

  func factor() throws(RewardsError) -> EfficiencyFactor {
    let factor = try EfficiencyFactor(origin: origin, ratio: ratio).from(source)
    guard factor.ratio == ratio else {
      throw .unreadableJSON(
        .invalidValue(field: "eta", value: ratio.description, offset: offset))
    }
    return factor
  }
}
