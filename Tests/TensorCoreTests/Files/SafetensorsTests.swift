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

/// Files in the safetensors format.
@Suite struct SafetensorsTests {
  @Test func everyFileThatThePackageWroteIsRead() throws {
    for (folder, manifest) in try SafetensorsFiles.manifests() {
      var compared = 0
      for expected in manifest.files {
        let path = folder.appending(path: expected.file).path
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        for file in [
          try SafetensorsFile(path: path), try SafetensorsFile(path: path, access: .mapping),
          try SafetensorsFile(bytes: bytes),
        ] {
          #expect(Set(file.names) == Set(expected.tensors.map(\.name)), "\(expected.file)")
          #expect(file.metadata == expected.metadata, "\(expected.file)")
          for stored in expected.tensors {
            let info = try #require(file.info(stored.name))
            #expect(info.elements == stored.elements && info.dtype == stored.dtype)
            #expect(info.shape == stored.shape)
            let tensor = try file.tensor(stored.name)
            #expect(tensor.dtype == stored.dtype && tensor.shape == stored.shape)
            #expect(tensor.bytes == stored.bytes.bytes, "\(expected.file) \(stored.name)")
            compared += 1
          }
        }
      }
      #expect(compared >= 3 * 128)
    }
  }

  @Test func whatIsWrittenIsByteForByteWhatThePackageWrites() throws {
    for (folder, manifest) in try SafetensorsFiles.manifests() {
      var compared = 0
      for expected in manifest.files where expected.canonical {
        let bytes = [UInt8](try Data(contentsOf: folder.appending(path: expected.file)))
        var tensors: [String: Tensor] = [:]
        for stored in expected.tensors {
          tensors[stored.name] = try Tensor(
            bytes: stored.bytes.bytes, shape: stored.shape, dtype: stored.dtype)
        }
        let written = try Safetensors.bytes(of: tensors, metadata: expected.metadata)
        #expect(written == bytes, "\(expected.file)")
        try withTemporaryFolder { folder in
          let path = folder.appending(path: "x.safetensors").path
          try Safetensors.write(tensors, metadata: expected.metadata, to: path)
          let found = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
          #expect(found == bytes)
        }
        compared += 1
      }
      #expect(compared >= 14)
    }
  }

  @Test func anIndexFindsTensorsInSeveralFiles() throws {
    for (folder, manifest) in try SafetensorsFiles.manifests() {
      let path = folder.appending(path: "model.safetensors.index.json").path
      let file = try SafetensorsFile(path: path)
      #expect(file.names == manifest.index.map(\.name).sorted())
      #expect(file.metadata == ["format": "pt"])
      for stored in manifest.index {
        let found = try file.tensor(stored.name).bytes
        #expect(found == stored.bytes.bytes)
      }
    }
  }

  @Test func anIndexThatLiesIsRefused() throws {
    try withTemporaryFolder { folder in
      let index = folder.appending(path: "model.safetensors.index.json")
      func open(_ text: String) throws -> SafetensorsFile {
        try Data(text.utf8).write(to: index)
        return try SafetensorsFile(path: index.path)
      }
      try Safetensors.write(
        ["a": .ones([2])], to: folder.appending(path: "one.safetensors").path)
      #expect(try open(#"{"weight_map":{"a":"one.safetensors"}}"#).tensor("a").count == 2)
      let one = folder.appending(path: "one.safetensors").path
      #expect(
        throws: TensorFileError.several(
          file: index.path,
          errors: ["b", "c"].map { .missingTensor(file: one, name: $0) })
      ) {
        try open(
          #"{"weight_map":{"a":"one.safetensors","c":"one.safetensors","b":"one.safetensors"}}"#)
      }
      #expect(
        throws: TensorFileError.several(
          file: index.path, errors: [.missingTensor(file: one, name: "b")])
      ) { try open(#"{"weight_map":{"a":"one.safetensors","b":"one.safetensors"}}"#) }
      for name in ["../one.safetensors", "/etc/passwd", "", ".", "..", "a/one.safetensors"] {
        #expect(
          throws: TensorFileError.invalidMemberName(
            file: index.path, name: name, reason: "is no name of a file beside the index")
        ) { try open(#"{"weight_map":{"a":"\#(name)"}}"#) }
      }
      let absent = folder.appending(path: "two.safetensors").path
      #expect(throws: TensorFileError.system(file: absent, function: "open", code: ENOENT)) {
        try open(#"{"weight_map":{"a":"two.safetensors"}}"#)
      }
      for text in ["", "{}", "[]", #"{"weight_map":[]}"#, #"{"weight_map":{"a":1}}"#, "{\"x\":"] {
        guard
          case .invalidHeader? = #expect(
            throws: TensorFileError.self, performing: { try open(text) })
        else {
          Issue.record("\(text)")
          continue
        }
      }
    }
  }

  @Test func everyTypeAndShapeComesBackBitForBit() throws {
    var tensors: [String: Tensor] = [:]
    for dtype in DType.allCases {
      for shape in [[], [0], [2, 3], [4, 0, 1]] {
        let count = shape.reduce(1, *) * dtype.byteWidth
        let bytes = (0..<count).map { dtype == .bool ? UInt8($0 % 2) : UInt8($0 * 41 % 256) }
        tensors["\(dtype) \(shape)"] = try Tensor(bytes: bytes, shape: shape, dtype: dtype)
      }
    }
    let x = Tensor.arange(24).reshaped(to: [2, 3, 4])
    tensors["turned"] = x.transposed()
    tensors["reversed"] = x.reversed(axis: 1)
    tensors["every other"] = x.sliced(0..<4, axis: 2, step: 2)
    tensors["expanded"] = Tensor.arange(3).expanded(to: [2, 3])
    let back = try SafetensorsFile(bytes: Safetensors.bytes(of: tensors))
    #expect(Set(back.names) == Set(tensors.keys))
    for (name, tensor) in tensors {
      let found = try back.tensor(name)
      #expect(found.dtype == tensor.dtype && found.shape == tensor.shape, "\(name)")
      #expect(found.bytes == tensor.bytes && found.isContiguous, "\(name)")
    }
  }

  @Test func theSameTensorsGiveTheSameBytesInAnyOrder() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "x.safetensors").path
      let list = (0..<40).map { (name: "layer.\($0)", tensor: Tensor.ones([$0]) * Double($0)) }
      var files: Set<[UInt8]> = []
      for order in [list, list.reversed(), list.sorted { $0.name < $1.name }] {
        try Safetensors.write(order, metadata: ["b": "2", "a": "1"], to: path)
        files.insert([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
      }
      #expect(files.count == 1)
      let header = files.first.map { String(decoding: $0[8..<48], as: UTF8.self) }
      #expect(header?.hasPrefix(#"{"__metadata__":{"a":"1","b":"2"},"layer"#) == true)
    }
  }

  /// The reference compares bytes. Swift compares letters, of which an e and its accent make one beyond f.
  @Test func namesAreOrderedByTheirBytes() throws {
    let names = ["f", "e\u{301}"]
    #expect(names.sorted() == names)
    let bytes = try Safetensors.bytes(of: ["f": .ones([1]), "e\u{301}": .ones([1])])
    let header = String(decoding: bytes.dropFirst(8).prefix(5), as: UTF8.self)
    #expect(Array(header.utf8) == Array("{\"e\u{301}".utf8))
  }

  @Test func whatCannotBeWrittenIsRefused() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "x.safetensors").path
      #expect(throws: TensorFileError.duplicateMember(file: path, name: "a")) {
        try Safetensors.write(
          [(name: "a", tensor: .ones([1])), (name: "a", tensor: .ones([1]))], to: path)
      }
      #expect(throws: TensorFileError.self) {
        try Safetensors.write(["__metadata__": .ones([1])], to: path)
      }
      #expect(throws: TensorError.self) {
        try withTensorErrors {
          try Safetensors.write(["a": .zeros([2]) + .zeros([3])], to: path)
        }
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.isEmpty)
    }
  }

  @Test func aViewOfAMappedFileOutlivesItsFileAndIsCopiedOnWriting() throws {
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "x.safetensors").path
      try Safetensors.write(["a": Tensor.arange(6).reshaped(to: [2, 3])], to: path)
      func view() throws -> Tensor {
        try SafetensorsFile(path: path, access: .mapping).tensor("a")
      }
      let a = try view()
      #expect(mappings(of: path) == 1)
      // Replaced and removed: the mapping keeps what it has.
      try Safetensors.write(["a": Tensor.zeros([9])], to: path)
      try FileManager.default.removeItem(atPath: path)
      var b = a.transposed()
      b[0] = Tensor.ones([2], dtype: b.dtype) * 7
      b += 1
      #expect(a.scalars(as: Int64.self) == [0, 1, 2, 3, 4, 5])
      #expect((a + a).scalars(as: Int64.self) == [0, 2, 4, 6, 8, 10])
      #expect(b.scalars(as: Int64.self) == [8, 8, 2, 5, 3, 6])
    }
    // What was mapped is unmapped with the last tensor.
    #expect(mappings(of: ".safetensors (deleted)") == 0)
  }

  @Test func tensorsThatLieCrookedAreCopied() throws {
    let header =
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
      + #""b":{"dtype":"F32","shape":[1],"data_offsets":[1,5]}}"#
    let bytes = SafetensorsFiles.file(header, data: [9, 0, 0, 128, 63])
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "x.safetensors")
      try Data(bytes).write(to: path)
      let file = try SafetensorsFile(path: path.path, access: .mapping)
      #expect(try file.tensor("b").item() == 1 && file.tensor("a").item() == 9)
    }
  }

  @Test func truthValuesAreZeroOrOneWhateverTheFileHolds() throws {
    let header = #"{"a":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]}}"#
    let bytes = SafetensorsFiles.file(header, data: [0, 1, 2, 255])
    #expect(try SafetensorsFile(bytes: bytes).tensor("a").bytes == [0, 1, 1, 1])
    try withTemporaryFolder { folder in
      let path = folder.appending(path: "x.safetensors")
      try Data(bytes).write(to: path)
      let file = try SafetensorsFile(path: path.path, access: .mapping)
      #expect(try file.tensor("a").bytes == [0, 1, 1, 1])
    }
  }
}

/// How many stretches of this process's memory are mapped from a file of this name.
private func mappings(of name: String) -> Int {
  let handle = FileHandle(forReadingAtPath: "/proc/self/maps")
  let bytes = (try? handle?.readToEnd()) ?? Data()
  precondition(!bytes.isEmpty, "the system does not tell")
  let text = String(decoding: bytes, as: UTF8.self)
  return text.split(separator: "\n").filter { $0.hasSuffix(name) }.count
}
