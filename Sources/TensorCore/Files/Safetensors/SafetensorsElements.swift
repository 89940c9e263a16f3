// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How a safetensors file names the type of elements.
struct SafetensorsElements {
  /// The name in a header.
  let name: String
  /// Bits of an element.
  let bits: Int
  /// Where files list these elements: those of higher rank come first, as in the reference.
  let rank: Int
  /// What a tensor has; `nil` where no tensor has such elements.
  let dtype: DType?
  /// Whether unsigned numbers become signed ones of twice the width, or of the same where they fit.
  let isUnsignedWord: Bool

  private init(
    _ name: String, _ bits: Int, _ rank: Int, _ dtype: DType?, isUnsignedWord: Bool = false
  ) {
    self.name = name
    self.bits = bits
    self.rank = rank
    self.dtype = dtype
    self.isUnsignedWord = isUnsignedWord
  }

  /// All types, in the order of the reference's enumeration.
  static let all: [SafetensorsElements] = [
    .init("BOOL", 8, 0, .bool), .init("F4", 4, 1, nil), .init("F6_E2M3", 6, 2, nil),
    .init("F6_E3M2", 6, 3, nil), .init("U8", 8, 4, .uint8), .init("I8", 8, 5, .int8),
    .init("F8_E5M2", 8, 6, nil), .init("F8_E4M3", 8, 7, nil), .init("F8_E8M0", 8, 8, nil),
    .init("F8_E4M3FNUZ", 8, 9, nil), .init("F8_E5M2FNUZ", 8, 10, nil),
    .init("I16", 16, 11, .int16), .init("U16", 16, 12, .int32, isUnsignedWord: true),
    .init("F16", 16, 13, .float16), .init("BF16", 16, 14, .bfloat16),
    .init("I32", 32, 15, .int32), .init("U32", 32, 16, .int64, isUnsignedWord: true),
    .init("F32", 32, 17, .float32), .init("C64", 64, 18, nil), .init("F64", 64, 19, .float64),
    .init("I64", 64, 20, .int64), .init("U64", 64, 21, .int64, isUnsignedWord: true),
  ]

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  init?(name: String) {
    guard let found = Self.byName[name] else { return nil }
    self = found
  }

  /// How elements of a tensor are written.
  init(_ dtype: DType) {
    let name =
      switch dtype {
      case .bool: "BOOL"
      case .uint8: "U8"
      case .int8: "I8"
      case .int16: "I16"
      case .float16: "F16"
      case .bfloat16: "BF16"
      case .int32: "I32"
      case .float32: "F32"
      case .float64: "F64"
      case .int64: "I64"
      }
    guard let found = Self.byName[name] else { preconditionFailure("no entry for \(name)") }
    self = found
  }

  /// Bytes of as many elements as `shape` has; `nil` where they are no whole number of bytes, or more
  /// than `Int` holds.
  func byteCount(_ shape: [Int]) -> Int? {
    var count = bits
    for n in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: n)
      if overflow { return nil }
      count = product
    }
    return count % 8 == 0 ? count / 8 : nil
  }
}
