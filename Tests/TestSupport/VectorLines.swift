// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// Runs `check` on every line of every vector file of that name, and prints how many there were.
///
/// Files are read line by line, so one may be long. An unknown operation is for `check` to refuse.
///
/// - Parameters:
///   - prefix: beginning of the file names, as in `vectorFiles(prefix:bundled:)`.
///   - bundled: folder the test target bundles.
///   - fewest: how many lines of all files together must have been checked; of each file at least
///     one.
///   - check: takes the line and its place (file and number), for failure messages; says whether it
///     checked the line (true) or has no such function (false).
/// - Throws: what `check` throws, or `VectorError` where too few lines were checked.
public func replayVectors(
  prefix: String, bundled: URL?, fewest: Int = 1,
  _ check: (_ line: Data, _ place: String) throws -> Bool
) throws {
  var all = 0
  for file in try vectorFiles(prefix: prefix, bundled: bundled) {
    let name = file.lastPathComponent
    let bytes = try Data(contentsOf: file, options: .mappedIfSafe)
    var number = 0
    var checked = 0
    for line in bytes.split(separator: 0x0A) {
      number += 1
      if try check(line, "\(name):\(number)") { checked += 1 }
    }
    print("\(name): \(checked) of \(number) lines checked, \(number - checked) skipped")
    guard checked > 0 else { throw VectorError.tooFewLines(file.path, checked: 0) }
    all += checked
  }
  guard all >= fewest else { throw VectorError.tooFewLines(prefix, checked: all) }
}
