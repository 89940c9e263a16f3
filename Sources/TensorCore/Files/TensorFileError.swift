// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a file that tensors are read from or written to, with the values that were wrong.
///
/// `file` is the path, `bytes` for bytes in memory, and `path(member)` inside an archive. Offsets count
/// bytes from the beginning of `file`. Switch over it with a `default`: later versions add cases.
@nonexhaustive
public enum TensorFileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The system refused: the function of the system that failed, and its `errno`.
  case system(file: String, function: String, code: Int32)
  /// The path names a folder, a device, a pipe or a socket.
  case notARegularFile(file: String)
  /// The file ends, or its container says it ends, before something that must follow.
  case truncated(file: String, offset: Int, needed: Int, available: Int)
  /// More follows where the file must end.
  case trailingBytes(file: String, offset: Int, count: Int)
  /// The header of an array cannot be understood.
  case invalidHeader(file: String, offset: Int, reason: String)
  /// A version of the format that is not read.
  case unsupportedVersion(file: String, major: Int, minor: Int)
  /// Elements of a type that no tensor has.
  case unsupportedElements(file: String, descriptor: String, reason: String)
  /// Elements that are Python objects: reading them would run code from the file.
  case objectArray(file: String, descriptor: String)
  /// A shape that no tensor can have.
  case invalidShape(file: String, shape: [Int], reason: String)
  /// An unsigned integer beyond the range of int64.
  case valueOutOfRange(file: String, offset: Int, value: UInt64)
  /// The container of an archive contradicts itself, or is of a kind that is not read.
  case invalidArchive(file: String, offset: Int, reason: String)
  /// The bytes of a member are not those that were written.
  case checksumMismatch(file: String, stated: UInt32, found: UInt32)
  /// Two members have the same name.
  case duplicateMember(file: String, name: String)
  /// A member's name is empty, leaves the archive, or is no array's.
  case invalidMemberName(file: String, name: String, reason: String)
  /// Compressed bytes are damaged.
  case invalidCompression(file: String, reason: String)
  /// A member would take more memory than its compressed size justifies.
  case inflatesTooFar(file: String, compressed: Int, inflated: Int, limit: Int)
  /// A tensor's bytes overlap another's, leave a gap, lie outside the file or at an offset that is not
  /// aligned, or are not as many as its shape needs.
  case misplacedTensor(file: String, name: String, begin: UInt64, end: UInt64, reason: String)
  /// A file that should hold a tensor of this name does not.
  case missingTensor(file: String, name: String)
  /// An entry of a file's metadata has another type than the one asked for, or cannot be.
  case invalidMetadata(file: String, key: String, reason: String)
  /// Several things are wrong at once.
  case several(file: String, errors: [TensorFileError])
  /// There is no tensor to write, or no memory for the one to read.
  case tensor(file: String, error: TensorError)

  /// One sentence that says what was wrong, with the values.
  public var description: String {
    switch self {
    case .system(let file, let function, let code):
      "\(file): \(function) failed: \(systemMessage(code))"
    case .notARegularFile(let file):
      "\(file): not a regular file"
    case .truncated(let file, let offset, let needed, let available):
      "\(file): truncated: \(needed) bytes needed at offset \(offset), \(available) available"
    case .trailingBytes(let file, let offset, let count):
      "\(file): \(count) bytes follow the end of the array at offset \(offset)"
    case .invalidHeader(let file, let offset, let reason):
      "\(file): invalid header at offset \(offset): \(reason)"
    case .unsupportedVersion(let file, let major, let minor):
      "\(file): version \(major).\(minor) of the format is not read"
    case .unsupportedElements(let file, let descriptor, let reason):
      "\(file): elements of type \(descriptor) are not supported: \(reason)"
    case .objectArray(let file, let descriptor):
      "\(file): elements of type \(descriptor) are Python objects, which are never read"
    case .invalidShape(let file, let shape, let reason):
      "\(file): shape \(shape) \(reason)"
    case .valueOutOfRange(let file, let offset, let value):
      "\(file): \(value) at offset \(offset) is beyond the range of int64"
    case .invalidArchive(let file, let offset, let reason):
      "\(file): invalid archive at offset \(offset): \(reason)"
    case .checksumMismatch(let file, let stated, let found):
      "\(file): checksum is \(hexadecimal(found)), but \(hexadecimal(stated)) is stated"
    case .duplicateMember(let file, let name):
      "\(file): two members are named '\(name)'"
    case .invalidMemberName(let file, let name, let reason):
      "\(file): the member name '\(name)' \(reason)"
    case .invalidCompression(let file, let reason):
      "\(file): damaged compressed bytes: \(reason)"
    case .inflatesTooFar(let file, let compressed, let inflated, let limit):
      "\(file): \(compressed) compressed bytes inflate to \(inflated) or more, beyond \(limit); "
        + "a larger inflationAllowance admits them"
    case .misplacedTensor(let file, let name, let begin, let end, let reason):
      "\(file): tensor '\(name)' at \(begin)..<\(end) of the data \(reason)"
    case .missingTensor(let file, let name):
      "\(file): there is no tensor '\(name)'"
    case .invalidMetadata(let file, let key, let reason):
      "\(file): metadata '\(key)' \(reason)"
    case .several(let file, let errors):
      "\(file): \(errors.count) problems"
        + errors.map { "\n  \($0)" }.joined()
    case .tensor(let file, let error):
      "\(file): \(error)"
    }
  }
}

private func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}
