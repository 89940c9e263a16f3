// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

/// How a file stores its elements, and what they become in a tensor.
struct NPYElements: Equatable {
  /// What a tensor makes of them.
  enum Conversion: Equatable {
    /// Their bytes as they are, but for the order of bytes.
    case none
    /// Unsigned 16 and 32 bits become signed ones of twice the width, which hold every value.
    case widened
    /// Unsigned 64 bits become signed ones, where the value allows.
    case checked
  }

  let dtype: DType
  /// Bytes of an element in the file.
  let width: Int
  let conversion: Conversion
  let isBigEndian: Bool

  /// The type that a descriptor such as `<f4` names.
  ///
  /// - Throws: `objectArray`, `unsupportedElements`.
  init(descriptor: String, file: String) throws(TensorFileError) {
    var code = Substring(descriptor)
    let order = code.first.flatMap { "<>|=".contains($0) ? $0 : nil }
    if order != nil { code.removeFirst() }
    if code.first == "O" { throw .objectArray(file: file, descriptor: descriptor) }
    switch code {
    case "f4": (dtype, width, conversion) = (.float32, 4, .none)
    case "f8": (dtype, width, conversion) = (.float64, 8, .none)
    case "f2": (dtype, width, conversion) = (.float16, 2, .none)
    case "i1": (dtype, width, conversion) = (.int8, 1, .none)
    case "i2": (dtype, width, conversion) = (.int16, 2, .none)
    case "i4": (dtype, width, conversion) = (.int32, 4, .none)
    case "i8": (dtype, width, conversion) = (.int64, 8, .none)
    case "u1": (dtype, width, conversion) = (.uint8, 1, .none)
    case "b1": (dtype, width, conversion) = (.bool, 1, .none)
    case "u2": (dtype, width, conversion) = (.int32, 2, .widened)
    case "u4": (dtype, width, conversion) = (.int64, 4, .widened)
    case "u8": (dtype, width, conversion) = (.int64, 8, .checked)
    default:
      throw .unsupportedElements(
        file: file, descriptor: descriptor, reason: "no tensor has elements of this type")
    }
    isBigEndian = order == ">"
    // One byte has no order. More bytes must have one that the file states; '=' would mean that of
    // the machine that wrote it.
    guard width == 1 ? order != nil && order != "=" : order == "<" || order == ">" else {
      throw .unsupportedElements(
        file: file, descriptor: descriptor, reason: "the order of bytes is not stated")
    }
  }

  /// What a file calls the elements of a tensor, which are written with the lowest byte first.
  ///
  /// - Throws: `unsupportedElements` for bfloat16, which NumPy does not have.
  static func descriptor(of dtype: DType, file: String) throws(TensorFileError) -> String {
    switch dtype {
    case .float32: "<f4"
    case .float64: "<f8"
    case .float16: "<f2"
    case .int8: "|i1"
    case .int16: "<i2"
    case .int32: "<i4"
    case .int64: "<i8"
    case .uint8: "|u1"
    case .bool: "|b1"
    case .bfloat16:
      throw .unsupportedElements(
        file: file, descriptor: "bfloat16", reason: "NumPy has no such type; cast to float32 first")
    }
  }
}
