// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import Secp256k1Recovery
import TestSupport
import Testing
import TokenLedger

private let bundled = Bundle.module.url(forResource: "Vectors", withExtension: nil)

@Suite struct EcrecoverTests {
  private struct Line: Decodable {
    var variant: String
    var digest: Digest
    var v: UInt8
    var r: String
    var s: String
    var precompile: String?
    var highS: Bool
    var signer: String
  }

  @Test func everyLineOfTheVectorsAgreesWithThePrecompile() throws {
    let recoverer = Secp256k1Recoverer()
    var reasons: Set<String> = []
    try replayVectors(prefix: "ecrecover", bundled: bundled, fewest: 240) { line, place in
      let line = try JSONDecoder().decode(Line.self, from: line)
      let signature = Signature(
        v: line.v, r: try UInt256(parsing: line.r), s: try UInt256(parsing: line.s))
      let expected = try line.precompile.map { try Address(parsing: $0) }
      let found = recoverer.recoverSigner(
        of: line.digest, v: signature.v, r: signature.r, s: signature.s)
      #expect(found == expected, "\(place)")
      #expect((signature.s > Signature.greatestLowS) == line.highS, "\(place)")
      let signer = try Address(parsing: line.signer)
      if ["valid", "highS"].contains(line.variant) { #expect(found == signer, "\(place)") }

      // The policy on top: what the precompile refuses stays refused, a high s is refused as well.
      do throws(SignatureError) {
        let accepted = try signature.signer(of: line.digest, recoverer: recoverer)
        #expect(accepted == expected && !line.highS, "\(place)")
        #expect(signature.flaw == nil, "\(place)")
      } catch {
        #expect(expected == nil || line.highS, "\(place): \(error)")
        reasons.insert("\(line.variant): \(name(of: error))")
        #expect(signature.flaw == (error == .noSigner ? nil : error), "\(place)")
      }
      return true
    }
    let named = [
      "highS: highS", "sN: highS", "vBad: badV", "r0: rOutOfRange", "rN: rOutOfRange",
      "rGtN: rOutOfRange", "s0: zeroS", "tamper: noSigner",
    ]
    #expect(reasons == Set(named))
  }

  @Test func everyByteForVButTwoIsRefused() throws {
    let digest = Keccak256.hash("v".utf8)
    let good = try Secp256k1Signer(privateKey: 7 as UInt256).sign(digest)
    for v in UInt8.min...UInt8.max where v != 27 && v != 28 {
      let bad = Signature(v: v, r: good.r, s: good.s)
      #expect(bad.flaw == .badV(v))
      #expect(
        Secp256k1Recoverer().recoverSigner(of: digest, v: v, r: good.r, s: good.s) == nil)
    }
  }

  @Test func rAndSAtTheEdgesOfTheirRangeAreAnsweredWithoutATrap() {
    let order = Signature.curveOrder
    let edges: [UInt256] = [0, 1, 2, order - 1, order, order + 1, .max - 1, .max]
    let recoverer = Secp256k1Recoverer()
    let digests = [Digest.zero, Keccak256.hash("edge".utf8), digest(of: order), digest(of: .max)]
    for r in edges {
      for s in edges + [Signature.greatestLowS, Signature.greatestLowS + 1] {
        for v: UInt8 in [27, 28] {
          for digest in digests {
            let found = recoverer.recoverSigner(of: digest, v: v, r: r, s: s)
            if r.isZero || s.isZero || r >= order || s >= order { #expect(found == nil) }
          }
        }
      }
    }
  }

  @Test func recoveringFromManyThreadsGivesTheSameAnswers() async throws {
    let signers = try (1...8).map { try Secp256k1Signer(privateKey: UInt256(UInt64($0))) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for signer in signers {
        group.addTask {
          for number in 0..<50 {
            let digest = Keccak256.hash("\(signer.address) \(number)".utf8)
            let signature = signer.sign(digest)
            let found = try signature.signer(of: digest, recoverer: Secp256k1Recoverer())
            #expect(found == signer.address)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  private func digest(of number: UInt256) -> Digest {
    Digest(bytes: number.bigEndianBytes) ?? .zero
  }

  private func name(of error: SignatureError) -> String {
    switch error {
    case .highS: "highS"
    case .badV: "badV"
    case .rOutOfRange: "rOutOfRange"
    case .zeroS: "zeroS"
    case .noSigner: "noSigner"
    default: "another"
    }
  }
}
