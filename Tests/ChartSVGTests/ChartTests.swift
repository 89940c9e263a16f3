// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ChartSVG
import Foundation
import TestSupport
import Testing

@Suite struct ChartTests {
  static let line = LineChart(
    title: "Supply & <demand>", xLabel: "day",
    series: [
      LineChart.Series(
        name: "mint", points: [0, 1, 2, 3].map { LineChart.Point(x: $0, y: $0 * $0 * 100) },
        low: [0, 50, 300, 700], high: [10, 150, 500, 1100]),
      LineChart.Series(
        name: "burn",
        points: [
          LineChart.Point(x: 0, y: 5), LineChart.Point(x: 1, y: .nan), LineChart.Point(x: 2, y: 20),
        ], dots: [LineChart.Point(x: 1.5, y: 12)]),
    ])
  static let stack = StackedBarChart(
    title: "Cost", parts: ["compute", "power", "cooling", "upkeep"],
    bars: [
      StackedBarChart.Bar(name: "H100", values: [1.33, 0.06, 0.03, 0.23], mark: 2.69),
      StackedBarChart.Bar(name: "4090", values: [0.06, 0.06, 0.01, 0]),
    ])
  static let tornado = TornadoChart(
    title: "Sensitivity", base: 2.5,
    bars: [
      TornadoChart.Bar(name: "price", low: (2.43, "0.04"), high: (2.71, "0.20")),
      TornadoChart.Bar(name: "utilisation", low: (4.33, "0.4"), high: (1.86, "0.95")),
    ])
  static let heat = HeatMap(
    title: "Net", xLabel: "price", yLabel: "stake", columns: ["0.1", "0.5"],
    rows: ["100", "1000"], values: [[-40, -12.5], [nil, 30]])

  static let race = LineChart(
    title: "A race", xLabel: "seconds, logarithmic",
    series: [
      LineChart.Series(
        name: "base",
        points: [0, 0.5, 1, 2].map { LineChart.Point(x: $0, y: 1 - $0 / 2.5) }),
      LineChart.Series(
        name: "ours", points: [0, 0.1, 0.2, 0.4].map { LineChart.Point(x: $0, y: 1 - $0 * 2) }),
    ], xScale: .logarithmic,
    marks: [
      LineChart.Mark(x: 2, label: "target 2 s", series: 0),
      LineChart.Mark(x: 0.4, label: "target 0.4 s", series: 1),
    ])
  static let groups = GroupedBarChart(
    title: "Balances", parts: ["before", "after"],
    groups: [
      GroupedBarChart.Group(
        name: "<ann>", bars: [.init(value: 5, label: "5"), .init(value: 7.5, label: "7.5")]),
      GroupedBarChart.Group(
        name: "ben", bars: [.init(value: 0, label: "0"), .init(value: .nan, label: "?")]),
    ])

  static let all: [(name: String, markup: String)] = [
    ("line", line.markup), ("stack", stack.markup), ("tornado", tornado.markup),
    ("heat", heat.markup), ("race", race.markup), ("groups", groups.markup),
    (
      "page",
      ChartPage(
        title: "A page",
        parts: [
          .heading("One"), .text("x < y"), .lines("a  < b"), .chart(heat.markup),
          .table(header: ["a"], rows: [["1"], ["</table>"]]), .data("{\"a\": \"</pre>\"}"),
        ]
      ).markup
    ),
  ]

  /// What was drawn and looked at once. `TENSORCHAIN_REDRAW` names a folder to write anew.
  @Test(arguments: all)
  func chartsAreDrawnAsTheyWere(_ chart: (name: String, markup: String)) throws {
    if let folder = ProcessInfo.processInfo.environment["TENSORCHAIN_REDRAW"] {
      try chart.markup.write(
        toFile: "\(folder)/\(chart.name).svg", atomically: true, encoding: .utf8)
    }
    let file = try #require(
      Bundle.module.url(forResource: "Vectors/\(chart.name)", withExtension: "svg"))
    #expect(try chart.markup == String(contentsOf: file, encoding: .utf8))
  }

  @Test(arguments: all)
  func chartsAreWellFormed(_ chart: (name: String, markup: String)) throws {
    // Every element that opens closes, in order.
    var open: [String] = []
    for piece in chart.markup.split(separator: "<") {
      guard let end = piece.firstIndex(of: ">") else {
        Issue.record("\(chart.name): an element without an end")
        return
      }
      let tag = piece[..<end]
      let name = String(tag.prefix { $0.isLetter || $0.isNumber || $0 == "/" || $0 == "!" })
      if tag.hasSuffix("/") || name.hasPrefix("!") || name == "meta" { continue }
      if name.hasPrefix("/") {
        #expect(open.popLast() == String(name.dropFirst()), "\(chart.name)")
      } else {
        open.append(name)
      }
    }
    #expect(open.isEmpty, "\(chart.name): \(open)")
    #expect(!chart.markup.contains("http") && !chart.markup.contains("<script"))
    #expect(!chart.markup.contains("nan") && !chart.markup.contains("inf\""))
  }

  @Test func textCannotBreakOut() {
    #expect(Markup.escape("<a href='x'>\"&\u{0}") == "&lt;a href=&#39;x&#39;&gt;&quot;&amp;")
  }

  @Test(arguments: [
    (0.0, 1.0, [0, 0.2, 0.4, 0.6, 0.8, 1]), (0, 7, [0, 2, 4, 6, 8]),
    (-3, 12, [-5, 0, 5, 10, 15]), (0, 0.03, [0, 0.01, 0.02, 0.03]),
    (1000, 6000, [1000, 2000, 3000, 4000, 5000, 6000]),
  ])
  func ticksAreOneTwoFive(_ row: (low: Double, high: Double, ticks: [Double])) {
    #expect(Ticks(from: row.low, to: row.high).values == row.ticks)
  }

  @Test func ticksCoverEveryRange() {
    var random = SeededGenerator(seed: 2)
    for _ in 0..<5_000 {
      let scale = [1e-9, 1e-3, 1, 1e4, 1e11][Int.random(in: 0..<5, using: &random)]
      let low = Double.random(in: -scale...scale, using: &random)
      let high = low + Double.random(in: 0...scale, using: &random)
      let ticks = Ticks(from: low, to: high)
      #expect((2...12).contains(ticks.values.count), "\(low) \(high) \(ticks)")
      #expect(ticks.values.first.map { $0 <= low + ticks.step * 1e-6 } == true, "\(low) \(high)")
      #expect(ticks.values.last.map { $0 >= high - ticks.step * 1e-6 } == true, "\(low) \(high)")
    }
    for (low, high) in [(Double.nan, 1.0), (0, .infinity), (-1e300, 1e300), (5, 5), (0, 0), (2, 1)]
    {
      #expect((2...12).contains(Ticks(from: low, to: high).values.count))
    }
  }

  @Test func tickTextHasTheDigitsItNeeds() {
    let small = Ticks(from: 0, to: 0.03)
    #expect(small.values.map(small.text) == ["0.00", "0.01", "0.02", "0.03"])
    let large = Ticks(from: 0, to: 2_500_000)
    #expect(large.values.map(large.text) == ["0", "0.5M", "1.0M", "1.5M", "2.0M", "2.5M"])
  }

  @Test func logarithmicAxesSpreadFactorsEvenly() throws {
    let race = Self.race.markup
    for text in ["0.1", "0.2", "0.5", "1", "2"] { #expect(race.contains(">\(text)</text>")) }
    // From 0.1 to 2 over 640 points: 0.2 lies at 64 + 640 · log 2 / log 20.
    #expect(race.contains("<line x1=\"212.1\" y1=\"56\" x2=\"212.1\""))
    // Zero lies at the left edge, and the last mark at the right one.
    #expect(race.contains("points=\"64,"))
    #expect(race.contains("<line x1=\"704\" y1=\"56\" x2=\"704\" y2=\"276\" stroke=\"#0072B2\""))
  }

  @Test(arguments: [1e-6, 0.1, 1, 2, 9.999, 10, 12_345, 1e9])
  func wideAxesAreMarkedAtPowersOfTen(_ most: Double) {
    let chart = LineChart(
      title: "t", xLabel: "x",
      series: [
        LineChart.Series(
          name: "a", points: [LineChart.Point(x: most / 1e5, y: 1), LineChart.Point(x: most, y: 2)])
      ], xScale: .logarithmic)
    let marks = chart.markup.components(separatedBy: "y1=\"56\"").count - 1
    #expect((4...7).contains(marks), "\(marks)")
  }

  @Test func aFileOfItsOwnSaysWhatItIs() {
    let file = Markup.document(Self.groups.markup)
    #expect(
      file.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\"") && file.hasSuffix("</svg>\n"))
    #expect(file.contains("viewBox=\"0 0 720 300\""))
  }

  @Test func nothingToDrawIsSaid() {
    let empty = LineChart(title: "t", xLabel: "x", series: [])
    #expect(empty.markup.contains("nothing to draw"))
    let single = LineChart(
      title: "t", xLabel: "x",
      series: [LineChart.Series(name: "a", points: [LineChart.Point(x: 1, y: 1)])])
    #expect(single.markup.contains("polyline"))
    #expect(StackedBarChart(title: "t", parts: [], bars: []).markup.contains("</svg>"))
    #expect(TornadoChart(title: "t", base: 0, bars: []).markup.contains("</svg>"))
  }
}
