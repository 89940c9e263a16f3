// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A token for every character that a text has, in the order of their code points.
public struct CharacterVocabulary: Sendable, Hashable, Codable {
  /// The characters; a token is a place among them. Some become one where they stand side by side, such as
  /// a letter and an accent that stood alone in the text: then this is no list of the tokens.
  public var characters: String { String(list) }
  private let places: [Character: Int]
  private let list: [Character]

  /// The vocabulary of a text.
  ///
  /// - Parameter text: what all characters are taken from.
  /// - Complexity: O(n), n the length of the text.
  public init(of text: String) { self.init(Set(text).sorted()) }

  /// A vocabulary as it was saved.
  ///
  /// - Parameter characters: as ``characters`` says; of one that comes twice, the first place counts.
  public init(characters: String) { self.init(Array(characters)) }

  private init(_ list: [Character]) {
    self.list = list
    places = Dictionary(list.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Number of tokens.
  public var count: Int { list.count }

  /// The tokens of a text.
  ///
  /// - Parameter text: made of characters of this vocabulary.
  /// - Returns: a token in `0..<count` for each character.
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
  /// - Parameter tokens: numbers in `0..<count`.
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
  public static func == (a: Self, b: Self) -> Bool { a.list == b.list }
  /// Hashes what makes two values equal.
  public func hash(into hasher: inout Hasher) { hasher.combine(list) }

  /// Writes the characters, as one text where that falls into the same ones again, and else as a list.
  ///
  /// - Parameter encoder: takes a text or a list of texts.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if Array(characters) == list {
      try container.encode(characters)
    } else {
      try container.encode(list.map(String.init))
    }
  }

  /// Reads the characters.
  ///
  /// - Parameter decoder: has a text, or a list of texts of one character each.
  /// - Throws: what the decoder throws.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let characters = try? container.decode(String.self) {
      self.init(characters: characters)
      return
    }
    let texts = try container.decode([String].self)
    guard texts.allSatisfy({ $0.count == 1 }) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a token that is not one character")
    }
    self.init(texts.flatMap(Array.init))
  }
}
