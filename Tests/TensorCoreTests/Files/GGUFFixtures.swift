// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import TestSupport

/// What the files that the package `gguf` wrote hold, and what its reference makes of packed weights.
struct GGUFVectors: Decodable {
  struct Stored: Decodable {
    let name: String
    let elements: String
    let shape: [Int]
    let offset: Int
    let bytes: HexBytes
    let numbers: HexBytes?
  }

  /// A key, the types the package names, and the value as Python writes it.
  struct Pair: Decodable {
    let key: String
    let types: [String]
    let value: [String]

    init(from decoder: any Decoder) throws {
      var row = try decoder.unkeyedContainer()
      key = try row.decode(String.self)
      types = try row.decode([String].self)
      if let text = try? row.decode(String.self) {
        value = [text]
      } else {
        value = try row.decode([String].self)
      }
    }
  }

  struct File: Decodable {
    let file: String
    let alignment: Int
    let metadata: [Pair]
    let tensors: [Stored]
  }

  struct Blocks: Decodable {
    let format: String
    let bytes: HexBytes
    let numbers: HexBytes?
  }

  let files: [File]
  let blocks: [Blocks]
  let rows: HexBytes
  let quantized: [Blocks]

  static let folder = Bundle.module.resourceURL!.appending(path: "Vectors/gguf")

  /// The manifests: the bundled one, and those below `TENSORCHAIN_VECTORS`.
  static func manifests() throws -> [(folder: URL, vectors: GGUFVectors)] {
    try vectorFiles(prefix: "gguf-", bundled: folder).map { url in
      let vectors = try JSONDecoder().decode(GGUFVectors.self, from: Data(contentsOf: url))
      print(
        "\(url.lastPathComponent): \(vectors.files.count) files, \(vectors.blocks.count) formats")
      return (url.deletingLastPathComponent(), vectors)
    }
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }
}

extension QuantizedFormat {
  init?(name: String) {
    guard let found = Self.allCases.first(where: { $0.description == name }) else { return nil }
    self = found
  }
}

/// Builds GGUF files by hand, so that they can lie.
struct RawGGUF {
  var bytes = Array("GGUF".utf8)

  init(version: Int = 3, tensors: Int, pairs: Int) {
    number(version, 4)
    number(tensors, 8)
    number(pairs, 8)
  }

  mutating func number(_ value: Int, _ width: Int) {
    for i in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
  }

  mutating func text(_ text: String) {
    number(text.utf8.count, 8)
    bytes += text.utf8
  }

  mutating func tensor(_ name: String, _ shape: [Int], type: Int, offset: Int) {
    text(name)
    number(shape.count, 4)
    for length in shape.reversed() { number(length, 8) }
    number(type, 4)
    number(offset, 8)
  }

  /// Pads to the data and appends so many zeros.
  mutating func data(_ count: Int, alignment: Int = 32) {
    while bytes.count % alignment != 0 { bytes.append(0) }
    bytes += [UInt8](repeating: 0, count: count)
  }
}
