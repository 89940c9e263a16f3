// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore

/// One node case: what goes in and what must come out (Vectors/onnx/FORMAT.md).
struct ONNXCase: Decodable {
  /// An array of the archive beside the case.
  struct Reference: Decodable {
    let array: String
    let dtype: DType
    let shape: [Int]
  }

  /// Why the operation, as we offer it, cannot do what the case asks.
  struct Unsupported: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
  }

  let name: String
  let op: String
  let opset: Int
  let attributes: [String: ONNXAttribute]
  let inputReferences: [Reference?]
  let outputReferences: [Reference?]
  let rtol: Double
  let atol: Double
  /// The inputs; set when the archive is read.
  private(set) var inputs: [Tensor?] = []
  private(set) var outputs: [Tensor?] = []

  private enum CodingKeys: String, CodingKey {
    case name = "case"
    case inputReferences = "inputs"
    case outputReferences = "outputs"
    case op, opset, attributes, rtol, atol
  }

  /// Takes the arrays out of the archive.
  mutating func load(from archive: NumPyArchive) throws {
    func tensor(_ reference: Reference?) throws -> Tensor? {
      guard let reference else { return nil }
      guard let stored = archive[reference.array], stored.shape == reference.shape else {
        throw Unsupported("the archive has no array \(reference.array) \(reference.shape)")
      }
      if reference.dtype == .bfloat16 {
        return try Tensor(bytes: stored.bytes, shape: stored.shape, dtype: .bfloat16)
      }
      guard stored.dtype == reference.dtype else {
        throw Unsupported("\(reference.array) is \(stored.dtype), not \(reference.dtype)")
      }
      return stored
    }
    inputs = try inputReferences.map(tensor)
    outputs = try outputReferences.map(tensor)
  }

  /// The input at a place that the operation requires.
  subscript(place: Int) -> Tensor { inputs[place]! }

  /// The input at a place, or `nil` where it is absent.
  func optional(_ place: Int) -> Tensor? { place < inputs.count ? inputs[place] : nil }

  /// The elements of an optional input, as integers.
  func integers(_ place: Int) -> [Int]? {
    optional(place)?.scalars(as: Int64.self).map(Int.init)
  }

  /// How many outputs are asked for.
  var wanted: Int { outputs.count }

  // MARK: Attributes

  func int(_ name: String, _ otherwise: Int) -> Int {
    if case .int(let value)? = attributes[name] { return value }
    return otherwise
  }

  func flag(_ name: String, _ otherwise: Bool = false) -> Bool { int(name, otherwise ? 1 : 0) != 0 }

  func ints(_ name: String) -> [Int]? {
    if case .ints(let values)? = attributes[name] { return values }
    return nil
  }

  func number(_ name: String, _ otherwise: Double) -> Double {
    switch attributes[name] {
    case .int(let value)?: Double(value)
    case .float(let value)?: value
    default: otherwise
    }
  }

  func text(_ name: String, _ otherwise: String) -> String {
    if case .text(let value)? = attributes[name] { return value }
    return otherwise
  }
}

/// The value of an attribute.
enum ONNXAttribute: Decodable {
  case truth(Bool)
  case int(Int)
  case float(Double)
  case text(String)
  case ints([Int])
  case floats([Double])
  case texts([String])
  case tensor(dtype: DType, shape: [Int], values: [Double])

  private enum TensorKeys: CodingKey { case dtype, shape, values }

  init(from decoder: any Decoder) throws {
    if let fields = try? decoder.container(keyedBy: TensorKeys.self) {
      self = .tensor(
        dtype: try fields.decode(DType.self, forKey: .dtype),
        shape: try fields.decode([Int].self, forKey: .shape),
        values: try fields.decode([Double].self, forKey: .values))
      return
    }
    let value = try decoder.singleValueContainer()
    if let truth = try? value.decode(Bool.self) {
      self = .truth(truth)
    } else if let int = try? value.decode(Int.self) {
      self = .int(int)
    } else if let float = try? value.decode(Double.self) {
      self = .float(float)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let ints = try? value.decode([Int].self) {
      self = .ints(ints)
    } else if let floats = try? value.decode([Double].self) {
      self = .floats(floats)
    } else {
      self = .texts(try value.decode([String].self))
    }
  }
}

extension DType {
  /// The type that ONNX numbers so (`TensorProto.DataType`).
  init(onnx code: Int) throws {
    switch code {
    case 1: self = .float32
    case 2: self = .uint8
    case 3: self = .int8
    case 5: self = .int16
    case 6: self = .int32
    case 7: self = .int64
    case 9: self = .bool
    case 10: self = .float16
    case 11: self = .float64
    case 16: self = .bfloat16
    default: throw ONNXCase.Unsupported("element type number \(code)")
    }
  }
}
