// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Text of an SVG picture, inline in a page: no script, no outside reference.
struct SVG {
  private let width: Double
  private let height: Double
  private let title: String
  private var body = ""

  init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  /// Escapes text for markup.
  static func escape(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  /// Where a text stands relative to its point.
  enum Anchor: String {
    case start, middle, end
  }

  mutating func line(
    from: (Double, Double), to: (Double, Double), stroke: String, dashed: Bool = false
  ) {
    let dash = dashed ? #" stroke-dasharray="5 4""# : ""
    body +=
      #"<line x1="\#(f(from.0))" y1="\#(f(from.1))" x2="\#(f(to.0))" y2="\#(f(to.1))" "#
      + #"stroke="\#(stroke)"\#(dash)/>"# + "\n"
  }

  mutating func polyline(_ points: [(Double, Double)], stroke: String) {
    let path = points.map { "\(f($0.0)),\(f($0.1))" }.joined(separator: " ")
    body +=
      #"<polyline points="\#(path)" fill="none" stroke="\#(stroke)" stroke-width="2.2" "#
      + #"stroke-linejoin="round"/>"# + "\n"
  }

  mutating func circle(_ center: (Double, Double), radius: Double, fill: String, tip: String) {
    body +=
      #"<circle cx="\#(f(center.0))" cy="\#(f(center.1))" r="\#(f(radius))" fill="\#(fill)">"#
      + "<title>\(Self.escape(tip))</title></circle>\n"
  }

  mutating func bar(
    x: Double, y: Double, width: Double, height: Double, fill: String, tip: String
  ) {
    body +=
      #"<rect x="\#(f(x))" y="\#(f(y))" width="\#(f(width))" height="\#(f(height))" rx="2" "#
      + #"fill="\#(fill)"><title>\#(Self.escape(tip))</title></rect>"# + "\n"
  }

  mutating func text(
    _ text: String, at point: (Double, Double), anchor: Anchor = .start, size: Double = 12,
    fill: String = "#445", bold: Bool = false
  ) {
    let weight = bold ? #" font-weight="600""# : ""
    body +=
      #"<text x="\#(f(point.0))" y="\#(f(point.1))" text-anchor="\#(anchor.rawValue)" "#
      + #"font-size="\#(f(size))" fill="\#(fill)"\#(weight)>\#(Self.escape(text))</text>"# + "\n"
  }

  var markup: String {
    #"<svg viewBox="0 0 \#(f(width)) \#(f(height))" role="img" "#
      + #"aria-label="\#(Self.escape(title))" xmlns="http://www.w3.org/2000/svg">"#
      + "\n\(body)</svg>"
  }

  private func f(_ value: Double) -> String {
    String(format: "%.1f", value)
  }
}

/// Colours that stay apart in print and for colour-blind readers (Okabe and Ito 2008).
enum Palette {
  static let base = "#D55E00"
  static let ours = "#0072B2"
  static let faint = "#E3E6EA"
  static let axis = "#99A"
  static let target = "#555"
}
