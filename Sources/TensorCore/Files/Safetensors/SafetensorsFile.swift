// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// A file in the safetensors format, or several that an index names, open for reading
/// (https://github.com/huggingface/safetensors#format).
///
/// Opening reads and checks the header alone; a tensor's bytes are read when it is asked for.
///
/// ```swift
/// let file = try SafetensorsFile(path: "model.safetensors")
/// for name in file.names { print(name, file.info(name)!.shape) }
/// let weight = try file.tensor("encoder.weight")
/// ```
///
/// A header that lies is refused: bytes that are missing, overlap, leave a gap or do not fit the shape,
/// names given twice, text that is not UTF-8, and nesting without end.
public struct SafetensorsFile: Sendable {
  /// What a header says about a tensor.
  public struct Info: Sendable, Hashable {
    /// The type of the elements as the file names it, such as `F32` or `BF16`.
    public let elements: String
    /// The type of a tensor of them; `nil` where no tensor has such elements, as of `F8_E4M3`.
    public let dtype: DType?
    /// Length of each dimension.
    public let shape: [Int]
    /// How many bytes the file has for it.
    public let byteCount: Int
  }

  /// One file of those that an index names, or the only one.
  struct Shard: Sendable {
    let source: ByteSource
    let header: SafetensorsHeader
  }

  /// The path, or `bytes`.
  let path: String
  private let shards: [Shard]
  private let places: [String: (shard: Int, entry: Int)]

  /// The names: of one file in the order of the bytes, of an index in alphabetical order.
  public let names: [String]
  /// The texts that stand beside the tensors. Those of several files are joined; of a key that
  /// several have, that of the first file in alphabetical order counts.
  public let metadata: [String: String]

  /// Opens a file, or an index: a path that ends in `.json`, such as `model.safetensors.index.json`,
  /// names for each tensor the file beside it that holds it.
  ///
  /// - Parameters:
  ///   - path: where the file lies.
  ///   - access: whether tensors are copied, or views of the mapped file.
  /// - Throws: ``TensorFileError``. No more is allocated than a small multiple of the header, which the
  ///   file must really have. Of an index, tensors that its files lack are all named at once
  ///   (``TensorFileError/several(file:errors:)``).
  /// - Complexity: O(h log h), h the bytes of the headers.
  public init(path: String, access: TensorFileAccess = .copying) throws(TensorFileError) {
    let source = try ByteSource(path: path, access: access)
    if path.hasSuffix(".json") {
      try self.init(index: source, path: path, access: access)
    } else {
      try self.init(source)
    }
  }

  /// Reads a file that is in memory.
  ///
  /// - Parameter bytes: the file.
  /// - Throws: ``TensorFileError``.
  /// - Complexity: as ``init(path:access:)``.
  public init(bytes: [UInt8]) throws(TensorFileError) { try self.init(ByteSource(bytes)) }

  private init(_ source: ByteSource) throws(TensorFileError) {
    let shard = Shard(source: source, header: try SafetensorsHeader(source))
    path = source.name
    shards = [shard]
    names = shard.header.entries.map(\.name)
    metadata = shard.header.metadata
    var places: [String: (shard: Int, entry: Int)] = [:]
    for (place, name) in names.enumerated() { places[name] = (0, place) }
    self.places = places
  }

  private init(
    index source: ByteSource, path: String, access: TensorFileAccess
  ) throws(TensorFileError) {
    let fileOfName = try SafetensorsIndex.read(source)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var shards: [Shard] = []
    var numbers: [String: Int] = [:]
    var entries: [[String: Int]] = []
    var metadata: [String: String] = [:]
    for file in Set(fileOfName.values).sorted() {
      let source = try ByteSource(path: folder + file, access: access)
      let shard = Shard(source: source, header: try SafetensorsHeader(source))
      numbers[file] = shards.count
      shards.append(shard)
      metadata.merge(shard.header.metadata) { first, _ in first }
      entries.append(
        .init(uniqueKeysWithValues: shard.header.entries.enumerated().map { ($1.name, $0) }))
    }
    var places: [String: (shard: Int, entry: Int)] = [:]
    var missing: [TensorFileError] = []
    let names = fileOfName.keys.sorted()
    for name in names {
      guard let file = fileOfName[name], let shard = numbers[file] else { continue }
      if let entry = entries[shard][name] {
        places[name] = (shard, entry)
      } else {
        missing.append(.missingTensor(file: folder + file, name: name))
      }
    }
    guard missing.isEmpty else { throw .several(file: path, errors: missing) }
    self.path = path
    self.shards = shards
    self.places = places
    self.names = names
    self.metadata = metadata
  }

  /// What the header says about a tensor, or `nil` where there is none of that name.
  ///
  /// - Parameter name: the tensor's name.
  /// - Complexity: O(1).
  public func info(_ name: String) -> Info? {
    places[name].map { place in
      let entry = shards[place.shard].header.entries[place.entry]
      return Info(
        elements: entry.elements, dtype: SafetensorsElements(name: entry.elements)?.dtype,
        shape: entry.shape, byteCount: entry.end - entry.begin)
    }
  }

  /// The tensor of that name.
  ///
  /// Tensors have no unsigned integers wider than a byte: `U16` becomes int32, `U32` int64, and `U64`
  /// int64 where every value fits. Where the file is mapped, these, truth values, and elements that
  /// do not lie at a multiple of their width are copied all the same.
  ///
  /// - Parameter name: the tensor's name.
  /// - Returns: the tensor; of a mapped file a view that keeps the mapping.
  /// - Throws: ``TensorFileError``: `missingTensor`, `unsupportedElements`, `invalidShape`,
  ///   `valueOutOfRange`, and `truncated` where the file has shrunk.
  /// - Complexity: O(n), n the number of elements; O(1) for a view.
  public func tensor(_ name: String) throws(TensorFileError) -> Tensor {
    guard let place = places[name] else { throw .missingTensor(file: path, name: name) }
    let shard = shards[place.shard]
    let entry = shard.header.entries[place.entry]
    let file = shard.source.name
    guard let elements = SafetensorsElements(name: entry.elements), let dtype = elements.dtype
    else {
      throw .unsupportedElements(
        file: file, descriptor: entry.elements, reason: "no tensor has elements of this type")
    }
    return try Tensor(
      stored: shard.source, at: shard.header.dataOffset + entry.begin, shape: entry.shape,
      dtype: dtype, unsignedWidth: elements.isUnsignedWord ? elements.bits / 8 : nil)
  }
}
