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

/// What Scripts/vectors/torch_optimizers.py wrote (Vectors/optimizers/FORMAT.md).
struct OptimizerVectors {
  static let folder = Bundle.module.resourceURL!.appending(path: "Vectors/optimizers")
  static let names = ["weight", "wide", "bias", "scale"]
  static let steps = 50

  /// Settings of a case: numbers, truths, texts and lists.
  struct Settings {
    let values: [String: Any]

    func number(_ name: String, _ otherwise: Double) -> Double {
      (values[name] as? NSNumber)?.doubleValue ?? otherwise
    }
    func int(_ name: String, _ otherwise: Int) -> Int {
      (values[name] as? NSNumber)?.intValue ?? otherwise
    }
    func flag(_ name: String) -> Bool { (values[name] as? NSNumber)?.boolValue ?? false }
    func text(_ name: String) -> String? { values[name] as? String }
    func numbers(_ name: String) -> [Double]? {
      (values[name] as? [Any])?.map { ($0 as? NSNumber)?.doubleValue ?? .nan }
    }
    subscript(name: String) -> Settings { Settings(values: values[name] as? [String: Any] ?? [:]) }
    var isEmpty: Bool { values.isEmpty }
  }

  /// The lines of every file whose name begins so, with the archive beside it.
  static func cases(_ prefix: String) throws -> [(Settings, NumPyArchive?)] {
    try vectorFiles(prefix: prefix, bundled: folder).filter { $0.pathExtension == "jsonl" }
      .flatMap { file in
        let stem = file.deletingPathExtension().lastPathComponent
        let beside = file.deletingLastPathComponent().appending(path: "arrays-\(stem).npz").path
        let archive =
          FileManager.default.fileExists(atPath: beside)
          ? try NumPyArchive(contentsOf: beside, inflationAllowance: 1 << 26) : nil
        return try Data(contentsOf: file).split(separator: 0x0A).map { line in
          let object = try JSONSerialization.jsonObject(with: line) as? [String: Any]
          return (Settings(values: try #require(object)), archive)
        }
      }
  }

  /// The archive of parameters and gradients.
  static func inputs() throws -> NumPyArchive {
    try NumPyArchive(
      contentsOf: folder.appending(path: "arrays-inputs.npz").path, inflationAllowance: 1 << 26)
  }

  static func start(_ archive: NumPyArchive, _ name: String, _ dtype: DType) throws -> Tensor {
    try #require(archive["start/\(name)"]).cast(to: dtype)
  }

  static func gradient(
    _ archive: NumPyArchive, _ name: String, _ step: Int, _ dtype: DType
  ) throws -> Tensor {
    try #require(archive["gradients/\(name)"])[step].cast(to: dtype)
  }
}

/// How far two tensors are apart, in units of `tolerance · max(1, |expected|)`.
func distance(_ found: Tensor, _ expected: Tensor, tolerance: Double) -> Double {
  guard found.shape == expected.shape else { return .infinity }
  return zip(found.scalars(as: Double.self), expected.scalars(as: Double.self)).map { a, b in
    a == b ? 0 : (a - b).magnitude / (tolerance * max(1, b.magnitude))
  }.reduce(0) { $1.isNaN ? .infinity : max($0, $1) }
}
