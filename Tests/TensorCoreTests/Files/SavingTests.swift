// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import Testing

/// How files get onto the disk, and what the system says about those that do not.
@Suite struct SavingTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  @Test func aSavedTensorIsReadAgainAndNothingElseIsLeft() throws {
    try withFolder { folder in
      let path = folder.appending(path: "x.npy").path
      try Tensor.arange(5).saveNPY(to: path)
      try Tensor([1.5, 2.5], shape: [2, 1]).saveNPY(to: path)
      let back = try Tensor.loadNPY(contentsOf: path)
      #expect(back.shape == [2, 1] && back.scalars(as: Float.self) == [1.5, 2.5])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.npy"])
    }
  }

  @Test func aLinkAndPermissionsSurvive() throws {
    try withFolder { folder in
      let target = folder.appending(path: "target.npy").path
      let link = folder.appending(path: "link.npy").path
      try Tensor.zeros([1]).saveNPY(to: target)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: target)
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
      try Tensor.ones([3]).saveNPY(to: link)
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
      #expect(try Tensor.loadNPY(contentsOf: target).shape == [3])
      let permissions = try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions]
      #expect(permissions as? Int == 0o600)
    }
  }

  @Test func whatTheSystemRefusesIsNamed() throws {
    try withFolder { folder in
      let missing = folder.appending(path: "missing.npy").path
      #expect(
        throws: TensorFileError.system(file: missing, function: "open", code: ENOENT)
      ) { try Tensor.loadNPY(contentsOf: missing) }
      let text = "\(TensorFileError.system(file: "a", function: "open", code: ENOENT))"
      #expect(text == "a: open failed: No such file or directory")
      #expect(throws: TensorFileError.notARegularFile(file: folder.path)) {
        try Tensor.loadNPY(contentsOf: folder.path)
      }
      #expect(throws: TensorFileError.notARegularFile(file: "/dev/zero")) {
        try NumPyArchive(contentsOf: "/dev/zero")
      }
      let pipe = folder.appending(path: "pipe").path
      #expect(mkfifo(pipe, 0o600) == 0)
      #expect(throws: TensorFileError.notARegularFile(file: pipe)) {
        try Tensor.loadNPY(contentsOf: pipe)
      }
      #expect(throws: TensorFileError.notARegularFile(file: folder.path)) {
        try Tensor.zeros([1]).saveNPY(to: folder.path)
      }
      let nowhere = folder.appending(path: "no/where.npz").path
      #expect(
        throws: TensorFileError.system(file: nowhere, function: "open", code: ENOENT)
      ) { try NumPyArchive().save(to: nowhere) }
    }
  }

  /// What a full disk does, in a process whose files may have no more than 20,000 bytes: the write breaks
  /// off in the middle.
  @Test func aDiskThatIsFullLeavesTheOldFile() async {
    await #expect(processExitsWith: .success) {
      signal(SIGXFSZ, SIG_IGN)
      try withTemporaryFolder { folder in
        let path = folder.appending(path: "model.safetensors").path
        try Safetensors.write(["a": .ones([7])], metadata: ["step": "1"], to: path)
        let old = try Data(contentsOf: URL(fileURLWithPath: path))
        var limit = rlimit(rlim_cur: 20_000, rlim_max: 20_000)
        precondition(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        let large = Tensor.zeros([10_000])
        let error = TensorFileError.system(file: path, function: "write", code: EFBIG)
        #expect(throws: error) { try Safetensors.write(["a": large, "b": large], to: path) }
        #expect(throws: error) { try large.saveNPY(to: path) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == old)
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["model.safetensors"])
        #expect(try SafetensorsFile(path: path).metadata == ["step": "1"])
      }
    }
  }

  /// As somebody whom a folder does not belong to.
  @Test func aFolderThatCannotBeWrittenKeepsItsFile() async {
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        let path = folder.appending(path: "model.safetensors").path
        try Safetensors.write(["a": .ones([7])], to: path)
        let old = try Data(contentsOf: URL(fileURLWithPath: path))
        precondition(chmod(folder.path, 0o555) == 0 && chmod(path, 0o644) == 0)
        defer { chmod(folder.path, 0o755) }
        let isRoot = geteuid() == 0
        if isRoot { precondition(seteuid(65534) == 0) }
        defer { if isRoot { seteuid(0) } }
        #expect(throws: TensorFileError.system(file: path, function: "open", code: EACCES)) {
          try Safetensors.write(["a": .zeros([8])], to: path)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == old)
      }
    }
  }

  @Test func aFailedOperationIsNotWritten() throws {
    try withFolder { folder in
      let path = folder.appending(path: "x.npy").path
      var caught: (any Error)?
      do {
        try withTensorErrors { try (Tensor.zeros([2]) + Tensor.zeros([3])).saveNPY(to: path) }
      } catch {
        caught = error
      }
      #expect(caught is TensorError)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(files.isEmpty)
    }
  }
}
