// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
internal import LedgerPrimitives

/// How a contract refuses, in the Ethereum ABI: a custom error with arguments of one word each, a
/// reason as text, a panic, or no data.
enum RevertData {
  /// A custom error: its signature and the words of its arguments.
  case custom(String, [UInt256])
  /// `Error(string)`.
  case reason(String)
  /// `Panic(uint256)`.
  case panic(UInt8)
  /// No data at all.
  case empty
  /// The bytes of another contract, passed on.
  case raw([UInt8])

  /// The checked arithmetic's panic.
  static let overflow = RevertData.panic(0x11)

  /// The error's signature, nil where there is no data.
  var signature: String? {
    switch self {
    case .custom(let signature, _): signature
    case .reason: "Error(string)"
    case .panic: "Panic(uint256)"
    case .empty, .raw: nil
    }
  }

  /// Selector and arguments.
  var bytes: [UInt8] {
    switch self {
    case .custom(let signature, let words):
      Selector(of: signature).bytes + words.flatMap(\.bigEndianBytes)
    case .panic(let code):
      Selector(of: "Panic(uint256)").bytes + UInt256(UInt64(code)).bigEndianBytes
    case .reason(let text): Selector(of: "Error(string)").bytes + ReturnValue.text(text)
    case .empty: []
    case .raw(let bytes): bytes
    }
  }
}
