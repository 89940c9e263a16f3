// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import ExactArithmetic
public import LedgerPrimitives

extension EfficiencyFactor: RecordCodable {
  private enum Tag: UInt8 {
    case measured = 1
    case measuredSpeeds, given, noBase
  }

  /// Writes the origin with what was measured; the fraction itself only where it was given: else it
  /// follows.
  public func encode(into encoder: inout RecordEncoder) {
    switch origin {
    case .measured(let base, let measured):
      encoder.write(Tag.measured.rawValue)
      encoder.write(base)
      encoder.write(measured)
    case .measuredSpeeds(let base, let measured):
      encoder.write(Tag.measuredSpeeds.rawValue)
      encoder.write(base)
      encoder.write(measured)
    case .given:
      encoder.write(Tag.given.rawValue)
      encoder.write(ratio)
    case .noBase:
      encoder.write(Tag.noBase.rawValue)
    }
  }

  /// Reads what ``encode(into:)`` writes and computes the fraction anew.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    let byte = try decoder.readUInt8()
    guard let tag = Tag(rawValue: byte) else {
      throw .unknownTag(byte, type: "origin of an efficiency")
    }
    var ratio = Ratio.one
    let origin: Origin
    switch tag {
    case .measured:
      origin = .measured(base: try decoder.readUInt64(), measured: try decoder.readUInt64())
    case .measuredSpeeds:
      origin = .measuredSpeeds(base: try decoder.readRatio(), measured: try decoder.readRatio())
    case .given:
      ratio = try decoder.readRatio()
      origin = .given
    case .noBase:
      origin = .noBase
    }
    do throws(RewardsError) {
      try self.init(origin: origin, ratio: ratio)
    } catch {
      throw .invalidValue(field: "efficiency", value: error.description)
    }
  }
}
