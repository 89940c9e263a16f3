// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import DigitsFile
import Foundation
import PeerTraining
import TensorCore

/// The 1,797 handwritten digits that the program trains on: 8 × 8 pixels from 0 to 16 and a label.
///
/// E. Alpaydin, C. Kaynak (1998), UCI Machine Learning Repository; see
/// Resources/digits-ATTRIBUTION.txt.
struct DigitsData {
  /// Pixels of one image.
  static let width = 64
  /// Different labels.
  static let classes = 10

  private let pixels: [[Float]]
  private let labels: [Int32]

  var count: Int { labels.count }

  /// Reads the data set that is built into the program.
  static func bundled() throws -> DigitsData {
    guard let file = DigitsFile.url else { throw DigitsError.missing }
    return try DigitsData(csv: try String(contentsOf: file, encoding: .utf8))
  }

  /// - Throws: `DigitsError` naming the line and what is wrong with it.
  init(csv: String) throws(DigitsError) {
    var pixels: [[Float]] = []
    var labels: [Int32] = []
    for (index, line) in csv.split(separator: "\n").enumerated() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      guard fields.count == Self.width + 1 else {
        throw .malformed(line: index + 1, "\(fields.count) fields where 65 are due")
      }
      var row: [Float] = []
      for field in fields.dropLast() {
        guard let pixel = UInt8(field), pixel <= 16 else {
          throw .malformed(line: index + 1, "the pixel “\(field)” is not in 0 ... 16")
        }
        row.append(Float(pixel) / 16)
      }
      guard let label = Int32(fields[Self.width]), (0..<10).contains(label) else {
        throw .malformed(line: index + 1, "the label “\(fields[Self.width])” is not in 0 ... 9")
      }
      pixels.append(row)
      labels.append(label)
    }
    guard !labels.isEmpty else { throw .malformed(line: 1, "there is no image") }
    self.pixels = pixels
    self.labels = labels
  }

  /// Rows to train on, cut for the peers, and rows that nobody trains on.
  struct Split {
    let shards: [LabelledRows]
    let heldOut: LabelledRows
    /// The held-out images, one row each, to be asked as queries.
    let heldOutPixels: [[Float]]
    let heldOutLabels: [Int]
  }

  /// Holds out `heldOut` images, each digit in its proportion, and deals the others to the peers.
  ///
  /// Who is held out is drawn by `seed`; shares of digits are rounded by largest remainder.
  func split(heldOut: Int, peers: Int, seed: UInt64) throws -> Split {
    let order = RandomKey(seed: seed).permutation(count)
    var byDigit: [[Int]] = Array(repeating: [], count: Self.classes)
    for index in order { byDigit[Int(labels[index])].append(index) }
    var quotas = byDigit.map { $0.count * heldOut / count }
    let byRemainder = byDigit.indices.sorted {
      (byDigit[$0].count * heldOut % count, $1) > (byDigit[$1].count * heldOut % count, $0)
    }
    for digit in byRemainder.prefix(heldOut - quotas.reduce(0, +)) { quotas[digit] += 1 }

    var outside: Set<Int> = []
    for (digit, quota) in zip(byDigit, quotas) { outside.formUnion(digit.prefix(quota)) }
    let held = order.filter(outside.contains)
    let rest = order.filter { !outside.contains($0) }
    let shards = try (0..<peers).map { peer in
      try rows(rest.indices.filter { $0 % peers == peer }.map { rest[$0] })
    }
    return Split(
      shards: shards, heldOut: try rows(held), heldOutPixels: held.map { pixels[$0] },
      heldOutLabels: held.map { Int(labels[$0]) })
  }

  private func rows(_ indices: [Int]) throws -> LabelledRows {
    try LabelledRows(
      features: indices.flatMap { pixels[$0] }, labels: indices.map { labels[$0] },
      width: Self.width)
  }
}

/// Why the digits cannot be read.
enum DigitsError: Error, CustomStringConvertible {
  case missing
  case malformed(line: Int, String)

  var description: String {
    switch self {
    case .missing: "the digits were not built into this program"
    case .malformed(let line, let why): "line \(line) of the digits: \(why)"
    }
  }
}
