// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import HostingEconomics
import TestSupport
import Testing

@Suite struct MeteringTests {
  /// The table of `TestSettleFullBlocks` in akash-network/node, x/escrow/keeper: balance, rates,
  /// blocks, balance at the end (below zero: overdrawn by that much), paid.
  static let akash: [(balance: UInt64, rates: [UInt64], blocks: UInt64, end: Int, paid: [UInt64])] =
    [
      (100, [1, 2], 5, 85, [5, 10]), (100, [10, 10], 5, 0, [50, 50]),
      (100, [10, 10], 6, -20, [60, 40]), (200, [10, 10], 5, 100, [50, 50]),
      (200, [10, 10], 6, 80, [60, 60]), (200, [10, 10], 10, 0, [100, 100]),
      (200, [10, 10], 11, -20, [110, 90]),
    ]

  private func account(_ balance: UInt64, _ rates: [UInt64]) throws -> EscrowAccount {
    var account = EscrowAccount(balance: UInt256(balance), at: 0)
    for (index, rate) in rates.enumerated() {
      try account.open("lease \(index)", rate: UInt256(rate), at: 0)
    }
    return account
  }

  @Test(arguments: akash)
  func akashsTableIsReproduced(
    _ row: (balance: UInt64, rates: [UInt64], blocks: UInt64, end: Int, paid: [UInt64])
  ) throws {
    let settled = try account(row.balance, row.rates).settled(at: row.blocks)
    let unsettled = settled.payments.map(\.unsettled).reduce(UInt256.zero, +)
    #expect(settled.payments.map(\.paid) == row.paid.map { UInt256($0) })
    #expect(settled.balance == UInt256(UInt64(max(0, row.end))))
    #expect(unsettled == UInt256(UInt64(max(0, -row.end))))
    #expect(settled.isOverdrawn == (row.end < 0))
    // Idempotent: settling again at the same block changes nothing.
    #expect(try settled.settled(at: row.blocks) == settled)
  }

  @Test func anOverdrawnAccountPausesAndRunsOnWhenFilled() throws {
    var escrow = try account(100, [10, 10]).settled(at: 6)
    let paused = try escrow.settled(at: 1000)
    #expect(paused.payments == escrow.payments, "nothing runs for free, nothing is owed more")
    try escrow.deposit(15, at: 1000)
    #expect(escrow.isOverdrawn && escrow.balance == 0)
    #expect(escrow.payments.map(\.paid) == [60, 55])
    try escrow.deposit(25, at: 1001)
    #expect(!escrow.isOverdrawn && escrow.balance == 20)
    #expect(escrow.payments.map(\.paid) == [60, 60])
    #expect(try escrow.blocksLeft() == 1)
    #expect(try escrow.settled(at: 1002).payments.map(\.paid) == [70, 70])
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func escrowLosesNoUnitHoweverOftenItIsSettled(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let rates = (0..<Int.random(in: 1...5, using: &random)).map { _ in
        UInt64.random(in: 0...50, using: &random)
      }
      let balance = UInt64.random(in: 0...5000, using: &random)
      let escrow = try account(balance, rates)
      let end = UInt64.random(in: 0...80, using: &random)
      let once = try escrow.settled(at: end)
      let paid = once.payments.map(\.paid).reduce(UInt256.zero, +)
      #expect(paid + once.balance == UInt256(balance), "seed \(seed)")
      // In steps, while the balance lasts.
      if let left = try escrow.blocksLeft(), left >= UInt256(end) {
        var stepped = escrow
        var block: UInt64 = 0
        while block < end {
          block = min(end, block + UInt64.random(in: 1...9, using: &random))
          stepped = try stepped.settled(at: block)
        }
        #expect(stepped == once, "seed \(seed)")
        #expect(!once.isOverdrawn, "seed \(seed)")
      }
      #expect(throws: MeteringError.timeGoesBack(from: end + 1, to: end)) {
        try escrow.settled(at: end + 1).settled(at: end)
      }
    }
  }

  @Test func escrowRefusesWhatItDoesNotKnow() throws {
    var escrow = try account(100, [1])
    let before = escrow
    #expect(throws: MeteringError.paymentTwice("lease 0")) {
      try escrow.open("lease 0", rate: 1, at: 5)
    }
    #expect(throws: MeteringError.unknownPayment("x")) { try escrow.close("x", at: 5) }
    #expect(throws: MeteringError.self) { try escrow.deposit(.max, at: 5) }
    #expect(escrow == before, "a refusal changes nothing")
    try escrow.open("huge", rate: .max, at: 0)
    #expect(throws: MeteringError.self) { try escrow.ratePerBlock() }
    #expect(throws: MeteringError.self) { try escrow.settled(at: 2) }
    var closed = try account(100, [3, 4])
    #expect(try closed.close("lease 0", at: 10).paid == 30)
    #expect(try closed.settled(at: 11).balance == 26)
  }

  @Test func golemsPublishedInvoiceIsExact() throws {
    let tariff = LinearTariff(
      coefficients: try ["0.0001", "0.00005"].map { try ExactDecimal(parsing: $0) })
    let usage = try ["44.017951", "103.002864998"].map { try ExactDecimal(parsing: $0) }
    #expect(try tariff.cost(of: usage) == ExactDecimal(parsing: "0.0095519383499"))
    #expect(throws: MeteringError.countsDiffer(usage: 1, coefficients: 2)) {
      try tariff.cost(of: [.one])
    }
    #expect(throws: MeteringError.negative("counter 1")) {
      try tariff.cost(of: [.one, ExactDecimal(-1)])
    }
  }

  @Test func debitNotesAreIdempotentAndEndInTime() throws {
    var notes = DebitNotes()
    try notes.send(number: 1, time: 120, totalDue: .one)
    try notes.send(number: 1, time: 500, totalDue: .one)
    #expect(notes.notes.count == 1)
    #expect(throws: MeteringError.noteDiffers(1)) {
      try notes.send(number: 1, time: 120, totalDue: ExactDecimal(2))
    }
    #expect(throws: MeteringError.noteTooEarly(239, after: 120, interval: 120)) {
      try notes.send(number: 2, time: 239, totalDue: ExactDecimal(2))
    }
    #expect(throws: MeteringError.amountFalls(note: 2, from: .one, to: .zero)) {
      try notes.send(number: 2, time: 240, totalDue: .zero)
    }
    try notes.send(number: 2, time: 240, totalDue: ExactDecimal(2))
    try notes.accept(number: 2, at: 360)
    try notes.accept(number: 1, at: 9999)
    #expect(notes.acceptedAmount == ExactDecimal(2) && !notes.isOver)
    #expect(throws: MeteringError.noteDiffers(7)) { try notes.accept(number: 7, at: 360) }
    try notes.send(number: 3, time: 400, totalDue: ExactDecimal(3))
    var late = notes
    notes.observe(at: 640)
    #expect(!notes.isOver, "240 s are allowed")
    late.observe(at: 641)
    #expect(late.isOver)
    #expect(throws: MeteringError.agreementOver) { try late.accept(number: 3, at: 641) }
    #expect(throws: MeteringError.agreementOver) {
      try late.send(number: 4, time: 900, totalDue: ExactDecimal(4))
    }
  }

  private func usage(
    _ job: String, seconds: UInt64 = 10, flop: UInt128 = 0, tokensIn: UInt64 = 0,
    tokensOut: UInt64 = 0
  ) -> Usage {
    Usage(
      job: job, gpu: "h100", start: 0, end: seconds * 1_000_000_000,
      gpuTime: UInt128(seconds) * 1_000_000_000, flop: flop, tokensIn: tokensIn,
      tokensOut: tokensOut, millijoules: 0)
  }

  @Test func moreThanThePeakIsRefused() throws {
    let peak: UInt64 = 989_000_000_000_000
    let most = UInt128(peak) * 10
    #expect(try usage("a", flop: most).check(peak: peak) == 1)
    #expect(throws: MeteringError.beyondPeak(job: "a", claimed: most + 1, most: most)) {
      try usage("a", flop: most + 1).check(peak: peak)
    }
    expectWithin(try usage("a", flop: most / 4).check(peak: peak), 0.25, 1e-12)
    var record = usage("a")
    record.gpuTime += 1
    #expect(
      throws: MeteringError.moreTimeThanThereWas(
        job: "a", claimed: 10_000_000_001, most: 10_000_000_000)
    ) { try record.check(peak: peak) }
    record.gpus = 2
    try record.check(peak: peak)
    record.start = record.end + 1
    #expect(throws: MeteringError.self) { try record.check(peak: peak) }
    // The greatest numbers overflow nothing.
    var greatest = usage("b")
    greatest.end = .max
    greatest.gpus = .max
    greatest.gpuTime = UInt128(UInt64.max) * UInt128(UInt32.max)
    greatest.flop = .max
    #expect(throws: MeteringError.self) { try greatest.check(peak: 1) }
    #expect(try greatest.check(peak: .max) <= 1)
    var scored = usage("a")
    scored.score = 3
    #expect(try scored.normalisedTimeFloor(reference: 2) == 15_000_000_000)
    #expect(throws: MeteringError.self) { try scored.normalisedTimeFloor(reference: 0) }
  }

  @Test(arguments: Tariff.Unit.allCases)
  func aBillIsThePriceOfTheWholeHoweverItIsCut(_ unit: Tariff.Unit) throws {
    var random = SeededGenerator(seed: 6)
    let tariff = Tariff(unit: unit, price: 1_000_003, inputPrice: 77, reference: 7)
    var bill = Bill(tariff: tariff)
    var (time, flop, tokensIn, tokensOut) = (UInt256.zero, UInt256.zero, UInt256.zero, UInt256.zero)
    var sum = UInt256.zero
    var scored = UInt256.zero
    // Records of few jobs, one after the other, in any order.
    for number in Array(0..<500).shuffled(using: &random) {
      var record = usage(
        "\(number % 7)", flop: UInt128(random.next() >> 8), tokensIn: random.next() % 5000,
        tokensOut: random.next() % 900)
      record.start = UInt64(number) * 3_000_000_000
      record.end = record.start + 3_000_000_000
      record.gpuTime = UInt128(random.next() % 3_000_000_000)
      record.score = random.next() % 20
      scored += UInt256(record.gpuTime) * UInt256(record.score)
      sum += try bill.charge(record)
      #expect(try bill.charge(record) == 0, "a record counts once")
      time += UInt256(record.gpuTime)
      flop += UInt256(record.flop)
      tokensIn += UInt256(record.tokensIn)
      tokensOut += UInt256(record.tokensOut)
    }
    let whole: UInt256 =
      switch unit {
      case .gpuSecond: time * tariff.price / 1_000_000_000
      case .normalisedGPUSecond: scored * tariff.price / 7_000_000_000
      case .petaFLOP: flop * tariff.price / 1_000_000_000_000_000
      case .millionTokens: (tokensOut * tariff.price + tokensIn * tariff.inputPrice) / 1_000_000
      }
    #expect(bill.charged == whole && sum == whole)
  }

  @Test func aJobIsChargedForAllItsRecordsAndForNoSecondTwice() throws {
    var bill = Bill(tariff: Tariff(unit: .gpuSecond, price: 5))
    var first = usage("job")
    var second = usage("job")
    (second.start, second.end) = (10_000_000_000, 20_000_000_000)
    #expect(try bill.charge(first) == 50)
    #expect(try bill.charge(second) == 50, "a second record of the same job is not a repeat")
    #expect(try bill.charge(first) == 0 && bill.charged == 100)
    let before = bill
    for (start, end) in [(0, 10), (5, 15), (19, 30), (0, 1), (12, 13), (0, 20)]
      as [(UInt64, UInt64)]
    {
      var claim = usage("job", flop: 7)
      (claim.start, claim.end) = (start * 1_000_000_000, end * 1_000_000_000)
      #expect(
        throws: MeteringError.overlaps(
          job: "job", gpu: "h100", start: claim.start, end: claim.end)
      ) { try bill.charge(claim) }
    }
    // Another GPU of the job, and another job of the GPU, are others.
    first.gpu = "h100-2"
    #expect(try bill.charge(first) == 50)
    #expect(try bill.charge(usage("other")) == 50)
    first.gpu = "h100"
    bill = before
    second.start = 30_000_000_000
    #expect(throws: MeteringError.self) { try bill.charge(second) }
    var inflated = usage("inflated", flop: 11)
    #expect(throws: MeteringError.beyondPeak(job: "inflated", claimed: 11, most: 10)) {
      try bill.charge(inflated, peak: 1)
    }
    #expect(bill == before, "a refusal changes nothing")
    inflated.flop = 10
    #expect(try bill.charge(inflated, peak: 1) == 50)
    var broken = Bill(tariff: Tariff(unit: .normalisedGPUSecond, price: 1, reference: 0))
    #expect(throws: MeteringError.self) { try broken.charge(usage("job")) }
  }

  @Test func aBillIsTheSameAfterItWasWritten() throws {
    var bill = Bill(tariff: Tariff(unit: .gpuSecond, price: 5))
    try bill.charge(usage("a"))
    try bill.charge(usage("b"))
    var read = try JSONDecoder().decode(Bill.self, from: JSONEncoder().encode(bill))
    #expect(read == bill)
    #expect(try read.charge(usage("a")) == 0)
  }

  @Test func anAccountWarnsBeforeItRunsDry() throws {
    let escrow = try account(100, [1, 2])
    #expect(try escrow.timeLeft(at: 0) == Seconds(33 * 6))
    #expect(try escrow.timeLeft(at: 30, blockTime: Seconds(5)) == Seconds(15))
    #expect(try escrow.timeLeft(at: 33) == .zero && escrow.timeLeft(at: 40) == .zero)
    #expect(try account(100, []).timeLeft(at: 0) == nil)
    #expect(throws: MeteringError.self) { try escrow.timeLeft(at: 0, blockTime: Seconds(.nan)) }
    #expect(throws: MeteringError.self) { try escrow.settled(at: 9).timeLeft(at: 8) }
  }

  @Test func threeHalvesOfAMillionTokens() throws {
    var bill = Bill(tariff: Tariff(unit: .millionTokens, price: 3))
    let amounts = try (0..<3).map { try bill.charge(usage("\($0)", tokensOut: 500_000)) }
    #expect(amounts == [1, 2, 1])
  }
}
