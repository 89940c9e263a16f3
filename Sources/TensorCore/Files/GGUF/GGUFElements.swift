// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// The type of a GGUF tensor's elements, by ggml's numbers
/// (https://github.com/ggml-org/ggml/blob/master/include/ggml.h, `ggml_type`).
struct GGUFElements: Sendable {
  let name: String
  let number: UInt32
  /// Elements and bytes of a block; `nil` where the number is unknown.
  let block: (count: Int, bytes: Int)?
  /// What a tensor of them has, where they are no blocks.
  let dtype: DType?
  /// How weights are packed, where they are blocks that products take.
  let format: QuantizedFormat?

  private init(
    _ number: UInt32, _ name: String, _ count: Int, _ bytes: Int, _ dtype: DType? = nil,
    _ format: QuantizedFormat? = nil
  ) {
    self.number = number
    self.name = name
    block = (count, bytes)
    self.dtype = dtype
    self.format = format
  }

  private static let known: [GGUFElements] = [
    .init(0, "F32", 1, 4, .float32), .init(1, "F16", 1, 2, .float16),
    .init(2, "Q4_0", 32, 18, nil, .q4_0), .init(3, "Q4_1", 32, 20, nil, .q4_1),
    .init(6, "Q5_0", 32, 22), .init(7, "Q5_1", 32, 24), .init(8, "Q8_0", 32, 34, nil, .q8_0),
    .init(9, "Q8_1", 32, 40), .init(10, "Q2_K", 256, 84), .init(11, "Q3_K", 256, 110),
    .init(12, "Q4_K", 256, 144, nil, .q4_K), .init(13, "Q5_K", 256, 176),
    .init(14, "Q6_K", 256, 210, nil, .q6_K), .init(15, "Q8_K", 256, 292),
    .init(16, "IQ2_XXS", 256, 66), .init(17, "IQ2_XS", 256, 74), .init(18, "IQ3_XXS", 256, 98),
    .init(19, "IQ1_S", 256, 50), .init(20, "IQ4_NL", 32, 18), .init(21, "IQ3_S", 256, 110),
    .init(22, "IQ2_S", 256, 82), .init(23, "IQ4_XS", 256, 136), .init(24, "I8", 1, 1, .int8),
    .init(25, "I16", 1, 2, .int16), .init(26, "I32", 1, 4, .int32),
    .init(27, "I64", 1, 8, .int64), .init(28, "F64", 1, 8, .float64), .init(29, "IQ1_M", 256, 56),
    .init(30, "BF16", 1, 2, .bfloat16), .init(34, "TQ1_0", 256, 54), .init(35, "TQ2_0", 256, 66),
    .init(39, "MXFP4", 32, 17),
  ]
  private static let byNumber = Dictionary(uniqueKeysWithValues: known.map { ($0.number, $0) })

  init(number: UInt32) {
    if let found = Self.byNumber[number] {
      self = found
    } else {
      self.number = number
      name = "type \(number)"
      block = nil
      dtype = nil
      format = nil
    }
  }

  init(_ format: QuantizedFormat) {
    guard let found = Self.known.first(where: { $0.format == format }) else {
      preconditionFailure("no number for \(format)")
    }
    self = found
  }

  /// `nil` for the types that files have no number for: unsigned bytes and truth values.
  init?(_ dtype: DType) {
    guard let found = Self.known.first(where: { $0.dtype == dtype }) else { return nil }
    self = found
  }
}
