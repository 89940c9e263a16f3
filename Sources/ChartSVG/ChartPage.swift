// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A page of charts, tables and text in one file: no script, nothing from outside, light and dark.
public struct ChartPage: Sendable {
  /// A part of the page.
  public enum Part: Sendable {
    /// A heading.
    case heading(String)
    /// A paragraph.
    case text(String)
    /// Text whose lines and spaces stay as they are, as a terminal shows it.
    case lines(String)
    /// A chart's SVG element.
    case chart(String)
    /// Rows of cells under names.
    case table(header: [String], rows: [[String]])
    /// Data as JSON, for whoever wants the numbers.
    case data(String)
  }

  /// The page's title.
  public var title: String
  /// The parts from top to bottom.
  public var parts: [Part]

  /// Creates a page.
  public init(title: String, parts: [Part]) {
    self.title = title
    self.parts = parts
  }

  /// The page as HTML.
  ///
  /// - Complexity: O(n) in its size.
  public var markup: String {
    var body = ""
    for part in parts {
      switch part {
      case .heading(let text): body += "<h2>\(Markup.escape(text))</h2>\n"
      case .text(let text): body += "<p>\(Markup.escape(text))</p>\n"
      case .lines(let text): body += "<pre>\(Markup.escape(text))</pre>\n"
      case .chart(let svg): body += "<figure>\n\(svg)\n</figure>\n"
      case .table(let header, let rows):
        body += "<table>\n<tr>"
        for name in header { body += "<th>\(Markup.escape(name))</th>" }
        body += "</tr>\n"
        for row in rows {
          body += "<tr>" + row.map { "<td>\(Markup.escape($0))</td>" }.joined() + "</tr>\n"
        }
        body += "</table>\n"
      case .data(let json):
        body +=
          "<details><summary>Data</summary><pre>\(Markup.escape(json))</pre></details>\n"
      }
    }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>\(Markup.escape(title))</title>
      <style>
      :root { color-scheme: light dark; }
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; }
      figure { margin: 1.5em 0; }
      svg { width: 100%; height: auto; }
      table { border-collapse: collapse; margin: 1em 0; }
      th, td { text-align: left; padding: 0.2em 0.8em; border-bottom: 1px solid #8884; }
      pre { overflow: auto; max-height: 30em; }
      @media print { details { display: none; } }
      </style>
      </head>
      <body>
      <h1>\(Markup.escape(title))</h1>
      \(body)</body>
      </html>

      """
  }
}
