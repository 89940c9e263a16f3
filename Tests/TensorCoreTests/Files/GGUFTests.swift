// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import TestSupport
import Testing

/// Files in the GGUF format.
@Suite struct GGUFTests {
  @Test func everyFileThatThePackageWroteIsRead() throws {
    for (folder, vectors) in try GGUFVectors.manifests() {
      var compared = 0
      for expected in vectors.files {
        let url = folder.appending(path: expected.file)
        for file in [
          try GGUFFile(path: url.path), try GGUFFile(path: url.path, access: .mapping),
          try GGUFFile(bytes: [UInt8](Data(contentsOf: url))),
        ] {
          #expect(file.version == (expected.file == "version-2.gguf" ? 2 : 3))
          #expect(file.alignment == expected.alignment)
          #expect(file.names == expected.tensors.map(\.name))
          for stored in expected.tensors {
            let info = try #require(file.info(stored.name))
            #expect(info.elements == stored.elements && info.byteCount == stored.bytes.bytes.count)
            let tensor = try file.tensor(stored.name)
            if let numbers = stored.numbers {
              let packed = try file.quantized(stored.name)
              #expect(packed.bytes == stored.bytes.bytes && packed.shape == stored.shape)
              #expect(packed.format.description == stored.elements && info.dtype == nil)
              #expect(tensor.bytes == numbers.bytes, "\(expected.file) \(stored.name)")
              #expect(tensor.dtype == .float32)
            } else {
              #expect(tensor.bytes == stored.bytes.bytes, "\(expected.file) \(stored.name)")
              #expect(tensor.dtype == info.dtype && info.format == nil)
            }
            #expect(tensor.shape == stored.shape && info.shape == stored.shape)
            compared += 1
          }
        }
      }
      #expect(compared >= 3 * 36)
    }
  }

  @Test func metadataOfEveryTypeIsRead() throws {
    for (folder, vectors) in try GGUFVectors.manifests() {
      var types: Set<[String]> = []
      for expected in vectors.files {
        let file = try GGUFFile(path: folder.appending(path: expected.file).path)
        #expect(file.metadata.map(\.key) == expected.metadata.map(\.key))
        for pair in expected.metadata {
          let (types_, values) = describe(try #require(file[pair.key]))
          #expect(types_ == pair.types && values == pair.value, "\(pair.key)")
          types.insert(pair.types)
        }
        #expect(file["nothing"] == nil)
      }
      #expect(types.count == 24)
    }
  }

  /// The types as the package names them, and the values as Python writes them.
  private func describe(_ value: GGUFValue) -> ([String], [String]) {
    func float(_ value: Double) -> String {
      "\(value)".replacingOccurrences(of: "e+", with: "e").replacingOccurrences(of: "e", with: "e+")
        .replacingOccurrences(of: "e+-", with: "e-")
    }
    switch value {
    case .uint8(let x): return (["UINT8"], ["\(x)"])
    case .int8(let x): return (["INT8"], ["\(x)"])
    case .uint16(let x): return (["UINT16"], ["\(x)"])
    case .int16(let x): return (["INT16"], ["\(x)"])
    case .uint32(let x): return (["UINT32"], ["\(x)"])
    case .int32(let x): return (["INT32"], ["\(x)"])
    case .float32(let x): return (["FLOAT32"], [float(Double(x))])
    case .bool(let x): return (["BOOL"], [x ? "True" : "False"])
    case .string(let x): return (["STRING"], [x])
    case .uint64(let x): return (["UINT64"], ["\(x)"])
    case .int64(let x): return (["INT64"], ["\(x)"])
    case .float64(let x): return (["FLOAT64"], [float(x)])
    case .array(let list):
      func of(_ type: String, _ values: [String]) -> ([String], [String]) {
        (["ARRAY", type], values)
      }
      switch list {
      case .uint8(let x): return of("UINT8", x.map(String.init))
      case .int8(let x): return of("INT8", x.map(String.init))
      case .uint16(let x): return of("UINT16", x.map(String.init))
      case .int16(let x): return of("INT16", x.map(String.init))
      case .uint32(let x): return of("UINT32", x.map(String.init))
      case .int32(let x): return of("INT32", x.map(String.init))
      case .float32(let x): return of("FLOAT32", x.map { float(Double($0)) })
      case .bool(let x): return of("BOOL", x.map { $0 ? "True" : "False" })
      case .string(let x): return of("STRING", x)
      case .uint64(let x): return of("UINT64", x.map(String.init))
      case .int64(let x): return of("INT64", x.map(String.init))
      case .float64(let x): return of("FLOAT64", x.map(float))
      default: return ([], [])
      }
    }
  }

  @Test func whatIsWrittenIsByteForByteWhatThePackageWrites() throws {
    for (folder, vectors) in try GGUFVectors.manifests() {
      for expected in vectors.files where expected.file != "version-2.gguf" {
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: expected.file)))
        let file = try GGUFFile(bytes: bytes)
        var writer = GGUFWriter(architecture: "none")
        for (key, value) in file.metadata { writer.set(key, value) }
        for name in file.names {
          if file.info(name)?.format != nil {
            writer.add(name, try file.quantized(name))
          } else {
            writer.add(name, try file.tensor(name))
          }
        }
        let written = try writer.bytes()
        #expect(written == bytes, "\(expected.file)")
        try withTemporaryFolder { folder in
          let path = folder.appending(path: "x.gguf").path
          try writer.write(to: path)
          let found = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
          #expect(found == bytes)
        }
      }
    }
  }

  @Test func listsOfListsComeBack() throws {
    var writer = GGUFWriter(architecture: "a")
    let list = GGUFArray.array([
      .string(["x", "y"]), .array([.uint8([1]), .float64([])]), .bool([]),
    ])
    writer.set("list", .array(list))
    #expect(try GGUFFile(bytes: writer.bytes())["list"] == .array(list))
    for _ in 0..<4 { writer.set("list", .array(.array([list]))) }
    #expect(try GGUFFile(bytes: writer.bytes())["list"] == .array(.array([list])))
    writer.set("list", .array(.array([.array([list])])))
    #expect(throws: TensorFileError.self) { try GGUFFile(bytes: writer.bytes()) }
  }

  @Test func whatCannotBeWrittenIsRefused() throws {
    var writer = GGUFWriter(architecture: "a")
    writer.add("x", .ones([2]))
    writer.add("x", .ones([2]))
    #expect(throws: TensorFileError.duplicateMember(file: "bytes", name: "x")) {
      try writer.bytes()
    }
    for dtype in [DType.uint8, .bool] {
      var writer = GGUFWriter(architecture: "a")
      writer.add("x", .ones([2], dtype: dtype))
      #expect(throws: TensorFileError.self) { try writer.bytes() }
    }
    for value in [GGUFValue.uint32(48), .uint32(0), .int32(32)] {
      var writer = GGUFWriter(architecture: "a")
      writer.set("general.alignment", value)
      #expect(throws: TensorFileError.self) { try writer.bytes() }
    }
  }

  @Test func namesOfLlamaModelsBecomeThoseOfTransformers() {
    for (old, new) in [
      ("token_embd.weight", "model.embed_tokens.weight"), ("output.weight", "lm_head.weight"),
      ("blk.0.attn_q.weight", "model.layers.0.self_attn.q_proj.weight"),
      ("blk.31.ffn_down.bias", "model.layers.31.mlp.down_proj.bias"),
      ("blk.7.ffn_norm.weight", "model.layers.7.post_attention_layernorm.weight"),
      ("output_norm.weight", "model.norm.weight"),
    ] { #expect(GGUFNames.transformers(old) == new) }
    for name in [
      "", "blk.attn_q.weight", "blk.-1.attn_q.weight", "blk.01.attn_q.weight", "output",
      "blk.1.ssm.weight", "output.scale", "blk.1.attn_q.weight.x",
    ] { #expect(GGUFNames.transformers(name) == nil, "\(name)") }
  }

  @Test func aMappedFileIsKeptByItsWeights() throws {
    let packed: QuantizedTensor = try withTemporaryFolder { folder in
      let path = folder.appending(path: "x.gguf").path
      try Data(GGUFVectors.bytes("packed.gguf")).write(to: URL(fileURLWithPath: path))
      return try GGUFFile(path: path, access: .mapping).quantized("Q8_0.weight")
    }
    let stored = try GGUFFile(bytes: GGUFVectors.bytes("packed.gguf")).quantized("Q8_0.weight")
    #expect(packed == stored)
    #expect(packed.dequantized().bytes == stored.dequantized().bytes)
  }
}

/// GGUF files that lie or are damaged.
@Suite struct GGUFDamageTests {
  private func check(
    _ answer: String, _ location: SourceLocation = #_sourceLocation, tensors: Int = 0,
    pairs: Int = 0, version: Int = 3, _ build: (inout RawGGUF) -> Void
  ) {
    var raw = RawGGUF(version: version, tensors: tensors, pairs: pairs)
    build(&raw)
    let error = #expect(throws: TensorFileError.self, sourceLocation: location) {
      try GGUFFile(bytes: raw.bytes)
    }
    #expect(
      error.map { "\($0)".hasPrefix("bytes: \(answer)") } == true, "\(error as Any)",
      sourceLocation: location)
  }

  @Test func filesThatLieAreRefused() throws {
    check("invalid header at offset 0: the file does not begin") { $0.bytes[0] = 0 }
    check("version 1.0 of the format is not read", version: 1) { _ in }
    check("version 4.0 of the format is not read", version: 4) { _ in }
    check("invalid header at offset 4: the highest byte comes first", version: 3 << 24) { _ in }
    check("invalid header at offset 8: 1 tensors cannot be in the 8 bytes", tensors: 1) { _ in }
    check("invalid header at offset 8: 18446744073709551615 tensors", tensors: -1) { _ in }
    check("invalid header at offset 16: 1 metadata cannot be in the 0 bytes", pairs: 1) { _ in }
    check("invalid header at offset 24: 9223372036854775807 bytes of a text", pairs: 1) {
      $0.number(Int.max, 8)
      $0.number(0, 8)
    }
    check("invalid header at offset 33: a value of unknown type 13", pairs: 1) {
      $0.text("a")
      $0.number(13, 4)
      $0.number(0, 8)
    }
    check("invalid header at offset 37: 2 is no truth value", pairs: 1) {
      $0.text("a")
      $0.number(7, 4)
      $0.number(2, 1)
    }
    check("invalid header at offset 41: 1000000000 values of a list", pairs: 1) {
      $0.text("a")
      $0.number(9, 4)
      $0.number(0, 4)
      $0.number(1_000_000_000, 8)
    }
    check("invalid header at offset 37: a list of unknown type 99", pairs: 1) {
      $0.text("a")
      $0.number(9, 4)
      $0.number(99, 4)
      $0.number(0, 8)
    }
    check("invalid header at offset 38: the key 'a' is given twice", pairs: 2) {
      for _ in 0..<2 {
        $0.text("a")
        $0.number(0, 4)
        $0.number(0, 1)
      }
    }
    for alignment in [0, 3, 48] {
      check("metadata 'general.alignment' is uint32(\(alignment))", pairs: 1) {
        $0.text("general.alignment")
        $0.number(4, 4)
        $0.number(alignment, 4)
      }
    }
    check("two members are named 'a'", tensors: 2) {
      $0.tensor("a", [1], type: 0, offset: 0)
      $0.tensor("a", [1], type: 0, offset: 32)
      $0.data(64)
    }
    check("invalid header at offset 33: 'a' has 9 dimensions", tensors: 1) {
      $0.tensor("a", [1, 1, 1, 1, 1, 1, 1, 1, 1], type: 0, offset: 0)
    }
    check("invalid header at offset 37: 'a' has a dimension of 18446744073709551615", tensors: 1) {
      $0.tensor("a", [-1], type: 0, offset: 0)
    }
    check("shape [4294967296, 4294967296] has more elements", tensors: 1) {
      $0.tensor("a", [1 << 32, 1 << 32], type: 0, offset: 0)
    }
    check("shape [48] of 'a' has rows that are not made of blocks of 32", tensors: 1) {
      $0.tensor("a", [48], type: 8, offset: 0)
    }
    check("tensor 'a' at 4..<8 of the data does not begin at a multiple of 32", tensors: 1) {
      $0.tensor("a", [1], type: 0, offset: 4)
      $0.data(64)
    }
    check("tensor 'a' at 64..<68 of the data is not within the 64 bytes", tensors: 1) {
      $0.tensor("a", [1], type: 0, offset: 64)
      $0.data(64)
    }
    check("tensor 'a' at 0..<68 of the data is not within the 64 bytes", tensors: 1) {
      $0.tensor("a", [17], type: 0, offset: 0)
      $0.data(64)
    }
    check("tensor 'a' at 18446744073709551584..<18446744073709551615 of", tensors: 1) {
      $0.tensor("a", [16], type: 0, offset: -32)
      $0.data(64)
    }
    check("tensor 'b' at 32..<36 of the data overlaps another", tensors: 2) {
      $0.tensor("b", [1], type: 0, offset: 32)
      $0.tensor("a", [16], type: 0, offset: 0)
      $0.data(64)
    }
  }

  @Test func formatsThatAreNotReadAreListedAndRefusedWhenAskedFor() throws {
    var raw = RawGGUF(tensors: 3, pairs: 0)
    raw.tensor("two bits", [256], type: 10, offset: 0)
    raw.tensor("unknown", [7], type: 77, offset: 96)
    raw.tensor("plain", [1], type: 0, offset: 96)
    raw.data(128)
    // A type of unknown size may lie anywhere.
    let file = try GGUFFile(bytes: raw.bytes)
    #expect(file.info("two bits")?.elements == "Q2_K" && file.info("two bits")?.byteCount == 84)
    #expect(file.info("unknown")?.elements == "type 77" && file.info("unknown")?.byteCount == nil)
    for name in ["two bits", "unknown"] {
      #expect(throws: TensorFileError.self) { try file.tensor(name) }
      #expect(throws: TensorFileError.self) { try file.quantized(name) }
    }
    #expect(try file.tensor("plain").shape == [1])
    #expect(
      throws: TensorFileError.unsupportedElements(
        file: "bytes", descriptor: "F32", reason: "'plain' is not packed")
    ) { try file.quantized("plain") }
    #expect(throws: TensorFileError.missingTensor(file: "bytes", name: "x")) {
      try file.tensor("x")
    }
  }

  @Test func everyTruncationIsRefused() throws {
    for name in ["packed.gguf", "aligned-64.gguf"] {
      let whole = try GGUFVectors.bytes(name)
      let file = try GGUFFile(bytes: whole)
      // The last tensor's padding may be missing.
      let last = try #require(file.names.last.flatMap { file.info($0)?.byteCount })
      let padding = (file.alignment - last % file.alignment) % file.alignment
      for length in 0..<(whole.count - padding) {
        #expect(throws: TensorFileError.self) { try GGUFFile(bytes: Array(whole[..<length])) }
      }
      #expect(throws: Never.self) {
        try GGUFFile(bytes: Array(whole[..<(whole.count - padding)]))
      }
    }
  }

  @Test func damagedFilesNeitherCrashNorTakeMemory() async {
    await #expect(processExitsWith: .success) {
      let seed: UInt64 = 20_261_128
      var generator = SeededGenerator(seed: seed)
      let files = try ["plain.gguf", "packed.gguf", "aligned-64.gguf", "none.gguf"].map {
        try GGUFVectors.bytes($0)
      }
      var outcomes: [Bool: Int] = [:]
      for round in 0..<20_000 {
        var bytes = files[round % files.count]
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          damage(&bytes, header: 1600, &generator)
        }
        do {
          let file = try GGUFFile(bytes: bytes)
          for name in file.names { _ = try? file.tensor(name) }
          outcomes[true, default: 0] += 1
        } catch is TensorFileError {
          outcomes[false, default: 0] += 1
        }
      }
      let peak = TensorRuntime.poolStatistics.peakBytesInUse
      print("seed \(seed): \(outcomes), peak \(peak) bytes")
      precondition(outcomes[false, default: 0] > 5000, "\(outcomes)")
      precondition(outcomes[true, default: 0] > 500, "\(outcomes)")
      precondition(peak < 1 << 20, "a damaged file took \(peak) bytes")
    }
  }
}
