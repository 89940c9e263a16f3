// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import Testing

/// Expects two arrays of floating-point numbers to agree within `ulps` units in the last place of
/// the larger magnitude, or within `absolute`.
///
/// Two NaNs agree; NaN against a number, or infinities of different sign, do not.
public func expectClose<Value: BinaryFloatingPoint & Sendable>(
  _ actual: [Value], _ expected: [Value], ulps: Value = 4, absolute: Value = 0,
  _ comment: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record(
      "\(comment()) \(actual.count) values where \(expected.count) were expected",
      sourceLocation: sourceLocation)
    return
  }
  for (index, (a, e)) in zip(actual, expected).enumerated() where a != e {
    if a.isNaN && e.isNaN { continue }
    let difference = (a - e).magnitude
    let unit = Swift.max(a.magnitude, e.magnitude).ulp
    if difference <= absolute || difference <= ulps * unit { continue }
    Issue.record(
      "\(comment()) [\(index)] is \(a), expected \(e): off by \(difference / unit) ulp",
      sourceLocation: sourceLocation)
    return
  }
}
