// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// Reads a tensor from a file in NumPy's `.npy` format, versions 1.0 to 3.0.
  ///
  /// Either order of bytes and of axes is read; a Fortran-ordered array becomes a view of strides
  /// that grow. `f2`, `f4`, `f8`, `i1`, `i2`, `i4`, `i8`, `u1` and `b1` keep their type. Tensors have no
  /// wider unsigned integers: `u2` becomes int32 and `u4` int64, which hold all their values, and `u8`
  /// becomes int64 where every value fits. Object and structured arrays are refused, and so is a file
  /// that goes on after its array.
  ///
  /// ```swift
  /// let weights = try Tensor.loadNPY(contentsOf: "weights.npy")
  /// ```
  ///
  /// - Parameter path: where the file lies.
  /// - Returns: the tensor.
  /// - Throws: ``TensorFileError``. No more is allocated than twice the bytes that the file has
  ///   (`u2` and `u4` double).
  /// - Complexity: O(n), n the number of elements.
  public static func loadNPY(contentsOf path: String) throws(TensorFileError) -> Tensor {
    try Tensor(npy: ByteSource(SystemFile(reading: path)))
  }

  /// Reads a tensor from the bytes of an `.npy` file, as ``loadNPY(contentsOf:)`` does.
  ///
  /// - Parameter bytes: the file.
  /// - Throws: ``TensorFileError``.
  /// - Complexity: O(n), n the number of elements.
  public init(npy bytes: [UInt8]) throws(TensorFileError) {
    try self.init(npy: ByteSource(bytes))
  }

  /// The bytes of an `.npy` file with this tensor: version 1.0, row-major order, the lowest byte
  /// first, the same bytes that NumPy writes for such an array.
  ///
  /// - Returns: header and elements.
  /// - Throws: ``TensorFileError``: `unsupportedElements` for bfloat16, which NumPy lacks, and
  ///   `tensor` for the result of a failed operation.
  /// - Complexity: O(n), n the number of elements.
  public func npyBytes() throws(TensorFileError) -> [UInt8] { try npyBytes(file: "bytes") }

  /// Writes this tensor to a file in NumPy's `.npy` format, as ``npyBytes()`` gives it.
  ///
  /// A file that is there is replaced at once when the new one is safe on the disk: no reader and no
  /// crash sees half a file.
  ///
  /// - Parameter path: where the file shall lie; its folder exists.
  /// - Throws: ``TensorFileError``; the file at `path` is then what it was.
  /// - Complexity: O(n), n the number of elements.
  public func saveNPY(to path: String) throws(TensorFileError) {
    try SystemFile.replace(path, with: npyBytes(file: path))
  }

  func npyBytes(file: String) throws(TensorFileError) -> [UInt8] {
    if let poison = node as? PoisonNode { throw .tensor(file: file, error: poison.error) }
    let descriptor = try NPYElements.descriptor(of: dtype, file: file)
    return NPYHeader.bytes(descriptor: descriptor, shape: shape) + bytes
  }

  /// The array that is all of `source`.
  init(npy source: ByteSource) throws(TensorFileError) {
    let header = try NPYHeader(source)
    // A Fortran-ordered array is the row-major one of the reversed shape, seen with its axes turned.
    let stored = header.isFortranOrder ? header.shape.reversed() : header.shape
    let layout = try Self.layout(of: stored, header.shape, file: source.name)
    // The layout's check leaves room for 16 bytes an element: no overflow.
    let needed = layout.count * header.elements.width
    let available = source.count - header.dataOffset
    let offset = source.start + header.dataOffset
    guard needed <= available else {
      throw .truncated(file: source.name, offset: offset, needed: needed, available: available)
    }
    guard needed == available else {
      throw .trailingBytes(
        file: source.name, offset: offset + needed, count: available - needed)
    }
    do {
      self = try Kernels.read(header, layout: layout, from: source)
      if header.isFortranOrder && header.shape.count > 1 { self = transposed() }
    } catch let error as TensorFileError {
      throw error
    } catch let error as TensorError {
      throw .tensor(file: source.name, error: error)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  private static func layout(
    of stored: [Int], _ shape: [Int], file: String
  ) throws(TensorFileError) -> Layout {
    do throws(TensorError) {
      return try Layout(shape: stored, operation: "loadNPY")
    } catch {
      guard case .invalidShape(_, _, let reason) = error else {
        throw .tensor(file: file, error: error)
      }
      throw .invalidShape(file: file, shape: shape, reason: reason)
    }
  }
}

extension Kernels {
  /// The elements of an array whose number of bytes has been checked.
  fileprivate static func read(
    _ header: NPYHeader, layout: Layout, from source: ByteSource
  ) throws -> Tensor {
    let elements = header.elements
    let result = try Tensor(uninitialized: layout, dtype: elements.dtype)
    defer { withExtendedLifetime(result.body) {} }
    let stored = layout.count * elements.width
    // Widened elements are read into the upper half, so that none is overwritten before its turn.
    let unread = layout.count * elements.dtype.byteWidth - stored
    let target = UnsafeMutableRawBufferPointer(start: result.data + unread, count: stored)
    try source.read(at: header.dataOffset, into: target)
    if elements.isBigEndian { reverseBytes(of: target, width: elements.width) }
    switch elements.conversion {
    case .none:
      if elements.dtype == .bool { target.indices.forEach { target[$0] = target[$0] == 0 ? 0 : 1 } }
    case .widened:
      widen(target, to: result.data, width: elements.width, count: layout.count)
    case .checked:
      for i in 0..<layout.count {
        let value = target.load(fromByteOffset: i * 8, as: UInt64.self)
        guard value <= UInt64(Int64.max) else {
          throw TensorFileError.valueOutOfRange(
            file: source.name, offset: source.start + header.dataOffset + i * 8, value: value)
        }
      }
    }
    return result
  }

  private static func reverseBytes(of target: UnsafeMutableRawBufferPointer, width: Int) {
    for first in stride(from: 0, to: target.count, by: width) {
      for i in 0..<width / 2 { target.swapAt(first + i, first + width - 1 - i) }
    }
  }

  private static func widen(
    _ source: UnsafeMutableRawBufferPointer, to target: UnsafeMutableRawPointer, width: Int,
    count: Int
  ) {
    for i in 0..<count {
      if width == 2 {
        let value = Int32(source.load(fromByteOffset: i * 2, as: UInt16.self))
        target.storeBytes(of: value, toByteOffset: i * 4, as: Int32.self)
      } else {
        let value = Int64(source.load(fromByteOffset: i * 4, as: UInt32.self))
        target.storeBytes(of: value, toByteOffset: i * 8, as: Int64.self)
      }
    }
  }
}
