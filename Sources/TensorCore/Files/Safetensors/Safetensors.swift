// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Writing the safetensors format (https://github.com/huggingface/safetensors#format): byte for byte
/// what the `safetensors` package writes, metadata in the order of its keys.
///
/// ```swift
/// try Safetensors.write(["weight": w, "bias": b], metadata: ["step": "12"], to: "model.safetensors")
/// ```
public enum Safetensors {
  /// Writes a file. The same tensors give the same bytes.
  ///
  /// A file that is there is replaced at once when the new one is safe on the disk: no reader and no
  /// crash sees half a file. Beside the tensors no more memory is taken than one that is not dense needs.
  ///
  /// - Parameters:
  ///   - tensors: name and tensor.
  ///   - metadata: texts that stand beside the tensors.
  ///   - path: where the file shall lie; its folder exists.
  /// - Throws: ``TensorFileError``: `tensor` for the result of a failed operation, `invalidMemberName`
  ///   for the name `__metadata__`, `invalidHeader` where the header would be too long to be read;
  ///   the file at `path` is then what it was.
  /// - Complexity: O(n), n the number of bytes.
  public static func write(
    _ tensors: [String: Tensor], metadata: [String: String] = [:], to path: String
  ) throws(TensorFileError) {
    try write(tensors.map { (name: $0.key, tensor: $0.value) }, metadata: metadata, to: path)
  }

  /// Writes a file, as ``write(_:metadata:to:)-([String:Tensor],_,_)`` does.
  ///
  /// - Parameters:
  ///   - tensors: name and tensor; their order changes nothing.
  ///   - metadata: texts that stand beside the tensors.
  ///   - path: where the file shall lie; its folder exists.
  /// - Throws: ``TensorFileError``, also `duplicateMember` where two share a name.
  /// - Complexity: O(n), n the number of bytes.
  public static func write(
    _ tensors: [(name: String, tensor: Tensor)], metadata: [String: String] = [:], to path: String
  ) throws(TensorFileError) {
    let (header, order) = try prepare(tensors, metadata, file: path)
    try SystemFile.replace(path) { (output) throws(TensorFileError) in
      try output.write(header)
      for index in order {
        try tensors[index].tensor.write(to: output)
      }
    }
  }

  /// The bytes of a file, as ``write(_:metadata:to:)-([String:Tensor],_,_)`` writes it.
  ///
  /// - Parameters:
  ///   - tensors: name and tensor.
  ///   - metadata: texts that stand beside the tensors.
  /// - Returns: header and elements.
  /// - Throws: ``TensorFileError``.
  /// - Complexity: O(n), n the number of bytes.
  public static func bytes(
    of tensors: [String: Tensor], metadata: [String: String] = [:]
  ) throws(TensorFileError) -> [UInt8] {
    let list = tensors.map { (name: $0.key, tensor: $0.value) }
    let (header, order) = try prepare(list, metadata, file: "bytes")
    var bytes = header
    for index in order { bytes += list[index].tensor.bytes }
    return bytes
  }

  private static func prepare(
    _ tensors: [(name: String, tensor: Tensor)], _ metadata: [String: String], file: String
  ) throws(TensorFileError) -> (header: [UInt8], order: [Int]) {
    var names: Set<String> = []
    for (name, tensor) in tensors {
      if let poison = tensor.node as? PoisonNode {
        throw .tensor(file: "\(file)(\(name))", error: poison.error)
      }
      guard name != "__metadata__" else {
        throw .invalidMemberName(file: file, name: name, reason: "is kept for metadata")
      }
      guard names.insert(name).inserted else { throw .duplicateMember(file: file, name: name) }
    }
    let (header, order) = SafetensorsHeader.bytes(tensors, metadata: metadata)
    guard header.count - 8 <= SafetensorsHeader.longest else {
      throw .invalidHeader(
        file: file, offset: 0,
        reason: "a length of \(header.count - 8) bytes is beyond \(SafetensorsHeader.longest)")
    }
    return (header, order)
  }
}
