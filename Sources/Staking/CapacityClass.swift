// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The name of a class of hardware that shares one minimum stake, as `cpu` or `gpu-80gb`.
///
/// 1 to 32 characters out of `a–z`, `0–9`, `.` and `-`. Nothing else, so that two names that look
/// alike are alike byte for byte.
public struct CapacityClass: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The name.
  public let name: String

  /// Checks and takes a name.
  ///
  /// - Parameter name: 1 to 32 characters out of `a–z`, `0–9`, `.` and `-`.
  /// - Throws: ``StakingError/invalidCapacityClass(_:)``.
  public init(_ name: String) throws(StakingError) {
    guard (1...32).contains(name.utf8.count), name.utf8.allSatisfy(Self.isAllowed) else {
      throw .invalidCapacityClass(name)
    }
    self.name = name
  }

  /// The name.
  public var description: String { name }

  /// Orders by unsigned bytes of the name.
  public static func < (lhs: CapacityClass, rhs: CapacityClass) -> Bool {
    lhs.name.utf8.lexicographicallyPrecedes(rhs.name.utf8)
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "."), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

extension CapacityClass: Codable {
  /// Reads the name from one string and checks it.
  public init(from decoder: any Decoder) throws {
    let name = try String(from: decoder)
    do throws(StakingError) {
      try self.init(name)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the name as one string.
  public func encode(to encoder: any Encoder) throws {
    try name.encode(to: encoder)
  }
}
