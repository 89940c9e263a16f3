// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  import ArgumentParser
  import Foundation
  import LedgerPrimitives
  import Rewards

  @main
  struct RewardRoundCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "RewardRound",
      abstract: "Pays a round of a network from a file of GPUs, or verifies a receipt.",
      discussion: """
        The file is CSV with the columns gpu, owner, model, stake, share (parts per million), and if \
        wanted lane, eta or base_ns and ours_ns, commission, capacity, boost, score; or a JSON array \
        of objects with these fields as strings. An owner is an address, or a name whose digest is \
        one. "GPU" is a registered unit of capacity.
        """,
      version: "0.1.0")

    @Argument(help: "File of GPUs.")
    var input: String?

    @OptionGroup var rules: RoundRules

    @Option(
      name: .long,
      help: "Folder to write distribution.csv, round.json, receipt.json, receipt.bin to.")
    var output: String?

    @Option(name: .long, help: "Lines of the table to print.")
    var lines = 20

    @Option(name: .long, help: "Verify this receipt (binary or JSON) instead of paying.")
    var verify: String?

    @Option(name: .long, help: "The digest that the verified receipt has to have.")
    var digest: Digest?

    func validate() throws {
      guard (input == nil) != (verify == nil) else {
        throw ValidationError("Give a file of GPUs, or a receipt with --verify.")
      }
      guard lines >= 0 else { throw ValidationError("--lines is \(lines), below 0.") }
    }

    func run() throws {
      if let verify {
        try check(verify)
      } else if let input {
        try pay(input)
      }
    }

    private func pay(_ path: String) throws {
      let policy = try rules.policy()
      let gauges = try rules.gauges()
      let bytes = try read(path)
      let isLong = bytes.count > 8_000_000
      let inputs: [RewardLineInput]
      do {
        inputs = try GPUFile.read(bytes) { count, part in
          if isLong { tell("\(count) lines read, \(Int(part * 100)) %") }
        }
      } catch let error as InputError {
        throw CleanError("\(path): \(error)")
      }
      if isLong { tell("\(inputs.count) lines: distributing") }
      let receipt = try RewardReceipt(
        context: rules.context(), policy: policy, budget: rules.budget,
        carriedIn: rules.carriedIn, gauges: gauges, lines: inputs)
      if isLong { tell("hashing the receipt and the payouts") }
      let report = RoundReport(
        receipt: receipt, tree: try PayoutTree(receipt), digest: receipt.digest)
      try receipt.distribution.checkInvariants()
      print(try report.text(lines: lines), terminator: "")
      guard let output else { return }
      if isLong { tell("writing") }
      do {
        try FileManager.default.createDirectory(
          atPath: output, withIntermediateDirectories: true)
      } catch {
        throw CleanError("\(output) cannot be made: \(error.localizedDescription)")
      }
      try write(Data(report.csv().utf8), to: output + "/distribution.csv")
      try write(report.json(), to: output + "/round.json")
      try write(Data(receipt.canonicalJSON), to: output + "/receipt.json")
      try write(Data(receipt.canonicalBytes), to: output + "/receipt.bin")
    }

    private func check(_ path: String) throws {
      let bytes = try read(path)
      let receipt: RewardReceipt
      do throws(RewardsError) {
        receipt =
          bytes.first == UInt8(ascii: "{")
          ? try RewardReceipt(canonicalJSON: bytes) : try RewardReceipt(canonicalBytes: bytes)
        if let digest { try receipt.verify(digest: digest) } else { try receipt.verify() }
      } catch {
        throw CleanError("\(path) is refused: \(error)")
      }
      print(
        """
        \(path): round \(receipt.context.round), \(receipt.distribution.lines.count) lines, \
        \(receipt.distribution.payable) paid: everything computed anew, nothing differs
        receipt: \(receipt.digest)
        payout root: \(try PayoutTree(receipt).root)
        """)
    }

    private func read(_ path: String) throws -> [UInt8] {
      do {
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      } catch {
        throw CleanError("\(path) cannot be read: \(error.localizedDescription)")
      }
    }

    private func write(_ data: Data, to path: String) throws {
      do {
        try data.write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw CleanError("\(path) cannot be written: \(error.localizedDescription)")
      }
    }

    private func tell(_ text: String) {
      FileHandle.standardError.write(Data((text + "\n").utf8))
    }
  }

  /// An error whose text is all there is to say.
  struct CleanError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
  }
#else
  @main
  struct RewardRoundCommand {
    static func main() {
      print("RewardRound needs this package's trait Executables, which was switched off.")
    }
  }
#endif
