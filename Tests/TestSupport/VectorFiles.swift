// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import Foundation

/// The files a conformance test reads: those the test bundles, and every file below the folder that
/// `TENSORCHAIN_VECTORS` names whose name begins with the same prefix.
///
/// - Parameters:
///   - prefix: beginning of the file names, as `u256` or `erc20-`.
///   - bundled: folder the test target bundles.
/// - Returns: files sorted by path.
/// - Throws: `VectorError` where `TENSORCHAIN_VECTORS` is set but is no folder, or nothing matches.
public func vectorFiles(prefix: String, bundled: URL?) throws -> [URL] {
  var found: [URL] = []
  var roots: [URL] = []
  if let bundled { roots.append(bundled) }
  if let outside = ProcessInfo.processInfo.environment["TENSORCHAIN_VECTORS"] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: outside, isDirectory: &isFolder),
      isFolder.boolValue
    else { throw VectorError.notAFolder(outside) }
    roots.append(URL(fileURLWithPath: outside))
  }
  for root in roots {
    let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    while let file = walk?.nextObject() as? URL {
      if file.lastPathComponent.hasPrefix(prefix), !file.hasDirectoryPath { found.append(file) }
    }
  }
  guard !found.isEmpty else { throw VectorError.nothingMatches(prefix) }
  return found.sorted { $0.path < $1.path }
}

/// Why a conformance test could not run.
public enum VectorError: Error, Equatable {
  /// `TENSORCHAIN_VECTORS` is set to something that is no folder.
  case notAFolder(String)
  /// No file begins with the prefix.
  case nothingMatches(String)
  /// So few lines of the file, or of all files of the prefix, were checked that it proves nothing.
  case tooFewLines(String, checked: Int)
}
