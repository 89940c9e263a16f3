// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// What all locks together weigh, at every time past and to come.
///
/// The sum of lines that end at different weeks is a line whose slope changes at those weeks. The
/// contract this follows stores a point for each week that passes; between two changes those are
/// points of one line, so here only the changes and the calls are stored, and the weeks are counted
/// (``epoch``). A call therefore costs what changed, not the time that passed, and no week is ever
/// skipped (the contract stops after 255).
struct EscrowCurve: Sendable, Hashable, Codable {
  /// Slope that the curve loses at a time.
  struct Change: Sendable, Hashable, Codable {
    let time: UInt64
    var slope: UInt256
  }

  /// The lines, by time strictly ascending, never empty; of several in one time unit the last.
  private(set) var points: [EscrowPoint]
  /// The changes to come, by time strictly ascending, none of slope 0.
  private(set) var pending: [Change] = []
  /// How many points the contract would have stored.
  private(set) var epoch: UInt64 = 0

  init(startingAt time: UInt64) { points = [EscrowPoint(time: time)] }

  /// The line that holds now.
  var latest: EscrowPoint { points[points.count - 1] }

  /// The epoch after a call at `time`, nil where 64 bits cannot count it.
  func nextEpoch(at time: UInt64, week: UInt64) -> UInt64? {
    // The first call has no week behind it.
    let last = epoch == 0 ? time : latest.time
    let elapsed = time - last / week * week
    let weeks = Swift.max(1, elapsed / week + (elapsed % week == 0 ? 0 : 1))
    let (sum, overflow) = epoch.addingReportingOverflow(weeks)
    return overflow ? nil : sum
  }

  /// Brings the curve to `time`, as ``nextEpoch(at:week:)`` allowed.
  ///
  /// - Complexity: O(c) for c changes passed.
  mutating func advance(to time: UInt64, epoch: UInt64) {
    var line = latest
    var passed = 0
    while passed < pending.count, pending[passed].time <= time {
      let change = pending[passed]
      line = line.moved(to: change.time)
      line.slope -= change.slope
      record(line)
      passed += 1
    }
    pending.removeFirst(passed)
    record(line.moved(to: time))
    self.epoch = epoch
  }

  /// Puts one lock in the place of another, at the time of ``latest``.
  ///
  /// - Complexity: O(log p + p) for p weeks in which locks end.
  mutating func replace(_ old: EscrowLock?, by new: EscrowLock?, _ policy: EscrowPolicy) {
    var line = latest
    if let new, new.end > line.time {
      let weight = new.point(at: line.time, policy)
      line.slope += weight.slope
      line.bias += weight.bias
      change(at: new.end, by: weight.slope)
    }
    if let old, old.end > line.time {
      let weight = old.point(at: line.time, policy)
      line.slope -= weight.slope
      line.bias -= weight.bias
      drop(weight.slope, at: old.end)
    }
    record(line)
  }

  /// What all locks weigh at `time`: as it was, or as it will be if nothing more is done.
  ///
  /// - Complexity: O(log n) for n points in the past; O(c) for c changes to come before `time`.
  func value(at time: UInt64) -> UInt256 {
    if time < latest.time { return points.value(at: time) }
    var line = latest
    for change in pending {
      if change.time > time { break }
      line = line.moved(to: change.time)
      line.slope -= change.slope
    }
    return line.value(at: time)
  }

  private mutating func record(_ line: EscrowPoint) {
    if line.time == latest.time { points.removeLast() }
    points.append(line)
  }

  /// Where the first change at or after `time` stands.
  private func place(of time: UInt64) -> Int {
    var low = 0
    var high = pending.count
    while low < high {
      let middle = low + (high - low) / 2
      if pending[middle].time < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private mutating func change(at time: UInt64, by slope: UInt256) {
    if slope.isZero { return }
    let index = place(of: time)
    if index < pending.count, pending[index].time == time {
      pending[index].slope += slope
    } else {
      pending.insert(Change(time: time, slope: slope), at: index)
    }
  }

  private mutating func drop(_ slope: UInt256, at time: UInt64) {
    if slope.isZero { return }
    let index = place(of: time)
    precondition(
      index < pending.count && pending[index].time == time,
      "A lock that has not ended has a change to come at \(time).")
    pending[index].slope -= slope
    if pending[index].slope.isZero { pending.remove(at: index) }
  }
}

extension [EscrowPoint] {
  /// The value at `time` of the last line that begins then or before, 0 before the first.
  ///
  /// - Complexity: O(log n).
  func value(at time: UInt64) -> UInt256 {
    var low = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if self[middle].time <= time { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? .zero : self[low - 1].value(at: time)
  }
}

extension EscrowCurve: RecordCodable {
  func encode(into encoder: inout RecordEncoder) {
    encoder.write(points)
    encoder.writeCount(pending.count)
    for change in pending {
      encoder.write(change.time)
      encoder.write(change.slope)
    }
    encoder.write(epoch)
  }

  init(from decoder: inout RecordDecoder) throws(RecordError) {
    points = try decoder.readArray(of: EscrowPoint.self, minimumBytes: 72)
    for _ in 0..<(try decoder.readCount(minimumBytes: 40)) {
      let time = try decoder.readUInt64()
      pending.append(Change(time: time, slope: try decoder.readUInt256()))
    }
    epoch = try decoder.readUInt64()
  }
}
