// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a checkpoint. Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum CheckpointFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A tensor that is not as it must be.
  public struct Mismatch: Sendable, Hashable {
    /// Its name in the file.
    public let name: String
    /// The shape it must have.
    public let expectedShape: [Int]
    /// The shape it has.
    public let foundShape: [Int]
    /// The type it must have.
    public let expectedType: DType
    /// The type it has, as the file names it.
    public let foundType: String
  }

  /// A name with a shape.
  public struct Entry: Sendable, Hashable {
    /// The name in the file.
    public let name: String
    /// The shape.
    public let shape: [Int]
  }

  /// The file cannot be read or written.
  case file(TensorFileError)
  /// A file of tensors, but no checkpoint of a trainer.
  case notACheckpoint(file: String)
  /// Written by another version of this library.
  case unsupportedVersion(file: String, version: String)
  /// A number beside the tensors is missing or cannot be read.
  case invalidField(file: String, name: String, value: String?)
  /// A setting of the trainer is another one than when the checkpoint was written.
  case otherSetting(file: String, name: String, expected: String, found: String)
  /// All tensors that are missing, that nobody has a place for, and that do not fit.
  case tensors(file: String, missing: [Entry], extra: [Entry], mismatches: [Mismatch])

  /// What was wrong, with the values; a line for each tensor.
  public var description: String {
    switch self {
    case .file(let error): "\(error)"
    case .notACheckpoint(let file): "\(file): no checkpoint of a trainer"
    case .unsupportedVersion(let file, let version):
      "\(file): version \(version) of checkpoints is not read"
    case .invalidField(let file, let name, let value):
      "\(file): \(name) is \(value.map { "'\($0.prefix(40))'" } ?? "missing")"
    case .otherSetting(let file, let name, let expected, let found):
      "\(file): written with \(name): \(found); the trainer has \(expected)"
    case .tensors(let file, let missing, let extra, let mismatches):
      (["\(file): the tensors do not fit:"]
        + missing.map { "  missing \($0.name): expected \($0.shape)" }
        + extra.map { "  extra \($0.name): found \($0.shape)" }
        + mismatches.map {
          "  \($0.name): expected \($0.expectedShape) of \($0.expectedType), "
            + "found \($0.foundShape) of \($0.foundType)"
        }).joined(separator: "\n")
    }
  }
}
