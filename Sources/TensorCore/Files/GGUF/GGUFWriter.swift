// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Writing the GGUF format, version 3: byte for byte what the `gguf` package writes for the same
/// metadata and tensors in the same order.
///
/// ```swift
/// var file = GGUFWriter(architecture: "llama")
/// file.set("llama.block_count", .uint32(12))
/// file.add("output.weight", try QuantizedTensor(quantizing: w, as: .q8_0))
/// try file.write(to: "model.gguf")
/// ```
public struct GGUFWriter: Sendable {
  private enum Content: Sendable {
    case plain(Tensor)
    case packed(QuantizedTensor)
  }

  private var metadata: [(key: String, value: GGUFValue)] = []
  private var tensors: [(name: String, content: Content)] = []

  /// A file without tensors whose metadata begins with `general.architecture`.
  ///
  /// - Parameter architecture: the name of the kind of model, such as `llama`.
  public init(architecture: String) { set("general.architecture", .string(architecture)) }

  /// Sets a key of the metadata. A new one goes to the end.
  ///
  /// - Parameters:
  ///   - key: such as `llama.block_count`.
  ///   - value: its value. `general.alignment` must be a `uint32`, a power of two.
  public mutating func set(_ key: String, _ value: GGUFValue) {
    if let place = metadata.firstIndex(where: { $0.key == key }) {
      metadata[place].value = value
    } else {
      metadata.append((key, value))
    }
  }

  /// Appends plain numbers.
  ///
  /// - Parameters:
  ///   - name: the tensor's name, which no other has.
  ///   - tensor: numbers of a type that GGUF has: all but uint8 and bool.
  public mutating func add(_ name: String, _ tensor: Tensor) {
    tensors.append((name, .plain(tensor)))
  }

  /// Appends packed weights.
  ///
  /// - Parameters:
  ///   - name: the tensor's name, which no other has.
  ///   - weights: the weights.
  public mutating func add(_ name: String, _ weights: QuantizedTensor) {
    tensors.append((name, .packed(weights)))
  }

  /// Writes the file. One that is there is replaced at once when the new one is safe on the disk.
  ///
  /// - Parameter path: where the file shall lie; its folder exists.
  /// - Throws: ``TensorFileError``: `duplicateMember`, `unsupportedElements`, `invalidMetadata`, `tensor` for
  ///   the result of a failed operation; the file at `path` is then what it was.
  /// - Complexity: O(n), n the number of bytes.
  public func write(to path: String) throws(TensorFileError) {
    let (header, alignment) = try header(file: path)
    try SystemFile.replace(path) { (output) throws(TensorFileError) in
      try output.write(header)
      for (_, content) in tensors {
        let tensor = Self.elements(of: content)
        try tensor.write(to: output)
        let rest = tensor.count * tensor.dtype.byteWidth % alignment
        if rest > 0 { try output.write([UInt8](repeating: 0, count: alignment - rest)) }
      }
    }
  }

  /// The bytes of the file that ``write(to:)`` writes.
  ///
  /// - Returns: header and tensors.
  /// - Throws: ``TensorFileError``.
  /// - Complexity: O(n), n the number of bytes.
  public func bytes() throws(TensorFileError) -> [UInt8] {
    var (bytes, alignment) = try header(file: "bytes")
    for (_, content) in tensors {
      bytes += Self.elements(of: content).bytes
      while bytes.count % alignment != 0 { bytes.append(0) }
    }
    return bytes
  }

  private static func elements(of content: Content) -> Tensor {
    switch content {
    case .plain(let tensor): tensor
    case .packed(let weights): weights.blocks
    }
  }

  private func header(file: String) throws(TensorFileError) -> (bytes: [UInt8], alignment: Int) {
    var alignment = 32
    if let value = metadata.first(where: { $0.key == "general.alignment" })?.value {
      guard case .uint32(let stated) = value, stated.nonzeroBitCount == 1 else {
        throw .invalidMetadata(
          file: file, key: "general.alignment",
          reason: "is \(value) and no power of two of 32 bits")
      }
      alignment = Int(stated)
    }
    var bytes = Array("GGUF".utf8)
    bytes.append(littleEndian: 3, width: 4)
    bytes.append(littleEndian: tensors.count, width: 8)
    bytes.append(littleEndian: metadata.count, width: 8)
    for (key, value) in metadata {
      bytes.append(text: key)
      bytes.append(value)
    }
    var names: Set<String> = []
    var offset = 0
    for (name, content) in tensors {
      guard names.insert(name).inserted else { throw .duplicateMember(file: file, name: name) }
      let (elements, shape) = try describe(content, name, file)
      let tensor = Self.elements(of: content)
      bytes.append(text: name)
      bytes.append(littleEndian: shape.count, width: 4)
      for length in shape.reversed() { bytes.append(littleEndian: length, width: 8) }
      bytes.append(littleEndian: elements.number, width: 4)
      bytes.append(littleEndian: offset, width: 8)
      let count = tensor.count * tensor.dtype.byteWidth
      offset += (count + alignment - 1) / alignment * alignment
    }
    while bytes.count % alignment != 0 { bytes.append(0) }
    return (bytes, alignment)
  }

  private func describe(
    _ content: Content, _ name: String, _ file: String
  ) throws(TensorFileError) -> (GGUFElements, [Int]) {
    switch content {
    case .packed(let weights): return (GGUFElements(weights.format), weights.shape)
    case .plain(let tensor):
      if let poison = tensor.node as? PoisonNode {
        throw .tensor(file: "\(file)(\(name))", error: poison.error)
      }
      guard let elements = GGUFElements(tensor.dtype) else {
        throw .unsupportedElements(
          file: "\(file)(\(name))", descriptor: "\(tensor.dtype)",
          reason: "GGUF has no such type; cast to int8 or int16 first")
      }
      return (elements, tensor.shape)
    }
  }
}

extension Array<UInt8> {
  fileprivate mutating func append(text: String) {
    append(littleEndian: text.utf8.count, width: 8)
    append(contentsOf: text.utf8)
  }

  fileprivate mutating func append(_ value: GGUFValue) {
    switch value {
    case .uint8(let value): append(0, value, 1)
    case .int8(let value): append(1, value, 1)
    case .uint16(let value): append(2, value, 2)
    case .int16(let value): append(3, value, 2)
    case .uint32(let value): append(4, value, 4)
    case .int32(let value): append(5, value, 4)
    case .float32(let value): append(6, value.bitPattern, 4)
    case .bool(let value): append(7, value ? 1 : 0, 1)
    case .string(let value):
      append(littleEndian: 8, width: 4)
      append(text: value)
    case .array(let values):
      append(littleEndian: 9, width: 4)
      append(values)
    case .uint64(let value): append(10, value, 8)
    case .int64(let value): append(11, value, 8)
    case .float64(let value): append(12, value.bitPattern, 8)
    }
  }

  private mutating func append<Number: FixedWidthInteger>(
    _ type: Int, _ value: Number, _ width: Int
  ) {
    append(littleEndian: type, width: 4)
    append(littleEndian: value, width: width)
  }

  private mutating func append(_ list: GGUFArray) {
    func begin(_ type: Int) {
      append(littleEndian: type, width: 4)
      append(littleEndian: list.count, width: 8)
    }
    func numbers<Number: FixedWidthInteger>(_ type: Int, _ values: [Number]) {
      begin(type)
      for value in values { append(littleEndian: value, width: Number.bitWidth / 8) }
    }
    switch list {
    case .uint8(let values): numbers(0, values)
    case .int8(let values): numbers(1, values)
    case .uint16(let values): numbers(2, values)
    case .int16(let values): numbers(3, values)
    case .uint32(let values): numbers(4, values)
    case .int32(let values): numbers(5, values)
    case .float32(let values): numbers(6, values.map(\.bitPattern))
    case .bool(let values): numbers(7, values.map { $0 ? UInt8(1) : 0 })
    case .string(let values):
      begin(8)
      for value in values { append(text: value) }
    case .array(let values):
      begin(9)
      for value in values { append(value) }
    case .uint64(let values): numbers(10, values)
    case .int64(let values): numbers(11, values)
    case .float64(let values): numbers(12, values.map(\.bitPattern))
    }
  }
}
