// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Rewards

/// A round as text, CSV and JSON.
struct RoundReport {
  let receipt: RewardReceipt
  let tree: PayoutTree
  /// The digest of the receipt, computed once.
  let digest: Digest

  private var paid: Distribution { receipt.distribution }

  /// A table of the first lines, the figures, the models, receipt and root.
  func text(lines limit: Int) throws -> String {
    var rows = [["gpu", "model", "lane", "stake", "share", "η", "exact", "paid", "cap"]]
    for index in paid.lines.indices.prefix(limit) {
      let line = paid.lines[index]
      rows.append([
        line.gpu.text, line.model.text, "\(line.lane)", "\(line.effectiveStake)",
        "\(line.input.sharePPM)", line.input.eta.description,
        line.exact.decimalText(fractionDigits: 3), "\(line.amount)",
        line.cappedBy?.description ?? "",
      ])
    }
    var text = RoundReport.table(rows)
    let count = paid.lines.count
    if count > limit { text += "… and \(count - limit) more lines\n" }
    text += """

      round \(receipt.context.round): \(receipt.policy)

      """
    let ignored = receipt.policy.basis.ignoredInputs.map(\.rawValue).joined(separator: ", ")
    if !ignored.isEmpty { text += "ignored by this basis: \(ignored)\n" }
    text += """
      budget \(paid.budget), carried in \(paid.carriedIn), treasury \(paid.treasury), burned \
      \(paid.burned), paid \(paid.payable), withheld by caps \(paid.withheld), carried out \
      \(paid.carriedOut)
      α \(receipt.policy.alpha), effective α \(paid.alphaEffective.decimalText(fractionDigits: 12))

      """
    for model in try paid.models() {
      text +=
        "D(R) of \(model.model): \(model.paid) "
        + "(training \(model.training), hosting \(model.hosting))\n"
    }
    text += "accounts paid: \(tree.payments.count)\n"
    text += "receipt: \(digest)\n"
    text += "payout root: \(tree.root)\n"
    return text
  }

  /// One row a line.
  func csv() -> String {
    var text =
      "gpu,owner,model,lane,effective_stake,share,eta_ppb,exact,paid,commission,stake_reward,cap\n"
    for line in paid.lines {
      text += RoundReport.quoted(line.gpu.text) + ",\(line.owner),"
      text += RoundReport.quoted(line.model.text)
      text += ",\(line.lane),\(line.effectiveStake),\(line.input.sharePPM),"
      text += "\(line.etaPartsPerBillion),\(line.exact),\(line.amount),\(line.commission),"
      text += "\(line.stakeReward),\(line.cappedBy?.description ?? "")\n"
    }
    return text
  }

  private struct JSONFigures: Encodable {
    let round: String
    let receipt: Digest
    let payoutRoot: Digest
    let budget, carriedIn, treasury, burned, paid, unspent, withheld, carriedOut: UInt256
    let alphaEffective: Ratio
    let models: [ModelDistribution]
    let payments: [RewardPayment]
  }

  /// Figures, models and payments; the lines are in the receipt.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return try encoder.encode(
      JSONFigures(
        round: "\(receipt.context.round)", receipt: digest, payoutRoot: tree.root,
        budget: paid.budget, carriedIn: paid.carriedIn, treasury: paid.treasury,
        burned: paid.burned, paid: paid.payable, unspent: paid.unspent,
        withheld: paid.withheld, carriedOut: paid.carriedOut,
        alphaEffective: paid.alphaEffective, models: paid.models(), payments: tree.payments))
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" }) else { return text }
    return "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\""
  }

  private static func table(_ rows: [[String]]) -> String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      let line = cells.joined(separator: "  ")
      return line.reversed().drop { $0 == " " }.reversed().map(String.init).joined() + "\n"
    }.joined()
  }
}
