// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

/// An event of a contract: its logs to topics and data, and back.
///
/// ```swift
/// let transfer = try ABIEvent("Transfer(address indexed,address indexed,uint256)")
/// let log = try transfer.encode([.address(alice), .address(bob), .uint(5)])
/// ```
///
/// Anonymous events, which have no first topic, are not covered.
public struct ABIEvent: Sendable, Hashable {
  /// The name without parameters.
  public let name: String
  /// The types of all arguments, in their order.
  public let inputs: [ABIType]
  /// For every argument, whether it stands in a topic.
  public let isIndexed: [Bool]
  /// The first topic: the digest of ``signature``.
  public let signatureTopic: Digest

  /// An argument read from a log.
  public enum Argument: Sendable, Hashable {
    /// The value.
    case value(ABIValue)
    /// Of an indexed argument that does not fit one word (`bytes`, `string`, arrays, tuples) a log
    /// keeps only this digest; ``ABIEvent/topic(of:as:)`` gives it for a value.
    case hash(Digest)
  }

  /// Reads a signature; parameters may have names.
  ///
  /// - Parameter signature: with `indexed` after the type of each argument in a topic.
  /// - Throws: ``ABICodingError``: syntax, invalid type, more than three indexed arguments.
  public init(_ signature: String) throws(ABICodingError) {
    var parser = ABISignatureParser(signature)
    let parameters: [ABIParameter]
    (name, parameters) = try parser.signature()
    inputs = parameters.map(\.type)
    isIndexed = parameters.map(\.isIndexed)
    guard isIndexed.count(where: { $0 }) <= 3 else {
      throw .syntax(text: signature, reason: "an event has at most three indexed arguments")
    }
    signatureTopic = Keccak256.hash((name + ABIType.canonicalText(of: inputs)).utf8)
  }

  /// The text that is hashed, without `indexed`.
  public var signature: String { name + ABIType.canonicalText(of: inputs) }

  /// The topics and the data of a log.
  ///
  /// - Parameter arguments: all of them, in their order.
  /// - Throws: ``ABICodingError`` where a value is none of its type.
  public func encode(
    _ arguments: [ABIValue]
  ) throws(ABICodingError) -> (topics: [Digest], data: [UInt8]) {
    guard arguments.count == inputs.count else {
      throw .wrongCount(type: signature, expected: inputs.count, found: arguments.count)
    }
    var topics = [signatureTopic]
    var types: [ABIType] = []
    var values: [ABIValue] = []
    for index in inputs.indices {
      if isIndexed[index] {
        topics.append(try Self.topic(of: arguments[index], as: inputs[index]))
      } else {
        types.append(inputs[index])
        values.append(arguments[index])
      }
    }
    return (topics, try ABI.encode(values, as: types))
  }

  /// The arguments of a log, in their order.
  ///
  /// - Throws: ``ABICodingError``: another event, too few or too many topics, a topic or data that
  ///   is no encoding. The position in a topic's error counts 32 bytes for each topic before it.
  public func decode(
    topics: [Digest], data: [UInt8], mode: ABI.Mode = .strict
  ) throws(ABICodingError) -> [Argument] {
    let expected = 1 + isIndexed.count { $0 }
    guard topics.count == expected else {
      throw .wrongTopicCount(expected: expected, found: topics.count)
    }
    guard topics[0] == signatureTopic else {
      throw .selectorMismatch(expected: signatureTopic.bytes, found: topics[0].bytes)
    }
    let typesInData = zip(inputs, isIndexed).filter { !$0.1 }.map(\.0)
    var values = try ABI.decode(data, as: typesInData, mode: mode).makeIterator()
    var nextTopic = 1
    var arguments: [Argument] = []
    for index in inputs.indices {
      if isIndexed[index] {
        let (topic, position) = (topics[nextTopic], nextTopic * 32)
        nextTopic += 1
        arguments.append(
          inputs[index].isOneWord
            ? .value(
              try ABIDecoder.value(of: inputs[index], word: topic.slotValue, position: position))
            : .hash(topic))
      } else if let value = values.next() {
        arguments.append(.value(value))
      }
    }
    return arguments
  }

  /// What a log keeps of an indexed argument: a word as it is, of everything else a digest.
  ///
  /// Hashed are the bytes themselves of `bytes` and `string`, and of arrays and tuples all elements
  /// one after the other, each filled up to whole words, without lengths and offsets.
  ///
  /// - Throws: ``ABICodingError`` where the value is none of the type.
  public static func topic(of value: ABIValue, as type: ABIType) throws(ABICodingError) -> Digest {
    try type.validate()
    switch (type, value) {
    case (.bytes, .bytes(let content)): return Keccak256.hash(content)
    case (.string, .string(let content)): return Keccak256.hash(content.utf8)
    default:
      if type.isOneWord { return try ABIEncoder.word(of: value, as: type).asDigest }
      var encoder = ABIEncoder()
      try appendInPlace(value, as: type, to: &encoder)
      return Keccak256.hash(encoder.bytes)
    }
  }

  private static func appendInPlace(
    _ value: ABIValue, as type: ABIType, to encoder: inout ABIEncoder
  ) throws(ABICodingError) {
    func expect(_ expected: Int, _ found: Int) throws(ABICodingError) {
      guard expected == found else {
        throw .wrongCount(type: type.canonicalText, expected: expected, found: found)
      }
    }
    switch (type, value) {
    case (.array(let element), .array(let elements)):
      for value in elements { try appendInPlace(value, as: element, to: &encoder) }
    case (.fixedArray(let element, let count), .array(let elements)):
      try expect(count, elements.count)
      for value in elements { try appendInPlace(value, as: element, to: &encoder) }
    case (.tuple(let types), .tuple(let values)):
      try expect(types.count, values.count)
      for (type, value) in zip(types, values) {
        try appendInPlace(value, as: type, to: &encoder)
      }
    case (.bytes, .bytes(let content)): encoder.appendPadded(content)
    case (.string, .string(let content)): encoder.appendPadded(Array(content.utf8))
    default: encoder.append(try ABIEncoder.word(of: value, as: type))
    }
  }
}
