// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import Testing

/// Texts that NumPy printed: `Scripts/vectors/numpy_printing.py` wrote them down.
@Suite struct PrintingTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let dtype: DType
    let shape: [Int]
    let bytes: String
    let text: String

    var testDescription: String { "\(dtype) \(shape) \(text.prefix(40))" }

    func tensor() throws -> Tensor {
      let letters = Array(bytes.utf8)
      let values = stride(from: 0, to: letters.count, by: 2).map { i in
        UInt8(String(decoding: letters[i..<(i + 2)], as: UTF8.self), radix: 16) ?? 0
      }
      return try Tensor(bytes: values, shape: shape, dtype: dtype)
    }
  }

  static let cases: [Case] = {
    do {
      let file = try #require(
        Bundle.module.url(
          forResource: "printing", withExtension: "json", subdirectory: "Vectors/numpy"))
      return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    } catch {
      Issue.record(error)
      return []
    }
  }()

  @Test func everyTextIsNumPys() throws {
    #expect(Self.cases.count > 150)
    for test in Self.cases {
      let found = try test.tensor().description
      #expect(found == test.text, "\(test.testDescription)")
    }
  }

  @Test func memoryLayoutDoesNotMatter() {
    let x = Tensor.arange(12).reshaped(to: [3, 4])
    let turned = x.transposed()
    #expect(
      turned.description == Tensor(turned.scalars(as: Float.self), shape: [4, 3]).description)
  }

  @Test func debugDescriptionNamesShapeAndType() {
    #expect(
      Tensor([[1, 2]]).debugDescription == "Tensor(shape: [1, 2], dtype: float32)\n[[1. 2.]]")
    #expect(
      Tensor.zeros([0, 3], dtype: .int8).debugDescription
        == "Tensor(shape: [0, 3], dtype: int8)\n[]")
  }

  @Test func halfWidthNumbersPrintWithTheirOwnDigits() {
    let thirds = Tensor([1.0 / 3, 2, 1000])
    #expect(thirds.cast(to: .bfloat16).description == "[3.34e-01 2.00e+00 1.00e+03]")
    #expect(Tensor([1.0 / 3, 2]).cast(to: .bfloat16).description == "[0.334 2.   ]")
    #expect(Tensor.scalar(0.1, dtype: .bfloat16).description == "0.1")
  }

  @Test func poisonedTensorsSaySo() throws {
    var text = ""
    _ = try? withTensorErrors { text = Tensor.zeros([-1]).description }
    #expect(text == "poisoned tensor")
  }
}
