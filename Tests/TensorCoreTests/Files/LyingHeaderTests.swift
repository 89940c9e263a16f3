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

/// Files of a few hundred bytes whose headers claim 2⁶⁰ bytes, on the disk and in memory: each is refused,
/// and the process has not grown.
@Suite struct LyingHeaderTests {
  private static let huge = 1 << 60

  /// Name of a file and its bytes.
  private static func files() throws -> [(name: String, bytes: [UInt8])] {
    let data = [UInt8](repeating: 0, count: 64)
    func little(_ value: Int, _ width: Int) -> [UInt8] {
      (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    func gguf(
      tensors: Int = 0, pairs: Int = 0, _ body: (inout RawGGUF) -> Void = { _ in }
    ) -> [UInt8] {
      var file = RawGGUF(tensors: tensors, pairs: pairs)
      body(&file)
      file.data(64)
      return file.bytes
    }
    var archive = NumPyArchive()
    archive["x"] = .zeros([1000])
    /// The archive with other sizes wherever they stand: 12 bytes behind a checksum's beginning.
    func npz(compressed: Bool, _ sizes: [Int]) throws -> [UInt8] {
      var bytes = try archive.npzBytes(compressed: compressed)
      for place in 0..<(bytes.count - 30) {
        let signature = Array(bytes[place..<place + 4])
        let at: Int
        switch signature {
        case [0x50, 0x4B, 3, 4]: at = place + 18
        case [0x50, 0x4B, 1, 2]: at = place + 20
        default: continue
        }
        bytes.replaceSubrange(at..<at + 8, with: sizes.flatMap { little($0, 4) })
      }
      return bytes
    }
    return [
      (
        "shape.safetensors",
        SafetensorsFiles.file(
          #"{"a":{"dtype":"F32","shape":[\#(huge / 4)],"data_offsets":[0,\#(huge)]}}"#, data: data)
      ),
      (
        "dimensions.safetensors",
        SafetensorsFiles.file(
          #"{"a":{"dtype":"F32","shape":[1048576,1048576,262144],"data_offsets":[0,64]}}"#,
          data: data)
      ),
      ("header.safetensors", little(huge, 8) + Array("{}".utf8) + data),
      ("tensors.gguf", gguf(tensors: huge)),
      ("pairs.gguf", gguf(pairs: huge)),
      ("text.gguf", gguf(pairs: 1) { $0.number(huge, 8) }),
      (
        "list.gguf",
        gguf(pairs: 1) {
          $0.text("a")
          $0.number(9, 4)
          $0.number(5, 4)
          $0.number(huge, 8)
        }
      ),
      ("shape.gguf", gguf(tensors: 1) { $0.tensor("a", [huge / 4], type: 0, offset: 0) }),
      (
        "blocks.gguf", gguf(tensors: 1) { $0.tensor("a", [1 << 20, 1 << 40], type: 12, offset: 0) }
      ),
      (
        "shape.npy",
        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (\(huge / 4),), }\n", data: data)
      ),
      (
        "columns.npy",
        npy(
          "{'descr': '<f8', 'fortran_order': True, 'shape': (1048576, \(huge >> 23)), }\n",
          data: data)
      ),
      ("header.npy", [0x93] + Array("NUMPY".utf8) + [2, 0] + little(0x7FFF_FFFF, 4) + data),
      ("stored.npz", try npz(compressed: false, [0xFFFF_FFF0, 0xFFFF_FFF0])),
      ("deflated.npz", try npz(compressed: true, [100, 0xFFFF_FFF0])),
      ("bytes.idx", [0, 0, 8, 3] + [0, 0x10, 0, 0, 0, 0x10, 0, 0, 0, 0x10, 0, 0] + data),
      ("numbers.idx", [0, 0, 0x0E, 2] + [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF] + data),
    ]
  }

  /// KiB that the process has had at most.
  private static func peak() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    guard let number = line?.split(separator: " ").dropLast().last.flatMap({ Int($0) }) else {
      preconditionFailure("the system does not tell")
    }
    return number
  }

  /// What reading a file in every way throws.
  private static func read(_ path: String, _ bytes: [UInt8]) throws {
    switch path.split(separator: ".").last {
    case "safetensors":
      for access in [TensorFileAccess.copying, .mapping] {
        try refused { try SafetensorsFile(path: path, access: access).tensor("a") }
        try refused { try TensorFiles.read(path, access: access) }
      }
      try refused { try SafetensorsFile(bytes: bytes).tensor("a") }
    case "gguf":
      for access in [TensorFileAccess.copying, .mapping] {
        try refused { try GGUFFile(path: path, access: access).tensor("a") }
      }
      try refused { try GGUFFile(bytes: bytes).tensor("a") }
    case "npy":
      try refused { try Tensor.loadNPY(contentsOf: path) }
      try refused { try Tensor(npy: bytes) }
    case "npz":
      try refused { try NumPyArchive(contentsOf: path) }
      try refused { try NumPyArchive(npz: bytes) }
    default:
      try refused { try IDXFile.read(path: path) }
      try refused { try IDXFile.read(bytes: bytes) }
    }
  }

  private struct Taken: Error {}

  private static func refused<Value>(_ body: () throws -> Value) throws {
    do {
      _ = try body()
    } catch is TensorFileError {
      return
    } catch is DataFileError {
      return
    }
    throw Taken()
  }

  /// Files of 8 GiB that hold nothing take no place on the disk, and a process that may have 4 GiB reads them.
  @Test func filesThatAreLargerThanTheMemoryAreRefused() async throws {
    await #expect(processExitsWith: .success) {
      let folder = try Program.Folder()
      let size = 1 << 33
      // The header says what the file has.
      let files: [(name: String, bytes: [UInt8])] = [
        ("table.csv", Array("1,2\n".utf8)),
        ("images.idx", [0, 0, 8, 3, 0, 0, 8, 0, 0, 0, 8, 0, 0, 0, 8, 0]),
        ("index.json", Array("{".utf8)),
        (
          "one.npy",
          npy("{'descr': '|u1', 'fortran_order': True, 'shape': (65536, \(size >> 16)), }\n")
        ),
      ]
      for (name, bytes) in files {
        let path = folder.path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let length = name.hasSuffix("idx") || name.hasSuffix("npy") ? size + bytes.count : size
        // A file system that knows no such files has nothing to show here.
        guard truncate(path, length) == 0 else { return }
      }
      var limit = rlimit(rlim_cur: 1 << 32, rlim_max: 1 << 32)
      precondition(setrlimit(__rlimit_resource_t(9), &limit) == 0)
      let path = folder.path + "/"
      try Self.refused { try CSVTable(path: path + "table.csv") }
      try Self.refused { try IDXFile.read(path: path + "images.idx") }
      try Self.refused { try SafetensorsFile(path: path + "index.json") }
      try Self.refused { try Tensor.loadNPY(contentsOf: path + "one.npy") }
      try Self.refused { try TextWindows.text(path: path + "table.csv") }
    }
  }

  @Test func smallFilesThatClaimMuchTakeNoMemory() async {
    await #expect(processExitsWith: .success) {
      let files = try Self.files()
      let folder = try Program.Folder()
      for (name, bytes) in files {
        try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/" + name))
      }
      // What is made once does not count: a first round goes before.
      for (name, bytes) in files { try Self.read(folder.path + "/" + name, bytes) }
      let before = try Self.peak()
      for _ in 0..<20 {
        for (name, bytes) in files { try Self.read(folder.path + "/" + name, bytes) }
      }
      let after = try Self.peak()
      print("\(files.count) files: a peak of \(before) KiB, then \(after) KiB")
      precondition(after - before < 4096, "from \(before) to \(after) KiB")
      // The first round took no more than a program with a runtime does.
      precondition(before < 400_000, "\(before) KiB")
      precondition(TensorRuntime.poolStatistics.peakBytesInUse < 1 << 16)
    }
  }
}
