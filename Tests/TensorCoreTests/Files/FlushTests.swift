// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import TensorCore
import TestSupport
import Testing

/// A crash of the system is not to be had in a test, so it is looked at what the system is asked to do: a
/// file's bytes are flushed before its name changes, and the folder after.
@Suite(.serialized) struct FlushTests {
  @Test(arguments: ["x.safetensors", "x.npy", "x.npz", "x.gguf", "checkpoint"])
  func aFileIsFlushedBeforeItIsRenamedAndTheFolderAfter(name: String) throws {
    let folder = try Program.Folder()
    let path = folder.path + "/" + name
    for round in 0..<2 {
      let calls = try SystemCalls.recorded(in: folder.path) {
        let x = Tensor.ones([300])
        switch name {
        case "x.safetensors": try Safetensors.write(["x": x], to: path)
        case "x.npy": try x.saveNPY(to: path)
        case "x.npz":
          var archive = NumPyArchive()
          archive["x"] = x
          try archive.save(to: path)
        case "x.gguf":
          var writer = GGUFWriter(architecture: "none")
          writer.add("x", x)
          try writer.write(to: path)
        default: try SmallTraining.trainer().save(to: path)
        }
      }
      #expect(calls.count == 3, "\(calls)")
      guard calls.count == 3, case .rename(let temporary, path) = calls[1] else {
        Issue.record("round \(round): \(calls)")
        return
      }
      #expect(temporary != path && calls[0] == .fsync(temporary))
      #expect(calls[2] == .fsync(folder.path))
    }
  }
}

/// What this process asks of the system for the files of a folder. The linker takes the functions below for
/// those of the C library; they pass everything on.
enum SystemCalls {
  enum Call: Equatable {
    case fsync(String)
    case rename(String, String)
  }

  fileprivate static let record = Mutex<(folder: String, calls: [Call])?>(nil)

  /// The calls that `body` makes for files of a folder.
  static func recorded(in folder: String, _ body: () throws -> Void) throws -> [Call] {
    let folder = URL(fileURLWithPath: folder).resolvingSymlinksInPath().path
    record.withLock { $0 = (folder, []) }
    defer { record.withLock { $0 = nil } }
    try body()
    return record.withLock { $0?.calls ?? [] }
  }

  fileprivate static func add(_ call: Call, _ path: String) {
    record.withLock {
      if let folder = $0?.folder, path.hasPrefix(folder) { $0?.calls.append(call) }
    }
  }

  /// The function of this name that would be called without those below.
  fileprivate static func next(_ name: String) -> UnsafeMutableRawPointer {
    // RTLD_NEXT
    guard let function = dlsym(UnsafeMutableRawPointer(bitPattern: -1), name) else {
      preconditionFailure("there is no \(name)")
    }
    return function
  }
}

@_cdecl("fsync") func recordedFlush(_ descriptor: CInt) -> CInt {
  var path = [CChar](repeating: 0, count: 4096)
  let count = readlink("/proc/self/fd/\(descriptor)", &path, path.count - 1)
  if count > 0 {
    let name = String(decoding: path[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    SystemCalls.add(.fsync(name), name)
  }
  typealias Function = @convention(c) (CInt) -> CInt
  return unsafeBitCast(SystemCalls.next("fsync"), to: Function.self)(descriptor)
}

@_cdecl("rename") func recordedRename(
  _ old: UnsafePointer<CChar>, _ new: UnsafePointer<CChar>
) -> CInt {
  let names = (String(cString: old), String(cString: new))
  SystemCalls.add(.rename(names.0, names.1), names.1)
  typealias Function =
    @convention(c) (UnsafePointer<CChar>, UnsafePointer<CChar>) -> CInt
  return unsafeBitCast(SystemCalls.next("rename"), to: Function.self)(old, new)
}
