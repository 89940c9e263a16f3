// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if Executables
  import ArgumentParser
  import Dispatch
  import Foundation
  import LedgerPrimitives
  import Rewards
  import Synchronization

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
      func step(_ text: String) { if isLong { tell(text) } }
      let inputs: [RewardLineInput]
      do {
        inputs = try GPUFile.read(bytes) { count, part in
          step("\(count) lines read, \(Int(part * 100)) %")
        }
      } catch {
        throw CleanError("\(path): \(error)")
      }
      step("\(inputs.count) lines: distributing")
      let receipt = try RewardReceipt(
        context: rules.context(), policy: policy, budget: rules.budget,
        carriedIn: rules.carriedIn, gauges: gauges, lines: inputs)
      try receipt.distribution.checkInvariants()
      step("hashing receipt and claims")
      let (canonical, digest, claims) = try hash(receipt, after: earlier)
      let report = RoundReport(receipt: receipt, claims: claims, digest: digest)
      print(try report.text(lines: lines), terminator: "")
      guard let output else { return }
      do {
        try FileManager.default.createDirectory(
          atPath: output, withIntermediateDirectories: true)
      } catch {
        throw CleanError("\(output) cannot be made: \(error.localizedDescription)")
      }
      func write(
        _ name: String, parts: Int, _ part: @escaping @Sendable (Int) throws -> [UInt8]
      ) throws {
        step("writing \(name)")
        let path = output + "/" + name
        var tenths = 1
        do {
          try PartedFile(path: path, threads: threads).write(
            parts: parts,
            progress: { done in
              guard done * 10 >= tenths * parts, parts >= 100, done < parts else { return }
              step("\(name): \(done * 100 / parts) %")
              tenths += 1
            }, part)
        } catch {
          throw CleanError("\(path) cannot be written: \(error.localizedDescription)")
        }
      }
      try write("receipt.bin", parts: 1) { _ in canonical }
      let json = CanonicalJSONParts(receipt, ending: digest)
      try write("receipt.json", parts: json.count) { json[$0] }
      try write("distribution.csv", parts: report.csvParts) { report.csv(part: $0) }
      try write("round.json", parts: report.jsonParts) { try report.json(part: $0) }
      if proofs {
        try write("claims.json", parts: 1) { _ in
          Array(try JSONEncoder().encode(report.claims.book))
        }
        try write("proofs.jsonl", parts: claims.proofParts) { try claims.proofs(part: $0) }
      }
      step("done")
    }

    /// As many threads as there are cores.
    private var threads: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

    /// The digest of the receipt, and beside it, on another core where there is one, the claims.
    private func hash(
      _ receipt: RewardReceipt, after earlier: ClaimBook?
    ) throws -> (canonical: [UInt8], digest: Digest, claims: RoundClaims) {
      let hashed = Mutex<(canonical: [UInt8], digest: Digest)?>(nil)
      let claimed = Mutex<Result<RoundClaims, any Error>?>(nil)
      DispatchQueue.concurrentPerform(iterations: 2) { task in
        if task == 0 {
          let canonical = receipt.canonicalBytes
          let digest = receipt.digest(ofCanonical: canonical)
          hashed.withLock { $0 = (canonical, digest) }
        } else {
          let claims = Result { try roundClaims(receipt, after: earlier) }
          claimed.withLock { $0 = claims }
        }
      }
      guard let (canonical, digest) = hashed.withLock({ $0 }),
        let claims = claimed.withLock({ $0 })
      else { throw CleanError("The round was not hashed.") }
      return (canonical, digest, try claims.get())
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
        return try RoundClaims(receipt, after: earlier, threads: threads)
      } catch let error as ClaimError {
        throw CleanError("The round cannot be claimed: \(error)")
      }
    }

    private func check(_ path: String) throws {
      let bytes = try read(path)
      let earlier = try claimBook()
      let isLong = bytes.count > 8_000_000
      if isLong { tell("reading the receipt") }
      let receipt: RewardReceipt
      let found: Digest
      do throws(RewardsError) {
        (receipt, found) =
          bytes.first == UInt8(ascii: "{")
          ? try RewardReceipt.reading(canonicalJSON: bytes)
          : try RewardReceipt.reading(canonicalBytes: bytes)
        if let digest, digest != found {
          throw .digestDiffers(expected: digest, found: found)
        }
        if isLong { tell("computing \(receipt.distribution.lines.count) lines anew") }
        try receipt.verify()
      } catch {
        throw CleanError("\(path) is refused: \(error)")
      }
      if isLong { tell("hashing the claims") }
      print(
        """
        \(path): round \(receipt.context.round), \(receipt.distribution.lines.count) lines, \
        \(receipt.distribution.payable) paid: everything computed anew, nothing differs
        receipt: \(found)
        claim root: \(try roundClaims(receipt, after: earlier).tree.root.digest)
        """)
    }

    private func read(_ path: String) throws -> [UInt8] {
      do {
        return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
      } catch {
        throw CleanError("\(path) cannot be read: \(error.localizedDescription)")
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
