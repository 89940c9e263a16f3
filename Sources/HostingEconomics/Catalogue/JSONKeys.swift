// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The keys of a JSON document, so that those nobody reads can be found: a decoder passes over them in
/// silence, and a misspelt optional number would be lost.
indirect enum JSONKeys: Decodable {
  case object([String: JSONKeys])
  case list([JSONKeys])
  /// A text, by which an entry of a list is named, or another value.
  case value(String?)
  case null

  init(from decoder: any Decoder) throws {
    if let object = try? decoder.container(keyedBy: AnyKey.self) {
      var members: [String: JSONKeys] = [:]
      for key in object.allKeys {
        members[key.stringValue] = try object.decode(Self.self, forKey: key)
      }
      self = .object(members)
    } else if var list = try? decoder.unkeyedContainer() {
      var elements: [JSONKeys] = []
      while !list.isAtEnd { elements.append(try list.decode(Self.self)) }
      self = .list(elements)
    } else {
      let value = try decoder.singleValueContainer()
      self = value.decodeNil() ? .null : .value(try? value.decode(String.self))
    }
  }

  /// The first key, in order of the alphabet, that is here and not in `known`, and the path of the
  /// object it stands in. A key without a value says nothing and may stand anywhere.
  func unknownKey(
    comparedWith known: JSONKeys, path: [String] = []
  ) -> (key: String, path: [String])? {
    switch (self, known) {
    case (.object(let found), .object(let wanted)):
      for (key, value) in found.sorted(by: { $0.key < $1.key }) {
        if case .null = value { continue }
        guard let counterpart = wanted[key] else { return (key, path) }
        if let deeper = value.unknownKey(comparedWith: counterpart, path: path + [key]) {
          return deeper
        }
      }
      return nil
    case (.list(let found), .list(let wanted)):
      for (index, (value, counterpart)) in zip(found, wanted).enumerated() {
        let step = value.name ?? "\(index)"
        if let deeper = value.unknownKey(comparedWith: counterpart, path: path + [step]) {
          return deeper
        }
      }
      return nil
    default: return nil
    }
  }

  /// The name of an entry.
  private var name: String? {
    guard case .object(let members) = self, case .value(let name)? = members["id"] else {
      return nil
    }
    return name
  }

  private struct AnyKey: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
