// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The members of a zip archive (APPNOTE 6.3.10,
/// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT): stored or deflated, with or without
/// zip64, in one file.
struct ZipArchive {
  /// In the order of the directory.
  let members: [ZipMember]
  private let source: ByteSource
  /// Where the bytes of each member lie.
  private let places: [Range<Int>]

  /// Reads the directory, and checks that members neither overlap nor share a name.
  ///
  /// - Throws: `truncated`, `invalidArchive`, `duplicateMember`, `invalidMemberName`.
  init(_ source: ByteSource) throws(TensorFileError) {
    let (directory, claimed) = try Self.directory(of: source)
    let entries = source.stretch(directory, name: source.name)
    var members: [ZipMember] = []
    var names: Set<String> = []
    var offset = 0
    while offset < entries.count {
      let member = try ZipMember(entries, at: offset)
      guard names.insert(member.name).inserted else {
        throw .duplicateMember(file: source.name, name: member.name)
      }
      members.append(member)
      offset += member.entryLength
    }
    guard members.count == claimed else {
      throw .invalidArchive(
        file: source.name, offset: directory.lowerBound,
        reason: "\(members.count) members in the directory, but \(claimed) are stated")
    }
    var places: [Range<Int>] = []
    for member in members {
      places.append(try Self.place(of: member, before: directory.lowerBound, in: source))
    }
    try Self.checkDisjoint(members, places, file: source.name)
    self.members = members
    self.places = places
    self.source = source
  }

  /// The bytes of a member, inflated where they are deflated, their checksum verified.
  ///
  /// - Parameters:
  ///   - index: which member.
  ///   - limit: the most bytes a deflated one may have.
  /// - Throws: `inflatesTooFar`, `invalidCompression`, `checksumMismatch`.
  func contents(_ index: Int, limit: Int) throws(TensorFileError) -> ByteSource {
    let member = members[index]
    let name = "\(source.name)(\(member.name))"
    let stored = source.stretch(places[index], name: name)
    var contents = stored
    if member.isDeflated {
      guard member.count <= limit else {
        throw .inflatesTooFar(
          file: name, compressed: member.compressed, inflated: member.count, limit: limit)
      }
      contents = try ByteSource(
        Deflate.inflate(stored, count: member.count, name: name), name: name)
    }
    let found = try Deflate.checksum(contents)
    guard found == member.checksum else {
      throw .checksumMismatch(file: name, stated: member.checksum, found: found)
    }
    return contents
  }

  // MARK: The end of the archive

  /// Where the directory lies and how many members it claims.
  private static func directory(
    of source: ByteSource
  ) throws(TensorFileError) -> (Range<Int>, members: Int) {
    let end = try endRecord(of: source)
    let record = try source.bytes(at: end, count: 22)
    func field(_ at: Int, _ width: Int) -> Int { Int(record.littleEndian(at: at, width: width)) }
    func refuse(_ offset: Int, _ reason: String) -> TensorFileError {
      .invalidArchive(file: source.name, offset: source.start + offset, reason: reason)
    }
    var (members, length, offset) = (field(10, 2), field(12, 4), field(16, 4))
    var limit = end
    if members == 0xFFFF || length == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
      let (place, wide) = try zip64Record(before: end, in: source)
      guard let values = wide else { throw refuse(place, "damaged zip64 record") }
      (members, length, offset) = (values[0], values[1], values[2])
      limit = place
    } else if field(4, 2) != 0 || field(6, 2) != 0 || field(8, 2) != members {
      throw refuse(end, "an archive in several parts")
    }
    guard offset <= limit, length == limit - offset else {
      throw refuse(end, "a directory of \(length) bytes at \(offset) does not end at \(limit)")
    }
    return (offset..<limit, members)
  }

  /// Where the last record begins: before a comment that reaches exactly to the end.
  private static func endRecord(of source: ByteSource) throws(TensorFileError) -> Int {
    let tail = Swift.min(source.count, 22 + 0xFFFF)
    let bytes = try source.bytes(at: source.count - tail, count: tail)
    var place = tail - 22
    while place >= 0 {
      if bytes.littleEndian(at: place, width: 4) == 0x0605_4b50,
        Int(bytes.littleEndian(at: place + 20, width: 2)) == tail - place - 22
      {
        return source.count - tail + place
      }
      place -= 1
    }
    throw .invalidArchive(
      file: source.name, offset: source.start + source.count,
      reason: "no record at the end: no zip archive, or a truncated one")
  }

  /// Members, length and offset from the zip64 record, which a locator before the last record names.
  private static func zip64Record(
    before end: Int, in source: ByteSource
  ) throws(TensorFileError) -> (place: Int, values: [Int]?) {
    let locator = try source.bytes(at: end - 20, count: 20)
    guard locator.littleEndian(at: 0, width: 4) == 0x0706_4b50,
      let place = Int(exactly: locator.littleEndian(at: 8, width: 8)), place <= end - 20 - 56
    else { return (end - 20, nil) }
    let record = try source.bytes(at: place, count: 56)
    let size = record.littleEndian(at: 4, width: 8)
    let numbers = [24, 32, 40, 48].map { Int(exactly: record.littleEndian(at: $0, width: 8)) }
    guard record.littleEndian(at: 0, width: 4) == 0x0606_4b50,
      size == UInt64(end - 20 - place - 12),
      record.littleEndian(at: 16, width: 8) == 0, numbers[0] == numbers[1],
      let members = numbers[1], let length = numbers[2], let offset = numbers[3]
    else { return (place, nil) }
    return (place, [members, length, offset])
  }

  // MARK: The members' places

  /// The bytes of a member, behind a header of its own that must say the same.
  private static func place(
    of member: ZipMember, before limit: Int, in source: ByteSource
  ) throws(TensorFileError) -> Range<Int> {
    let file = "\(source.name)(\(member.name))"
    let start = member.headerOffset
    func refuse(_ reason: String) -> TensorFileError {
      .invalidArchive(file: file, offset: source.start + start, reason: reason)
    }
    guard start <= limit - 30 else { throw refuse("its header is not before the directory") }
    let header = try source.bytes(at: start, count: 30)
    let name = Int(header.littleEndian(at: 26, width: 2))
    let begin = start + 30 + name + Int(header.littleEndian(at: 28, width: 2))
    guard header.littleEndian(at: 0, width: 4) == 0x0403_4b50,
      header.littleEndian(at: 8, width: 2) == (member.isDeflated ? 8 : 0),
      begin <= limit,
      try source.bytes(at: start + 30, count: name) == Array(member.name.utf8)
    else { throw refuse("its header and the directory differ") }
    guard member.compressed <= limit - begin else {
      throw .truncated(
        file: file, offset: source.start + begin, needed: member.compressed,
        available: limit - begin)
    }
    return begin..<begin + member.compressed
  }

  /// Overlapping members are how a small archive pretends to be a huge one.
  private static func checkDisjoint(
    _ members: [ZipMember], _ places: [Range<Int>], file: String
  ) throws(TensorFileError) {
    var end = 0
    for index in members.indices.sorted(by: { members[$0].headerOffset < members[$1].headerOffset })
    {
      guard members[index].headerOffset >= end else {
        throw .invalidArchive(
          file: "\(file)(\(members[index].name))", offset: members[index].headerOffset,
          reason: "it overlaps another member")
      }
      end = places[index].upperBound
    }
  }
}
