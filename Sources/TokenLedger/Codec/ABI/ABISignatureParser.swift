// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension ABIType {
  /// Reads a type, as `uint256`, `bytes4`, `(address,bool)[3][]`; `uint` and `int` mean 256 bits.
  ///
  /// - Throws: ``ABICodingError/syntax(text:reason:)``,
  ///   ``ABICodingError/invalidType(_:reason:)``.
  /// - Complexity: O(n) for n characters.
  public init(_ text: String) throws(ABICodingError) {
    var parser = ABISignatureParser(text)
    self = try parser.type()
    try parser.finish()
    try validate()
  }
}

/// A parameter of a function, error or event.
struct ABIParameter: Sendable, Hashable {
  let type: ABIType
  let isIndexed: Bool
}

/// Reads types and signatures, character by character; never deeper than ``ABIType/maximumDepth``.
struct ABISignatureParser {
  private let text: String
  private let characters: [UInt8]
  private var position = 0

  init(_ text: String) {
    self.text = text
    characters = Array(text.utf8)
  }

  /// `name(parameters)`, and nothing more.
  mutating func signature() throws(ABICodingError) -> (name: String, [ABIParameter]) {
    skipSpaces()
    let name = word()
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else {
      throw failure("it begins with a name")
    }
    let parameters = try parameters()
    try finish()
    try ABIType.validate(parameters.map(\.type))
    return (name, parameters)
  }

  /// `(type [indexed] [name], …)`.
  mutating func parameters() throws(ABICodingError) -> [ABIParameter] {
    try expect("(")
    skipSpaces()
    if take(")") { return [] }
    var parameters: [ABIParameter] = []
    repeat {
      let type = try type()
      let isIndexed = word() == "indexed"
      // What is left is the parameter's name, for readers only.
      if isIndexed { _ = word() }
      parameters.append(ABIParameter(type: type, isIndexed: isIndexed))
    } while take(",")
    try expect(")")
    return parameters
  }

  mutating func type(depth: Int = 0) throws(ABICodingError) -> ABIType {
    guard depth <= ABIType.maximumDepth else { throw tooDeep }
    skipSpaces()
    var type: ABIType
    if peek == "(" {
      type = .tuple(try components(depth: depth))
    } else {
      type = try elementary(word())
    }
    var suffixes = depth
    while take("[") {
      suffixes += 1
      guard suffixes <= ABIType.maximumDepth else { throw tooDeep }
      if take("]") {
        type = .array(type)
      } else {
        type = .fixedArray(type, try number(word()))
        try expect("]")
      }
    }
    skipSpaces()
    return type
  }

  mutating func finish() throws(ABICodingError) {
    skipSpaces()
    if position < characters.count { throw failure("it goes on after its end") }
  }

  private mutating func components(depth: Int) throws(ABICodingError) -> [ABIType] {
    try expect("(")
    var components: [ABIType] = []
    repeat {
      components.append(try type(depth: depth + 1))
      // The name of a component, if there is one.
      _ = word()
    } while take(",")
    try expect(")")
    return components
  }

  private func elementary(_ name: String) throws(ABICodingError) -> ABIType {
    switch name {
    case "address": return .address
    case "bool": return .bool
    case "bytes": return .bytes
    case "string": return .string
    case "uint": return .uint(256)
    case "int": return .int(256)
    default: break
    }
    if name.hasPrefix("uint") { return .uint(try number(String(name.dropFirst(4)))) }
    if name.hasPrefix("int") { return .int(try number(String(name.dropFirst(3)))) }
    if name.hasPrefix("bytes") { return .fixedBytes(try number(String(name.dropFirst(5)))) }
    throw failure(name.isEmpty ? "a type is missing" : "\"\(name)\" is no type")
  }

  /// A number without a sign or leading zeros.
  private func number(_ digits: String) throws(ABICodingError) -> Int {
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
      "\(number)" == digits
    else { throw failure("\"\(digits)\" is no number of bits, bytes or elements") }
    return number
  }

  /// Letters, digits, `_` and `$`, and the spaces after them.
  private mutating func word() -> String {
    let start = position
    while position < characters.count, Self.isPartOfWord(characters[position]) { position += 1 }
    let word = String(decoding: characters[start..<position], as: UTF8.self)
    skipSpaces()
    return word
  }

  private static func isPartOfWord(_ character: UInt8) -> Bool {
    switch character {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x24: true
    default: false
    }
  }

  private var peek: Unicode.Scalar? {
    position < characters.count ? Unicode.Scalar(characters[position]) : nil
  }

  private mutating func skipSpaces() {
    while peek == " " { position += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == character else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(ABICodingError) {
    guard take(character) else { throw failure("\"\(character)\" is missing at byte \(position)") }
  }

  private func failure(_ reason: String) -> ABICodingError {
    .syntax(text: text, reason: reason)
  }

  private var tooDeep: ABICodingError {
    .invalidType(text, reason: "types are nested at most \(ABIType.maximumDepth) deep")
  }
}
