// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Weights in blocks of small integers with common scales, in the layouts of ggml
// (https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h). A weight is what the blocks say, rounded
// as ggml's reference rounds: each product and each sum by itself.
#pragma once
#include <stdint.h>

// A q8_0 block: float16 scale, 32 signed bytes.
// A q4_0 block: float16 scale, 16 bytes of two numbers from -8 on; the lower halves come first.
// A q4_1 block: float16 scale and minimum, 16 bytes of two numbers from 0 on.
// A q4_K block: float16 scale and minimum, 12 bytes of eight scales and minima of 6 bits, 128 bytes.
// A q6_K block: 128 bytes of lower and 64 of upper bits, 16 signed scales, float16 scale.

// Weights that are laid out together, at most: what a format's smallest step is, and a panel's depth.
#define TC_QUANTIZED_DEPTH 128

static inline int64_t tc_quantized_weights(int format) { return format >= TC_Q4_K ? 256 : 32; }
static inline int64_t tc_quantized_bytes(int format) {
  static const int64_t bytes[TC_QUANTIZED_COUNT] = {34, 18, 20, 144, 210};
  return bytes[format];
}

// Scale and minimum of the s-th 32 weights of a q4_K block, from its twelve bytes.
static inline void tc_q4_k_scale(const uint8_t *b, int s, uint8_t *scale, uint8_t *minimum) {
  if (s < 4) {
    *scale = b[s] & 63;
    *minimum = b[s + 4] & 63;
  } else {
    *scale = (uint8_t)((b[s + 4] & 15) | (b[s - 4] >> 6 << 4));
    *minimum = (uint8_t)(b[s + 4] >> 4 | (b[s] >> 6 << 4));
  }
}
