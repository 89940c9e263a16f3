// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

extension Tensor {
  /// Elements that lie in a file in row-major order, the lowest byte first: a view where the file is
  /// mapped, they can be used as they are, and lie at a multiple of their width; otherwise a copy.
  ///
  /// - Parameters:
  ///   - source: the file, which has the bytes.
  ///   - offset: where they begin.
  ///   - shape: length of each dimension.
  ///   - dtype: element type of the tensor.
  ///   - unsignedWidth: bytes of an unsigned integer that becomes an element; `nil` where the bytes are
  ///     the elements.
  /// - Throws: `invalidShape`, `truncated`, `system`, `valueOutOfRange`, `tensor`.
  init(
    stored source: ByteSource, at offset: Int, shape: [Int], dtype: DType,
    unsignedWidth: Int? = nil
  ) throws(TensorFileError) {
    let layout = try Layout(of: shape, file: source.name)
    if unsignedWidth == nil, dtype != .bool, layout.count > 0,
      let (address, keeper) = try source.mapped(at: offset, count: layout.count * dtype.byteWidth),
      UInt(bitPattern: address) % UInt(dtype.byteWidth) == 0
    {
      self.init(TensorBody(layout, dtype, at: address, keptBy: keeper), nil)
      return
    }
    do {
      self = try Kernels.read(
        source, at: offset, layout: layout, dtype: dtype, unsignedWidth: unsignedWidth)
    } catch let error as TensorFileError {
      throw error
    } catch let error as TensorError {
      throw .tensor(file: source.name, error: error)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// Appends the elements in row-major order to a file.
  func write(to output: borrowing SystemOutput) throws(TensorFileError) {
    let dense: Tensor
    do throws(TensorError) {
      dense = try Kernels.dense(self)
    } catch {
      throw .tensor(file: output.path, error: error)
    }
    defer { withExtendedLifetime(dense.body) {} }
    try output.write(
      UnsafeRawBufferPointer(start: dense.data, count: dense.count * dense.dtype.byteWidth))
  }
}

extension Layout {
  /// The row-major layout of a shape from a file.
  ///
  /// - Throws: `invalidShape`.
  init(of shape: [Int], file: String) throws(TensorFileError) {
    do throws(TensorError) {
      try self.init(shape: shape, operation: "read")
    } catch {
      guard case .invalidShape(_, _, let reason) = error else {
        throw .tensor(file: file, error: error)
      }
      throw .invalidShape(file: file, shape: shape, reason: reason)
    }
  }
}

extension Kernels {
  /// A copy of elements. Those that are widened are read into the upper part of the tensor, so that none
  /// is overwritten before its turn.
  fileprivate static func read(
    _ source: ByteSource, at offset: Int, layout: Layout, dtype: DType, unsignedWidth: Int?
  ) throws -> Tensor {
    let width = unsignedWidth ?? dtype.byteWidth
    let stored = layout.count * width
    // Before memory is taken.
    guard offset <= source.count, stored <= source.count - offset else {
      throw TensorFileError.truncated(
        file: source.name, offset: source.start + offset, needed: stored,
        available: Swift.max(0, source.count - offset))
    }
    let result = try Tensor(uninitialized: layout, dtype: dtype)
    defer { withExtendedLifetime(result.body) {} }
    let unread = layout.count * dtype.byteWidth - stored
    let target = UnsafeMutableRawBufferPointer(start: result.data + unread, count: stored)
    try source.read(at: offset, into: target)
    if dtype == .bool { for i in target.indices { target[i] = target[i] == 0 ? 0 : 1 } }
    guard let unsignedWidth else { return result }
    for i in 0..<layout.count {
      switch unsignedWidth {
      case 2:
        let value = Int32(target.load(fromByteOffset: i * 2, as: UInt16.self))
        result.data.storeBytes(of: value, toByteOffset: i * 4, as: Int32.self)
      case 4:
        let value = Int64(target.load(fromByteOffset: i * 4, as: UInt32.self))
        result.data.storeBytes(of: value, toByteOffset: i * 8, as: Int64.self)
      default:
        let value = target.load(fromByteOffset: i * 8, as: UInt64.self)
        guard value <= UInt64(Int64.max) else {
          throw TensorFileError.valueOutOfRange(
            file: source.name, offset: source.start + offset + i * 8, value: value)
        }
      }
    }
    return result
  }
}
