// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// Files of named tensors, whatever their format.
public enum TensorFiles {
  /// Reads all tensors of a safetensors file, a safetensors index (`.json`), a GGUF file (`.gguf`) or a
  /// NumPy archive (`.npz`).
  ///
  /// ```swift
  /// let weights = try TensorFiles.read("model.safetensors") { name in
  ///   name.hasPrefix("model.") ? String(name.dropFirst(6)) : nil
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - path: where the file lies; its ending says what it is, and everything else is read as safetensors.
  ///   - access: whether tensors are copied, or views of the mapped file; an archive is always copied.
  ///   - name: the name to give to the tensor of this name in the file, or `nil` to leave it out.
  /// - Returns: the tensors by their new names; packed weights as float32 numbers.
  /// - Throws: ``TensorFileError``; whatever is wrong with several tensors, and names that two would share,
  ///   comes at once as ``TensorFileError/several(file:errors:)``.
  /// - Complexity: O(n), n the number of elements; O(t), t the number of tensors, where all are views.
  public static func read(
    _ path: String, access: TensorFileAccess = .copying, naming name: (String) -> String? = { $0 }
  ) throws(TensorFileError) -> [String: Tensor] {
    if path.hasSuffix(".gguf") {
      let file = try GGUFFile(path: path, access: access)
      return try collect(file.names, path, name) { (old) throws(TensorFileError) in
        try file.tensor(old)
      }
    }
    if path.hasSuffix(".npz") {
      let archive = try NumPyArchive(contentsOf: path)
      return try collect(archive.names, path, name) { (old) throws(TensorFileError) in
        guard let tensor = archive[old] else { throw .missingTensor(file: path, name: old) }
        return tensor
      }
    }
    let file = try SafetensorsFile(path: path, access: access)
    return try collect(file.names, path, name) { (old) throws(TensorFileError) in
      try file.tensor(old)
    }
  }

  private static func collect(
    _ names: [String], _ path: String, _ rename: (String) -> String?,
    _ tensor: (String) throws(TensorFileError) -> Tensor
  ) throws(TensorFileError) -> [String: Tensor] {
    var result: [String: Tensor] = [:]
    var errors: [TensorFileError] = []
    for old in names {
      guard let new = rename(old) else { continue }
      do throws(TensorFileError) {
        let found = try tensor(old)
        if result.updateValue(found, forKey: new) != nil {
          errors.append(.duplicateMember(file: path, name: new))
        }
      } catch {
        errors.append(error)
      }
    }
    if errors.count == 1 { throw errors[0] }
    guard errors.isEmpty else { throw .several(file: path, errors: errors) }
    return result
  }
}
