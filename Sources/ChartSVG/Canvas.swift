// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A picture in the making: elements of SVG, inline in a page, without script or outside reference.
/// Text takes the colour of the page around it, so that it is read on light and dark.
struct Canvas {
  enum Anchor: String {
    case start, middle, end
  }

  private let width: Double
  private let height: Double
  private let title: String
  private var body = ""

  init(width: Double, height: Double, title: String) {
    self.width = width
    self.height = height
    self.title = title
  }

  mutating func line(_ from: (Double, Double), _ to: (Double, Double), faint: Bool = true) {
    body +=
      "<line x1=\"\(p(from.0))\" y1=\"\(p(from.1))\" x2=\"\(p(to.0))\" y2=\"\(p(to.1))\" "
      + "stroke=\"currentColor\" stroke-opacity=\"\(faint ? "0.15" : "0.6")\"/>\n"
  }

  mutating func brokenLine(_ from: (Double, Double), _ to: (Double, Double), colour: String) {
    body +=
      "<line x1=\"\(p(from.0))\" y1=\"\(p(from.1))\" x2=\"\(p(to.0))\" y2=\"\(p(to.1))\" "
      + "stroke=\"\(colour)\" stroke-dasharray=\"5 4\"/>\n"
  }

  mutating func polyline(_ points: [(Double, Double)], colour: String, tip: String) {
    guard !points.isEmpty else { return }
    let path = points.map { "\(p($0.0)),\(p($0.1))" }.joined(separator: " ")
    body +=
      "<polyline points=\"\(path)\" fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\" "
      + "stroke-linejoin=\"round\"><title>\(Markup.escape(tip))</title></polyline>\n"
  }

  mutating func area(_ points: [(Double, Double)], colour: String, tip: String) {
    guard !points.isEmpty else { return }
    let path = points.map { "\(p($0.0)),\(p($0.1))" }.joined(separator: " ")
    body +=
      "<polygon points=\"\(path)\" fill=\"\(colour)\" fill-opacity=\"0.2\">"
      + "<title>\(Markup.escape(tip))</title></polygon>\n"
  }

  mutating func dot(_ at: (Double, Double), colour: String, tip: String) {
    body +=
      "<circle cx=\"\(p(at.0))\" cy=\"\(p(at.1))\" r=\"3\" fill=\"\(colour)\">"
      + "<title>\(Markup.escape(tip))</title></circle>\n"
  }

  mutating func box(
    x: Double, y: Double, width: Double, height: Double, colour: String, tip: String
  ) {
    body +=
      "<rect x=\"\(p(x))\" y=\"\(p(y))\" width=\"\(p(max(0, width)))\" "
      + "height=\"\(p(max(0, height)))\" fill=\"\(colour)\">"
      + "<title>\(Markup.escape(tip))</title></rect>\n"
  }

  mutating func text(
    _ text: String, _ at: (Double, Double), anchor: Anchor = .start, size: Double = 12,
    bold: Bool = false, colour: String = "currentColor"
  ) {
    body +=
      "<text x=\"\(p(at.0))\" y=\"\(p(at.1))\" text-anchor=\"\(anchor.rawValue)\" "
      + "font-size=\"\(p(size))\" fill=\"\(colour)\"\(bold ? " font-weight=\"600\"" : "")>"
      + "\(Markup.escape(text))</text>\n"
  }

  var markup: String {
    "<svg viewBox=\"0 0 \(p(width)) \(p(height))\" role=\"img\" "
      + "aria-label=\"\(Markup.escape(title))\" font-family=\"system-ui, sans-serif\">\n"
      + "<title>\(Markup.escape(title))</title>\n\(body)</svg>"
  }

  /// Names with their colours in one row.
  mutating func legend(_ names: [String], at start: (Double, Double)) {
    var x = start.0
    for (index, name) in names.enumerated() {
      box(x: x, y: start.1 - 10, width: 11, height: 11, colour: Palette.colour(index), tip: name)
      text(name, (x + 16, start.1))
      x += 32 + Double(name.count) * 6.6
    }
  }

  private func p(_ value: Double) -> String { Markup.place(value) }
}
