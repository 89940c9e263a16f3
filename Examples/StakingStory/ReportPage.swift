// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic

extension Report {
  /// The report as one page, with pictures in it and nothing from outside.
  var page: String {
    let bonded = days.map { Self.whole($0.bonded) }
    let counted = days.map { Self.whole($0.counted) }
    let unbonding = days.map { Self.whole($0.unbonding) }
    let slashed = days.map { Self.whole($0.slashed) }
    return """
      <!doctype html>
      <html lang="en"><meta charset="utf-8"><title>A year of stakes</title>
      <style>body{font:15px system-ui;max-width:60em;margin:2em auto;padding:0 1em}
      pre{background:#f5f5f2;padding:1em;overflow:auto}svg{width:100%;height:auto}</style>
      <h1>A year of stakes</h1>
      <h2>Bonded (blue) and counted (green), in tokens</h2>
      \(Self.chart([("#2563a8", bonded), ("#2e8b57", counted)]))
      <h2>Unbonding (orange) and slashed (red), in tokens</h2>
      \(Self.chart([("#d9822b", unbonding), ("#b8332a", slashed)]))
      <pre>\(Self.escape(text))</pre>
      </html>

      """
  }

  /// Whole tokens, for a picture only.
  private static func whole(_ amount: UInt256) -> Double {
    Double((amount / Story.token).description) ?? 0
  }

  private static func escape(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      default: escaped.append(character)
      }
    }
  }

  private static func chart(_ lines: [(color: String, values: [Double])]) -> String {
    let (width, height, edge) = (800.0, 220.0, 60.0)
    let most = max(lines.flatMap(\.values).max() ?? 1, 1)
    var svg = "<svg viewBox=\"0 0 \(Int(width)) \(Int(height))\" role=\"img\">"
    for part in 0...4 {
      let y = height - 20 - (height - 40) * Double(part) / 4
      let value = Int(most * Double(part) / 4)
      svg += "<line x1=\"\(edge)\" x2=\"\(width)\" y1=\"\(y)\" y2=\"\(y)\" stroke=\"#ddd\"/>"
      svg += "<text x=\"\(edge - 6)\" y=\"\(y + 4)\" font-size=\"11\" text-anchor=\"end\">"
      svg += "\(value)</text>"
    }
    for line in lines {
      let step = (width - edge) / Double(max(line.values.count - 1, 1))
      let points = line.values.enumerated().map { index, value in
        let x = Int(edge + step * Double(index))
        return "\(x),\(Int(height - 20 - (height - 40) * value / most))"
      }
      svg += "<polyline fill=\"none\" stroke=\"\(line.color)\" stroke-width=\"2\" points=\""
      svg += points.joined(separator: " ") + "\"/>"
    }
    return svg + "</svg>"
  }
}
