// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Colours that stay apart in print and for colour-blind readers (Okabe and Ito 2008).
enum Palette {
  private static let colours = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8A6FB0", "#777777",
  ]

  static func colour(_ index: Int) -> String { colours[index % colours.count] }

  /// From blue through white to orange for −1 to 1.
  static func diverging(_ value: Double) -> String {
    let share = min(1, max(-1, value.isFinite ? value : 0))
    let end: (Double, Double, Double) = share < 0 ? (0, 114, 178) : (213, 94, 0)
    func channel(_ end: Double) -> String {
      let level = Int((255 + (end - 255) * share.magnitude).rounded())
      let text = String(level, radix: 16, uppercase: true)
      return level < 16 ? "0" + text : text
    }
    return "#" + channel(end.0) + channel(end.1) + channel(end.2)
  }
}
