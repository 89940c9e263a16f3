// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore

/// What the files that NumPy wrote hold.
struct NumPyFiles: Decodable {
  struct Array: Decodable {
    let file: String
    let dtype: DType
    let shape: [Int]
    let values: [Number]
    let canonical: Bool
  }

  struct Member: Decodable {
    let name: String
    let dtype: DType
    let shape: [Int]
    let values: [Number]
  }

  /// A number, or the text of one that JSON lacks.
  struct Number: Decodable {
    let value: Double

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let number = try? container.decode(Double.self) {
        value = number
      } else {
        value = Double(try container.decode(String.self)) ?? .nan
      }
    }
  }

  let arrays: [Array]
  let members: [Member]

  static let folder = Bundle.module.resourceURL!.appending(path: "Vectors/npy")

  static func read() throws -> NumPyFiles {
    try JSONDecoder().decode(
      NumPyFiles.self, from: Data(contentsOf: folder.appending(path: "npy-manifest.json")))
  }

  static func path(_ name: String) -> String { folder.appending(path: name).path }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appending(path: name)))
  }
}

/// The bytes of an `.npy` file with this header, padded to `length` where it is given.
func npy(_ header: String, data: [UInt8] = [], version: [UInt8] = [1, 0]) -> [UInt8] {
  let length = header.utf8.count
  let field =
    version[0] == 1
    ? [UInt8(truncatingIfNeeded: length), UInt8(truncatingIfNeeded: length >> 8)]
    : (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
  return [0x93] + Array("NUMPY".utf8) + version + field + Array(header.utf8) + data
}

/// A zip archive put together by hand, so that it can lie.
struct RawZip {
  struct Member {
    var name: String
    var data: [UInt8]
    var checksum: UInt32
    var count: Int
    var method = 0
    var flags = 0
    /// Where the directory says the member begins; `nil` for the truth.
    var offset: Int?
  }

  var members: [Member] = []
  var claimed: Int?

  mutating func add(_ name: String, _ data: [UInt8], _ change: (inout Member) -> Void = { _ in }) {
    var member = Member(name: name, data: data, checksum: Self.crc(data), count: data.count)
    change(&member)
    members.append(member)
  }

  func local(_ member: Member) -> [UInt8] {
    number(0x0403_4b50, 4) + number(20, 2) + number(member.flags, 2) + number(member.method, 2)
      + number(0, 4) + number(Int(member.checksum), 4) + number(member.data.count, 4)
      + number(member.count, 4) + number(member.name.utf8.count, 2) + number(0, 2)
      + Array(member.name.utf8) + member.data
  }

  var bytes: [UInt8] {
    var result: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      let offset = member.offset ?? result.count
      directory +=
        number(0x0201_4b50, 4) + number(20, 2) + number(20, 2) + number(member.flags, 2)
        + number(member.method, 2) + number(0, 4) + number(Int(member.checksum), 4)
      directory +=
        number(member.data.count, 4) + number(member.count, 4)
        + number(member.name.utf8.count, 2) + number(0, 12) + number(offset, 4)
      directory += Array(member.name.utf8)
      if member.offset == nil { result += local(member) }
    }
    let start = result.count
    result += directory
    result += number(0x0605_4b50, 4) + number(0, 4)
    result += number(claimed ?? members.count, 2) + number(claimed ?? members.count, 2)
    return result + number(directory.count, 4) + number(start, 4) + number(0, 2)
  }

  private func number(_ value: Int, _ width: Int) -> [UInt8] {
    (0..<width).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
  }

  /// CRC-32, bit by bit.
  static func crc(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
