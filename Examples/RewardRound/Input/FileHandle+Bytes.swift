// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation

extension FileHandle {
  /// The bytes from here to the end, in one array: `Data` in between would be a second copy of a file of
  /// hundreds of megabytes.
  func allBytes() throws -> [UInt8] {
    var status = stat()
    guard fstat(fileDescriptor, &status) == 0 else { throw POSIXError.last }
    let expected = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
    var bytes = try [UInt8](unsafeUninitializedCapacity: expected) { buffer, count in
      while count < buffer.count {
        let read = Glibc.read(
          fileDescriptor, buffer.baseAddress?.advanced(by: count), buffer.count - count)
        if read < 0, errno == EINTR { continue }
        if read < 0 { throw POSIXError.last }
        if read == 0 { break }
        count += read
      }
    }
    // What is no regular file, or has grown.
    if let rest = try readToEnd() { bytes += rest }
    return bytes
  }
}

extension POSIXError {
  /// What the last call of the system said.
  fileprivate static var last: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
