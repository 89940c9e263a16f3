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

@Suite struct ABIVectorTests {
  private struct Line: Decodable {
    var kind: String
    var sig: String
    var types: [String]
    var values: [JSONNode]
    var indexed: Int?
    var selector: String?
    var encoded: String?
    var calldata: String?
    var data: String?
    var topics: [Digest]?
  }

  @Test func everyLineAgreesInBothDirectionsAndModes() throws {
    try replayVectors(prefix: "abi", bundled: bundled, fewest: 1264) { line, place in
      let line = try JSONDecoder().decode(Line.self, from: line)
      let types = try line.types.map { text in try ABIType(text) }
      #expect(types.map(\.canonicalText) == line.types, "\(place)")
      let values = try zip(line.values, types).map { try $0.value(of: $1) }
      switch line.kind {
      case "call": try checkCall(line, types, values, place)
      case "error": try checkError(line, values, place)
      case "event": try checkEvent(line, values, place)
      default: Issue.record("\(place): unknown kind \(line.kind)")
      }
      return true
    }
  }

  private func checkCall(
    _ line: Line, _ types: [ABIType], _ values: [ABIValue], _ place: String
  ) throws {
    let function = try ABIFunction(
      line.sig, returns: "(" + line.types.joined(separator: ",") + ")")
    let encoded = try required(line.encoded)
    let calldata = try required(line.calldata)
    #expect(function.signature == line.sig && function.inputs == types, "\(place)")
    #expect(try function.selector == required(line.selector), "\(place)")
    #expect(try ABI.encode(values, as: types) == encoded, "\(place)")
    #expect(try function.encodeCall(values) == calldata, "\(place)")
    #expect(try function.encodeReturn(values) == encoded, "\(place)")
    for mode in ABI.Mode.allCases {
      #expect(try ABI.decode(encoded, as: types, mode: mode) == values, "\(place)")
      #expect(try function.decodeCall(calldata, mode: mode) == values, "\(place)")
      #expect(try function.decodeReturn(encoded, mode: mode) == values, "\(place)")
    }
  }

  private func checkError(_ line: Line, _ values: [ABIValue], _ place: String) throws {
    let error = try ABIError(line.sig)
    let data = try required(line.data)
    #expect(try error.selector == required(line.selector), "\(place)")
    #expect(try error.encode(values) == data, "\(place)")
    let expected: RevertReason =
      switch (line.sig, values.first) {
      case ("Error(string)", .string(let text)): .message(text)
      case ("Panic(uint256)", .uint(let code)): .panic(code)
      default: .custom(error, values)
      }
    for mode in ABI.Mode.allCases {
      #expect(try error.decode(data, mode: mode) == values, "\(place)")
      #expect(RevertReason(data, knowing: [error], mode: mode) == expected, "\(place)")
    }
    #expect(try expected.encoded() == data, "\(place)")
  }

  private func checkEvent(_ line: Line, _ values: [ABIValue], _ place: String) throws {
    let indexed = try #require(line.indexed)
    let parameters = line.types.enumerated().map { $1 + ($0 < indexed ? " indexed" : "") }
    let name = line.sig.prefix { $0 != "(" }
    let event = try ABIEvent("\(name)(\(parameters.joined(separator: ", ")))")
    #expect(event.signature == line.sig, "\(place)")
    let log = try event.encode(values)
    #expect(log.topics == line.topics, "\(place)")
    #expect(try log.data == required(line.data), "\(place)")
    for mode in ABI.Mode.allCases {
      let found = try event.decode(topics: log.topics, data: log.data, mode: mode)
      #expect(found == values.map { .value($0) }, "\(place)")
    }
  }

  private func required(_ hex: String?) throws -> [UInt8] {
    try #require(hex.flatMap(bytes(ofHex:)))
  }
}

/// A value of the vectors as JSON has it.
private enum JSONNode: Decodable {
  case flag(Bool)
  case text(String)
  case list([JSONNode])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let flag = try? container.decode(Bool.self) {
      self = .flag(flag)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let number = try? container.decode(Int64.self) {
      self = .text("\(number)")
    } else {
      self = .list(try container.decode([JSONNode].self))
    }
  }

  func value(of type: ABIType) throws -> ABIValue {
    switch (self, type) {
    case (.flag(let flag), .bool): return .bool(flag)
    case (.text(let text), .uint): return .uint(try UInt256(parsing: text))
    case (.text(let text), .int): return .int(try #require(ABIInteger(text)))
    case (.text(let text), .address): return .address(try Address(parsing: text))
    case (.text(let text), .string): return .string(text)
    case (.text(let text), .bytes): return .bytes(try #require(bytes(ofHex: text)))
    case (.text(let text), .fixedBytes): return .fixedBytes(try #require(bytes(ofHex: text)))
    case (.list(let list), .array(let element)), (.list(let list), .fixedArray(let element, _)):
      return .array(try list.map { try $0.value(of: element) })
    case (.list(let list), .tuple(let types)):
      return .tuple(try zip(list, types).map { try $0.value(of: $1) })
    default:
      Issue.record("\(self) is no \(type)")
      return .bool(false)
    }
  }
}

/// The bytes of a hexadecimal text after `0x`, nil where it is none.
private func bytes(ofHex text: String) -> [UInt8]? {
  let digits = Array(text.utf8.dropFirst(2))
  guard text.hasPrefix("0x"), digits.count % 2 == 0 else { return nil }
  var bytes: [UInt8] = []
  for index in stride(from: 0, to: digits.count, by: 2) {
    guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
    else { return nil }
    bytes.append(byte)
  }
  return bytes
}
