// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Half-width numbers to and from float32, by integer operations only: the same bits at every level, the
// bits of a NaN included, and loops that vectorise.

TC_INLINE float float_of(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}
TC_INLINE uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

TC_INLINE uint32_t widened_f16(uint16_t h) {
  uint32_t magnitude = (uint32_t)(h & 0x7fff) << 13;
  // The exponents' biases differ by 112; a product is right for subnormal numbers too.
  uint32_t finite = bits_of(float_of(magnitude) * 0x1p112f);
  uint32_t special = magnitude | UINT32_C(0x7f800000);
  return (magnitude >= UINT32_C(0x0f800000) ? special : finite) | (uint32_t)(h & 0x8000) << 16;
}

TC_INLINE uint16_t narrowed_f16(uint32_t b) {
  uint32_t a = b & UINT32_C(0x7fffffff);
  // Below 2^-14 the spacing is that of the float32 numbers from 0.5 on: a sum rounds.
  uint32_t small = bits_of(float_of(a) + 0.5f) - UINT32_C(0x3f000000);
  uint32_t normal = (a + 0xfff + (a >> 13 & 1) - (UINT32_C(112) << 23)) >> 13;
  uint32_t payload = a >> 13 & 0x3ff;
  uint32_t nan = 0x7c00 | (payload == 0 ? 0x200 : payload);
  uint32_t h = a < UINT32_C(0x38800000) ? small : normal;
  h = a >= UINT32_C(0x477ff000) ? 0x7c00 : h;
  h = a > UINT32_C(0x7f800000) ? nan : h;
  return (uint16_t)(h | (b >> 16 & 0x8000));
}

TC_INLINE uint16_t narrowed_bf16(uint32_t b) {
  uint32_t rounded = (b + 0x7fff + (b >> 16 & 1)) >> 16;
  uint32_t upper = b >> 16;
  uint32_t nan = (upper & 0x7f) == 0 ? upper | 0x40 : upper;
  return (uint16_t)((b & UINT32_C(0x7fffffff)) > UINT32_C(0x7f800000) ? nan : rounded);
}

static void widen_f16(int64_t n, const uint16_t *restrict x, float *restrict y) {
  for (int64_t i = 0; i < n; i++) y[i] = float_of(widened_f16(x[i]));
}
static void narrow_f16(int64_t n, const float *restrict x, uint16_t *restrict y) {
  for (int64_t i = 0; i < n; i++) y[i] = narrowed_f16(bits_of(x[i]));
}
static void widen_bf16(int64_t n, const uint16_t *restrict x, float *restrict y) {
  for (int64_t i = 0; i < n; i++) y[i] = float_of((uint32_t)x[i] << 16);
}
static void narrow_bf16(int64_t n, const float *restrict x, uint16_t *restrict y) {
  for (int64_t i = 0; i < n; i++) y[i] = narrowed_bf16(bits_of(x[i]));
}
