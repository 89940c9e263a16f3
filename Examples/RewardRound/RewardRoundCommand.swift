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
      @Sendable func tell(_ text: String) {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let tenths = Int(seconds * 10)
        Self.tell("\(tenths / 10).\(tenths % 10) s: \(text)")
      }
      let policy = try rules.policy()
      let gauges = try rules.gauges()
      let earlier = try claimBook()
      let bytes = try read(path)
      let isLong = bytes.count > 8_000_000
      @Sendable func step(_ text: String) { if isLong { tell(text) } }
      let inputs: [RewardLineInput]
      do {
        inputs = try GPUFile(bytes, threads: threads) { count, part in
          step("\(count) lines read, \(Int(part * 100)) %")
        }.lines()
      } catch {
        throw CleanError("\(path): \(error)")
      }
      step("\(inputs.count) lines: distributing")
      let receipt = try RewardReceipt(
        context: rules.context(), policy: policy, budget: rules.budget,
        carriedIn: rules.carriedIn, gauges: gauges, lines: inputs)
      try receipt.distribution.checkInvariants()
      if let output {
        do {
          try FileManager.default.createDirectory(
            atPath: output, withIntermediateDirectories: true)
        } catch {
          throw CleanError("\(output) cannot be made: \(error.localizedDescription)")
        }
      }
      @Sendable func begin(_ file: PartedFile) throws -> PartedWriting {
        try PartedWriting(file) { done, before in
          guard file.parts >= 50, done < file.parts else { return }
          let tenths = done * 10 / file.parts
          if tenths > before * 10 / file.parts { step("\(file.name): \(tenths)0 %") }
        }
      }
      step("hashing receipt and claims")
      do {
        let lines = try output.map { output in
          let path = output + "/distribution.csv"
          return try begin(
            PartedFile(path: path, parts: RoundReport.csvParts(of: receipt.distribution)) {
              RoundReport.csv(part: $0, of: receipt.distribution)
            })
        }
        let canonical: [UInt8], digest: Digest, claims: RoundClaims
        do {
          (canonical, digest, claims) = try hash(receipt, after: earlier, then: lines)
        } catch {
          lines?.abandon()
          throw error
        }
        let report = RoundReport(receipt: receipt, claims: claims, digest: digest)
        print(try report.text(lines: self.lines), terminator: "")
        guard let output, let lines else { return }
        step("writing \(lines.file.name)")
        try lines.finish(threads: threads)
        for file in files(of: report, canonical, in: output) {
          step("writing \(file.name)")
          try begin(file).finish(threads: threads)
        }
      } catch let error as PartedFile.Refusal {
        throw CleanError("\(error.path) cannot be written: \(error.problem)")
      }
      step("done")
    }

    /// The files of a round beside its lines.
    private func files(
      of report: RoundReport, _ canonical: [UInt8], in folder: String
    ) -> [PartedFile] {
      let size = Self.sliceSize
      let json = CanonicalJSONParts(report.receipt, ending: report.digest)
      var files = [
        PartedFile(path: folder + "/receipt.bin", parts: (canonical.count + size - 1) / size) {
          Array(canonical[$0 * size..<min(($0 + 1) * size, canonical.count)])
        },
        PartedFile(path: folder + "/receipt.json", parts: json.count) { json[$0] },
        PartedFile(path: folder + "/round.json", parts: report.jsonParts) {
          try report.json(part: $0)
        },
      ]
      if proofs {
        let claims = report.claims
        files.append(
          PartedFile(path: folder + "/claims.json", parts: 1) { _ in
            Array(try JSONEncoder().encode(claims.book))
          })
        files.append(
          PartedFile(path: folder + "/proofs.jsonl", parts: claims.proofParts) {
            try claims.proofs(part: $0)
          })
      }
      return files
    }

    /// As many threads as there are cores.
    private var threads: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }

    /// The digest of the receipt, and beside it, on another core where there is one, the claims. Whoever is
    /// ready first writes the lines, once there are claims: without them nothing is paid.
    private func hash(
      _ receipt: RewardReceipt, after earlier: ClaimBook?, then lines: PartedWriting?
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
        if case .success = claimed.withLock({ $0 }) { lines?.work() }
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
      } catch {
        throw CleanError("\(path) is refused: \(error)")
      }
      // The claims of what may be refused are not shown, but there is a core for them.
      let refused = Mutex<RewardsError?>(nil)
      let claimed = Mutex<Result<RoundClaims, any Error>?>(nil)
      DispatchQueue.concurrentPerform(iterations: 2) { task in
        if task == 0 {
          do throws(RewardsError) { try receipt.verify() } catch {
            refused.withLock { $0 = error }
          }
        } else {
          let claims = Result { try roundClaims(receipt, after: earlier) }
          claimed.withLock { $0 = claims }
        }
      }
      if let error = refused.withLock({ $0 }) { throw CleanError("\(path) is refused: \(error)") }
      guard let claims = try claimed.withLock({ $0 })?.get() else {
        throw CleanError("The claims were not hashed.")
      }
      print(
        """
        \(path): round \(receipt.context.round), \(receipt.distribution.lines.count) lines, \
        \(receipt.distribution.payable) paid: everything computed anew, nothing differs
        receipt: \(found)
        claim root: \(claims.tree.root.digest)
        """)
    }

    private func read(_ path: String) throws -> [UInt8] {
      do {
        let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
        defer { try? file.close() }
        return try file.allBytes()
      } catch {
        throw CleanError("\(path) cannot be read: \(error.localizedDescription)")
      }
    }

    /// How many bytes of the canonical form go into a part of its file.
    private static let sliceSize = 1 << 20

    private func tell(_ text: String) { Self.tell(text) }

    private static func tell(_ text: String) {
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
