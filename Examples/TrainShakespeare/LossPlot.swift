// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ChartSVG

/// A picture of how losses fell, as SVG that needs nothing from outside.
struct LossPlot {
  /// Steps and losses of training, in ascending order.
  var training: [(step: Int, loss: Double)] = []
  /// Steps and losses on held-out text, in ascending order.
  var heldOut: [(step: Int, loss: Double)] = []

  /// The picture.
  var svg: String {
    func curve(_ name: String, _ points: [(step: Int, loss: Double)]) -> LineChart.Series {
      LineChart.Series(
        name: name, points: points.map { LineChart.Point(x: Double($0.step), y: $0.loss) })
    }
    return Markup.document(
      LineChart(
        title: "Cross entropy per character", xLabel: "step",
        series: [curve("training", training), curve("held out", heldOut)], startsAtZero: false
      ).markup)
  }
}
