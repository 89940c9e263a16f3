// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

import Foundation
import TensorCore
import Testing

@Suite struct TensorTests {
  @Test func creation() {
    #expect(Tensor([1, 2, 3]).shape == [3])
    #expect(Tensor([1, 2, 3]).dtype == .float32)
    #expect(Tensor([Int32(1), 2], shape: [2, 1]).dtype == .int32)
    #expect(Tensor([true, false]).scalars(as: Bool.self) == [true, false])
    #expect(Tensor.zeros([2, 2], dtype: .int64).scalars(as: Int64.self) == [0, 0, 0, 0])
    #expect(Tensor.full(2.5, shape: [3]).scalars(as: Float.self) == [2.5, 2.5, 2.5])
    #expect(Tensor.arange(2..<5, dtype: .int32).scalars(as: Int32.self) == [2, 3, 4])
    #expect(Tensor.eye(2).scalars(as: Float.self) == [1, 0, 0, 1])
    #expect(
      Tensor.oneHot(Tensor([Int32(2), 0]), classes: 3).scalars(as: Float.self) == [
        0, 0, 1, 1, 0, 0,
      ])
    #expect(Tensor([[1, 2], [3, 4]]).shape == [2, 2])
    #expect(Tensor.scalar(3).shape == [] && Tensor.scalar(3).item() == 3)
    #expect(Tensor.zeros([0, 3]).count == 0)
  }

  @Test func viewsShareStorageAndReadRight() {
    let x = Tensor.arange(24).reshaped(to: [2, 3, 4])
    #expect(x.transposed([1, 0, 2]).shape == [3, 2, 4])
    #expect(!x.transposed().isContiguous && x.reshaped(to: [6, 4]).isContiguous)
    #expect(x.transposed().transposed().bytes == x.bytes)
    let corner = x.sliced(1..<2).sliced(0..<3, axis: 1, step: 2).sliced(1..<3, axis: -1)
    #expect(corner.scalars(as: Float.self) == [13, 14, 21, 22])
    #expect(x.reversed(axis: 0).sliced(0..<1).reshaped(to: [12]).item(at: 0) == 12)
    #expect(Tensor([7]).expanded(to: [2, 3]).scalars(as: Float.self) == [7, 7, 7, 7, 7, 7])
    #expect(Tensor([7]).expanded(to: [2, 3]).strides == [0, 0])
    #expect(x.sliced(2..<2).shape == [0, 3, 4])
  }

  @Test func castsAreDefinedEverywhere() {
    let x = Tensor([Float.nan, 1e30, -1e30, 2.9, -2.9])
    #expect(x.cast(to: .int32).scalars(as: Int32.self) == [0, .max, .min, 2, -2])
    #expect(x.cast(to: .int64).scalars(as: Int64.self) == [0, .max, .min, 2, -2])
    #expect(x.cast(to: .uint8).scalars(as: UInt8.self) == [0, 255, 0, 2, 0])
    #expect(x.cast(to: .bool).scalars(as: Bool.self) == [true, true, true, true, true])
    #expect(Tensor([Int64(300)]).cast(to: .uint8).scalars(as: UInt8.self) == [44])
    #expect(Tensor([1, 2]).scalars(as: Double.self) == [1, 2])
  }

  @Test func comparisons() {
    let x = Tensor([1, 2, .nan])
    let y = Tensor([2, 2, .nan])
    #expect(x.equal(to: y).scalars(as: Bool.self) == [false, true, false])
    #expect(x.less(than: y).scalars(as: Bool.self) == [true, false, false])
    #expect(x.greater(than: Tensor.scalar(1)).scalars(as: Bool.self) == [false, true, false])
    let labels = Tensor([Int64(1), 2]).equal(to: Tensor([Int64(1), 3]))
    #expect(labels.scalars(as: Bool.self) == [true, false])
  }

  @Test func printsAsNumPyDoes() {
    #expect(Tensor([1, 2.5, -3]).description == "[ 1.   2.5 -3. ]")
    #expect(Tensor([[1, 2], [30, 4]]).description == "[[ 1.  2.]\n [30.  4.]]")
    #expect(Tensor([Int32(1), 10, -3]).description == "[ 1 10 -3]")
    #expect(Tensor([true, false]).description == "[ True False]")
    #expect(Tensor.scalar(0.5).description == "0.5")
    #expect(Tensor.zeros([0]).description == "[]")
    #expect(
      Tensor.zeros([2, 1, 2]).description == "[[[0. 0.]]\n\n [[0. 0.]]]")
    #expect(
      Tensor.arange(1001, dtype: .int32).description == "[   0    1    2 ...  998  999 1000]")
    #expect(Tensor([.nan, .infinity]).description == "[nan inf]")
  }

  @Test func codableKeepsEveryBit() throws {
    for x in [
      Tensor([.nan, -0.0, 1e-45, .infinity], shape: [2, 2]),
      Tensor.arange(6).reshaped(to: [2, 3])
        .transposed(), Tensor([Int64.min, .max]), Tensor([true]), Tensor.zeros([0, 2]),
      Tensor.scalar(0.1, dtype: .float64),
    ] {
      let text = try JSONEncoder().encode(x)
      let y = try JSONDecoder().decode(Tensor.self, from: text)
      #expect(y.shape == x.shape && y.dtype == x.dtype && y.bytes == x.bytes)
    }
    let text = String(decoding: try JSONEncoder().encode(Tensor([Int32(1)])), as: UTF8.self)
    #expect(text.contains("\"AQAAAA==\"") && text.contains("\"int32\""))
  }

  @Test(arguments: [
    #"{"dtype":"float8","shape":[1],"data":"AQAAAA=="}"#,
    #"{"dtype":"int32","shape":[2],"data":"AQAAAA=="}"#,
    #"{"dtype":"int32","shape":[-1],"data":"AQAAAA=="}"#,
    #"{"dtype":"int32","shape":[1000000000000000000],"data":"AQAAAA=="}"#,
    #"{"dtype":"int32","shape":[4611686018427387904,4],"data":""}"#,
    #"{"dtype":"int32","shape":[1],"data":"AQAAAA="}"#,
    #"{"dtype":"int32","shape":[1],"data":"AQAA=A=="}"#,
    #"{"dtype":"int32","shape":[1],"data":"AQAAAB=="}"#,
    #"{"dtype":"int32","shape":[1],"data":"AQ AAA=="}"#,
    #"{"dtype":"int32","shape":[1,1,1,1,1,1,1,1,1],"data":"AQAAAA=="}"#,
    #"{"dtype":"int32","shape":[1]}"#,
  ])
  func hostileTextIsRefused(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Tensor.self, from: Data(text.utf8))
    }
  }

  @Test func elementTypesAreWrittenByName() throws {
    for dtype in DType.allCases {
      let text = try JSONEncoder().encode([dtype])
      #expect(String(decoding: text, as: UTF8.self) == "[\"\(dtype)\"]")
      #expect(try JSONDecoder().decode([DType].self, from: text) == [dtype])
    }
  }

  @Test func truthValuesFromOutsideAreZeroOrOne() throws {
    let x = try Tensor(bytes: [0, 7, 255], shape: [3], dtype: .bool)
    #expect(x.bytes == [0, 1, 1])
  }

  @Test func copiesDoNotSeeUpdatesInPlace() {
    var parameters = [Tensor([1, 2])]
    let before = parameters[0]
    let view = before.sliced(0..<1)
    var adam = Adam(learningRate: 0.1)
    adam.update(&parameters, gradients: [Tensor([1, 1])])
    #expect(before.scalars(as: Float.self) == [1, 2])
    #expect(view.scalars(as: Float.self) == [1])
    #expect(parameters[0].scalars(as: Float.self) != [1, 2])
  }
}

extension Tensor {
  fileprivate func item(at index: Int) -> Double { sliced(index..<(index + 1)).item() }
}
