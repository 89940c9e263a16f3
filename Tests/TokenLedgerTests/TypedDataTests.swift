// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import ExactArithmetic
import Foundation
import LedgerPrimitives
import TestSupport
import Testing
import TokenLedger

private let bundled = Bundle.module.url(forResource: "Vectors", withExtension: nil)

@Suite struct TypedDataVectorTests {
  private struct Line: Decodable {
    struct Domain: Decodable {
      var name: String?
      var version: String?
      var chainId: String?
      var verifyingContract: String?
      var salt: Digest?
    }
    var primaryType: String
    var encodeType: String
    var typeHash: Digest
    var domain: Domain
    var domainSeparator: Digest
    var message: [String: String]
    var structHash: Digest
    var digest: Digest
  }

  @Test func everyLineAgreesByTheGeneralHasherAndByTheTokensOwn() throws {
    try replayVectors(prefix: "eip712", bundled: bundled, fewest: 160) { line, place in
      let raw = try JSONDecoder().decode([String: TypedValue].self, from: line)
      let line = try JSONDecoder().decode(Line.self, from: line)

      let domain = EIP712Domain(
        partialName: line.domain.name, version: line.domain.version,
        chainID: try line.domain.chainId.map { try UInt256(parsing: $0) },
        verifyingContract: try line.domain.verifyingContract.map { try Address(parsing: $0) },
        salt: line.domain.salt)
      #expect(domain.separator == line.domainSeparator, "\(place)")

      let message = try message(line)
      #expect(message.typeText == line.encodeType, "\(place)")
      #expect(message.typeHash == line.typeHash, "\(place)")
      #expect(message.structHash == line.structHash, "\(place)")
      #expect(message.digest(in: domain) == line.digest, "\(place)")

      guard case .fields(let domainFields)? = raw["domain"],
        case .fields(let messageFields)? = raw["message"]
      else {
        Issue.record("\(place) has no domain or message")
        return true
      }
      let data = TypedData(
        types: [line.primaryType: fields(of: line.encodeType)], primaryType: line.primaryType,
        domain: domainFields, message: messageFields)
      #expect(try data.encodedType() == line.encodeType, "\(place)")
      #expect(try data.typeHash() == line.typeHash, "\(place)")
      #expect(try data.domainSeparator() == line.domainSeparator, "\(place)")
      #expect(try data.structHash() == line.structHash, "\(place)")
      #expect(try data.digest() == line.digest, "\(place)")
      return true
    }
  }

  private func message(_ line: Line) throws -> TokenMessage {
    func number(_ name: String) throws -> UInt256 {
      try UInt256(parsing: #require(line.message[name]))
    }
    func address(_ name: String) throws -> Address {
      try Address(parsing: #require(line.message[name]))
    }
    switch line.primaryType {
    case "Permit":
      return .permit(
        owner: try address("owner"), spender: try address("spender"), value: try number("value"),
        nonce: try number("nonce"), deadline: try number("deadline"))
    case "Delegation":
      return .delegation(
        delegatee: try address("delegatee"), nonce: try number("nonce"),
        expiry: try number("expiry"))
    default:
      throw UnknownType(name: line.primaryType)
    }
  }

  private struct UnknownType: Error { var name: String }
}

/// The fields of a type without structs in it.
private func fields(of encodedType: String) -> [TypedData.Field] {
  encodedType.split { "(),".contains($0) }.dropFirst().map { parameter in
    let words = parameter.split(separator: " ")
    return TypedData.Field(name: String(words[1]), type: String(words[0]))
  }
}

@Suite struct EIP712DomainTests {
  private let contract = Address.derived(fromLabel: "token")

  @Test func everySubsetOfTheFieldsIsHashedInTheOrderOfTheStandard() throws {
    let salt = Keccak256.hash("salt".utf8)
    var separators: Set<Digest> = []
    for bits in UInt8(0)..<32 {
      let domain = EIP712Domain(
        partialName: bits & 1 == 0 ? nil : "n", version: bits & 2 == 0 ? nil : "v",
        chainID: bits & 4 == 0 ? nil : 7, verifyingContract: bits & 8 == 0 ? nil : contract,
        salt: bits & 16 == 0 ? nil : salt)
      #expect(domain.fields == bits)

      var values: [String: TypedValue] = [:]
      if bits & 1 != 0 { values["name"] = "n" }
      if bits & 2 != 0 { values["version"] = "v" }
      if bits & 4 != 0 { values["chainId"] = 7 }
      if bits & 8 != 0 { values["verifyingContract"] = .text(contract.description) }
      if bits & 16 != 0 { values["salt"] = .text(salt.description) }
      let data = TypedData(types: ["A": []], primaryType: "A", domain: values, message: [:])
      #expect(try data.domainSeparator() == domain.separator)
      let asStruct = TypedData(
        types: ["EIP712Domain": fields(of: domain.typeText)], primaryType: "EIP712Domain",
        domain: values, message: values)
      #expect(try asStruct.encodedType() == domain.typeText)
      #expect(try asStruct.structHash() == domain.separator)
      separators.insert(domain.separator)
    }
    #expect(separators.count == 32)
  }

  @Test func everyFieldBindsTheSignature() {
    let base = EIP712Domain(name: "n", version: "1", chainID: 1, verifyingContract: contract)
    let others = [
      EIP712Domain(name: "m", version: "1", chainID: 1, verifyingContract: contract),
      EIP712Domain(name: "n", version: "2", chainID: 1, verifyingContract: contract),
      EIP712Domain(name: "n", version: "1", chainID: 2, verifyingContract: contract),
      EIP712Domain(name: "n", version: "1", chainID: 1, verifyingContract: .zero),
      EIP712Domain(
        name: "n", version: "1", chainID: 1, verifyingContract: contract, salt: .zero),
      // The same text for people in other bytes.
      EIP712Domain(name: "n\u{301}", version: "1", chainID: 1, verifyingContract: contract),
      EIP712Domain(name: "\u{144}", version: "1", chainID: 1, verifyingContract: contract),
    ]
    let digests = ([base] + others).map { $0.digest(of: .zero) }
    #expect(Set(digests).count == digests.count)
    #expect(Set([base] + others).count == digests.count)
    #expect(base == EIP712Domain(name: "n", version: "1", chainID: 1, verifyingContract: contract))
  }

  @Test func theFiveMessagesOfTokensAgreeWithTheGeneralHasher() throws {
    let (a, b) = (Address.derived(fromLabel: "a"), Address.derived(fromLabel: "b"))
    let nonce = Keccak256.hash("nonce".utf8)
    let transfer: [String: TypedValue] = [
      "from": .text("\(a)"), "to": .text("\(b)"), "value": 1, "validAfter": 2, "validBefore": 3,
      "nonce": .text("\(nonce)"),
    ]
    let authorization = TransferAuthorization(
      from: a, to: b, value: 1, validAfter: 2, validBefore: 3, nonce: nonce)
    let cases: [(TokenMessage, [String: TypedValue], hash: String)] = [
      (
        .permit(owner: a, spender: b, value: 1, nonce: 2, deadline: 3),
        ["owner": .text("\(a)"), "spender": .text("\(b)"), "value": 1, "nonce": 2, "deadline": 3],
        "0x6e71edae12b1b97f4d1f60370fef10105fa2faae0126114a169c64845d6126c9"
      ),
      (
        .transferWithAuthorization(authorization), transfer,
        "0x7c7c6cdb67a18743f49ec6fa9b35f50d52ed05cbed4cc592e13b44501c1a2267"
      ),
      (
        .receiveWithAuthorization(authorization), transfer,
        "0xd099cc98ef71107a616c4f0f941f04c322d8e254fe26b3c6668db87aae413de8"
      ),
      (
        .cancelAuthorization(authorizer: a, nonce: nonce),
        ["authorizer": .text("\(a)"), "nonce": .text("\(nonce)")],
        "0x158b0a9edf7a828aad02f63cd515c68ef2f50ba807396f6d12842833a1597429"
      ),
      (
        .delegation(delegatee: a, nonce: 2, expiry: 3),
        ["delegatee": .text("\(a)"), "nonce": 2, "expiry": 3],
        "0xe48329057bfd03d55e49b547132e39cffd9c1820ad7b9d4c5307691425d15adf"
      ),
    ]
    for (message, values, hash) in cases {
      // The hashes as EIP-3009, EIP-2612 and OpenZeppelin's sources print them.
      #expect(message.typeHash.description == hash, "\(message.typeText)")
      let name = String(message.typeText.prefix { $0 != "(" })
      let data = TypedData(
        types: [name: fields(of: message.typeText)], primaryType: name, domain: [:],
        message: values)
      #expect(try data.encodedType() == message.typeText)
      #expect(try data.structHash() == message.structHash)
    }
  }
}

@Suite struct TypedDataTests {
  /// The example of the text of EIP-712, with the numbers of its test file.
  @Test func theExampleOfTheStandardAgrees() throws {
    let data = try JSONDecoder().decode(TypedData.self, from: Data(Self.mail.utf8))
    #expect(
      try data.encodedType()
        == "Mail(Person from,Person to,string contents)Person(string name,address wallet)")
    let hashes = [
      try data.typeHash(), try data.structHash(), try data.domainSeparator(),
      try data.digest(),
    ]
    #expect(
      hashes.map(\.description) == [
        "0xa0cedeb2dc280ba39b857546d74f5549c3a1d7bdc2dd96bf881f76108e23dac2",
        "0xc52c0ee5d84264471806290a3f2c4cecfc5490626bf912d01f240d7a274b371e",
        "0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f",
        "0xbe609aee343fb3c4b28e1df9e632fca64fcfaede20f02e86244efddf30957bd2",
      ])
  }

  /// The example with arrays that wallets test `eth_signTypedData_v4` with.
  @Test func theWalletsExampleWithArraysAgrees() throws {
    let types: [String: [TypedData.Field]] = [
      "Person": fields(of: "Person(string name,address[] wallets)"),
      "Mail": fields(of: "Mail(Person from,Person[] to,string contents)"),
    ]
    let data = TypedData(
      types: types, primaryType: "Mail",
      domain: [
        "name": "Ether Mail", "version": "1", "chainId": 1,
        "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC",
      ],
      message: [
        "from": [
          "name": "Cow",
          "wallets": [
            "0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826",
            "0xdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
          ],
        ],
        "to": [
          [
            "name": "Bob",
            "wallets": [
              "0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
              "0xb0bdabea57b0bdabea57b0bdabea57b0bdabea57",
              "0xb0b0b0b0b0b0b000000000000000000000000000",
            ],
          ]
        ],
        "contents": "Hello, Bob!",
      ])
    #expect(
      try data.typeHash().description
        == "0x4bd8a9a2b93427bb184aca81e24beb30ffa3c747e2a33d4225ec08bf12e2e753")
    #expect(
      try data.structHash().description
        == "0xeb4221181ff3f1a83ea7313993ca9218496e424604ba9492bb4052c03d5c3df8")
    #expect(
      try data.digest().description
        == "0xa85c2e2b118698e88db68a8105b794a8cc7cec074e89ef991cb4f5f533819cc2")
  }

  @Test func everyElementaryValueStandsInItsWord() throws {
    let cases: [(String, TypedValue, [UInt8])] = [
      ("uint8", 255, word(0xFF)), ("uint256", "0xff", word(0xFF)), ("uint256", "255", word(0xFF)),
      ("int8", -128, [UInt8](repeating: 0xFF, count: 31) + [0x80]), ("int8", "127", word(0x7F)),
      ("int256", "-1", [UInt8](repeating: 0xFF, count: 32)), ("bool", true, word(1)),
      ("bool", false, word(0)),
      ("bytes2", "0xABcd", [0xAB, 0xCD] + [UInt8](repeating: 0, count: 30)),
      ("bytes", "0x", Keccak256.hash([UInt8]()).bytes),
      ("string", "é", Keccak256.hash("é".utf8).bytes),
      ("uint8[]", [], Keccak256.hash([UInt8]()).bytes),
      ("uint8[2][]", [[1, 2]], keccakWord(keccakWord(word(1) + word(2)))),
    ]
    for (type, value, expected) in cases {
      let data = one(type, value)
      let text = "A(\(type) x)"
      #expect(
        try data.structHash() == Keccak256.hash(Keccak256.hash(text.utf8).bytes + expected),
        "\(type)")
    }
  }

  @Test func valuesThatAreNoneOfTheirTypeAreNamedErrors() {
    let cases: [(String, TypedValue, String)] = [
      ("uint8", 256, "256"), ("uint8", -1, "-1"), ("uint8", "1.5", "\"1.5\""),
      ("uint8", true, "true"), ("uint256", "", "\"\""), ("int8", 128, "128"),
      ("int8", -129, "-129"), ("bool", 1, "1"), ("bool", "true", "\"true\""),
      ("address", "0x00", "\"0x00\""), ("bytes2", "0xabc", "\"0xabc\""),
      ("bytes2", "0xabcdef", "\"0xabcdef\""), ("bytes", "0x+1", "\"0x+1\""),
      ("bytes", "ab", "\"ab\""),
      ("string", 1, "1"), ("uint8[]", 1, "1"), ("bool[1]", "x", "\"x\""),
      (
        "address", "0xDC2D1AD43c005ff8998045f7995bafecb7ad932d",
        "\"0xDC2D1AD43c005ff8998045f7995bafecb7ad932d\""
      ),
    ]
    for (type, value, shown) in cases {
      #expect(throws: TypedDataError.invalidValue(path: "A.x", type: type, value: shown)) {
        try one(type, value).digest()
      }
    }
    #expect(throws: TypedDataError.wrongCount(path: "A.x", expected: 2, found: 1)) {
      try one("bool[2]", [true]).digest()
    }
    #expect(throws: TypedDataError.invalidValue(path: "A.x[1]", type: "bool", value: "2")) {
      try one("bool[]", [true, 2]).digest()
    }
  }

  @Test func typesThatAreNoneAreNamedErrors() {
    for type in [
      "uint", "int", "uint7", "uint264", "bytes0", "bytes33", "Foo", "uint8[", "uint8[0]",
      "uint8[01]",
      "(bool)", "bool[]x", "bool []", "", "[]", "A[x][]", "A[0]", "A[2]junk",
    ] {
      #expect(throws: TypedDataError.unknownType(type), "\(type)") {
        try one(type, []).encodedType()
      }
    }
    for name in ["", "A b", "uint8", "bool", "A[]", "1A", "A(bool x)", "Ä"] {
      #expect(throws: TypedDataError.invalidTypeName(name), "\(name)") {
        try TypedData(types: [name: []], primaryType: name, domain: [:], message: [:]).digest()
      }
    }
    #expect(throws: TypedDataError.noSuchStruct("B")) {
      try TypedData(types: ["A": []], primaryType: "B", domain: [:], message: [:]).digest()
    }
    #expect(throws: TypedDataError.duplicateField(type: "A", field: "x")) {
      try TypedData(
        types: ["A": fields(of: "A(bool x,bool x)")], primaryType: "A", domain: [:],
        message: ["x": true]
      ).digest()
    }
    #expect(throws: TypedDataError.invalidTypeName("A.x,bool y")) {
      try TypedData(
        types: ["A": [.init(name: "x,bool y", type: "bool")]], primaryType: "A", domain: [:],
        message: ["x,bool y": true]
      ).digest()
    }
  }

  @Test func whatIsShownButNotSignedIsRefused() {
    #expect(throws: TypedDataError.unexpectedField(path: "A.y")) {
      try TypedData(
        types: ["A": fields(of: "A(bool x)")], primaryType: "A", domain: [:],
        message: ["x": true, "y": 5]
      ).digest()
    }
    #expect(throws: TypedDataError.missingField(path: "A.x")) {
      try TypedData(
        types: ["A": fields(of: "A(bool x)")], primaryType: "A", domain: [:], message: [:]
      ).digest()
    }
    #expect(throws: TypedDataError.unexpectedField(path: "EIP712Domain.chain")) {
      try TypedData(types: ["A": []], primaryType: "A", domain: ["chain": 1], message: [:])
        .digest()
    }
    #expect(throws: TypedDataError.unexpectedField(path: "EIP712Domain.chainId")) {
      try TypedData(
        types: ["A": [], "EIP712Domain": fields(of: "EIP712Domain(string name)")],
        primaryType: "A", domain: ["name": "n", "chainId": 1], message: [:]
      ).digest()
    }
    for field in ["uint256 chain", "uint8 chainId", "string salt"] {
      #expect(throws: TypedDataError.invalidDomain(field: field)) {
        try TypedData(
          types: ["A": [], "EIP712Domain": fields(of: "EIP712Domain(\(field))")],
          primaryType: "A", domain: ["chainId": 1], message: [:]
        ).digest()
      }
    }
  }

  @Test func jsonThatReadersWouldRoundIsRefused() throws {
    for number in ["1.5", "1e30", "18446744073709551616", "-9223372036854775809", "null"] {
      #expect(throws: DecodingError.self, "\(number)") {
        try JSONDecoder().decode(TypedValue.self, from: Data(number.utf8))
      }
    }
    let greatest = try JSONDecoder().decode(
      TypedValue.self, from: Data("18446744073709551615".utf8))
    #expect(try one("uint64", greatest).digest() == one("uint64", "18446744073709551615").digest())
  }

  @Test func deepDataIsRefusedAndTypesMayNameThemselves() throws {
    let types = ["A": fields(of: "A(A[] x)")]
    func nested(_ depth: Int) -> TypedData {
      var value: TypedValue = ["x": []]
      for _ in 0..<depth { value = ["x": .array([value])] }
      guard case .fields(let message) = value else { preconditionFailure("A struct has fields.") }
      return TypedData(types: types, primaryType: "A", domain: [:], message: message)
    }
    #expect(try nested(20).encodedType() == "A(A[] x)")
    _ = try nested(20).digest()
    #expect(throws: TypedDataError.tooDeep(limit: 64)) { try nested(1000).digest() }
  }

  private func one(_ type: String, _ value: TypedValue) -> TypedData {
    TypedData(
      types: ["A": [.init(name: "x", type: type)]], primaryType: "A", domain: [:],
      message: ["x": value])
  }

  private func word(_ byte: UInt8) -> [UInt8] { [UInt8](repeating: 0, count: 31) + [byte] }

  private func keccakWord(_ bytes: [UInt8]) -> [UInt8] { Keccak256.hash(bytes).bytes }

  private static let mail = """
    {
      "types": {
        "EIP712Domain": [
          {"name": "name", "type": "string"}, {"name": "version", "type": "string"},
          {"name": "chainId", "type": "uint256"}, {"name": "verifyingContract", "type": "address"}
        ],
        "Person": [{"name": "name", "type": "string"}, {"name": "wallet", "type": "address"}],
        "Mail": [
          {"name": "from", "type": "Person"}, {"name": "to", "type": "Person"},
          {"name": "contents", "type": "string"}
        ]
      },
      "primaryType": "Mail",
      "domain": {
        "name": "Ether Mail", "version": "1", "chainId": 1,
        "verifyingContract": "0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"
      },
      "message": {
        "from": {"name": "Cow", "wallet": "0xCD2a3d9F938E13CD947Ec05AbC7FE734Df8DD826"},
        "to": {"name": "Bob", "wallet": "0xbBbBBBBbbBBBbbbBbbBbbbbBBbBbbbbBbBbbBBbB"},
        "contents": "Hello, Bob!"
      }
    }
    """
}
