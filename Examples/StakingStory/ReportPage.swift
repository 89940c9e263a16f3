// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ChartSVG
import ExactArithmetic

extension Report {
  /// The report as one page, with pictures in it and nothing from outside.
  var page: String {
    ChartPage(
      title: "A year of stakes",
      parts: [
        .chart(
          chart("Bonded and counted, in tokens", [("bonded", \.bonded), ("counted", \.counted)])),
        .chart(
          chart(
            "Unbonding and slashed, in tokens",
            [("unbonding", \.unbonding), ("slashed", \.slashed)])),
        .lines(text),
      ]
    ).markup
  }

  private func chart(
    _ title: String, _ curves: [(name: String, amount: KeyPath<Story.Day, UInt256>)]
  ) -> String {
    LineChart(
      title: title, xLabel: "day",
      series: curves.map { curve in
        LineChart.Series(
          name: curve.name,
          points: days.enumerated().map { number, day in
            LineChart.Point(x: Double(number), y: Self.whole(day[keyPath: curve.amount]))
          })
      }
    ).markup
  }

  /// Whole tokens, for a picture only.
  private static func whole(_ amount: UInt256) -> Double {
    Double((amount / Story.token).description) ?? 0
  }
}
