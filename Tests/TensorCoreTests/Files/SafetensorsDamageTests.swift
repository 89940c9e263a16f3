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

/// Safetensors files that lie, are damaged, or change while they are read.
@Suite struct SafetensorsDamageTests {
  /// The format's description says that a header begins with a brace; the package takes white space too.
  private static let stricter: Set<String> = [" {}"]

  @Test func headersAreReadOrRefusedAsByThePackage() throws {
    for (_, manifest) in try SafetensorsFiles.manifests() {
      var answers = (read: 0, refused: 0)
      for header in manifest.headers where !Self.stricter.contains(header.header) {
        switch header.answer {
        case .tensors(let names):
          let file = try SafetensorsFile(bytes: header.bytes)
          #expect(file.names == names, "\(header.header)")
          answers.read += 1
        case .refusal(let reason):
          #expect(throws: TensorFileError.self, "\(header.header) \(header.data): \(reason)") {
            try SafetensorsFile(bytes: header.bytes)
          }
          answers.refused += 1
        }
      }
      print("\(answers)")
      #expect(answers.read >= 16 && answers.refused >= 45)
    }
  }

  struct Lie: Sendable {
    let header: String
    let data: Int
    let answer: String

    init(_ header: String, _ data: Int, _ answer: String) {
      (self.header, self.data, self.answer) = (header, data, "bytes: \(answer)")
    }
  }

  static let lies: [Lie] = [
    Lie(one(), 7, "truncated: 8 bytes needed at offset 62, 7 available"),
    Lie(one(), 9, "1 bytes follow the end of the array at offset 70"),
    Lie(one(shape: "[3]"), 8, "tensor 'a' at 0..<8 of the data has shape [3] of F32, which is 12"),
    Lie(one(shape: "[1]"), 8, "tensor 'a' at 0..<8 of the data has shape [1] of F32, which is 4"),
    Lie(one(offsets: "[8,0]"), 8, "tensor 'a' at 8..<0 of the data ends before it begins"),
    Lie(one(offsets: "[8,16]"), 16, "tensor 'a' at 8..<16 of the data leaves a gap after 0"),
    Lie(one(shape: "[1152921504606846976,8]"), 8, "tensor 'a' at 0..<8 of the data has shape"),
    Lie(one(shape: "[9223372036854775808]"), 8, "invalid header at offset 37: a number beyond"),
    Lie(one(dtype: "F31"), 8, "elements of type F31 are not supported: 'a' has an unknown type"),
    Lie("{", 0, "invalid header at offset 9: a text in quotes expected"),
    Lie(" {}", 0, "invalid header at offset 8: the header does not begin with '{'"),
    Lie(
      String(one().dropLast()) + "," + String(one().dropFirst()), 8,
      "invalid header at offset 62: the name 'a' is given twice"),
    Lie(
      one().replacingOccurrences(of: "{\"dtype\"", with: "{\"dtype\":\"F32\",\"dtype\""), 8,
      "invalid header at offset 28: the name 'dtype' is given twice"),
    Lie(
      one().replacingOccurrences(of: "[2]", with: "[2],\"x\":" + String(repeating: "[", count: 99)),
      8, "invalid header at offset 108: values nested deeper than 64"),
    Lie(
      String(one().dropLast()) + #","b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12,
      "tensor 'b' at 4..<12 of the data overlaps another"),
  ]

  static func one(
    dtype: String = "F32", shape: String = "[2]", offsets: String = "[0,8]"
  ) -> String {
    #"{"a":{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}}"#
  }

  @Test(arguments: lies) func aHeaderThatLiesIsNamed(_ lie: Lie) {
    let bytes = SafetensorsFiles.file(lie.header, data: [UInt8](repeating: 0, count: lie.data))
    let error = #expect(throws: TensorFileError.self) { try SafetensorsFile(bytes: bytes) }
    #expect(error.map { "\($0)".hasPrefix(lie.answer) } == true, "\(error as Any)")
  }

  @Test func lengthsThatCannotBeAreRefusedBeforeMemoryIsTaken() throws {
    for length in [UInt64.max, 1 << 63, 1 << 40, 100_000_001] {
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) }
      guard
        case .invalidHeader? = #expect(
          throws: TensorFileError.self, performing: { try SafetensorsFile(bytes: bytes) })
      else {
        Issue.record("a header of \(length) bytes was looked for")
        continue
      }
    }
    // As long as may be, but the file ends.
    #expect(
      throws: TensorFileError.truncated(file: "bytes", offset: 8, needed: 100_000_000, available: 0)
    ) { try SafetensorsFile(bytes: [0, 0xE1, 0xF5, 5, 0, 0, 0, 0]) }
  }

  @Test func textThatIsNoUnicodeIsRefused() throws {
    let good = SafetensorsFiles.file(Self.one(), data: [UInt8](repeating: 0, count: 8))
    let place = try #require(good.firstIndex(of: UInt8(ascii: "a")))
    for byte: UInt8 in [0x80, 0xC0, 0xE9, 0xFF] {
      var bytes = good
      bytes[place] = byte
      #expect(
        throws: TensorFileError.invalidHeader(
          file: "bytes", offset: 9, reason: "a text that is not UTF-8")
      ) { try SafetensorsFile(bytes: bytes) }
    }
  }

  @Test func typesThatNoTensorHasAreListedAndRefusedWhenAskedFor() throws {
    let bytes = SafetensorsFiles.file(
      Self.one(dtype: "F8_E4M3", shape: "[8]"), data: [UInt8](repeating: 0, count: 8))
    let file = try SafetensorsFile(bytes: bytes)
    #expect(file.info("a")?.elements == "F8_E4M3" && file.info("a")?.dtype == nil)
    #expect(file.info("a")?.byteCount == 8 && file.info("b") == nil)
    guard
      case .unsupportedElements(_, "F8_E4M3", _)? = #expect(
        throws: TensorFileError.self, performing: { try file.tensor("a") })
    else {
      Issue.record("F8")
      return
    }
    #expect(throws: TensorFileError.missingTensor(file: "bytes", name: "b")) {
      try file.tensor("b")
    }
    let long = SafetensorsFiles.file(
      Self.one(shape: "[2,1,1,1,1,1,1,1,1]"), data: [UInt8](repeating: 0, count: 8))
    guard
      case .invalidShape? = #expect(
        throws: TensorFileError.self, performing: { try SafetensorsFile(bytes: long).tensor("a") })
    else {
      Issue.record("nine dimensions")
      return
    }
    let large = SafetensorsFiles.file(
      Self.one(dtype: "U64", shape: "[1]"), data: [0, 0, 0, 0, 0, 0, 0, 128])
    #expect(throws: TensorFileError.valueOutOfRange(file: "bytes", offset: 62, value: 1 << 63)) {
      try SafetensorsFile(bytes: large).tensor("a")
    }
  }

  @Test func everyTruncationIsRefused() throws {
    for name in ["names.safetensors", "our-types.safetensors"] {
      let whole = [UInt8](try Data(contentsOf: SafetensorsFiles.folder.appending(path: name)))
      for length in 0..<whole.count {
        #expect(throws: TensorFileError.self) {
          try SafetensorsFile(bytes: Array(whole[..<length]))
        }
      }
      #expect(throws: TensorFileError.self) { try SafetensorsFile(bytes: whole + [0]) }
    }
  }

  /// Both ways of access say that a file has shrunk since it was opened.
  @Test func aFileThatShrinksIsAnErrorAndNotTheEnd() throws {
    for access in [TensorFileAccess.copying, .mapping] {
      try withTemporaryFolder { folder in
        let path = folder.appending(path: "x.safetensors").path
        try Safetensors.write(["a": .zeros([10_000])], to: path)
        let file = try SafetensorsFile(path: path, access: access)
        #expect(truncate(path, 5000) == 0)
        guard
          case .truncated? = #expect(
            throws: TensorFileError.self, performing: { try file.tensor("a") })
        else {
          Issue.record("\(access)")
          return
        }
      }
    }
  }

  @Test func damagedFilesNeitherCrashNorTakeMemory() async {
    await #expect(processExitsWith: .success) {
      let seed: UInt64 = 20_261_127
      var generator = SeededGenerator(seed: seed)
      let names = [
        "names.safetensors", "our-types.safetensors", "every-type.safetensors",
        "bfloat16.safetensors", "only-metadata.safetensors", "model.safetensors.index.json",
      ]
      let files = try names.map {
        [UInt8](try Data(contentsOf: SafetensorsFiles.folder.appending(path: $0)))
      }
      var outcomes: [Bool: Int] = [:]
      for round in 0..<20_000 {
        var bytes = files[round % files.count]
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          damage(&bytes, header: 900, &generator)
        }
        do {
          let file = try SafetensorsFile(bytes: bytes)
          for name in file.names { _ = try? file.tensor(name) }
          outcomes[true, default: 0] += 1
        } catch is TensorFileError {
          outcomes[false, default: 0] += 1
        }
      }
      let peak = TensorRuntime.poolStatistics.peakBytesInUse
      print("seed \(seed): \(outcomes), peak \(peak) bytes")
      precondition(outcomes[false, default: 0] > 10_000, "\(outcomes)")
      precondition(outcomes[true, default: 0] > 500, "\(outcomes)")
      precondition(peak < 1 << 20, "a damaged file took \(peak) bytes")
    }
  }
}
