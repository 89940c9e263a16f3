// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// Hashes values by the types that the data itself brings along, which nobody vouches for.
struct TypedDataHasher {
  /// How deep structs and arrays may be nested: it bounds the stack.
  static let maximumDepth = 64

  private let types: [String: [TypedData.Field]]
  /// The hashes of the structs met so far: a message may hold thousands of one type.
  private var typeHashes: [String: Digest] = [:]

  init(types: [String: [TypedData.Field]]) throws(TypedDataError) {
    for (name, fields) in types {
      // An array's brackets in a name, or the name of an elementary type, would be read two ways.
      guard Self.isIdentifier(name), (try? ABIType(name)) == nil else {
        throw .invalidTypeName(name)
      }
      var seen: Set<String> = []
      for field in fields where !seen.insert(field.name).inserted {
        throw .duplicateField(type: name, field: field.name)
      }
      // What stands in a name is hashed as if it were part of the type.
      for field in fields where !Self.isIdentifier(field.name) {
        throw .invalidTypeName("\(name).\(field.name)")
      }
    }
    self.types = types
  }

  func encodedType(of name: String) throws(TypedDataError) -> String {
    var found: Set<String> = [name]
    var open = [name]
    while let next = open.popLast() {
      for field in try fields(of: next) {
        let base = Self.base(of: field.type)
        let isStruct = types[base] != nil
        guard
          Self.isArrayOfElementary(
            isStruct ? "bool\(field.type.dropFirst(base.count))" : field.type)
        else { throw .unknownType(field.type) }
        if isStruct && found.insert(base).inserted { open.append(base) }
      }
    }
    // Ordered by bytes, so that no toolchain's idea of an alphabet changes a hash.
    found.remove(name)
    let names = [name] + found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var text = ""
    for name in names {
      let parameters = try fields(of: name).map { "\($0.type) \($0.name)" }
      text += "\(name)(\(parameters.joined(separator: ",")))"
    }
    return text
  }

  mutating func structHash(
    of values: [String: TypedValue], type: String, path: String, depth: Int
  ) throws(TypedDataError) -> Digest {
    try checkDepth(depth)
    let fields = try fields(of: type)
    if let extra = Set(values.keys).subtracting(fields.map(\.name)).min() {
      throw .unexpectedField(path: "\(path).\(extra)")
    }
    var hasher = Keccak256.Hasher()
    hasher.update(try typeHash(of: type))
    for field in fields {
      let path = "\(path).\(field.name)"
      guard let value = values[field.name] else { throw .missingField(path: path) }
      hasher.update(try word(of: value, type: field.type, path: path, depth: depth + 1))
    }
    return hasher.finalize()
  }

  /// What stands for a value in its struct: itself where it fits a word, otherwise its digest.
  private mutating func word(
    of value: TypedValue, type: String, path: String, depth: Int
  ) throws(TypedDataError) -> Digest {
    try checkDepth(depth)
    if type.utf8.last == 0x5D {
      return try arrayHash(of: value, type: type, path: path, depth: depth)
    }
    if types[type] != nil {
      guard case .fields(let values) = value else { throw invalid(value, type, path) }
      return try structHash(of: values, type: type, path: path, depth: depth)
    }
    guard let elementary = try? ABIType(type) else { throw .unknownType(type) }
    guard let word = Self.word(of: value, as: elementary) else { throw invalid(value, type, path) }
    return word
  }

  private mutating func arrayHash(
    of value: TypedValue, type: String, path: String, depth: Int
  ) throws(TypedDataError) -> Digest {
    // The last brackets are the outermost.
    guard let bracket = type.lastIndex(of: "[") else { throw .unknownType(type) }
    let element = String(type[..<bracket])
    let digits = type[type.index(after: bracket)...].dropLast()
    guard case .array(let elements) = value else { throw invalid(value, type, path) }
    if !digits.isEmpty {
      guard let count = Int(digits), "\(count)" == digits, count > 0 else {
        throw .unknownType(type)
      }
      guard elements.count == count else {
        throw .wrongCount(path: path, expected: count, found: elements.count)
      }
    }
    var hasher = Keccak256.Hasher()
    for (index, value) in elements.enumerated() {
      hasher.update(
        try word(of: value, type: element, path: "\(path)[\(index)]", depth: depth + 1))
    }
    return hasher.finalize()
  }

  private static func word(of value: TypedValue, as type: ABIType) -> Digest? {
    switch (type, value) {
    case (.string, .text(let text)): return Keccak256.hash(text.utf8)
    case (.bytes, .text(let text)): return hexBytes(text).map { Keccak256.hash($0) }
    case (.bool, .flag(let flag)): return (flag ? UInt256.one : .zero).asDigest
    case (.address, .text(let text)): return (try? Address(parsing: text))?.word
    case (.fixedBytes(let count), .text(let text)):
      guard let bytes = hexBytes(text), bytes.count == count else { return nil }
      return UInt256(leftAligned: bytes).asDigest
    case (.uint(let bits), _):
      guard let number = unsigned(value), number.significantBitCount <= bits else { return nil }
      return number.asDigest
    case (.int(let bits), _):
      guard let number = signed(value), number.fits(bits: bits) else { return nil }
      return number.word.asDigest
    default: return nil
    }
  }

  private static func unsigned(_ value: TypedValue) -> UInt256? {
    switch value {
    case .number(let number): UInt256(number)
    case .text(let text): try? UInt256(parsing: text)
    default: nil
    }
  }

  private static func signed(_ value: TypedValue) -> ABIInteger? {
    switch value {
    case .negative(let number): ABIInteger(number)
    case .text(let text) where text.utf8.first == 0x2D: ABIInteger(text)
    default: unsigned(value).flatMap { ABIInteger(isNegative: false, magnitude: $0) }
    }
  }

  private func fields(of name: String) throws(TypedDataError) -> [TypedData.Field] {
    guard let fields = types[name] else { throw .noSuchStruct(name) }
    return fields
  }

  private mutating func typeHash(of name: String) throws(TypedDataError) -> Digest {
    if let known = typeHashes[name] { return known }
    let hash = Keccak256.hash(try encodedType(of: name).utf8)
    typeHashes[name] = hash
    return hash
  }

  private func checkDepth(_ depth: Int) throws(TypedDataError) {
    if depth > Self.maximumDepth { throw .tooDeep(limit: Self.maximumDepth) }
  }

  private func invalid(_ value: TypedValue, _ type: String, _ path: String) -> TypedDataError {
    .invalidValue(path: path, type: type, value: value.summary)
  }

  /// The type without its brackets.
  private static func base(of type: String) -> String { String(type.prefix { $0 != "[" }) }

  /// Whether a text is an elementary type with any brackets, in its one spelling: it is hashed as it
  /// stands, so `uint` is not `uint256` here.
  private static func isArrayOfElementary(_ text: String) -> Bool {
    guard let type = try? ABIType(text), text.utf8.first != 0x28 else { return false }
    return type.canonicalText == text
  }

  /// Letters, digits, `_` and `$`, not beginning with a digit, as Solidity has it.
  private static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return text.utf8.allSatisfy { character in
      switch character {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x24: true
      default: false
      }
    }
  }

  /// The bytes of `0x` and two digits each.
  private static func hexBytes(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.starts(with: "0x".utf8), digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2)
    for index in stride(from: 2, to: digits.count, by: 2) {
      guard let high = nibble(digits[index]), let low = nibble(digits[index + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func nibble(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x30...0x39: character - 0x30
    case 0x41...0x46: character - 0x41 + 10
    case 0x61...0x66: character - 0x61 + 10
    default: nil
    }
  }
}
