// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A file in the GGUF format, versions 2 and 3, open for reading
/// (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
///
/// Opening reads and checks metadata and names; a tensor's bytes are read when it is asked for.
///
/// ```swift
/// let file = try GGUFFile(path: "model.gguf", access: .mapping)
/// let layers = file["llama.block_count"]?.integer
/// let weights = try file.quantized("blk.0.attn_q.weight")     // stays packed
/// let norm = try file.tensor("blk.0.attn_norm.weight")        // numbers
/// ```
///
/// A file that lies is refused before memory is taken: counts and lengths beyond its end, tensors that
/// overlap, are not aligned or not within it, names given twice, text that is not UTF-8.
public struct GGUFFile: Sendable {
  /// What a file says about a tensor.
  public struct Info: Sendable, Hashable {
    /// The type of the elements as ggml names it, such as `F32` or `Q4_K`.
    public let elements: String
    /// The type of a tensor of them; `nil` for packed weights.
    public let dtype: DType?
    /// How weights are packed; `nil` for plain numbers and for formats that are not read.
    public let format: QuantizedFormat?
    /// Length of each dimension, the slowest first.
    public let shape: [Int]
    /// How many bytes the file has for it; `nil` for a type that is not known.
    public let byteCount: Int?
  }

  private let source: ByteSource
  private let header: GGUFHeader
  private let places: [String: Int]
  private let metadataPlaces: [String: Int]

  /// The version of the format: 2 or 3.
  public var version: Int { header.version }
  /// Tensors begin at multiples of so many bytes.
  public var alignment: Int { header.alignment }
  /// Keys and values, in the order of the file.
  public var metadata: [(key: String, value: GGUFValue)] { header.metadata }
  /// The names of the tensors, in the order of the file.
  public var names: [String] { header.entries.map(\.name) }
  /// The path, or `bytes`.
  var path: String { source.name }

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: where the file lies.
  ///   - access: whether tensors are copied, or views of the mapped file.
  /// - Throws: ``TensorFileError``. No more is allocated than a small multiple of the metadata, which the
  ///   file must really have.
  /// - Complexity: O(h log h), h the bytes before the tensors.
  public init(path: String, access: TensorFileAccess = .copying) throws(TensorFileError) {
    try self.init(ByteSource(path: path, access: access))
  }

  /// Reads a file that is in memory.
  ///
  /// - Parameter bytes: the file.
  /// - Throws: ``TensorFileError``.
  /// - Complexity: as ``init(path:access:)``.
  public init(bytes: [UInt8]) throws(TensorFileError) { try self.init(ByteSource(bytes)) }

  private init(_ source: ByteSource) throws(TensorFileError) {
    header = try GGUFHeader(source)
    self.source = source
    places = .init(uniqueKeysWithValues: header.entries.enumerated().map { ($1.name, $0) })
    metadataPlaces = .init(uniqueKeysWithValues: header.metadata.enumerated().map { ($1.key, $0) })
  }

  /// The value of a key of the metadata, or `nil`.
  ///
  /// - Parameter key: such as `general.architecture`.
  /// - Complexity: O(1).
  public subscript(key: String) -> GGUFValue? {
    metadataPlaces[key].map { header.metadata[$0].value }
  }

  /// What the file says about a tensor, or `nil` where there is none of that name.
  ///
  /// - Parameter name: the tensor's name.
  /// - Complexity: O(1).
  public func info(_ name: String) -> Info? {
    places[name].map { place in
      let entry = header.entries[place]
      return Info(
        elements: entry.elements.name, dtype: entry.elements.dtype, format: entry.elements.format,
        shape: entry.shape, byteCount: entry.byteCount)
    }
  }

  /// The tensor of that name. Packed weights become float32 numbers; take ``quantized(_:)`` to keep
  /// them packed.
  ///
  /// - Parameter name: the tensor's name.
  /// - Returns: the tensor; plain numbers of a mapped file are a view that keeps the mapping.
  /// - Throws: ``TensorFileError``: `missingTensor`, `unsupportedElements` for formats that are not read,
  ///   and `truncated` where the file has shrunk.
  /// - Complexity: O(n), n the number of elements; O(1) for a view.
  public func tensor(_ name: String) throws(TensorFileError) -> Tensor {
    let entry = try entry(name)
    if let dtype = entry.elements.dtype {
      return try Tensor(stored: source, at: entry.offset, shape: entry.shape, dtype: dtype)
    }
    let packed = try quantized(name)
    do throws(TensorError) {
      return try Kernels.dequantize(packed)
    } catch {
      throw .tensor(file: path, error: error)
    }
  }

  /// The packed weights of that name.
  ///
  /// - Parameter name: the tensor's name.
  /// - Returns: the weights; those of a mapped file keep the mapping.
  /// - Throws: ``TensorFileError``: `missingTensor`, `unsupportedElements` for plain numbers and for
  ///   formats that are not read, and `truncated` where the file has shrunk.
  /// - Complexity: O(n), n the number of bytes; O(1) where the file is mapped.
  public func quantized(_ name: String) throws(TensorFileError) -> QuantizedTensor {
    let entry = try entry(name)
    guard let format = entry.elements.format, let count = entry.byteCount else {
      throw .unsupportedElements(
        file: path, descriptor: entry.elements.name,
        reason: entry.elements.dtype == nil
          ? "'\(name)' is packed in a format that is not read" : "'\(name)' is not packed")
    }
    let blocks = try Tensor(stored: source, at: entry.offset, shape: [count], dtype: .uint8)
    return QuantizedTensor(blocks: blocks, shape: entry.shape, format: format)
  }

  private func entry(_ name: String) throws(TensorFileError) -> GGUFHeader.Entry {
    guard let place = places[name] else { throw .missingTensor(file: path, name: name) }
    return header.entries[place]
  }
}
