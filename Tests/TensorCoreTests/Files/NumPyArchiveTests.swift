// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import TestSupport
import Testing

/// Files in NumPy's `.npz` format.
@Suite struct NumPyArchiveTests {
  @Test func archivesThatNumPyWroteAreRead() throws {
    let members = try NumPyFiles.read().members
    for file in ["stored.npz", "deflated.npz"] {
      for archive in [
        try NumPyArchive(contentsOf: NumPyFiles.path(file)),
        try NumPyArchive(npz: NumPyFiles.bytes(file)),
      ] {
        #expect(archive.names == members.map(\.name))
        for (found, expected) in zip(archive, members) {
          #expect(found.tensor.dtype == expected.dtype && found.tensor.shape == expected.shape)
          #expect(found.tensor.scalars(as: Double.self) == expected.values.map(\.value))
        }
      }
    }
    #expect(
      try NumPyArchive(contentsOf: NumPyFiles.path("positional.npz")).names == ["arr_0", "arr_1"])
    #expect(try NumPyArchive(contentsOf: NumPyFiles.path("none.npz")).isEmpty)
  }

  @Test func anArchiveComesBackStoredAndDeflated() throws {
    let archive: NumPyArchive = [
      "z": Tensor.arange(40_000).reshaped(to: [200, 200]), "größe/1": .scalar(2, dtype: .float64),
      "empty": .zeros([0, 3], dtype: .int8),
      "turned": Tensor.arange(6).reshaped(to: [2, 3]).transposed(),
    ]
    for compressed in [false, true] {
      let bytes = try archive.npzBytes(compressed: compressed)
      #expect(try archive.npzBytes(compressed: compressed) == bytes)
      let back = try NumPyArchive(npz: bytes)
      #expect(back.names == archive.names)
      for (a, b) in zip(archive, back) {
        #expect(a.tensor.shape == b.tensor.shape && a.tensor.bytes == b.tensor.bytes)
        #expect(a.tensor.dtype == b.tensor.dtype)
      }
      #expect((bytes.count < 100_000) == compressed)
    }
  }

  @Test func noiseThatDoesNotCompressComesBack() throws {
    let noise = Tensor.randomUniform([300, 333], key: RandomKey(seed: 5))
    let back = try NumPyArchive(
      npz: NumPyArchive(dictionaryLiteral: ("n", noise)).npzBytes(compressed: true))
    #expect(back["n"]?.bytes == noise.bytes)
  }

  @Test func membersAreAnOrderedCollection() {
    var archive: NumPyArchive = ["a": .zeros([1]), "b": .zeros([2]), "a": .zeros([3])]
    #expect(archive.names == ["a", "b"] && archive["a"]?.shape == [3])
    archive["c"] = .zeros([4])
    archive["a"] = nil
    archive["x"] = nil
    #expect(archive.names == ["b", "c"] && archive["c"]?.shape == [4] && archive["a"] == nil)
    #expect(archive.count == 2 && archive[1].name == "c")
  }

  @Test func namesThatCouldNotBeReadAgainAreNotWritten() {
    for name in ["", "../up", "/root", "a//b", "a\\b", "a\u{0}b", "a/./b"] where name != "" {
      #expect(throws: TensorFileError.self) {
        try NumPyArchive(dictionaryLiteral: (name, .zeros([1]))).npzBytes()
      }
    }
    #expect(throws: TensorFileError.self) {
      try NumPyArchive(dictionaryLiteral: (String(repeating: "n", count: 70_000), .zeros([1])))
        .npzBytes()
    }
  }

  /// 8 MiB of zeros in 8 KiB: the most that the compression can do.
  @Test func aMemberThatInflatesAThousandfoldIsRefusedUnlessAllowed() throws {
    let path = NumPyFiles.path("zeros.npz")
    let error = #expect(throws: TensorFileError.self) { try NumPyArchive(contentsOf: path) }
    guard case .inflatesTooFar(_, _, 8_388_736, _)? = error else {
      Issue.record("\(error as Any)")
      return
    }
    let archive = try NumPyArchive(contentsOf: path, inflationAllowance: 8 << 20)
    #expect(archive["zeros"]?.shape == [2048, 1024])
    #expect(try NumPyArchive(contentsOf: path, inflationAllowance: .max).count == 1)
    #expect(throws: TensorFileError.self) {
      try NumPyArchive(contentsOf: path, inflationAllowance: -1)
    }
  }

  /// The allowance is for all members together: many small bombs are one big one.
  @Test func theAllowanceIsSharedByAllMembers() throws {
    var archive = NumPyArchive()
    for i in 0..<20 { archive["z\(i)"] = .zeros([150_000]) }
    let bytes = try archive.npzBytes(compressed: true)
    #expect(throws: TensorFileError.self) { try NumPyArchive(npz: bytes) }
    #expect(try NumPyArchive(npz: bytes, inflationAllowance: 20 * 600_128).count == 20)
  }

  /// What is wrong with an archive, and the beginning of what is said about it.
  private func check(
    _ answer: String, _ location: SourceLocation = #_sourceLocation, _ build: (inout RawZip) -> Void
  ) {
    var zip = RawZip()
    build(&zip)
    let error = #expect(throws: TensorFileError.self, sourceLocation: location) {
      try NumPyArchive(npz: zip.bytes)
    }
    #expect(
      error.map { "\($0)".hasPrefix(answer) } == true, "\(error as Any)", sourceLocation: location)
  }

  @Test func archivesThatLieAreRefused() throws {
    let array = try Tensor.arange(3).npyBytes()
    check("bytes: two members are named 'a.npy'") {
      $0.add("a.npy", array)
      $0.add("a.npy", array)
    }
    check("bytes(a.npy): checksum is ") { $0.add("a.npy", array) { $0.checksum ^= 1 } }
    for name in ["../a.npy", "/a.npy", "b//a.npy", "", "b/..", "a\\b.npy", "a\n.npy"] {
      check("bytes: the member name '\(name)'") { $0.add(name, array) }
    }
    check("bytes: the member name 'a.txt' does not end in '.npy'") { $0.add("a.txt", array) }
    check("bytes: the member name '.npy' does not end in '.npy'") { $0.add(".npy", array) }
    check("bytes: the member name 'ä.npy' is not UTF-8") { $0.add("ä.npy", array) }
    check("bytes: invalid archive at offset 175: an encrypted member") {
      $0.add("a.npy", array) { $0.flags = 1 }
    }
    check("bytes: invalid archive at offset 175: compression method 12") {
      $0.add("a.npy", array) { $0.method = 12 }
    }
    check("bytes: invalid archive at offset 175: a stored member of 140 bytes that claims 141") {
      $0.add("a.npy", array) { $0.count += 1 }
    }
    check("bytes(a.npy): damaged compressed bytes") { $0.add("a.npy", array) { $0.method = 8 } }
    check("bytes(a.npy): 140 compressed bytes inflate to 4294967280") {
      $0.add("a.npy", array) { ($0.method, $0.count) = (8, 0xFFFF_FFF0) }
    }
    check("bytes: invalid archive at offset 175: 1 members in the directory, but 2") {
      $0.add("a.npy", array)
      $0.claimed = 2
    }
    check("bytes(a.npy): invalid header") { $0.add("a.npy", Array("PK".utf8) + array) }
    // One member inside another.
    check("bytes(b.npy): invalid archive at offset 35: it overlaps another member") { zip in
      let inner = RawZip.Member(name: "b.npy", data: array, checksum: RawZip.crc(array), count: 140)
      zip.add("a.npy", zip.local(inner))
      zip.add("b.npy", array) { $0.offset = 35 }
    }
  }

  /// What inflates well may still be other bytes than were deflated.
  @Test func aDeflatedMemberWithAnotherChecksumIsRefused() throws {
    let archive: NumPyArchive = ["a": Tensor.arange(400)]
    var bytes = try archive.npzBytes(compressed: true)
    let entry = try #require(bytes.firstRange(of: [0x50, 0x4b, 0x01, 0x02] as [UInt8])?.lowerBound)
    bytes[14] ^= 1  // of the member itself
    bytes[entry + 16] ^= 1  // of its entry in the directory
    let error = #expect(throws: TensorFileError.self) { try NumPyArchive(npz: bytes) }
    #expect("\(error as Any)".contains("checksum is "), "\(error as Any)")
  }

  @Test func everyTruncationIsRefused() throws {
    for file in ["stored.npz", "deflated.npz"] {
      let whole = try NumPyFiles.bytes(file)
      for length in 0..<whole.count {
        #expect(throws: TensorFileError.self) { try NumPyArchive(npz: Array(whole[..<length])) }
      }
      #expect(throws: TensorFileError.self) { try NumPyArchive(npz: whole + [0]) }
    }
  }

  /// Files damaged at random throw or give a tensor, and take no memory to speak of. In a process of
  /// its own, whose peak is nobody else's.
  @Test func damagedFilesNeitherCrashNorTakeMemory() async {
    await #expect(processExitsWith: .success) {
      let seed: UInt64 = 20_261_122
      var generator = SeededGenerator(seed: seed)
      let names = [
        "f4-little-c.npy", "u2-big-fortran.npy", "shape-1x2x1x2x1x2x1x2.npy", "version-3.npy",
        "stored.npz", "deflated.npz", "zeros.npz", "zip64.npz",
      ]
      let files = try names.map { try NumPyFiles.bytes($0) }
      var outcomes: [Bool: Int] = [:]
      for round in 0..<6000 {
        var bytes = files[round % files.count]
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          damage(&bytes, &generator)
        }
        do {
          if names[round % files.count].hasSuffix("z") {
            _ = try NumPyArchive(npz: bytes)
          } else {
            _ = try Tensor(npy: bytes)
          }
          outcomes[true, default: 0] += 1
        } catch is TensorFileError {
          outcomes[false, default: 0] += 1
        }
      }
      let peak = TensorRuntime.poolStatistics.peakBytesInUse
      print("seed \(seed): \(outcomes), peak \(peak) bytes")
      precondition(outcomes[false, default: 0] > 3000, "\(outcomes)")
      precondition(peak < 2 << 20, "a damaged file took \(peak) bytes")
      // Not what getrusage says, which begins with the peak of the process that started this one.
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
      guard let kibibytes = line?.split(separator: " ").dropLast().last.flatMap({ Int($0) })
      else { preconditionFailure("the system does not tell") }
      precondition(kibibytes < 400_000, "the process took \(kibibytes) KiB")
    }
  }
}

/// Changes, removes, repeats or overwrites a few bytes.
private func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
  guard bytes.count > 8 else { return }
  // Headers and directories are at both ends.
  let span = Int.random(in: 1...bytes.count, using: &generator)
  let near = Int.random(in: 0..<span, using: &generator)
  let place = Bool.random(using: &generator) ? near : bytes.count - 1 - near
  switch Int.random(in: 0..<7, using: &generator) {
  case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
  case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
  case 2: bytes.removeLast(bytes.count - place)
  case 3: bytes.insert(bytes[place], at: place)
  case 4:
    let value: UInt8 = Bool.random(using: &generator) ? 255 : 0
    for i in place..<min(place + 4, bytes.count) { bytes[i] = value }
  case 5:
    for i in place..<min(place + 3, bytes.count) where (48...57).contains(bytes[i]) {
      bytes[i] = UInt8.random(in: 48...57, using: &generator)
    }
  default:
    let from = Int.random(in: 0..<bytes.count, using: &generator)
    let piece = bytes[from..<min(from + 16, bytes.count)]
    bytes.replaceSubrange(place..<min(place + piece.count, bytes.count), with: piece)
  }
}
