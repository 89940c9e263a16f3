// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Pairs (a, b) become (a cos φ - b sin φ, a sin φ + b cos φ)      d/dx = the turn by -φ
/// The cosines and sines of rotary position embeddings (Su, Lu, Pan, Murtadha, Wen, Liu 2021, RoFormer,
/// https://arxiv.org/abs/2104.09864): position p turns pair i by the angle p · frequency i.
public struct RotaryTables: Sendable {
  /// [positions, pairs].
  public let cosines: Tensor
  /// [positions, pairs].
  public let sines: Tensor

  /// Tables of the frequencies base^(-2i / dimensions).
  ///
  /// - Parameters:
  ///   - length: number of positions.
  ///   - dimensions: how many dimensions are turned, an even number: twice the number of pairs.
  ///   - base: θ; 10,000 in the paper.
  ///   - dtype: float32 or float64; computed in float64 and rounded once, the same bits everywhere.
  /// - Precondition: `length` ≥ 0; `dimensions` even and ≥ 0; `base` positive and finite. Otherwise an
  ///   `invalidArgument` as of any operation, with poisoned tables inside `withTensorErrors`.
  /// - Complexity: O(length · dimensions).
  public init(length: Int, dimensions: Int, base: Double = 10_000, dtype: DType = .float32) {
    guard dimensions >= 0, dimensions % 2 == 0, base > 0, base.isFinite else {
      self.init(
        failing: .invalidArgument(
          operation: "RotaryTables",
          reason: "\(dimensions) dimensions with base \(base): an even number and a positive one"))
      return
    }
    self.init(
      length: length,
      frequencies: Kernels.rotaryFrequencies(base: base, count: dimensions / 2), dtype: dtype)
  }

  /// Tables of any frequencies, such as those scaled for longer contexts.
  ///
  /// - Parameters:
  ///   - length: number of positions.
  ///   - frequencies: the angle between neighbouring positions, in radians, for each pair.
  ///   - dtype: float32 or float64.
  /// - Precondition: `length` ≥ 0, finite frequencies below 2^40 / `length`.
  /// - Complexity: O(length · pairs).
  public init(length: Int, frequencies: [Double], dtype: DType = .float32) {
    do throws(TensorError) {
      guard dtype.isComputed else {
        throw .unsupportedType(operation: "RotaryTables", dtype: dtype)
      }
      // Beyond 2^40 the angle itself is known to 10⁻⁴ only.
      guard
        frequencies.allSatisfy({ $0.magnitude * Double(Swift.max(length, 1)) <= 0x1p40 })
      else {
        throw .invalidArgument(
          operation: "RotaryTables", reason: "frequencies that are not finite, or too large")
      }
      self.init(
        checked: try Kernels.rotaryTables(length: length, frequencies: frequencies, dtype: dtype))
    } catch {
      self.init(failing: error)
    }
  }

  /// Tables that came from elsewhere, such as a checkpoint. Gradients flow to them.
  ///
  /// - Parameters:
  ///   - cosines: [positions, pairs].
  ///   - sines: [positions, pairs].
  public init(cosines: Tensor, sines: Tensor) {
    if cosines.isPoisoned || sines.isPoisoned {
      let poison = Tensor.passingPoison(cosines, sines)
      self.init(checked: (poison, poison))
      return
    }
    guard cosines.rank == 2, cosines.layout.hasShape(of: sines.layout) else {
      self.init(
        failing: .shapeMismatch(
          operation: "RotaryTables", left: cosines.shape, right: sines.shape, axis: nil))
      return
    }
    self.init(checked: (cosines, sines))
  }

  private init(checked tables: (cosines: Tensor, sines: Tensor)) {
    cosines = tables.cosines
    sines = tables.sines
  }

  private init(failing error: TensorError) {
    let poison = Tensor.failure(error)
    self.init(checked: (poison, poison))
  }
}

/// Which dimensions make the pairs that a rotary embedding turns.
public enum RotaryStyle: Sendable, Hashable {
  /// i and i + pairs, as in GPT-NeoX and Hugging Face's Llama.
  case halves
  /// 2i and 2i + 1, as in RoFormer, GPT-J and Meta's Llama.
  case interleaved
}

extension Tensor {
  /// This tensor [.., n, d] with the first dimensions of every row turned by its position.
  ///
  /// The dimensions beyond twice the number of pairs stay what they are.
  ///
  /// - Parameters:
  ///   - tables: cosines and sines; their pairs say how many dimensions are turned.
  ///   - offset: position of the first row, such as the number of keys in a cache.
  ///   - style: which dimensions make a pair.
  /// - Complexity: O(count).
  public func rotaryEmbedding(
    _ tables: RotaryTables, offset: Int = 0, style: RotaryStyle = .halves
  ) -> Tensor {
    if isPoisoned || tables.cosines.isPoisoned { return .passingPoison(self, tables.cosines) }
    guard rank >= 2 else {
      return .failure(
        .invalidShape(operation: Rotary.name, shape: shape, reason: "has no rows of positions"))
    }
    let n = layout.dims[rank - 2]
    let length = tables.cosines.layout.dims[0]
    guard offset >= 0, offset <= length - n else {
      // The last row's position, or the first one's where that lies outside already.
      let outside = offset < 0 || offset >= length ? offset : offset + n - 1
      return .failure(.indexOutOfRange(operation: Rotary.name, index: outside, bound: length))
    }
    return rotated(
      tables.cosines.sliced(offset..<(offset + n)), tables.sines.sliced(offset..<(offset + n)),
      style)
  }

  /// This tensor [.., n, d] with the first dimensions of every row turned by its own position.
  ///
  /// - Parameters:
  ///   - tables: cosines and sines; their pairs say how many dimensions are turned.
  ///   - positions: integers within the tables, of a shape that broadcasts to [.., n]: [n] for the same
  ///     positions everywhere, [batch, 1, n] for different ones in [batch, heads, n, d].
  ///   - style: which dimensions make a pair.
  /// - Complexity: O(count).
  public func rotaryEmbedding(
    _ tables: RotaryTables, positions: Tensor, style: RotaryStyle = .halves
  ) -> Tensor {
    if isPoisoned || positions.isPoisoned || tables.cosines.isPoisoned {
      return .passingPoison(self, positions, tables.cosines)
    }
    do throws(TensorError) {
      let rows = try Layout(shape: Array(shape.dropLast()), operation: Rotary.name)
      let common = try Layout.broadcast(positions.layout, rows, operation: Rotary.name)
      guard rank >= 1, common.hasShape(of: rows) else {
        throw .shapeMismatch(
          operation: Rotary.name, left: shape, right: positions.shape, axis: nil)
      }
      _ = try Indices(
        positions, bound: tables.cosines.layout.dims[0], operation: Rotary.name)
      let flat = positions.reshaped(to: [positions.count])
      let pairs = tables.cosines.layout.dims[1]
      return rotated(
        tables.cosines.indexSelect(flat).reshaped(to: positions.shape + [pairs]),
        tables.sines.indexSelect(flat).reshaped(to: positions.shape + [pairs]), style)
    } catch {
      return .failure(error)
    }
  }

  private func rotated(_ cosines: Tensor, _ sines: Tensor, _ style: RotaryStyle) -> Tensor {
    let pairs = cosines.layout.dims[cosines.rank - 1]
    guard 2 * pairs <= layout.dims[rank - 1] else {
      return .failure(
        .shapeMismatch(
          operation: Rotary.name, left: shape, right: cosines.shape, axis: rank - 1))
    }
    let operation = Rotary(
      cosines: cosines, sines: sines, isInterleaved: style == .interleaved, isInverse: false)
    // The fused operation takes the tables for constants.
    return cosines.isTracked || sines.isTracked
      ? operation.composed(self) : .apply(operation, self)
  }
}

struct Rotary: DifferentiableUnary {
  static let name = "rotaryEmbedding"
  static let saves: Saves = .nothing
  static let operands = OperandTypes.floating
  /// Broadcast to the rows of the input.
  let cosines: Tensor
  let sines: Tensor
  let isInterleaved: Bool
  let isInverse: Bool

  func forward(_ x: Tensor) throws(TensorError) -> Tensor {
    try Kernels.rotary(
      x, cosines: cosines, sines: sines, isInterleaved: isInterleaved, isInverse: isInverse)
  }

  func vjp(_ g: Tensor, _ saved: SavedUnary) -> Tensor {
    Tensor.apply(
      Rotary(
        cosines: cosines, sines: sines, isInterleaved: isInterleaved, isInverse: !isInverse), g)
  }

  func composed(_ x: Tensor) -> Tensor {
    let pairs = cosines.shape[cosines.rank - 1]
    let c = cosines.cast(to: x.dtype.floating)
    let s = sines.cast(to: x.dtype.floating)
    let d = x.shape[x.rank - 1]
    let a: Tensor
    let b: Tensor
    if isInterleaved {
      a = x.sliced(0..<(2 * pairs), axis: -1, step: 2)
      b = x.sliced(1..<Swift.max(2 * pairs, 1), axis: -1, step: 2)
    } else {
      a = x.sliced(0..<pairs, axis: -1)
      b = x.sliced(pairs..<(2 * pairs), axis: -1)
    }
    var turned = [a * c - b * s, a * s + b * c]
    if isInterleaved {
      turned = turned.map { $0.reshaped(to: $0.shape + [1]) }
      turned = [Tensor.concat(turned, axis: -1).reshaped(to: x.shape.dropLast() + [2 * pairs])]
    }
    return Tensor.concat(turned + [x.sliced((2 * pairs)..<d, axis: -1)], axis: -1)
  }

  static let samples: [Sample] = {
    func sample(_ label: String, _ shape: [Int], _ pairs: Int, _ style: RotaryStyle) -> Sample {
      @Sendable func operation(_ x: Tensor) -> Rotary {
        let tables = RotaryTables(
          length: 5, dimensions: 2 * pairs, base: 10, dtype: x.dtype)
        let n = shape[shape.count - 2]
        return Rotary(
          cosines: tables.cosines.sliced(1..<(1 + n)), sines: tables.sines.sliced(1..<(1 + n)),
          isInterleaved: style == .interleaved, isInverse: false)
      }
      return Sample(label, [.init(shape)], composed: { operation($0[0]).composed($0[0]) }) {
        .apply(operation($0[0]), $0[0])
      }
    }
    return [
      sample("halves", [2, 3, 4], 2, .halves), sample("interleaved", [2, 3, 4], 2, .interleaved),
      sample("partial", [3, 5], 1, .halves), sample("no rows", [0, 4], 2, .interleaved),
    ]
  }()
}

@section("tc_ops") @used private let record: OperationRecord = { export(Rotary.self, to: $0) }
