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

    @Option(
      name: .long,
      help: "Claim book of the rounds before (claims.json); amounts to claim go on from it.")
    var claims: String?

    @Flag(
      name: .long,
      help: "Write proofs.jsonl, a proof an account, and claims.json for the next round, too.")
    var proofs = false

    @Option(name: .long, help: "Verify this receipt (binary or JSON) instead of paying.")
    var verify: String?

    @Option(name: .long, help: "The digest that the verified receipt has to have.")
    var digest: Digest?

    func validate() throws {
      guard (input == nil) != (verify == nil) else {
        throw ValidationError("Give a file of GPUs, or a receipt with --verify.")
      }
      guard !proofs || output != nil else {
        throw ValidationError("--proofs needs a folder to write to: --output.")
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
      let start = ContinuousClock.now
      func tell(_ text: String) {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let tenths = Int(seconds * 10)
        self.tell("\(tenths / 10).\(tenths % 10) s: \(text)")
      }
      let policy = try rules.policy()
      let gauges = try rules.gauges()
      let earlier = try claimBook()
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
      try receipt.distribution.checkInvariants()
      if isLong { tell("hashing the receipt") }
      let canonical = receipt.canonicalBytes
      let digest = receipt.digest(ofCanonical: canonical)
      if isLong { tell("hashing the claims") }
      let report = RoundReport(
        receipt: receipt, claims: try roundClaims(receipt, after: earlier), digest: digest)
      print(try report.text(lines: lines), terminator: "")
      guard let output else { return }
      do {
        try FileManager.default.createDirectory(
          atPath: output, withIntermediateDirectories: true)
      } catch {
        throw CleanError("\(output) cannot be made: \(error.localizedDescription)")
      }
      func write(_ name: String, _ bytes: () throws -> [UInt8]) throws {
        if isLong { tell("writing \(name)") }
        try self.write(Data(bytes()), to: output + "/" + name)
      }
      try write("receipt.bin") { canonical }
      try write("receipt.json") { receipt.canonicalJSON(ending: digest) }
      try write("distribution.csv") { report.csv() }
      try write("round.json") { try report.json() }
      if proofs {
        try write("claims.json") { Array(try JSONEncoder().encode(report.claims.book)) }
        try write("proofs.jsonl") {
          try report.claims.proofs { if isLong { tell("\($0) proofs") } }
        }
      }
      if isLong { tell("done") }
    }

    /// The claim book of the rounds before, where one is given.
    private func claimBook() throws -> ClaimBook? {
      guard let claims else { return nil }
      do {
        return try JSONDecoder().decode(ClaimBook.self, from: Data(read(claims)))
      } catch let error as CleanError {
        throw error
      } catch {
        throw CleanError("\(claims) is no claim book: \(error)")
      }
    }

    private func roundClaims(
      _ receipt: RewardReceipt, after earlier: ClaimBook?
    ) throws -> RoundClaims {
      do {
        return try RoundClaims(receipt, after: earlier)
      } catch let error as ClaimError {
        throw CleanError("The round cannot be claimed: \(error)")
      }
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
        claim root: \(try roundClaims(receipt, after: claimBook()).tree.root.digest)
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
