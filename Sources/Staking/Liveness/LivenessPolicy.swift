// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// How much of the last rounds a GPU must be there for, and for how long it is jailed if it is not.
public struct LivenessPolicy: Sendable, Hashable {
  /// The longest window.
  public static let maximumWindow: UInt32 = 65_536

  /// Rounds that count.
  public let window: UInt32
  /// Rounds of a window that must be signed.
  public let minimumSigned: UInt32
  /// Rounds a GPU is jailed for.
  public let jailRounds: UInt64

  /// Checks and takes the rules.
  ///
  /// - Parameters:
  ///   - window: in rounds, 1 to ``maximumWindow``.
  ///   - minimumSigned: in rounds, 1 to `window`.
  ///   - jailRounds: in rounds.
  /// - Throws: ``LivenessError/windowOutOfRange(_:maximum:)`` or
  ///   ``LivenessError/minimumOutOfRange(_:window:)``.
  public init(
    window: UInt32, minimumSigned: UInt32, jailRounds: UInt64
  ) throws(LivenessError) {
    guard (1...Self.maximumWindow).contains(window) else {
      throw .windowOutOfRange(window, maximum: Self.maximumWindow)
    }
    guard (1...window).contains(minimumSigned) else {
      throw .minimumOutOfRange(minimumSigned, window: window)
    }
    self.window = window
    self.minimumSigned = minimumSigned
    self.jailRounds = jailRounds
  }

  /// The rounds of a window that are `partsPerMillion` of it, rounded half to even as Cosmos rounds
  /// `MinSignedPerWindow` (https://github.com/cosmos/cosmos-sdk, x/slashing).
  ///
  /// - Complexity: O(1).
  public static func roundedHalfEven(partsPerMillion: UInt32, of window: UInt32) -> UInt64 {
    let product = UInt64(partsPerMillion) * UInt64(window)
    let (whole, rest) = product.quotientAndRemainder(dividingBy: UInt64(million))
    let half = UInt64(million) / 2
    return rest > half || (rest == half && whole % 2 == 1) ? whole + 1 : whole
  }

  /// The most rounds of a window that may be missed.
  public var maximumMissed: UInt32 { window - minimumSigned }
}

extension LivenessPolicy: RecordCodable {
  /// Writes the fields in the order of their declaration.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(window)
    encoder.write(minimumSigned)
    encoder.write(jailRounds)
  }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let window = try decoder.readUInt32()
    let minimumSigned = try decoder.readUInt32()
    let jailRounds = try decoder.readUInt64()
    do throws(LivenessError) {
      try self.init(window: window, minimumSigned: minimumSigned, jailRounds: jailRounds)
    } catch {
      throw .invalidValue(field: "liveness policy", value: error.description)
    }
  }
}

extension LivenessPolicy: Codable {
  private enum Key: String, CodingKey { case window, minimumSigned, jailRounds }

  /// Reads the fields and refuses rules that the checking initialiser refuses.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let window = try container.decode(UInt32.self, forKey: .window)
    let minimumSigned = try container.decode(UInt32.self, forKey: .minimumSigned)
    let jailRounds = try container.decode(UInt64.self, forKey: .jailRounds)
    do throws(LivenessError) {
      try self.init(window: window, minimumSigned: minimumSigned, jailRounds: jailRounds)
    } catch {
      throw DecodingError.corrupted(error, at: decoder.codingPath)
    }
  }

  /// Writes the fields.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(window, forKey: .window)
    try container.encode(minimumSigned, forKey: .minimumSigned)
    try container.encode(jailRounds, forKey: .jailRounds)
  }
}
