// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import Testing

/// Files in NumPy's `.npy` format.
@Suite struct NPYTests {
  @Test func everyArrayThatNumPyWroteIsRead() throws {
    let files = try NumPyFiles.read()
    #expect(files.arrays.count == 53)
    for array in files.arrays {
      let tensor = try Tensor.loadNPY(contentsOf: NumPyFiles.path(array.file))
      #expect(tensor.dtype == array.dtype, "\(array.file)")
      #expect(tensor.shape == array.shape, "\(array.file)")
      if array.dtype != .float16 {
        let values = tensor.scalars(as: Double.self)
        #expect(values.count == array.values.count)
        for (found, expected) in zip(values, array.values) {
          #expect(
            found == expected.value && found.sign == expected.value.sign
              || found.isNaN && expected.value.isNaN, "\(array.file)")
        }
      } else {
        let values = tensor.bytes.withUnsafeBytes {
          $0.bindMemory(to: Float16.self).map(Double.init)
        }
        #expect(values == array.values.map(\.value), "\(array.file)")
      }
      #expect(try Tensor(npy: NumPyFiles.bytes(array.file)).bytes == tensor.bytes)
    }
  }

  @Test func whatIsWrittenIsByteForByteWhatNumPyWrites() throws {
    var compared = 0
    for array in try NumPyFiles.read().arrays where array.canonical {
      let bytes = try NumPyFiles.bytes(array.file)
      #expect(try Tensor(npy: bytes).npyBytes() == bytes, "\(array.file)")
      compared += 1
    }
    #expect(compared == 18)
  }

  @Test func aViewIsWrittenInRowMajorOrder() throws {
    let x = Tensor.arange(24).reshaped(to: [2, 3, 4])
    for view in [x.transposed(), x.reversed(axis: 1), x.sliced(0..<4, axis: 2, step: 2)] {
      let back = try Tensor(npy: view.npyBytes())
      #expect(back.shape == view.shape && back.bytes == view.bytes && back.isContiguous)
    }
  }

  @Test func everyTypeComesBackBitForBit() throws {
    for dtype in DType.allCases where dtype != .bfloat16 {
      let bytes: [UInt8] =
        dtype == .bool
        ? [1, 0, 0, 1, 1, 0] : (0..<6 * dtype.byteWidth).map { UInt8($0 * 41 % 256) }
      let tensor = try Tensor(bytes: bytes, shape: [2, 3], dtype: dtype)
      let back = try Tensor(npy: tensor.npyBytes())
      #expect(back.dtype == dtype && back.shape == [2, 3] && back.bytes == bytes)
    }
    let brain = try Tensor(bytes: [0, 0], shape: [], dtype: .bfloat16)
    #expect(throws: TensorFileError.self) { try brain.npyBytes() }
  }

  @Test func whatNoTensorHoldsIsRefusedByName() throws {
    func refusal(_ name: String) -> TensorFileError? {
      #expect(throws: TensorFileError.self) {
        try Tensor.loadNPY(contentsOf: NumPyFiles.path(name))
      }
    }
    for name in ["complex", "text", "time", "structured", "subarray"] {
      guard case .unsupportedElements? = refusal("refused-\(name).npy") else {
        Issue.record("\(name)")
        continue
      }
    }
    guard case .objectArray(_, "|O")? = refusal("refused-object.npy") else {
      Issue.record("an object array must be refused as such")
      return
    }
    #expect(
      refusal("refused-uint64.npy")
        == .valueOutOfRange(
          file: NumPyFiles.path("refused-uint64.npy"), offset: 136, value: 1 << 63))
  }

  /// The files that NumPy tests its own reader with.
  @Test func numPysOwnFilesAreReadOrRefused() throws {
    let folder = Bundle.module.resourceURL!.appending(path: "Vectors/numpy")
    for name in ["python3.npy", "win64python2.npy"] {
      let tensor = try Tensor.loadNPY(contentsOf: folder.appending(path: name).path)
      #expect(tensor.dtype == .float64 && tensor.scalars(as: Double.self) == [1, 1])
    }
    for name in ["py2-np0-objarr.npy", "py2-objarr.npy", "py3-objarr.npy"] {
      let error = #expect(throws: TensorFileError.self) {
        try Tensor.loadNPY(contentsOf: folder.appending(path: name).path)
      }
      guard case .objectArray? = error else { Issue.record("\(name): \(error as Any)"); continue }
    }
    for name in ["py2-objarr.npz", "py3-objarr.npz"] {
      let error = #expect(throws: TensorFileError.self) {
        try NumPyArchive(contentsOf: folder.appending(path: name).path)
      }
      guard case .objectArray? = error else { Issue.record("\(name): \(error as Any)"); continue }
    }
  }

  /// A header, the elements after it, and the beginning of what is said about them.
  static let lies: [(header: String, data: Int, answer: String)] = [
    ("", 0, "bytes: invalid header at offset 10: '{' expected"),
    ("{'descr': '<f4'", 0, "bytes: invalid header at offset 25: '}' expected"),
    ("{'descr': '<f4', }", 0, "bytes: invalid header at offset 10: 'descr', 'fortran_order'"),
    (
      "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}", 4,
      "bytes: invalid header at offset 35: 'descr' is given twice"
    ),
    (full("()") + "x", 4, "bytes: invalid header at offset 63: more follows"),
    (full("(2)"), 8, "bytes: invalid header at offset 63: (2) is a number and no tuple"),
    (full("(-1,)"), 4, "bytes: invalid header at offset 61: a whole number from 0 on expected"),
    (full("(02,)"), 8, "bytes: invalid header at offset 61: a whole number from 0 on expected"),
    (full("(2.0,)"), 8, "bytes: invalid header at offset 62: ')' expected"),
    (full("(99999999999999999999,)"), 0, "bytes: invalid header at offset 61: 9999"),
    (full("(1000000000000000000,)"), 4, "bytes: shape [1000000000000000000] has more elements"),
    (
      full("(4294967296, 4294967296)"), 0,
      "bytes: shape [4294967296, 4294967296] has more elements than memory can hold"
    ),
    (
      full("(0, 4294967296, 4294967296)"), 0,
      "bytes: shape [0, 4294967296, 4294967296] has more elements than memory can hold"
    ),
    (full("(1, 1, 1, 1, 1, 1, 1, 1, 1)"), 4, "bytes: shape [1, 1, 1, 1, 1, 1, 1, 1, 1] has more"),
    (full("(100000000000,)"), 4, "bytes: truncated: 400000000000 bytes needed at offset"),
    (full("(3,)"), 11, "bytes: truncated: 12 bytes needed at offset 65, 11 available"),
    (full("(3,)"), 13, "bytes: 1 bytes follow the end of the array at offset 77"),
    (full("()", type: "f4"), 4, "bytes: elements of type f4 are not supported: the order"),
    (full("()", type: "=f4"), 4, "bytes: elements of type =f4 are not supported: the order"),
    (full("()", type: "|f4"), 4, "bytes: elements of type |f4 are not supported: the order"),
    (full("()", type: "<f3"), 4, "bytes: elements of type <f3 are not supported: no tensor"),
    (full("()", type: ">O"), 4, "bytes: elements of type >O are Python objects"),
    (
      full("()").replacingOccurrences(of: "False", with: "0"), 4,
      "bytes: invalid header at offset 44: a text, a truth value"
    ),
    (
      full("()").replacingOccurrences(of: "False", with: "__import__('os')"), 4,
      "bytes: invalid header at offset 44: a text, a truth value"
    ),
    (full("()").replacingOccurrences(of: "'<f4'", with: "'<f4\\n'"), 4, "bytes: invalid header"),
  ]

  static func full(_ shape: String, type: String = "<f4") -> String {
    "{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape)}"
  }

  @Test(arguments: lies) func aHeaderThatLiesIsRefused(
    header: String, data: Int, answer: String
  ) throws {
    for version in [[1, 0], [2, 0], [3, 0]] as [[UInt8]] {
      let bytes = npy(header, data: [UInt8](repeating: 0, count: data), version: version)
      let error = #expect(throws: TensorFileError.self) { try Tensor(npy: bytes) }
      if version[0] == 1 { #expect(error.map { "\($0)".hasPrefix(answer) } == true, "\(error!)") }
    }
  }

  @Test func versionsAndLengthsAreChecked() {
    let good = npy(Self.full("()"), data: [0, 0, 0, 0])
    #expect(throws: Never.self) { try Tensor(npy: good) }
    for version in [[0, 0], [1, 1], [4, 0], [255, 255]] as [[UInt8]] {
      #expect(
        throws: TensorFileError.unsupportedVersion(
          file: "bytes", major: Int(version[0]), minor: Int(version[1]))
      ) { try Tensor(npy: npy(Self.full("()"), data: [0, 0, 0, 0], version: version)) }
    }
    var long = npy(Self.full("()"), version: [2, 0])
    long.replaceSubrange(8..<12, with: [255, 255, 255, 255])
    #expect(
      throws: TensorFileError.invalidHeader(
        file: "bytes", offset: 8, reason: "a length of 4294967295 bytes is beyond 10000")
    ) { try Tensor(npy: long) }
    #expect(throws: TensorFileError.self) {
      try Tensor(npy: npy(String(repeating: " ", count: 9999)))
    }
  }

  @Test func everyTruncationIsRefused() throws {
    let whole = try NumPyFiles.bytes("f4-big-fortran.npy")
    for length in 0..<whole.count {
      #expect(throws: TensorFileError.self) { try Tensor(npy: Array(whole[..<length])) }
    }
  }

  @Test func truthValuesAreZeroOrOneWhateverTheFileHolds() throws {
    let bytes = npy(Self.full("(4,)", type: "|b1"), data: [0, 1, 2, 255])
    #expect(try Tensor(npy: bytes).bytes == [0, 1, 1, 1])
  }
}
