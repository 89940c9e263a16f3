// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The header of an `.npy` file: element type, order and shape
/// (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
struct NPYHeader: Equatable {
  let elements: NPYElements
  /// Whether the first axis runs fastest.
  let isFortranOrder: Bool
  let shape: [Int]
  /// Where the elements begin.
  let dataOffset: Int

  /// The most bytes a header may have, as in NumPy: those of plain arrays have about a hundred.
  static let longest = 10_000
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads versions 1.0, 2.0 and 3.0.
  ///
  /// - Throws: `truncated`, `invalidHeader`, `unsupportedVersion`, `unsupportedElements`,
  ///   `objectArray`.
  init(_ source: ByteSource) throws(TensorFileError) {
    let start = try source.bytes(at: 0, count: 8)
    guard start.starts(with: Self.magic) else {
      throw .invalidHeader(
        file: source.name, offset: source.start, reason: "the file does not begin like an .npy file"
      )
    }
    let (major, minor) = (Int(start[6]), Int(start[7]))
    guard (1...3).contains(major), minor == 0 else {
      throw .unsupportedVersion(file: source.name, major: major, minor: minor)
    }
    let width = major == 1 ? 2 : 4
    let length = try Int(source.bytes(at: 8, count: width).littleEndian(at: 0, width: width))
    guard length <= Self.longest else {
      throw .invalidHeader(
        file: source.name, offset: source.start + 8,
        reason: "a length of \(length) bytes is beyond \(Self.longest)")
    }
    let text = try source.bytes(at: 8 + width, count: length)
    dataOffset = 8 + width + length
    (elements, isFortranOrder, shape) = try Self.parse(
      text, at: source.start + 8 + width, file: source.name)
  }

  private static func parse(
    _ text: [UInt8], at start: Int, file: String
  ) throws(TensorFileError) -> (NPYElements, Bool, [Int]) {
    let fields: [String: PythonLiteral.Value]
    do throws(PythonLiteral.Failure) {
      fields = try PythonLiteral.dictionary(text)
    } catch {
      throw .invalidHeader(file: file, offset: start + error.offset, reason: error.reason)
    }
    switch fields["descr"] {
    case .list, .mixedTuple, .integers:
      throw .unsupportedElements(
        file: file, descriptor: "structured", reason: "only plain numbers and truth values are read"
      )
    default: break
    }
    guard case .text(let descriptor)? = fields["descr"],
      case .truth(let isFortranOrder)? = fields["fortran_order"],
      case .integers(let shape)? = fields["shape"], fields.count == 3
    else {
      throw .invalidHeader(
        file: file, offset: start,
        reason: "'descr', 'fortran_order' and 'shape' expected, found \(fields.keys.sorted())")
    }
    return (try NPYElements(descriptor: descriptor, file: file), isFortranOrder, shape)
  }

  /// The bytes NumPy writes before an array of this type and shape in row-major order.
  static func bytes(descriptor: String, shape: [Int]) -> [UInt8] {
    let lengths = shape.map(String.init).joined(separator: ", ")
    let tuple = shape.count == 1 ? "(\(lengths),)" : "(\(lengths))"
    var text = "{'descr': '\(descriptor)', 'fortran_order': False, 'shape': \(tuple), }"
    // NumPy leaves room for the first length to grow, since 1.23.
    if let first = shape.first {
      text += String(repeating: " ", count: Swift.max(0, 21 - String(first).count))
    }
    // The elements begin at a multiple of 64; the last byte before them ends the line.
    let used = 10 + text.utf8.count + 1
    text += String(repeating: " ", count: 64 - used % 64) + "\n"
    var bytes = magic + [1, 0]
    bytes.append(littleEndian: text.utf8.count, width: 2)
    return bytes + Array(text.utf8)
  }
}
