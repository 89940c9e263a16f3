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

/// Reading whole files of tensors.
@Suite struct TensorFilesTests {
  @Test func everyFormatIsReadAndRenamed() throws {
    try withTemporaryFolder { folder in
      let tensors: [String: Tensor] = [
        "model.a": .ones([2]), "model.b": .zeros([3]), "x": .ones([1]),
      ]
      let names = ["x.safetensors", "x.gguf", "x.npz"].map { folder.appending(path: $0).path }
      try Safetensors.write(tensors, to: names[0])
      var writer = GGUFWriter(architecture: "a")
      var archive = NumPyArchive()
      for (name, tensor) in tensors {
        writer.add(name, tensor)
        archive[name] = tensor
      }
      try writer.write(to: names[1])
      try archive.save(to: names[2])
      for path in names {
        for access in [TensorFileAccess.copying, .mapping] {
          let all = try TensorFiles.read(path, access: access)
          #expect(Set(all.keys) == Set(tensors.keys))
          let some = try TensorFiles.read(path, access: access) {
            $0.hasPrefix("model.") ? String($0.dropFirst(6)) : nil
          }
          #expect(some.mapValues(\.shape) == ["a": [2], "b": [3]])
        }
      }
    }
  }

  @Test func allProblemsComeAtOnce() throws {
    try withTemporaryFolder { folder in
      let header =
        #"{"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]},"#
        + #""b":{"dtype":"F8_E5M2","shape":[4],"data_offsets":[4,8]},"#
        + #""c":{"dtype":"U8","shape":[4],"data_offsets":[8,12]},"#
        + #""d":{"dtype":"U8","shape":[4],"data_offsets":[12,16]}}"#
      let path = folder.appending(path: "x.safetensors").path
      let bytes = SafetensorsFiles.file(header, data: [UInt8](repeating: 0, count: 16))
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let reason = "no tensor has elements of this type"
      let error = #expect(throws: TensorFileError.self) {
        try TensorFiles.read(path) { $0 == "d" ? "c" : $0 }
      }
      #expect(
        error
          == .several(
            file: path,
            errors: [
              .unsupportedElements(file: path, descriptor: "F8_E4M3", reason: reason),
              .unsupportedElements(file: path, descriptor: "F8_E5M2", reason: reason),
              .duplicateMember(file: path, name: "c"),
            ]))
      #expect(error?.description.split(separator: "\n").count == 4)
      #expect(try TensorFiles.read(path) { $0 > "b" ? $0 : nil }.count == 2)
    }
  }
}
