// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Writes a zip archive. The same members give the same bytes: no clock is asked.
struct ZipWriter {
  private(set) var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// Numbers from here on stand in 64-bit fields.
  private static let wide = 0xFFFF_FFFF
  /// 1 January 1980, as NumPy writes: midnight of the first day a zip archive can name.
  private static let date = 0x0021

  /// Appends a member.
  ///
  /// - Throws: `invalidMemberName` where the name is longer than 65,535 bytes; what compression throws.
  mutating func add(
    _ name: String, _ contents: [UInt8], isDeflated: Bool, file: String
  ) throws(TensorFileError) {
    let nameBytes = Array(name.utf8)
    guard nameBytes.count <= 0xFFFF else {
      throw .invalidMemberName(
        file: file, name: String(name.prefix(40)), reason: "… is longer than 65535 bytes")
    }
    let checksum = try Deflate.checksum(ByteSource(contents))
    let stored = isDeflated ? try Deflate.deflate(contents, name: file) : contents
    let offset = bytes.count

    func header(_ sizes: [Int], version: Int) -> [UInt8] {
      var fields: [UInt8] = []
      fields.append(littleEndian: version, width: 2)
      fields.append(littleEndian: nameBytes.allSatisfy { $0 < 0x80 } ? 0 : 0x0800, width: 2)
      fields.append(littleEndian: isDeflated ? 8 : 0, width: 2)
      fields.append(littleEndian: Self.date << 16, width: 4)
      fields.append(littleEndian: checksum, width: 4)
      for size in sizes { fields.append(littleEndian: Swift.min(size, Self.wide), width: 4) }
      fields.append(littleEndian: nameBytes.count, width: 2)
      return fields
    }

    // The local header has both sizes in its wide field or none.
    let sizes = [stored.count, contents.count]
    let localExtra = sizes.contains { $0 >= Self.wide } ? sizes.reversed() : []
    let localSizes = localExtra.isEmpty ? sizes : [Self.wide, Self.wide]
    bytes.append(littleEndian: 0x0403_4b50, width: 4)
    bytes += header(localSizes, version: localExtra.isEmpty ? 20 : 45)
    bytes += Self.extra(localExtra, lengthFieldsBefore: 0, name: nameBytes)
    bytes += stored

    let wideNumbers = [contents.count, stored.count, offset].filter { $0 >= Self.wide }
    directory.append(littleEndian: 0x0201_4b50, width: 4)
    directory.append(littleEndian: 45, width: 2)
    directory += header(sizes, version: wideNumbers.isEmpty ? 20 : 45)
    directory += Self.extra(
      wideNumbers, lengthFieldsBefore: 10, offset: Swift.min(offset, Self.wide), name: nameBytes)
    count += 1
  }

  /// What follows the length of the name: the length of the wide field, in the directory comment
  /// length, disk, attributes and offset, then the name and the field.
  private static func extra(
    _ numbers: [Int], lengthFieldsBefore zeros: Int, offset: Int? = nil, name: [UInt8]
  ) -> [UInt8] {
    var field: [UInt8] = []
    if !numbers.isEmpty {
      field.append(littleEndian: 1, width: 2)
      field.append(littleEndian: 8 * numbers.count, width: 2)
      for number in numbers { field.append(littleEndian: number, width: 8) }
    }
    var result: [UInt8] = []
    result.append(littleEndian: field.count, width: 2)
    result += [UInt8](repeating: 0, count: zeros)
    if let offset { result.append(littleEndian: offset, width: 4) }
    return result + name + field
  }

  /// The whole archive.
  consuming func finished() -> [UInt8] {
    let offset = bytes.count
    bytes += directory
    if count >= 0xFFFF || directory.count >= Self.wide || offset >= Self.wide {
      let record = bytes.count
      bytes.append(littleEndian: 0x0606_4b50, width: 4)
      bytes.append(littleEndian: 44, width: 8)
      bytes.append(littleEndian: 45, width: 2)
      bytes.append(littleEndian: 45, width: 2)
      bytes.append(littleEndian: 0, width: 8)
      for number in [count, count, directory.count, offset] {
        bytes.append(littleEndian: number, width: 8)
      }
      bytes.append(littleEndian: 0x0706_4b50, width: 4)
      bytes.append(littleEndian: 0, width: 4)
      bytes.append(littleEndian: record, width: 8)
      bytes.append(littleEndian: 1, width: 4)
    }
    bytes.append(littleEndian: 0x0605_4b50, width: 4)
    bytes.append(littleEndian: 0, width: 4)
    bytes.append(littleEndian: Swift.min(count, 0xFFFF), width: 2)
    bytes.append(littleEndian: Swift.min(count, 0xFFFF), width: 2)
    bytes.append(littleEndian: Swift.min(directory.count, Self.wide), width: 4)
    bytes.append(littleEndian: Swift.min(offset, Self.wide), width: 4)
    bytes.append(littleEndian: 0, width: 2)
    return bytes
  }
}
