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

@Suite struct SignerTests {
  @Test func theAddressesOfKnownKeysAgree() throws {
    // 1 and 2 times the generator (SEC 2, 2.4.1), hashed; widely printed as the addresses of the
    // keys 1 and 2.
    let known: [(UInt256, String)] = [
      (1, "0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf"),
      (2, "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"),
    ]
    for (key, address) in known {
      let signer = try Secp256k1Signer(privateKey: key)
      #expect(signer.address.description == address)
      #expect(try Secp256k1Signer(privateKey: key.bigEndianBytes).address == signer.address)
    }
  }

  @Test func keysOutOfRangeAreRefused() throws {
    let order = Signature.curveOrder
    for key: UInt256 in [0, order, order + 1, .max] {
      #expect(throws: Secp256k1Signer.KeyError.outOfRange) { try Secp256k1Signer(privateKey: key) }
    }
    _ = try Secp256k1Signer(privateKey: order - 1)
    for count in [0, 31, 33, 64] {
      #expect(throws: Secp256k1Signer.KeyError.length(count)) {
        try Secp256k1Signer(privateKey: [UInt8](repeating: 1, count: count))
      }
    }
  }

  @Test func aSignatureIsAlwaysTheSameAndItsSIsLow() throws {
    var random = SeededGenerator(seed: 0x51)
    for _ in 0..<100 {
      let key = UInt256(random.next() >> 1, random.next(), random.next(), random.next())
      let signer = try Secp256k1Signer(privateKey: key)
      let digest = Keccak256.hash("\(random.next())".utf8)
      let signature = signer.sign(digest)
      #expect(signature == signer.sign(digest))
      #expect(signature.flaw == nil)
      #expect(
        try signature.signer(of: digest, recoverer: Secp256k1Recoverer()) == signer.address)

      // The twin that anyone can make: recovered alike, and refused.
      let twin = Signature(
        v: signature.v ^ 27 ^ 28, r: signature.r, s: Signature.curveOrder - signature.s)
      #expect(
        Secp256k1Recoverer().recoverSigner(of: digest, v: twin.v, r: twin.r, s: twin.s)
          == signer.address)
      #expect(throws: SignatureError.highS(twin.s)) {
        try twin.signer(of: digest, recoverer: Secp256k1Recoverer())
      }
    }
  }

  @Test func aChangedBitOfTheDigestIsAnotherSignerOrNone() throws {
    let signer = try Secp256k1Signer(privateKey: 0xC0FFEE as UInt256)
    let digest = Keccak256.hash("bits".utf8)
    let signature = signer.sign(digest)
    for bit in 0..<256 {
      var bytes = digest.bytes
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      let other = try #require(Digest(bytes: bytes))
      let found = try? signature.signer(of: other, recoverer: Secp256k1Recoverer())
      #expect(found != signer.address)
    }
  }

  @Test func theKeyIsNeverPrinted() throws {
    let key: UInt256 = 0xDEAD_BEEF_DEAD_BEEF
    let signer = try Secp256k1Signer(privateKey: key)
    var dumped = ""
    dump(signer, to: &dumped)
    for text in ["\(signer)", String(reflecting: signer), dumped, "\([signer])"] {
      #expect(!text.contains(key.description))
      #expect(!text.contains("16045690984503098046"))
      #expect(!text.lowercased().contains("deadbeef"))
      #expect(text.contains(signer.address.description))
    }
  }
}

@Suite struct SignatureBytesTests {
  @Test func bothFormsReadBack() throws {
    let signer = try Secp256k1Signer(privateKey: 99 as UInt256)
    for number in 0..<50 {
      let signature = signer.sign(Keccak256.hash("\(number)".utf8))
      #expect(try Signature(bytes: signature.bytes) == signature)
      #expect(signature.bytes.count == 65)
      let compact = try #require(signature.compactBytes)
      #expect(compact.count == 64)
      #expect(try Signature(compactBytes: compact) == signature)
      #expect(try Signature(compactBytes: ([0] + compact)[1...]) == signature)
      #expect(
        try JSONDecoder().decode(Signature.self, from: JSONEncoder().encode(signature))
          == signature)
    }
  }

  /// The two test cases of the text of EIP-2098.
  @Test func theExamplesOfTheStandardAgree() throws {
    let r = try UInt256(
      parsing: "0x68a020a209d3d56c46f38cc50a33f704f4a9a10a59377f8dd762ac66910e9b90")
    let s = try UInt256(
      parsing: "0x7e865ad05c4035ab5792787d4a0297a43617ae897930a6fe4d822b8faea52064")
    let first = Signature(v: 27, r: r, s: s)
    #expect(first.compactBytes == r.bigEndianBytes + s.bigEndianBytes)

    let otherR = try UInt256(
      parsing: "0x9328da16089fcba9bececa81663203989f2df5fe1faa6291a45381c81bd17f76")
    let otherS = try UInt256(
      parsing: "0x139c6d6b623b42da56557e5e734a43dc83345ddfadec52cbe24d0cc64f550793")
    let word = try UInt256(
      parsing: "0x939c6d6b623b42da56557e5e734a43dc83345ddfadec52cbe24d0cc64f550793")
    let second = Signature(v: 28, r: otherR, s: otherS)
    #expect(second.compactBytes == otherR.bigEndianBytes + word.bigEndianBytes)
    #expect(try Signature(compactBytes: #require(second.compactBytes)) == second)
  }

  @Test func everyOtherLengthIsANamedError() {
    for count in 0...200 {
      let bytes = [UInt8](repeating: 1, count: count)
      if count != 65 {
        #expect(throws: SignatureError.length(count)) { try Signature(bytes: bytes) }
      }
      if count != 64 {
        #expect(throws: SignatureError.length(count)) { try Signature(compactBytes: bytes) }
      }
    }
  }

  @Test func whatLeavesNoRoomForTheBitHasNoCompactForm() {
    #expect(Signature(v: 27, r: 1, s: .max).compactBytes == nil)
    #expect(Signature(v: 26, r: 1, s: 1).compactBytes == nil)
    #expect(Signature(v: 0, r: 1, s: 1).compactBytes == nil)
  }

  @Test func theReasonsComeInTheOrderOfTheContracts() {
    let high = Signature.greatestLowS + 1
    #expect(Signature(v: 0, r: 0, s: high).flaw == .highS(high))
    #expect(Signature(v: 0, r: 0, s: 0).flaw == .badV(0))
    #expect(Signature(v: 27, r: 0, s: 0).flaw == .rOutOfRange(0))
    #expect(Signature(v: 27, r: .max, s: 1).flaw == .rOutOfRange(.max))
    #expect(Signature(v: 27, r: 1, s: 0).flaw == .zeroS)
    #expect(Signature(v: 27, r: 1, s: Signature.greatestLowS).flaw == nil)
    #expect(Signature.greatestLowS == Signature.curveOrder / 2)
  }
}
