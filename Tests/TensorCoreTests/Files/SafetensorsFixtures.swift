// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import TestSupport

/// What the files that the package `safetensors` wrote hold.
struct SafetensorsFiles: Decodable {
  struct Stored: Decodable {
    let name: String
    let elements: String
    let dtype: DType
    let shape: [Int]
    let bytes: HexBytes
  }

  struct File: Decodable {
    let file: String
    let metadata: [String: String]
    /// Whether our writer gives the same bytes: the file has no type that is widened.
    let canonical: Bool
    let tensors: [Stored]
  }

  struct Header: Decodable {
    let header: String
    let data: Int
    let answer: Answer

    /// The whole file.
    var bytes: [UInt8] { file(header, data: [UInt8](repeating: 0, count: data)) }
  }

  /// What the package read, or why not.
  enum Answer: Decodable, Equatable {
    case tensors([String])
    case refusal(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .refusal(text)
      } else {
        struct Row: Decodable {
          let name: String
          init(from decoder: any Decoder) throws {
            var row = try decoder.unkeyedContainer()
            name = try row.decode(String.self)
          }
        }
        self = .tensors(try container.decode([Row].self).map(\.name))
      }
    }
  }

  let files: [File]
  let index: [Stored]
  let headers: [Header]

  static let folder = Bundle.module.resourceURL!.appending(path: "Vectors/safetensors")

  /// The manifests: the bundled one, and those below `TENSORCHAIN_VECTORS`.
  static func manifests() throws -> [(folder: URL, files: SafetensorsFiles)] {
    try vectorFiles(prefix: "safetensors-", bundled: folder).map { url in
      let files = try JSONDecoder().decode(SafetensorsFiles.self, from: Data(contentsOf: url))
      print("\(url.lastPathComponent): \(files.files.count) files, \(files.headers.count) headers")
      return (url.deletingLastPathComponent(), files)
    }
  }

  /// A file with this header, written down as it stands.
  static func file(_ header: String, data: [UInt8] = []) -> [UInt8] {
    let text = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + data
  }
}

/// Bytes as hexadecimal digits.
struct HexBytes: Decodable {
  let bytes: [UInt8]

  init(from decoder: any Decoder) throws {
    let digits = try decoder.singleValueContainer().decode(String.self).utf8.map { digit in
      digit < 58 ? digit - 48 : digit - 87
    }
    bytes = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }
}

/// Gives `body` an empty folder, and removes it afterwards.
@discardableResult
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// Changes, removes, repeats or overwrites a few bytes, most often among the first `header`.
func damage(_ bytes: inout [UInt8], header: Int, _ generator: inout SeededGenerator) {
  guard bytes.count > 8 else { return }
  let end = Bool.random(using: &generator) ? min(header, bytes.count) : bytes.count
  let place = Int.random(in: 0..<end, using: &generator)
  switch Int.random(in: 0..<8, using: &generator) {
  case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
  case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
  case 2: bytes.removeLast(bytes.count - place)
  case 3: bytes.insert(bytes[place], at: place)
  case 4: bytes.remove(at: place)
  case 5:
    let value: UInt8 = Bool.random(using: &generator) ? 255 : 0
    for i in place..<min(place + 8, bytes.count) { bytes[i] = value }
  case 6:
    for i in place..<min(place + 3, bytes.count) where (48...57).contains(bytes[i]) {
      bytes[i] = UInt8.random(in: 48...57, using: &generator)
    }
  default:
    let from = Int.random(in: 0..<bytes.count, using: &generator)
    let piece = bytes[from..<min(from + 16, bytes.count)]
    bytes.replaceSubrange(place..<min(place + piece.count, bytes.count), with: piece)
  }
}
