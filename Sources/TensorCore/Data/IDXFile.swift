// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Tensors in the format of the MNIST files (http://yann.lecun.com/exdb/mnist/).
public enum IDXFile {
  /// Reads a file.
  ///
  /// - Parameter path: where it lies; not compressed.
  /// - Returns: a tensor of the type and shape that its header says: uint8, int8, int16, int32, float32 or
  ///   float64.
  /// - Throws: ``DataFileError``; before anything is allocated where the header is not that of the file.
  /// - Complexity: O(n), n the number of bytes.
  public static func read(path: String) throws(DataFileError) -> Tensor {
    let result: Result<Tensor, DataFileError>
    do throws(TensorFileError) {
      result = try read(ByteSource(SystemFile(reading: path)))
    } catch {
      throw .file(error)
    }
    return try result.get()
  }

  /// Reads a file that is in memory.
  ///
  /// - Parameter bytes: the file.
  /// - Throws: ``DataFileError``.
  public static func read(bytes: [UInt8]) throws(DataFileError) -> Tensor {
    let result: Result<Tensor, DataFileError>
    do throws(TensorFileError) {
      result = try read(ByteSource(bytes))
    } catch {
      throw .file(error)
    }
    return try result.get()
  }

  private static func read(
    _ source: ByteSource
  ) throws(TensorFileError) -> Result<Tensor, DataFileError> {
    let magic = try source.bytes(at: 0, count: 4)
    func invalid(_ reason: String) -> Result<Tensor, DataFileError> {
      .failure(.invalidHeader(file: source.name, reason: reason))
    }
    guard magic[0] == 0, magic[1] == 0 else {
      return invalid("it begins with \(magic[0]), \(magic[1]) and not with two zeros")
    }
    let dtype: DType
    switch magic[2] {
    case 0x08: dtype = .uint8
    case 0x09: dtype = .int8
    case 0x0B: dtype = .int16
    case 0x0C: dtype = .int32
    case 0x0D: dtype = .float32
    case 0x0E: dtype = .float64
    default: return invalid("elements of type \(magic[2])")
    }
    let rank = Int(magic[3])
    guard rank <= maximumRank else { return invalid("\(rank) dimensions") }
    let sizes = try source.bytes(at: 4, count: 4 * rank)
    let shape = (0..<rank).map { axis in
      sizes[(4 * axis)..<(4 * axis + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    let header = 4 + 4 * rank
    var length = dtype.byteWidth
    for size in shape {
      let (product, overflow) = length.multipliedReportingOverflow(by: size)
      guard !overflow else { return invalid("shape \(shape) has more bytes than a file") }
      length = product
    }
    guard length == source.count - header else {
      return .failure(
        .wrongLength(
          file: source.name, expected: length.addingReportingOverflow(header).partialValue,
          found: source.count))
    }
    var bytes = try source.bytes(at: header, count: length)
    // The format is big-endian.
    let width = dtype.byteWidth
    if width > 1 {
      for start in stride(from: 0, to: length, by: width) {
        bytes[start..<(start + width)].reverse()
      }
    }
    do throws(TensorError) {
      return .success(try Tensor(bytes: bytes, shape: shape, dtype: dtype))
    } catch {
      return invalid("\(error)")
    }
  }
}
