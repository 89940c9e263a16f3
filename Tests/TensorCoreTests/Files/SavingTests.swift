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
