// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import CSecp256k1
import ExactArithmetic
import LedgerPrimitives
import Secp256k1Recovery
import TokenLedger

enum SignatureBenchmarks {
  static let all: [Benchmark] = [
    Benchmark(
      "tokens/permit, verified and carried out", unit: "permit", operations: count,
      peer: ("libsecp256k1's bare recover", { try bareRecoveries() })
    ) {
      let signer = try Secp256k1Signer(privateKey: 0xA11CE as UInt256)
      let fresh = token
      let signed = permits(of: signer, for: fresh)
      return {
        var token = fresh
        for (value, signature) in signed {
          try token.permit(
            owner: signer.address, spender: spender, value: value, deadline: .max,
            signature: signature, recoverer: Secp256k1Recoverer())
        }
        sink(token.nonce(of: signer.address))
      }
    },
    Benchmark("tokens/signature", unit: "signature") {
      let signer = try Secp256k1Signer(privateKey: 0xA11CE as UInt256)
      let digest = Keccak256.hash("benchmark".utf8)
      return { sink(signer.sign(digest)) }
    },
    Benchmark("tokens/EIP-712 digest of a permit", unit: "digest") {
      let domain = token.signingDomain
      let message = TokenMessage.permit(
        owner: spender, spender: spender, value: 1, nonce: 2, deadline: 3)
      return { sink(message.digest(in: domain)) }
    },
  ]

  /// Permits of one measurement: a nonce is good once.
  private static let count = 100

  private static let spender = Address.derived(fromLabel: "spender")

  private static var token: Token {
    var features = TokenFeatures()
    features.permitVersion = "1"
    return Token(
      configuration: TokenConfiguration(
        name: "Tensor Credit", symbol: "TNSR", decimals: 18,
        address: .derived(fromLabel: "token"), chainID: 1, features: features))
  }

  private static func permits(
    of signer: Secp256k1Signer, for token: Token
  ) -> [(UInt256, Signature)] {
    let domain = token.signingDomain
    return (0..<UInt64(count)).map { number in
      let message = TokenMessage.permit(
        owner: signer.address, spender: spender, value: UInt256(number), nonce: UInt256(number),
        deadline: .max)
      return (UInt256(number), signer.sign(message.digest(in: domain)))
    }
  }

  /// As many calls of the library as permits, each from the signature's bytes to the point.
  private static func bareRecoveries() throws -> () throws -> Void {
    let signer = try Secp256k1Signer(privateKey: 0xA11CE as UInt256)
    let digest = Keccak256.hash("benchmark".utf8)
    let signature = signer.sign(digest)
    let bytes = signature.r.bigEndianBytes + signature.s.bigEndianBytes
    let message = digest.bytes
    let parity = Int32(signature.v) - 27
    guard let context = secp256k1_context_create(UInt32(SECP256K1_CONTEXT_NONE)) else {
      throw RecoveryFailed()
    }
    return {
      for _ in 0..<count {
        var parsed = secp256k1_ecdsa_recoverable_signature()
        var point = secp256k1_pubkey()
        guard
          secp256k1_ecdsa_recoverable_signature_parse_compact(context, &parsed, bytes, parity)
            == 1, secp256k1_ecdsa_recover(context, &point, &parsed, message) == 1
        else { throw RecoveryFailed() }
        sink(point)
      }
    }
  }

  private struct RecoveryFailed: Error {}
}
