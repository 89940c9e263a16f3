// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ChartSVG
import ExactArithmetic
import HostingEconomics

/// The plan as one page with pictures in it and nothing from outside.
struct PlanPage {
  let markup: String

  init(of plan: Plan, in catalogue: Catalogue) throws {
    var parts: [ChartPage.Part] = [.chart(try Self.stack(of: plan, in: catalogue))]
    parts.append(.chart(Self.tornado(of: plan)))
    if let chart = try Self.batches(of: plan) { parts.append(.chart(chart)) }
    parts.append(.chart(try Self.netByGPU(of: plan, in: catalogue)))
    parts.append(.chart(try Self.stakes(of: plan)))
    parts.append(.heading("The plan"))
    parts += plan.text(listsAssumptions: false).split(
      separator: "\n", omittingEmptySubsequences: true
    )
    .map { .text(String($0)) }
    parts.append(.heading("What this rests on"))
    parts.append(
      .table(
        header: ["number", "value", "date", "confidence", "source"],
        rows: plan.assumptions.map {
          [$0.name, $0.value, $0.date, $0.confidence.rawValue, $0.source]
        }))
    markup =
      ChartPage(
        title: "Hosting \(plan.model.title) on \(plan.gpu.title)", parts: parts
      ).markup
  }

  /// Every GPU that can be bought, at its usual site, beside the newest rent.
  private static func stack(of plan: Plan, in catalogue: Catalogue) throws -> String {
    var bars = [bar("this plan", plan.breakdown, mark: nil)]
    for gpu in catalogue.gpus where gpu.capital != nil {
      let site = try catalogue.site(named: gpu.site)
      let breakdown = try catalogue.costModel(owning: gpu, at: site).breakdown()
      bars.append(bar(gpu.id, breakdown, mark: gpu.rents.first?.perHour.value.perUnit.double))
    }
    return
      StackedBarChart(
        title: "Dollars per GPU-hour by the clock; the line is the newest rent",
        parts: CostFactor.allCases.map(\.title), bars: bars
      ).markup
  }

  private static func bar(
    _ name: String, _ breakdown: CostBreakdown, mark: Double?
  ) -> StackedBarChart.Bar {
    StackedBarChart.Bar(
      name: name, values: breakdown.lines.map(\.perHour.double), mark: mark)
  }

  private static func tornado(of plan: Plan) -> String {
    TornadoChart(
      title: "Dollars per useful GPU-hour as each input moves",
      base: plan.breakdown.perUsefulHour.double,
      bars: plan.sensitivity.map { bar in
        TornadoChart.Bar(
          name: bar.input.title, low: (bar.costAtLow.double, Figures.significant(bar.low, 2)),
          high: (bar.costAtHigh.double, Figures.significant(bar.high, 2)))
      }
    ).markup
  }

  /// The cost of a million tokens over the batch; nil where not even one sequence fits.
  private static func batches(of plan: Plan) throws -> String? {
    var points: [LineChart.Point] = []
    for power in 3...10 {
      var serving = plan.serving
      serving.batch = Double(1 << power)
      guard let estimate = try serving.estimate().estimate else { break }
      let work = try plan.breakdown.costOfWork(gpus: serving.gpus, rate: estimate.rate)
      points.append(
        LineChart.Point(x: serving.batch, y: work.perMillionTokens.perUnit.double))
    }
    guard let last = points.last else { return nil }
    var series = [LineChart.Series(name: "hosted here", points: points)]
    for offer in plan.model.offers {
      let price = offer.output.value.perUnit.double
      series.append(
        LineChart.Series(
          name: offer.provider,
          points: [LineChart.Point(x: 8, y: price), LineChart.Point(x: last.x, y: price)]))
    }
    return
      LineChart(
        title: "Dollars per million tokens over the batch", xLabel: "sequences in a batch",
        series: series
      ).markup
  }

  /// What each GPU nets a day at equal stake and the plan's α*: whoever costs more leaves first.
  private static func netByGPU(of plan: Plan, in catalogue: Catalogue) throws -> String {
    var bars: [TornadoChart.Bar] = []
    for gpu in catalogue.gpus where gpu.capital != nil {
      let site = try catalogue.site(named: gpu.site)
      var position = plan.position
      position.costPerHour =
        try catalogue.costModel(owning: gpu, at: site).breakdown().perHour
      let net = try position.net(alpha: plan.alpha)
      bars.append(
        TornadoChart.Bar(name: gpu.id, low: (0, ""), high: (net.double, net.text(digits: 2))))
    }
    return
      TornadoChart(
        title: "Dollars netted per round at equal stake and this plan's α*", base: 0, bars: bars
      ).markup
  }

  /// Net per round over token price and stake at the plan's α*.
  private static func stakes(of plan: Plan) throws -> String {
    let factors = [("1/4", 0.25), ("1/2", 0.5), ("1", 1), ("2", 2), ("4", 4)]
    var values: [[Double?]] = []
    for (_, stakeFactor) in factors {
      var row: [Double?] = []
      for (_, priceFactor) in factors {
        var position = plan.position
        position.tokenPrice = try position.tokenPrice.scaled(by: priceFactor)
        position.stake = position.stake / 4 * UInt256(UInt64(stakeFactor * 4))
        row.append(try position.net(alpha: plan.alpha).double)
      }
      values.append(row)
    }
    return
      HeatMap(
        title: "Dollars netted per round at this plan's α*", xLabel: "token price, times",
        yLabel: "stake, times", columns: factors.map(\.0), rows: factors.map(\.0), values: values
      ).markup
  }
}
