// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

extension RewardBook {
  /// One digest of the whole state: equal books, equal digests.
  ///
  /// - Complexity: O(r) in the number of settled rounds.
  public var digest: Digest {
    var encoder = RecordEncoder()
    // The first form for books that it can hold, so that their digests stay what they were.
    let isFirst = settledRounds.allSatisfy { $0.channel == .directPayment }
    let form = !amendments.isEmpty ? 3 : isFirst ? 1 : 2
    encoder.write("TensorChain reward book \(form)")
    firstPolicy.encode(into: &encoder)
    if form == 3 { encoder.write(amendments) }
    encoder.write(network)
    encoder.write(firstRound)
    encoder.writeCount(settledRounds.count)
    for settled in settledRounds {
      encoder.write(settled.round)
      encoder.write(settled.receipt)
      encoder.write(settled.budget)
      encoder.write(settled.carriedIn)
      encoder.write(settled.treasury)
      encoder.write(settled.burned)
      encoder.write(settled.paid)
      encoder.write(settled.carriedOut)
      if form > 1 { encoder.write(settled.channel) }
    }
    return Keccak256.hash(encoder.bytes)
  }
}
