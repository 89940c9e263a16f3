// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import ExactArithmetic
public import LedgerPrimitives

/// Reads the arguments of a call one after the other, by the rules contracts read them with: the fast
/// way for functions whose types are known when the program is written.
///
/// ```swift
/// var reader = CalldataReader(calldata)
/// let to = try reader.address()
/// let value = try reader.uint256()
/// ```
///
/// As in a contract, data that is too short and words that are too great for their type are refused;
/// bytes after the last argument are not looked at. A contract that refuses so reverts without data.
public struct CalldataReader: Sendable {
  /// What a contract does with bits that do not belong to an argument.
  public enum Dirt: Sendable, Hashable {
    /// It reverts: Solidity since 0.8, Vyper.
    case reverts
    /// It does not look at them: Solidity before 0.8.
    case isIgnored
  }

  private let data: [UInt8]
  private let dirt: Dirt
  private var position: Int

  /// Where the arguments begin: offsets count from here.
  private static let origin = 4

  /// Creates a reader at the first argument, behind the selector.
  ///
  /// - Parameters:
  ///   - calldata: the selector and the arguments.
  ///   - dirt: what is done with bits that do not belong to an argument.
  public init(_ calldata: [UInt8], dirt: Dirt = .reverts) {
    data = calldata
    self.dirt = dirt
    position = Self.origin
  }

  /// The selector of a call as a number, its first byte on top; nil where the data is shorter.
  ///
  /// - Complexity: O(1).
  public static func selector(of calldata: [UInt8]) -> UInt32? {
    guard calldata.count >= 4 else { return nil }
    return UInt32(calldata[0]) << 24 | UInt32(calldata[1]) << 16 | UInt32(calldata[2]) << 8
      | UInt32(calldata[3])
  }

  /// Reads a `uint256`.
  ///
  /// - Throws: ``ABICodingError/truncated(position:needed:available:)``.
  /// - Complexity: O(1).
  public mutating func uint256() throws(ABICodingError) -> UInt256 { try word() }

  /// Reads an `address`.
  ///
  /// - Throws: ``ABICodingError``: truncated, dirty word.
  /// - Complexity: O(1).
  public mutating func address() throws(ABICodingError) -> Address {
    let word = try word()
    let (limb0, limb1, limb2, _) = word.limbs
    let low = UInt256(0, limb2 & 0xFFFF_FFFF, limb1, limb0)
    guard dirt == .isIgnored || word == low, let address = Address(word: low) else {
      throw dirty("address", word)
    }
    return address
  }

  /// Reads a `bool`; where dirt is ignored, every word but zero is true.
  ///
  /// - Throws: ``ABICodingError``: truncated, invalid bool.
  /// - Complexity: O(1).
  public mutating func bool() throws(ABICodingError) -> Bool {
    let word = try word()
    if dirt == .reverts && word > .one {
      throw .invalidBool(position: position - 32, word: word)
    }
    return !word.isZero
  }

  /// Reads a `uint8`.
  ///
  /// - Throws: ``ABICodingError``: truncated, dirty word.
  /// - Complexity: O(1).
  public mutating func uint8() throws(ABICodingError) -> UInt8 {
    UInt8(truncatingIfNeeded: try uint64(bits: 8))
  }

  /// Reads a `uint64` or a narrower one, as `uint32` or `uint48`.
  ///
  /// - Throws: ``ABICodingError``: truncated, dirty word.
  /// - Complexity: O(1).
  public mutating func uint64(bits: Int = 64) throws(ABICodingError) -> UInt64 {
    precondition((1...64).contains(bits), "A width of \(bits) bits does not fit 64.")
    let word = try word()
    let low = word.limbs.0 & (.max >> UInt64(64 - bits))
    if dirt == .reverts && word != UInt256(low) { throw dirty("uint\(bits)", word) }
    return low
  }

  /// Reads a `bytes32`.
  ///
  /// - Throws: ``ABICodingError/truncated(position:needed:available:)``.
  /// - Complexity: O(1).
  public mutating func bytes32() throws(ABICodingError) -> Digest { try word().asDigest }

  /// Reads a `bytes4`, as the number of an interface, its first byte on top.
  ///
  /// - Throws: ``ABICodingError``: truncated, dirty word.
  /// - Complexity: O(1).
  public mutating func bytes4() throws(ABICodingError) -> UInt32 {
    let word = try word()
    let top = UInt32(truncatingIfNeeded: word.limbs.3 >> 32)
    if dirt == .reverts && word != UInt256(UInt64(top) << 32, 0, 0, 0) {
      throw dirty("bytes4", word)
    }
    return top
  }

  /// Reads `bytes` behind their offset; padding is not looked at and may be missing.
  ///
  /// - Throws: ``ABICodingError``: truncated, offset out of range, length too great.
  /// - Complexity: O(n) for n bytes.
  public mutating func bytes() throws(ABICodingError) -> [UInt8] {
    let offset = try word()
    guard let distance = offset.asUInt64, distance <= UInt64(data.count - Self.origin) else {
      throw .offsetOutOfRange(position: position - 32, offset: offset)
    }
    let place = Self.origin + Int(distance)
    let available = data.count - place - 32
    guard available >= 0 else {
      throw .truncated(position: place, needed: 32, available: data.count - place)
    }
    let length = UInt256(wordOf: data, at: place)
    guard let count = length.asUInt64, count <= UInt64(available) else {
      throw .lengthTooGreat(position: place, length: length, available: available)
    }
    return Array(data[place + 32..<place + 32 + Int(count)])
  }

  private mutating func word() throws(ABICodingError) -> UInt256 {
    guard position + 32 <= data.count else {
      throw .truncated(position: position, needed: 32, available: max(0, data.count - position))
    }
    defer { position += 32 }
    return UInt256(wordOf: data, at: position)
  }

  private func dirty(_ type: String, _ word: UInt256) -> ABICodingError {
    .dirtyWord(type: type, position: position - 32, word: word)
  }
}
