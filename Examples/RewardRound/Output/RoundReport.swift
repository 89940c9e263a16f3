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
struct RoundReport: Sendable {
  let receipt: RewardReceipt
  let claims: RoundClaims
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
    text += "accounts paid: \(claims.payments.count)\n"
    text += "receipt: \(digest)\n"
    text += "claim root: \(claims.tree.root.digest)\n"
    return text
  }

  /// How many lines or payments go into a part of a file.
  private static let partSize = 8_192

  private static func parts(of count: Int) -> Int { (count + partSize - 1) / partSize }

  private static func part(_ number: Int, of count: Int) -> Range<Int> {
    number * partSize..<min((number + 1) * partSize, count)
  }

  /// In how many parts the lines go into CSV, the header with the first of them.
  static func csvParts(of paid: Distribution) -> Int { max(1, parts(of: paid.lines.count)) }

  /// A part of the lines, one row each.
  static func csv(part number: Int, of paid: Distribution) -> [UInt8] {
    let places = part(number, of: paid.lines.count)
    var text = ByteText(expecting: 256 + 256 * places.count)
    if number == 0 {
      text.append(
        "gpu,owner,model,lane,effective_stake,share,eta_ppb,exact,paid,commission,stake_reward,cap\n"
      )
    }
    var owner: (address: Address, text: String)?
    for place in places {
      let line = paid.lines[place]
      // An address takes a hash to write; the lines of an owner often follow each other.
      let ownerText: String
      if let owner, owner.address == line.owner {
        ownerText = owner.text
      } else {
        ownerText = line.owner.description
        owner = (line.owner, ownerText)
      }
      text.append(field: line.gpu.text)
      text.append(",")
      text.append(ownerText)
      text.append(",")
      text.append(field: line.model.text)
      text.append(line.lane == .training ? ",training," : ",hosting,")
      text.append(line.effectiveStake)
      text.append(",")
      text.append(UInt64(line.input.sharePPM))
      text.append(",")
      text.append(line.etaPartsPerBillion)
      text.append(",")
      if let (numerator, denominator) = line.exact.reducedParts {
        text.append(numerator)
        if denominator != .one {
          text.append("/")
          text.append(denominator)
        }
      } else {
        text.append(line.exact.description)
      }
      for amount in [line.amount, line.commission, line.stakeReward] {
        text.append(",")
        text.append(amount)
      }
      text.append(",")
      if let cap = line.cappedBy { text.append(cap.description) }
      text.append("\n")
    }
    return text.bytes
  }

  private struct JSONFigures: Encodable {
    let round: String
    let receipt: Digest
    let claimRoot: Digest
    let budget, carriedIn, treasury, burned, paid, unspent, withheld, carriedOut: UInt256
    let alphaEffective: Ratio
    let models: [ModelDistribution]
  }

  /// In how many parts figures and payments go into JSON.
  var jsonParts: Int { Self.parts(of: claims.payments.count) + 2 }

  /// Figures and models, then parts of the payments, one a line; the lines of the round are in the receipt.
  func json(part: Int) throws -> [UInt8] {
    if part == 0 { return try jsonFigures() }
    let count = claims.payments.count
    guard part < jsonParts - 1 else { return Array("\n  ]\n}\n".utf8) }
    let places = Self.part(part - 1, of: count)
    var text = ByteText(expecting: 128 * places.count)
    for place in places {
      let payment = claims.payments[place]
      text.append(place == 0 ? "\n" : ",\n")
      text.append("    { \"account\" : \"")
      text.append(payment.account.description)
      text.append("\", \"amount\" : \"")
      text.append(payment.amount)
      text.append("\" }")
    }
    return text.bytes
  }

  /// The object up to the first payment.
  private func jsonFigures() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let figures = try encoder.encode(
      JSONFigures(
        round: "\(receipt.context.round)", receipt: digest, claimRoot: claims.tree.root.digest,
        budget: paid.budget, carriedIn: paid.carriedIn, treasury: paid.treasury,
        burned: paid.burned, paid: paid.payable, unspent: paid.unspent,
        withheld: paid.withheld, carriedOut: paid.carriedOut,
        alphaEffective: paid.alphaEffective, models: paid.models()))
    // A member more, before the brace that ends the object.
    return Array(figures.dropLast(2)) + Array(",\n  \"payments\" : [".utf8)
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
