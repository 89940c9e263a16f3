// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Windows of a long sequence of tokens, each with the tokens that follow as its targets.
///
/// Window i begins at token `i · stride`; its targets are its tokens and the next, without the first.
public struct TextWindows: Dataset {
  /// Tokens of a window.
  public let length: Int
  /// From the beginning of a window to that of the next.
  public let stride: Int
  private let tokens: [Int32]

  /// Windows of tokens.
  ///
  /// - Parameters:
  ///   - tokens: the sequence.
  ///   - length: tokens of a window; above 0.
  ///   - stride: from the beginning of a window to that of the next, above 0; `length` where it is `nil`, so
  ///     that windows do not overlap.
  /// - Throws: `tooShort` where there is no window.
  public init(_ tokens: [Int32], length: Int, stride: Int? = nil) throws(DataFileError) {
    let stride = stride ?? length
    precondition(length > 0 && stride > 0, "windows of \(length) tokens, \(stride) apart")
    guard tokens.count > length else {
      throw .tooShort(tokens: tokens.count, needed: length < .max ? length + 1 : length)
    }
    self.tokens = tokens
    self.length = length
    self.stride = stride
  }

  /// Windows of the bytes of a text, which are tokens in 0..<256.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - length: bytes of a window.
  ///   - stride: from the beginning of a window to that of the next.
  /// - Throws: `tooShort`.
  public init(bytesOf text: String, length: Int, stride: Int? = nil) throws(DataFileError) {
    try self.init(text.utf8.map(Int32.init), length: length, stride: stride)
  }

  /// Number of examples.
  public var count: Int { (tokens.count - 1 - length) / stride + 1 }

  /// Inputs and targets, [windows, length] of int32.
  ///
  /// - Parameter indices: which windows, in `0..<count`.
  /// - Complexity: O(n), n the number of tokens.
  public func batch(_ indices: [Int]) -> LabelledBatch {
    var inputs: [Int32] = []
    var targets: [Int32] = []
    inputs.reserveCapacity(indices.count * length)
    targets.reserveCapacity(indices.count * length)
    for index in indices {
      precondition((0..<count).contains(index), "window \(index) of \(count)")
      let start = index * stride
      inputs += tokens[start..<(start + length)]
      targets += tokens[(start + 1)..<(start + 1 + length)]
    }
    let shape = [indices.count, length]
    return LabelledBatch(
      inputs: Tensor(inputs, shape: shape), targets: Tensor(targets, shape: shape))
  }

  /// The text of a file.
  ///
  /// - Parameter path: where it lies.
  /// - Throws: ``DataFileError``: also `notUTF8`.
  public static func text(path: String) throws(DataFileError) -> String {
    let bytes = try readFile(path)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      // Valid up to where a repair begins to differ.
      let repaired = String(decoding: bytes, as: UTF8.self).utf8
      let offset = zip(bytes, repaired).enumerated().first { $1.0 != $1.1 }?.offset
      throw .notUTF8(file: path, offset: offset ?? bytes.count)
    }
    return text
  }
}
