// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Tensors with names, in order: what NumPy's `.npz` files hold.
///
/// ```swift
/// var archive: NumPyArchive = ["weights": w, "bias": b]
/// try archive.save(to: "layer.npz")
/// let loaded = try NumPyArchive(contentsOf: "layer.npz")
/// print(loaded.names)             // ["weights", "bias"]
/// let bias = loaded["bias"]       // a Tensor, or nil
/// ```
public struct NumPyArchive: Sendable {
  /// One tensor and its name.
  public typealias Element = (name: String, tensor: Tensor)

  private var elements: [Element] = []
  private var places: [String: Int] = [:]

  /// How many bytes compressed members may have beyond a hundred times their compressed size, all
  /// together, where the caller says nothing: 1 MiB.
  public static let defaultInflationAllowance = 1 << 20

  /// An archive without members.
  public init() {}

  /// The names, in order.
  public var names: [String] { elements.map(\.name) }

  /// The tensor of that name, or `nil`. A new name goes to the end; `nil` removes.
  ///
  /// - Parameter name: without `.npy`.
  /// - Complexity: O(1) for reading and replacing, O(n) for removing from n members.
  public subscript(name: String) -> Tensor? {
    get { places[name].map { elements[$0].tensor } }
    set {
      switch (places[name], newValue) {
      case (let place?, let tensor?): elements[place].tensor = tensor
      case (nil, let tensor?):
        places[name] = elements.count
        elements.append((name, tensor))
      case (let place?, nil):
        elements.remove(at: place)
        places = [:]
        for (place, element) in elements.enumerated() { places[element.name] = place }
      case (nil, nil): break
      }
    }
  }

  // MARK: Reading

  /// Reads an `.npz` file, as `numpy.savez` and `numpy.savez_compressed` write it.
  ///
  /// Checksums are verified; names lose their `.npy`. Members that overlap, share a name, are
  /// encrypted, are no `.npy` file or have a path that leaves the archive are refused.
  ///
  /// - Parameters:
  ///   - path: where the file lies.
  ///   - inflationAllowance: a compressed member may have a hundred times its compressed size; beyond
  ///     that, all members together may have so many bytes. A file of zeros from somebody you trust
  ///     may need more; a thousandfold is the most that the compression can do.
  /// - Throws: ``TensorFileError``. Memory is only taken for bytes that the file has or that came out
  ///   of compressed ones.
  /// - Complexity: O(n), n the number of bytes.
  public init(
    contentsOf path: String, inflationAllowance: Int = defaultInflationAllowance
  ) throws(TensorFileError) {
    try self.init(ByteSource(SystemFile(reading: path)), inflationAllowance: inflationAllowance)
  }

  /// Reads the bytes of an `.npz` file, as ``init(contentsOf:inflationAllowance:)`` does.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - inflationAllowance: how many bytes compressed members may have beyond a hundred times their
  ///     compressed size.
  /// - Throws: ``TensorFileError``.
  /// - Complexity: O(n), n the number of bytes.
  public init(
    npz bytes: [UInt8], inflationAllowance: Int = defaultInflationAllowance
  ) throws(TensorFileError) {
    try self.init(ByteSource(bytes), inflationAllowance: inflationAllowance)
  }

  private init(_ source: ByteSource, inflationAllowance: Int) throws(TensorFileError) {
    let archive = try ZipArchive(source)
    var allowance = Swift.max(0, inflationAllowance)
    for (index, member) in archive.members.enumerated() {
      guard member.name.hasSuffix(".npy"), member.name.utf8.count > 4 else {
        throw .invalidMemberName(
          file: source.name, name: member.name, reason: "does not end in '.npy'")
      }
      // Sizes were checked against the file's, so the hundredfold does not overflow.
      let earned = 100 * member.compressed
      let (limit, overflow) = earned.addingReportingOverflow(allowance)
      let contents = try archive.contents(index, limit: overflow ? .max : limit)
      if member.isDeflated { allowance -= Swift.max(0, member.count - earned) }
      self[String(member.name.dropLast(4))] = try Tensor(npy: contents)
    }
  }

  // MARK: Writing

  /// The bytes of an `.npz` file with these members, which `numpy.load` reads.
  ///
  /// The same members give the same bytes.
  ///
  /// - Parameter compressed: whether members are deflated.
  /// - Throws: ``TensorFileError``, as ``Tensor/npyBytes()`` does, and `invalidMemberName` where a name
  ///   could not be read again.
  /// - Complexity: O(n), n the number of bytes.
  public func npzBytes(compressed: Bool = false) throws(TensorFileError) -> [UInt8] {
    try npzBytes(compressed: compressed, file: "bytes")
  }

  /// Writes an `.npz` file, as ``npzBytes(compressed:)`` gives it.
  ///
  /// A file that is there is replaced at once when the new one is safe on the disk: no reader and no
  /// crash sees half a file.
  ///
  /// - Parameters:
  ///   - path: where the file shall lie; its folder exists.
  ///   - compressed: whether members are deflated.
  /// - Throws: ``TensorFileError``; the file at `path` is then what it was.
  /// - Complexity: O(n), n the number of bytes.
  public func save(to path: String, compressed: Bool = false) throws(TensorFileError) {
    try SystemFile.replace(path, with: npzBytes(compressed: compressed, file: path))
  }

  private func npzBytes(compressed: Bool, file: String) throws(TensorFileError) -> [UInt8] {
    var writer = ZipWriter()
    for (name, tensor) in elements {
      let member = "\(name).npy"
      _ = try ZipMember.name(Array(member.utf8), isUnicode: true, file: file)
      let contents = try tensor.npyBytes(file: "\(file)(\(member))")
      try writer.add(member, contents, isDeflated: compressed, file: file)
    }
    return writer.finished()
  }
}

extension NumPyArchive: RandomAccessCollection {
  /// 0.
  public var startIndex: Int { 0 }
  /// The number of members.
  public var endIndex: Int { elements.count }
  /// The member at a place.
  ///
  /// - Parameter position: in `0..<count`.
  public subscript(position: Int) -> Element { elements[position] }
}

extension NumPyArchive: ExpressibleByDictionaryLiteral {
  /// Members in the order of the literal; of those that share a name, the last counts.
  ///
  /// - Parameter elements: names and tensors.
  public init(dictionaryLiteral elements: (String, Tensor)...) {
    for (name, tensor) in elements { self[name] = tensor }
  }
}
