// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

public import LedgerPrimitives

/// A loss curve as it is kept in books: whole numbers only.
public struct LossCurve: Sendable, Hashable, Codable {
  /// One evaluation.
  public struct Point: Sendable, Hashable, Codable {
    /// Training time in nanoseconds, evaluation excluded.
    public let nanoseconds: UInt64
    /// Held-out loss in millionths, rounded to the nearest, at most `UInt64.max`.
    public let lossMillionths: UInt64
    /// Held-out samples answered rightly.
    public let correct: UInt32
    /// Samples that all peers together had trained on.
    public let samples: UInt64

    /// Creates a point.
    public init(nanoseconds: UInt64, lossMillionths: UInt64, correct: UInt32, samples: UInt64) {
      self.nanoseconds = nanoseconds
      self.lossMillionths = lossMillionths
      self.correct = correct
      self.samples = samples
    }
  }

  /// How the run was made, as `synchronous, batch 256, rate 0.004, float32`.
  public let name: String
  /// Held-out samples asked at each point.
  public let heldOut: UInt32
  /// In order of time.
  public let points: [Point]

  /// Creates a curve.
  public init(name: String, heldOut: UInt32, points: [Point]) {
    self.name = name
    self.heldOut = heldOut
    self.points = points
  }
}

extension LossCurve.Point: RecordCodable {
  /// Time, loss, right answers, samples.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(nanoseconds)
    encoder.write(lossMillionths)
    encoder.write(correct)
    encoder.write(samples)
  }

  /// Reads a point.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    nanoseconds = try decoder.readUInt64()
    lossMillionths = try decoder.readUInt64()
    correct = try decoder.readUInt32()
    samples = try decoder.readUInt64()
  }
}

extension LossCurve: RecordCodable {
  /// Name, held-out samples, then count and points.
  public func encode(into encoder: inout RecordEncoder) {
    encoder.write(name)
    encoder.write(heldOut)
    encoder.write(points)
  }

  /// Reads a curve.
  public init(from decoder: inout RecordDecoder) throws(RecordError) {
    name = try decoder.readString()
    heldOut = try decoder.readUInt32()
    points = try decoder.readArray(of: Point.self, minimumBytes: 28)
  }
}
