// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

internal import CTensorKernels

/// How quantised weights are packed: blocks of small integers with scales that they share, as
/// ggml defines them (https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h).
@nonexhaustive
public enum QuantizedFormat: UInt8, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  /// 32 weights of 8 bits and a scale: 8.5 bits a weight.
  case q8_0 = 0
  /// 32 weights of 4 bits and a scale: 4.5 bits a weight.
  case q4_0 = 1
  /// 32 weights of 4 bits, a scale and a minimum: 5 bits a weight.
  case q4_1 = 2
  /// 256 weights of 4 bits, with eight scales and minima of 6 bits: 4.5 bits a weight.
  case q4_K = 3
  /// 256 weights of 6 bits, with 16 scales of 8 bits: 6.5625 bits a weight.
  case q6_K = 4

  /// Weights of a block; the last dimension is a multiple of it.
  public var blockWeights: Int { Int(tc_quantized_block_weights(code)) }
  /// Bytes of a block.
  public var blockBytes: Int { Int(tc_quantized_block_bytes(code)) }
  /// Whether numbers can be brought into this format here, rather than only read.
  public var canQuantize: Bool { rawValue <= QuantizedFormat.q4_1.rawValue }

  /// The number the kernels know this format by.
  var code: Int32 { Int32(rawValue) }

  /// The name as ggml writes it.
  public var description: String {
    switch self {
    case .q8_0: "Q8_0"
    case .q4_0: "Q4_0"
    case .q4_1: "Q4_1"
    case .q4_K: "Q4_K"
    case .q6_K: "Q6_K"
    }
  }
}
