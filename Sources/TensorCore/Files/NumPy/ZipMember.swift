// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What the central directory of a zip archive says about a member.
struct ZipMember {
  let name: String
  /// Whether the bytes are deflated, or stored as they are.
  let isDeflated: Bool
  let checksum: UInt32
  /// Bytes in the archive, and bytes of the member.
  let compressed: Int
  let count: Int
  /// Where the member's own header begins.
  let headerOffset: Int
  /// Bytes of this entry of the directory.
  let entryLength: Int

  private static let signature: UInt64 = 0x0201_4b50

  /// Reads the entry at `offset` of a directory.
  ///
  /// - Throws: `truncated`, `invalidArchive`, `invalidMemberName`.
  init(_ directory: ByteSource, at offset: Int) throws(TensorFileError) {
    let file = directory.name
    let place = directory.start + offset
    func refuse(_ reason: String) -> TensorFileError {
      .invalidArchive(file: file, offset: place, reason: reason)
    }
    let fixed = try directory.bytes(at: offset, count: 46)
    func field(_ at: Int, _ width: Int) -> Int { Int(fixed.littleEndian(at: at, width: width)) }
    guard fixed.littleEndian(at: 0, width: 4) == Self.signature else {
      throw refuse("no entry of the directory")
    }
    let (flags, method) = (field(8, 2), field(10, 2))
    guard flags & 0x2041 == 0 else { throw refuse("an encrypted member") }
    guard method == 0 || method == 8 else {
      throw refuse("compression method \(method); only stored and deflated members are read")
    }
    let lengths = (name: field(28, 2), extra: field(30, 2), comment: field(32, 2))
    entryLength = 46 + lengths.name + lengths.extra + lengths.comment
    // What must be there in full, the comment too.
    guard entryLength <= directory.count - offset else {
      throw .truncated(
        file: file, offset: place, needed: entryLength, available: directory.count - offset)
    }
    let nameBytes = try directory.bytes(at: offset + 46, count: lengths.name)
    name = try Self.name(nameBytes, isUnicode: flags & 0x0800 != 0, file: file)

    var sizes = Sizes(count: field(24, 4), compressed: field(20, 4), offset: field(42, 4))
    let extra = try directory.bytes(at: offset + 46 + lengths.name, count: lengths.extra)
    guard sizes.completeFromZip64(extra) else { throw refuse("damaged zip64 sizes") }
    guard field(34, 2) == 0 || field(34, 2) == 0xFFFF else {
      throw refuse("a part on another disk")
    }
    guard method == 8 || sizes.count == sizes.compressed else {
      throw refuse("a stored member of \(sizes.compressed) bytes that claims \(sizes.count)")
    }
    isDeflated = method == 8
    checksum = UInt32(field(16, 4))
    compressed = sizes.compressed
    count = sizes.count
    headerOffset = sizes.offset
  }

  /// The three numbers that an entry moves into its zip64 field where 32 bits do not hold them.
  private struct Sizes {
    var count: Int
    var compressed: Int
    var offset: Int

    /// False where a number is missing or beyond `Int`.
    mutating func completeFromZip64(_ extra: [UInt8]) -> Bool {
      guard [count, compressed, offset].contains(0xFFFF_FFFF) else { return true }
      var place = 0
      while place + 4 <= extra.count {
        let kind = extra.littleEndian(at: place, width: 2)
        let length = Int(extra.littleEndian(at: place + 2, width: 2))
        place += 4
        guard place + length <= extra.count else { return false }
        if kind == 1 { return take(extra[place..<place + length]) }
        place += length
      }
      return false
    }

    private mutating func take(_ field: ArraySlice<UInt8>) -> Bool {
      var field = Array(field)
      for path in [\Self.count, \Self.compressed, \Self.offset]
      where self[keyPath: path] == 0xFFFF_FFFF {
        guard field.count >= 8, let value = Int(exactly: field.littleEndian(at: 0, width: 8)) else {
          return false
        }
        self[keyPath: path] = value
        field.removeFirst(8)
      }
      return true
    }
  }

  /// A name that stays inside the archive, so that who writes members to a folder is safe.
  static func name(
    _ bytes: [UInt8], isUnicode: Bool, file: String
  ) throws(TensorFileError) -> String {
    let shown = String(decoding: bytes, as: UTF8.self)
    func refuse(_ reason: String) -> TensorFileError {
      .invalidMemberName(file: file, name: shown, reason: reason)
    }
    guard isUnicode || bytes.allSatisfy({ $0 < 0x80 }), Array(shown.utf8) == bytes else {
      throw refuse("is not UTF-8")
    }
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else {
      throw refuse("holds a control character or a backslash")
    }
    let parts = shown.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
      throw refuse("is no path inside an archive")
    }
    return shown
  }
}
