// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The index of a model in several safetensors files: `{"weight_map": {tensor: file}, …}`.
enum SafetensorsIndex {
  /// The most bytes an index may have.
  static let longest = 100_000_000

  /// Which file holds which tensor. Files lie beside the index: a name with a path is refused.
  ///
  /// - Throws: `truncated`, `invalidHeader`, `invalidMemberName`.
  static func read(_ source: ByteSource) throws(TensorFileError) -> [String: String] {
    guard source.count <= longest else {
      throw .invalidHeader(
        file: source.name, offset: 0, reason: "\(source.count) bytes are beyond \(longest)")
    }
    var reader = JSONReader(try source.bytes(at: 0, count: source.count))
    var map: [String: String]?
    do throws(JSONReader.Failure) {
      try reader.object { (reader, field) throws(JSONReader.Failure) in
        guard field == "weight_map" else { return try reader.skip() }
        var files: [String: String] = [:]
        try reader.object { (reader, name) throws(JSONReader.Failure) in
          files[name] = try reader.string()
        }
        map = files
      }
      try reader.end()
      if map == nil { throw .init(offset: 0, reason: "'weight_map' expected") }
    } catch {
      throw .invalidHeader(file: source.name, offset: error.offset, reason: error.reason)
    }
    for file in Set((map ?? [:]).values) {
      guard !file.isEmpty, file != ".", file != "..", !file.contains("/"), !file.contains("\0")
      else {
        throw .invalidMemberName(
          file: source.name, name: file, reason: "is no name of a file beside the index")
      }
    }
    return map ?? [:]
  }
}
