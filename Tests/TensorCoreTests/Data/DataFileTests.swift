// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@testable import TensorCore

@Suite struct DataFileTests {
  private func table(_ text: String, hasHeader: Bool? = nil) throws -> CSVTable {
    try CSVTable(bytes: Array(text.utf8), name: "t.csv", hasHeader: hasHeader)
  }

  private func error(_ text: String) -> DataFileError? {
    do {
      _ = try table(text)
      return nil
    } catch { return error as? DataFileError }
  }

  // MARK: CSV

  @Test func numbersHeadersQuotesAndLineEndsAreRead() throws {
    let table = try table(
      "\u{FEFF}a, b ,\"c \"\"d\"\"\"\r\n1,2.5,\"-3\"\r\n\r\n 4e1 ,+5,\t.5\n6,7,8")
    #expect(table.columns == ["a", "b", "c \"d\""])
    #expect(table.rowCount == 3 && table.columnCount == 3)
    #expect(
      table.tensor().scalars(as: Float.self) == [1, 2.5, -3, 40, 5, 0.5, 6, 7, 8])
    #expect(table.tensor(columns: 1..<2).shape == [3, 1])
    #expect(try table.labels(column: 0).scalars(as: Int64.self) == [1, 40, 6])
    #expect(throws: DataFileError.notALabel(file: "t.csv", line: 2, column: 2, value: 2.5)) {
      try table.labels(column: 1)
    }
    let odd = try self.table("1\n\nnan", hasHeader: false)
    #expect(throws: DataFileError.self) { try odd.labels(column: 0) }
    #expect(try table.column("b") == 1)
    #expect(throws: DataFileError.noColumn(file: "t.csv", name: "z")) { try table.column("z") }
    #expect(try self.table("1,2\n3,4").columns.isEmpty)
    let lines = try self.table("a,b\r\n1,2\r\n3,4\r\n")
    #expect(lines.columns == ["a", "b"] && lines.tensor().scalars(as: Float.self) == [1, 2, 3, 4])
    #expect(try self.table("1,2\n3,4", hasHeader: true).rowCount == 1)
  }

  @Test func largeLabelsKeepEveryDigit() throws {
    let labels: [Int64] = [
      1 << 24 + 1, -(1 << 24) - 1, 1 << 53 - 1, 1 << 53, 1 << 53 + 1, -(1 << 53) - 1, .max, .min, 7,
    ]
    let text = labels.map { "0.5, \($0) \n" }.joined()
    let table = try table(text)
    #expect(try table.labels(column: 1).scalars(as: Int64.self) == labels)
    #expect(
      table.tensor(columns: 1..<2, dtype: .float64).scalars(as: Double.self)
        == labels.map { Double($0) })
    for (text, value) in [
      ("9223372036854775808", 0x1p63), ("1e16", 1e16), ("9007199254740993.0", 0x1p53),
      ("16777217.5", 16_777_217.5), ("-inf", -Double.infinity),
    ] {
      #expect(throws: DataFileError.notALabel(file: "t.csv", line: 2, column: 1, value: value)) {
        try self.table("1\n" + text, hasHeader: false).labels(column: 0)
      }
    }
  }

  @Test func numbersHaveThePrecisionOfTheTypeThatIsAskedFor() throws {
    let table = try table("0.1,16777217\n1e300,-1e-300")
    #expect(
      table.tensor(dtype: .float64).scalars(as: Double.self) == [0.1, 16_777_217, 1e300, -1e-300])
    #expect(
      table.tensor().scalars(as: Float.self) == [0.1, 16_777_216, .infinity, -0.0])
  }

  @Test func errorsNameLineAndColumn() {
    #expect(
      error("a,b\n1,2\n\n3,x\n") == .notANumber(file: "t.csv", line: 4, column: 2, field: "x"))
    #expect(error("1,2\n3\n") == .fieldCount(file: "t.csv", line: 2, expected: 2, found: 1))
    #expect(error("1,2\n3,4,\n") == .fieldCount(file: "t.csv", line: 2, expected: 2, found: 3))
    #expect(error("1,2\n3,\n") == .notANumber(file: "t.csv", line: 2, column: 2, field: ""))
    #expect(error("1,\"2\n3") == .badQuote(file: "t.csv", line: 1, column: 2))
    #expect(error("1,2\n3,4\"\n") == .badQuote(file: "t.csv", line: 2, column: 2))
    #expect(error("1,\"2\"3") == .badQuote(file: "t.csv", line: 1, column: 2))
    #expect(
      error("\"a\n\",b\n1,x") == .notANumber(file: "t.csv", line: 3, column: 2, field: "x"))
    #expect(error("") == .empty(file: "t.csv"))
    #expect(error("a,b\n") == .empty(file: "t.csv"))
    #expect(
      error("1,2\n3,x")?.description == "t.csv, line 2, column 2: 'x' is no number")
    #expect(
      throws: DataFileError.file(.notARegularFile(file: "/dev/null"))
    ) { try CSVTable(path: "/dev/null") }
  }

  /// Random bytes give a table or an error, never a trap.
  @Test func hostileTextThrows() {
    var random = SeededGenerator(seed: 71)
    let alphabet = Array("0123456789,,,\"\n\n\r.e-x\u{0}".utf8) + [0xFF]
    for _ in 0..<3000 {
      let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
        alphabet.randomElement(using: &random)!
      }
      _ = try? CSVTable(bytes: bytes)
    }
  }

  // MARK: IDX

  private func idx(_ type: UInt8, _ shape: [UInt32], _ data: [UInt8]) -> [UInt8] {
    [0, 0, type, UInt8(shape.count)]
      + shape.flatMap { size in (0..<4).map { UInt8(truncatingIfNeeded: size >> (24 - 8 * $0)) } }
      + data
  }

  @Test func everyElementTypeIsRead() throws {
    let bytes = try IDXFile.read(bytes: idx(0x08, [2, 3], [0, 1, 2, 253, 254, 255]))
    #expect(bytes.dtype == .uint8 && bytes.shape == [2, 3])
    #expect(bytes.scalars(as: Int64.self) == [0, 1, 2, 253, 254, 255])
    #expect(
      try IDXFile.read(bytes: idx(0x09, [2], [0xFF, 1])).scalars(as: Int64.self) == [-1, 1])
    #expect(
      try IDXFile.read(bytes: idx(0x0B, [2], [1, 2, 0xFF, 0xFE])).scalars(as: Int64.self)
        == [258, -2])
    #expect(
      try IDXFile.read(bytes: idx(0x0C, [1], [0, 1, 0, 2])).scalars(as: Int64.self) == [65538])
    #expect(
      try IDXFile.read(bytes: idx(0x0D, [1], [0x3F, 0xC0, 0, 0])).scalars(as: Float.self) == [1.5])
    #expect(
      try IDXFile.read(bytes: idx(0x0E, [1], [0xBF, 0xF8, 0, 0, 0, 0, 0, 0]))
        .scalars(as: Double.self) == [-1.5])
    #expect(try IDXFile.read(bytes: idx(0x08, [], [7])).item() == 7)
    #expect(try IDXFile.read(bytes: idx(0x0E, [0, 9], [])).shape == [0, 9])
  }

  @Test func lyingHeadersThrowBeforeAnythingIsAllocated() {
    func error(_ bytes: [UInt8]) -> DataFileError? {
      do {
        _ = try IDXFile.read(bytes: bytes)
        return nil
      } catch { return error }
    }
    #expect(
      error(idx(0x08, [2, 3], [1])) == .wrongLength(file: "bytes", expected: 18, found: 13))
    #expect(error(idx(0x08, [1], [1, 2])) == .wrongLength(file: "bytes", expected: 9, found: 10))
    #expect(
      error(idx(0x0E, [.max, .max, .max], []))
        == .invalidHeader(
          file: "bytes",
          reason: "shape [4294967295, 4294967295, 4294967295] has more bytes than a file"))
    #expect(
      error(idx(0x07, [1], [1])) == .invalidHeader(file: "bytes", reason: "elements of type 7"))
    #expect(
      error([0, 0, 8, 9] + Array(repeating: 0, count: 36))
        == .invalidHeader(file: "bytes", reason: "9 dimensions"))
    #expect(
      error([1, 0, 8, 1])
        == .invalidHeader(file: "bytes", reason: "it begins with 1, 0 and not with two zeros"))
    for bytes in [[], [0, 0], Array(idx(0x08, [2, 3], []).dropLast(3))] {
      guard case .file(.truncated)? = error(Array(bytes)) else {
        Issue.record("\(bytes) is not truncated but \(String(describing: error(Array(bytes))))")
        continue
      }
    }
    do {
      _ = try IDXFile.read(path: "/nowhere/at/all")
      Issue.record("a file that is not there was opened")
    } catch DataFileError.file(.system(_, "open", ENOENT)) {
    } catch {
      Issue.record("\(error)")
    }
  }

  // MARK: Text

  @Test func windowsHaveTheNextTokensAsTargets() throws {
    let windows = try TextWindows([0, 1, 2, 3, 4, 5, 6, 7, 8], length: 3, stride: 2)
    #expect(windows.count == 3)
    let batch = windows.batch([2, 0])
    #expect(batch.inputs.shape == [2, 3] && batch.inputs.dtype == .int32)
    #expect(batch.inputs.scalars(as: Int32.self) == [4, 5, 6, 0, 1, 2])
    #expect(batch.targets.scalars(as: Int32.self) == [5, 6, 7, 1, 2, 3])
    #expect(try TextWindows([0, 1, 2, 3, 4, 5, 6, 7, 8], length: 4).count == 2)
    #expect(try TextWindows(bytesOf: "héys", length: 4).batch([0]).inputs[0, 1].item() == 0xC3)
    #expect(throws: DataFileError.tooShort(tokens: 3, needed: 4)) {
      try TextWindows([1, 2, 3], length: 3)
    }
  }

  @Test func characterTokensComeBackAsText() throws {
    let vocabulary = CharacterVocabulary(of: "hello wörld")
    #expect(vocabulary.characters == " dehlorwö" && vocabulary.count == 9)
    let tokens = try vocabulary.encode("wörld")
    #expect(tokens == [7, 8, 6, 4, 1])
    #expect(try vocabulary.decode(tokens) == "wörld")
    #expect(throws: DataFileError.unknownCharacter("z", offset: 2)) {
      try vocabulary.encode("lez")
    }
    #expect(throws: DataFileError.unknownToken(9, count: 9)) { try vocabulary.decode([1, 9]) }
    let saved = try JSONEncoder().encode(vocabulary)
    #expect(try JSONDecoder().decode(CharacterVocabulary.self, from: saved) == vocabulary)
  }

  /// An accent and half a flag that stand alone join what is before them in the list of characters.
  @Test func charactersThatJoinStayTokensOfTheirOwn() throws {
    let text = "\u{301}a b\u{1F1E9}c \u{1F1EA}"
    let vocabulary = CharacterVocabulary(of: text)
    #expect(vocabulary.count == Set(text).count)
    #expect(try vocabulary.decode(vocabulary.encode(text)) == text)
    let saved = try JSONEncoder().encode(vocabulary)
    #expect(try JSONDecoder().decode(CharacterVocabulary.self, from: saved) == vocabulary)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(CharacterVocabulary.self, from: Data(#"["ab"]"#.utf8))
    }
  }

  @Test func textThatIsNoUTF8Throws() throws {
    let folder = try Program.Folder()
    let path = folder.path + "/text"
    try Data(Array("naïve".utf8) + [0xC3]).write(to: URL(fileURLWithPath: path))
    #expect(throws: DataFileError.notUTF8(file: path, offset: 6)) {
      try TextWindows.text(path: path)
    }
    try Data("naïve".utf8).write(to: URL(fileURLWithPath: path))
    #expect(try TextWindows.text(path: path) == "naïve")
  }
}
