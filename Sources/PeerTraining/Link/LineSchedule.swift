// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// When messages arrive: each line serves one message after the other.
struct LineSchedule: Sendable {
  private let link: LinkProfile
  private var uplinkFree: [UInt64]
  private var downlinkFree: [UInt64]

  init(peerCount: Int, link: LinkProfile) {
    self.link = link
    uplinkFree = Array(repeating: 0, count: peerCount)
    downlinkFree = Array(repeating: 0, count: peerCount)
  }

  /// When the last bit of a message that is sent `now` is there. The receiver's line can begin as
  /// soon as the first bit is there.
  mutating func arrival(of payload: Int, from: Int, to: Int, at now: UInt64) -> UInt64 {
    let busy = link.serialisation(payload: payload)
    let begins = Swift.max(now, uplinkFree[from])
    uplinkFree[from] = begins + busy
    let firstBitThere = begins + link.roundTripNanoseconds / 2
    let lastBitThere = Swift.max(firstBitThere, downlinkFree[to]) + busy
    downlinkFree[to] = lastBitThere
    return lastBitThere
  }
}
