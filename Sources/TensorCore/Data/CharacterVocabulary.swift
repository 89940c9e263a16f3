// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A token for every character that a text has, in the order of their code points.
public struct CharacterVocabulary: Sendable, Hashable, Codable {
  /// The characters; a token is a place among them.
  public let characters: String
  private let places: [Character: Int]
  private let list: [Character]

  /// The vocabulary of a text.
  ///
  /// - Complexity: O(n), n the length of the text.
  public init(of text: String) { self.init(characters: String(Set(text).sorted())) }

  /// A vocabulary as it was saved.
  ///
  /// - Parameter characters: as ``characters`` says; of one that comes twice, the first place counts.
  public init(characters: String) {
    self.characters = characters
    list = Array(characters)
    places = Dictionary(list.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Number of tokens.
  public var count: Int { list.count }

  /// The tokens of a text.
  ///
  /// - Throws: `unknownCharacter`.
  /// - Complexity: O(n), n the length of the text.
  public func encode(_ text: String) throws(DataFileError) -> [Int32] {
    var tokens: [Int32] = []
    tokens.reserveCapacity(text.utf8.count)
    for character in text {
      guard let place = places[character] else {
        throw .unknownCharacter(character, offset: tokens.count)
      }
      tokens.append(Int32(place))
    }
    return tokens
  }

  /// The text of tokens.
  ///
  /// - Throws: `unknownToken`.
  /// - Complexity: O(n), n the number of tokens.
  public func decode(_ tokens: some Sequence<Int32>) throws(DataFileError) -> String {
    var text = ""
    for token in tokens {
      guard list.indices.contains(Int(token)) else {
        throw .unknownToken(Int(token), count: count)
      }
      text.append(list[Int(token)])
    }
    return text
  }

  /// Compares.
  public static func == (a: Self, b: Self) -> Bool { a.characters == b.characters }
  /// Hashes what makes two values equal.
  public func hash(into hasher: inout Hasher) { hasher.combine(characters) }

  /// Writes the characters.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(characters)
  }

  /// Reads the characters.
  public init(from decoder: any Decoder) throws {
    self.init(characters: try decoder.singleValueContainer().decode(String.self))
  }
}
