// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import Testing

/// Archives whose numbers stand in the 64-bit fields of zip64.
@Suite struct WideArchiveTests {
  static let files = ["zip64.npz", "zip64-deflated.npz"]

  @Test(arguments: files) func archivesThatNumPyWroteAreRead(file: String) throws {
    let members = try NumPyFiles.read().members
    let archive = try NumPyArchive(contentsOf: NumPyFiles.path(file))
    #expect(archive.names == members.map(\.name))
    for (found, expected) in zip(archive, members) {
      #expect(found.tensor.dtype == expected.dtype && found.tensor.shape == expected.shape)
      #expect(found.tensor.scalars(as: Double.self) == expected.values.map(\.value))
    }
  }

  @Test(arguments: files) func everyTruncationIsRefused(file: String) throws {
    let whole = try NumPyFiles.bytes(file)
    for length in 0..<whole.count {
      #expect(throws: TensorFileError.self) { try NumPyArchive(npz: Array(whole[..<length])) }
    }
  }

  /// The places of the records, from the end of the archive.
  private static let record = 22 + 20 + 56
  private static let locator = 22 + 20

  private func refusal(
    _ location: SourceLocation = #_sourceLocation, _ change: (inout [UInt8]) -> Void
  ) throws -> String {
    var bytes = try NumPyFiles.bytes("zip64.npz")
    change(&bytes)
    let error = #expect(throws: TensorFileError.self, sourceLocation: location) {
      try NumPyArchive(npz: bytes)
    }
    return error.map { "\($0)" } ?? ""
  }

  private static func put(_ value: UInt64, _ place: Int, _ bytes: inout [UInt8]) {
    for i in 0..<8 { bytes[place + i] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(i))) }
  }

  @Test func recordsThatLieAreRefused() throws {
    let huge: [UInt64] = [0, 6, 1 << 32, 1 << 62, .max >> 1, 1 << 63, .max]
    for value in huge {
      // Members here and in all, bytes of the directory, where it begins.
      for field in [24, 32, 40, 48] {
        let text = try refusal { Self.put(value, $0.count - Self.record + field, &$0) }
        #expect(text.hasPrefix("bytes: invalid archive at offset"), "\(field) \(value): \(text)")
      }
      _ = try refusal {
        for field in [24, 32] { Self.put(value, $0.count - Self.record + field, &$0) }
      }
      let text = try refusal { Self.put(value, $0.count - Self.locator + 8, &$0) }
      #expect(text.contains("damaged zip64 record"), "\(value): \(text)")
    }
    #expect(try refusal { $0[$0.count - Self.record] = 0 }.contains("damaged zip64 record"))
    #expect(try refusal { $0[$0.count - Self.locator] = 0 }.contains("damaged zip64 record"))
    #expect(try refusal { $0[$0.count - Self.record + 4] += 1 }.contains("damaged zip64 record"))
  }

  @Test func sizesOfMembersThatLieAreRefused() throws {
    // The last entry of the directory ends with its wide field: size, compressed size, offset.
    let field = Self.record + 24
    for value in [1 << 32, 1 << 62, UInt64.max >> 1, 1 << 63, .max] {
      for number in 0..<3 {
        let text = try refusal { Self.put(value, $0.count - field + 8 * number, &$0) }
        #expect(text.hasPrefix("bytes"), "\(number) \(value): \(text)")
      }
      // Both sizes alike.
      _ = try refusal {
        for number in 0..<2 { Self.put(value, $0.count - field + 8 * number, &$0) }
      }
    }
    // A field of another kind, one that is too short, one that is longer than what is there.
    #expect(try refusal { $0[$0.count - field - 4] = 2 }.contains("damaged zip64 sizes"))
    #expect(try refusal { $0[$0.count - field - 2] = 16 }.contains("damaged zip64 sizes"))
    #expect(try refusal { $0[$0.count - field - 2] = 25 }.contains("damaged zip64 sizes"))
  }

  /// So many members that their number stands in a wide field.
  @Test func moreMembersThanANarrowFieldHoldsComeBack() throws {
    var archive = NumPyArchive()
    let tensor = Tensor.scalar(1, dtype: .int8)
    for i in 0..<0xFFFF { archive["\(i)"] = tensor }
    let bytes = try archive.npzBytes()
    let locator = bytes[(bytes.count - Self.locator)...].prefix(4)
    #expect(Array(locator) == [0x50, 0x4b, 0x06, 0x07])
    let back = try NumPyArchive(npz: bytes)
    #expect(back.count == 0xFFFF && back["65534"]?.item() == 1)
  }
}
