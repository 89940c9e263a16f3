// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A picture of how losses fell, as SVG that needs nothing from outside.
struct LossPlot {
  /// Steps and losses of training, in ascending order.
  var training: [(step: Int, loss: Double)] = []
  /// Steps and losses on held-out text, in ascending order.
  var heldOut: [(step: Int, loss: Double)] = []

  private let width = 720.0
  private let height = 400.0
  private let left = 60.0
  private let bottom = 50.0
  private let top = 30.0
  private let right = 20.0

  /// The picture.
  var svg: String {
    let all = (training + heldOut).filter { $0.loss.isFinite }
    let steps = Double(max(all.map(\.step).max() ?? 1, 1))
    let losses = all.map(\.loss)
    let low = (losses.min() ?? 0).rounded(.down)
    let high = max((losses.max() ?? 1).rounded(.up), low + 1)
    func x(_ step: Double) -> Double { left + (width - left - right) * step / steps }
    func y(_ loss: Double) -> Double {
      height - bottom - (height - bottom - top) * (loss - low) / (high - low)
    }
    func number(_ value: Double) -> String { String(format: "%.1f", value) }
    func line(_ points: [(step: Int, loss: Double)], _ color: String, _ width: Double) -> String {
      let path = points.filter { $0.loss.isFinite }
        .map { "\(number(x(Double($0.step)))),\(number(y($0.loss)))" }.joined(separator: " ")
      return
        "<polyline fill=\"none\" stroke=\"\(color)\" stroke-width=\"\(width)\" points=\"\(path)\"/>"
    }
    func text(_ words: String, _ x: Double, _ y: Double, _ anchor: String) -> String {
      "<text x=\"\(number(x))\" y=\"\(number(y))\" text-anchor=\"\(anchor)\">\(words)</text>"
    }
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(Int(width)) \(Int(height))" \
      font-family="sans-serif" font-size="12">
      """, "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
    ]
    for tick in 0...5 {
      let loss = low + (high - low) * Double(tick) / 5
      let step = steps * Double(tick) / 5
      parts.append(
        "<line x1=\"\(left)\" x2=\"\(width - right)\" y1=\"\(number(y(loss)))\" "
          + "y2=\"\(number(y(loss)))\" stroke=\"#ddd\"/>")
      parts.append(text(number(loss), left - 8, y(loss) + 4, "end"))
      parts.append(text("\(Int(step))", x(step), height - bottom + 18, "middle"))
    }
    parts.append(line(training, "#9ab", 1))
    parts.append(line(heldOut, "#c33", 2))
    parts.append(text("step", (left + width - right) / 2, height - 12, "middle"))
    parts.append(
      text("cross entropy per character: training grey, held out red", left, 18, "start"))
    return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
  }
}
