// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Text for markup.
public enum Markup {
  /// `text` with the five characters escaped that mean something in markup or its attributes; control
  /// characters, which no document may hold, are left out.
  ///
  /// - Complexity: O(n).
  public static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default:
        if scalar.value >= 0x20 || scalar == "\n" || scalar == "\t" {
          escaped.unicodeScalars.append(scalar)
        }
      }
    }
    return escaped
  }

  /// A chart's SVG element as a file of its own: black on white, for programs that show pictures.
  ///
  /// - Parameter chart: what a chart's `markup` gave.
  /// - Complexity: O(n).
  public static func document(_ chart: String) -> String {
    let opening = "<svg "
    guard chart.hasPrefix(opening) else { return chart }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" color=\"black\" style=\"background:white\" "
      + chart.dropFirst(opening.count) + "\n"
  }

  /// A coordinate with one digit after the point, the same on every machine; 0 for what is no number.
  static func place(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e9 else { return "0" }
    let tenths = Int((value * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, rest) = tenths.magnitude.quotientAndRemainder(dividingBy: 10)
    return rest == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(rest)"
  }
}
