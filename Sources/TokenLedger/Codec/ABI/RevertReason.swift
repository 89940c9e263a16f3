// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic

/// What a contract answered where it refused.
///
/// ```swift
/// let known = [try ABIError("ERC20InvalidSender(address)")]
/// switch RevertReason(data, knowing: known) { … }
/// ```
///
/// Switch over it with a `default`: later versions may add cases.
@nonexhaustive
public enum RevertReason: Sendable, Hashable {
  /// No bytes: a failed check without a text, as that of Vyper's arithmetic.
  case empty
  /// `Error(string)`: a text.
  case message(String)
  /// `Panic(uint256)`: a number from Solidity's list
  /// (https://docs.soliditylang.org/en/latest/control-structures.html), as 0x11 for an overflow.
  case panic(UInt256)
  /// One of the errors asked for, with its arguments.
  case custom(ABIError, [ABIValue])
  /// None of these.
  case unknown([UInt8])

  private static let messageSelector: [UInt8] = [0x08, 0xC3, 0x79, 0xA0]
  private static let panicSelector: [UInt8] = [0x4E, 0x48, 0x7B, 0x71]

  /// Reads revert data. It is what another contract says, so nothing is refused: what cannot be read
  /// is ``unknown(_:)``.
  ///
  /// - Parameters:
  ///   - data: the bytes.
  ///   - errors: the custom errors to look for.
  ///   - mode: what is forgiven. By default all that Solidity forgives: compilers before 0.7 leave
  ///     other data in the padding of a text.
  public init(_ data: [UInt8], knowing errors: [ABIError] = [], mode: ABI.Mode = .lenient) {
    if data.isEmpty {
      self = .empty
      return
    }
    if data.starts(with: Self.messageSelector),
      case .string(let text)? = try? ABI.decode(data, from: 4, as: [.string], mode: mode).first
    {
      self = .message(text)
      return
    }
    if data.starts(with: Self.panicSelector),
      case .uint(let code)? = try? ABI.decode(data, from: 4, as: [.uint(256)], mode: mode).first
    {
      self = .panic(code)
      return
    }
    for error in errors where data.starts(with: error.selector) {
      if let values = try? error.decode(data, mode: mode) {
        self = .custom(error, values)
        return
      }
    }
    self = .unknown(data)
  }

  /// The bytes, as today's compilers write them.
  ///
  /// - Throws: ``ABICodingError`` where the arguments of a custom error are not of its types.
  public func encoded() throws(ABICodingError) -> [UInt8] {
    switch self {
    case .empty: []
    case .message(let text): RevertData.reason(text).bytes
    case .panic(let code): Self.panicSelector + code.bigEndianBytes
    case .custom(let error, let values): try error.encode(values)
    case .unknown(let bytes): bytes
    }
  }
}

extension RevertReason {
  /// Whether two reasons have the same bytes; `String` takes texts for equal that differ in theirs.
  public static func == (lhs: RevertReason, rhs: RevertReason) -> Bool {
    switch (lhs, rhs) {
    case (.empty, .empty): true
    case (.message(let left), .message(let right)): left.utf8.elementsEqual(right.utf8)
    case (.panic(let left), .panic(let right)): left == right
    case (.custom(let left, let leftValues), .custom(let right, let rightValues)):
      left == right && leftValues == rightValues
    case (.unknown(let left), .unknown(let right)): left == right
    default: false
    }
  }

  /// Feeds what is said to `hasher`.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .empty: break
    case .message(let text): hasher.combine(Array(text.utf8))
    case .panic(let code): hasher.combine(code)
    case .custom(let error, let values):
      hasher.combine(error)
      hasher.combine(values)
    case .unknown(let bytes): hasher.combine(bytes)
    }
  }
}
