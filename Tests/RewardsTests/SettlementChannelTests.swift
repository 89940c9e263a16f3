// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Rewards
import Testing

@Suite struct SettlementChannelTests {
  private let channels: [SettlementChannel] = [
    .directPayment, .localClaims(root: Fixture.snapshot), .evmExport(root: Fixture.snapshot),
  ]

  private func settled(_ channel: SettlementChannel) throws -> (RewardBook, RewardReceipt) {
    var book = RewardBook(policy: Fixture.onePercent, network: Fixture.network)
    let receipt = try book.settle(
      round: Round(1), budget: 100, lines: Fixture.family(), stakeSnapshot: Fixture.snapshot,
      measurements: Fixture.measurements, channel: channel)
    return (book, receipt)
  }

  @Test func aRoundIsPaidThroughTheChannelItWasSettledOnAndNoOther() throws {
    for channel in channels {
      let (book, receipt) = try settled(channel)
      try book.checkInvariants()
      #expect(try book.settledRound(Round(1)).channel == channel)
      for asked in channels {
        if asked == channel {
          try book.requireChannel(asked, of: Round(1))
        } else {
          #expect(
            throws: RewardsError.wrongChannel(Round(1), settled: channel, asked: asked)
          ) { try book.requireChannel(asked, of: Round(1)) }
        }
      }
      if channel == .directPayment {
        #expect(try book.directPayments(of: receipt) == receipt.distribution.payments())
      } else {
        #expect(
          throws: RewardsError.wrongChannel(
            Round(1), settled: channel, asked: .directPayment)
        ) { try book.directPayments(of: receipt) }
      }
    }
  }

  @Test func aClaimOfAnUnsettledRoundIsRefused() throws {
    let (book, _) = try settled(.directPayment)
    #expect(throws: RewardsError.roundNotSettled(Round(2), next: Round(2))) {
      try book.requireChannel(.directPayment, of: Round(2))
    }
  }

  @Test func anotherReceiptOfTheRoundPaysNothing() throws {
    let (book, receipt) = try settled(.directPayment)
    let other = try RewardReceipt(
      context: receipt.context, policy: receipt.policy, budget: 101, carriedIn: 0,
      lines: Fixture.family())
    #expect(
      throws: RewardsError.receiptDoesNotFit(
        .receipt, expected: receipt.digest.description, found: other.digest.description)
    ) { try book.directPayments(of: other) }
  }

  @Test func theChannelIsPartOfTheStateAndComesBackFromItsForms() throws {
    var digests: Set<Digest> = []
    for channel in channels {
      let (book, _) = try settled(channel)
      digests.insert(book.digest)
      let json = try JSONEncoder().encode(book)
      #expect(try JSONDecoder().decode(RewardBook.self, from: json) == book)
      #expect(try SettlementChannel(recordBytes: channel.recordBytes) == channel)
    }
    #expect(digests.count == channels.count)
    #expect(throws: RecordError.unknownTag(3, type: "settlement channel")) {
      try SettlementChannel(recordBytes: [3])
    }
  }

  @Test func anOperationThroughAnotherChannelIsARecordOfVersionTwo() throws {
    let (_, receipt) = try settled(.directPayment)
    let operation = RewardsOperation.settleThrough(receipt, .localClaims(root: Fixture.snapshot))
    #expect(operation.record.version == 2)
    #expect(try RewardsOperation(operation.record) == operation)
    #expect(throws: RewardsError.self) {
      try RewardsOperation(Record(kind: .rewards, version: 1, body: operation.record.body))
    }
    var machine = RewardsMachine()
    #expect(throws: RewardsError.notOpened) { try machine.apply(operation) }
    try machine.apply(
      .open(Fixture.onePercent, network: Fixture.network, firstRound: Round(1)))
    try machine.apply(operation.record)
    #expect(
      try machine.book?.settledRound(Round(1)).channel
        == .localClaims(root: Fixture.snapshot))
  }
}
