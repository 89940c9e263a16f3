// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The numbers beside the tensors of a checkpoint, as texts that keep every bit.
struct CheckpointFields {
  private(set) var texts: [String: String]
  let file: String

  init(_ texts: [String: String] = [:], file: String) {
    self.texts = texts
    self.file = file
  }

  func text(_ name: String) throws(CheckpointFileError) -> String {
    guard let text = texts[name] else { throw invalid(name) }
    return text
  }

  mutating func set(_ name: String, _ text: String) { texts[name] = text }
  mutating func set(_ name: String, _ value: Int) { texts[name] = String(value) }
  mutating func set(_ name: String, bits value: UInt64) { texts[name] = String(value, radix: 16) }
  mutating func set(_ name: String, _ value: Double) { set(name, bits: value.bitPattern) }

  func has(_ name: String) -> Bool { texts[name] != nil }

  /// A number that is not negative.
  func count(_ name: String) throws(CheckpointFileError) -> Int {
    guard let value = Int(try text(name)), value >= 0 else { throw invalid(name) }
    return value
  }

  func bits(_ name: String) throws(CheckpointFileError) -> UInt64 {
    guard let value = UInt64(try text(name), radix: 16) else { throw invalid(name) }
    return value
  }

  func double(_ name: String) throws(CheckpointFileError) -> Double {
    Double(bitPattern: try bits(name))
  }

  func invalid(_ name: String) -> CheckpointFileError {
    .invalidField(file: file, name: name, value: texts[name])
  }

  /// Checks a setting that a trainer must have as it was.
  func check(_ name: String, is expected: String) throws(CheckpointFileError) {
    let found = try text(name)
    guard found == expected else {
      throw .otherSetting(file: file, name: name, expected: expected, found: found)
    }
  }

  /// Checks a number that a trainer must have as it was; `words` say what it is.
  func check(
    _ name: String, is expected: Double, _ words: String
  ) throws(CheckpointFileError) {
    let found = try double(name)
    guard found.bitPattern == expected.bitPattern else {
      throw .otherSetting(file: file, name: words, expected: "\(expected)", found: "\(found)")
    }
  }

  /// Checks that a trainer has a part where the file does, and none where it does not.
  func check(
    _ words: String, isThere: Bool, as name: String
  ) throws(CheckpointFileError) {
    guard has(name) == isThere else {
      throw .otherSetting(
        file: file, name: words, expected: isThere ? "some" : "none",
        found: isThere ? "none" : "some")
    }
  }
}
