// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Conversions between all element types, on dense operands. Each rounds once.

#include <string.h>

#include "levels/table.h"

// Numbers that pass through float32 on their way to or from half width, at a time.
#define BLOCK 1024

// Towards zero, with the ends of the range where the number is beyond them, and 0 for NaN: what C
// leaves undefined.
#define SATURATING(type, lowest, beyond)                                                           \
  static type to_##type(double x) {                                                                \
    if (!(x == x)) return 0;                                                                       \
    if (x <= (double)(lowest)) return lowest;                                                      \
    if (x >= (beyond)) return (type)~(type)(lowest);                                               \
    return (type)x;                                                                                \
  }
SATURATING(int8_t, INT8_MIN, 0x1p7)
SATURATING(int16_t, INT16_MIN, 0x1p15)
SATURATING(int32_t, INT32_MIN, 0x1p31)
SATURATING(int64_t, INT64_MIN, 0x1p63)
static uint8_t to_uint8_t(double x) { return x > 0 ? (x >= 255 ? 255 : (uint8_t)x) : 0; }

// To float32 with the last bit set where something was cut off: rounding to half width afterwards gives
// what rounding once would give (Boldo and Melquiond 2008, https://doi.org/10.1109/TC.2007.70819).
static float odd_from_double(double x) {
  float y = (float)x;
  if ((double)y == x || x != x) return y;
  uint32_t bits;
  memcpy(&bits, &y, sizeof bits);
  // Towards zero first; an infinity becomes the largest finite number.
  double magnitude = x < 0 ? -x : x, rounded = y < 0 ? -(double)y : (double)y;
  if (rounded > magnitude) bits -= 1;
  bits |= 1;
  memcpy(&y, &bits, sizeof y);
  return y;
}
static float odd_from_integer(int64_t x) {
  uint64_t magnitude = x < 0 ? 0 - (uint64_t)x : (uint64_t)x;
  if (magnitude >> 53) {
    uint64_t cut = magnitude & 0x7ff;
    magnitude = (magnitude - cut) | (cut != 0 ? 0x800 : 0);
  }
  double exact = (double)magnitude;
  return odd_from_double(x < 0 ? -exact : exact);
}

#define CAST_LOOP(from, to, expression)                                                            \
  {                                                                                                \
    const from *restrict source = x;                                                               \
    to *restrict target = y;                                                                       \
    for (int64_t i = 0; i < n; i++) {                                                              \
      from v = source[i];                                                                          \
      target[i] = (expression);                                                                    \
    }                                                                                              \
    return true;                                                                                   \
  }

#define CAST_FROM(from, integral)                                                                  \
  switch (to) {                                                                                    \
  case TC_FLOAT32: CAST_LOOP(from, float, (float)v)                                                \
  case TC_FLOAT64: CAST_LOOP(from, double, (double)v)                                              \
  case TC_INT8: CAST_LOOP(from, int8_t, integral ? (int8_t)(int64_t)v : to_int8_t((double)v))      \
  case TC_INT16: CAST_LOOP(from, int16_t, integral ? (int16_t)(int64_t)v : to_int16_t((double)v))  \
  case TC_INT32: CAST_LOOP(from, int32_t, integral ? (int32_t)(int64_t)v : to_int32_t((double)v))  \
  case TC_INT64: CAST_LOOP(from, int64_t, integral ? (int64_t)v : to_int64_t((double)v))           \
  case TC_UINT8: CAST_LOOP(from, uint8_t, integral ? (uint8_t)(int64_t)v : to_uint8_t((double)v))  \
  case TC_BOOL: CAST_LOOP(from, uint8_t, v != 0)                                                   \
  default: return false;                                                                           \
  }

static bool cast_full(int from, int to, int64_t n, const void *x, void *y) {
  switch (from) {
  case TC_FLOAT32: CAST_FROM(float, false)
  case TC_FLOAT64: CAST_FROM(double, false)
  case TC_INT8: CAST_FROM(int8_t, true)
  case TC_INT16: CAST_FROM(int16_t, true)
  case TC_INT32: CAST_FROM(int32_t, true)
  case TC_INT64: CAST_FROM(int64_t, true)
  case TC_UINT8: CAST_FROM(uint8_t, true)
  case TC_BOOL: CAST_FROM(uint8_t, true)
  default: return false;
  }
}

// To float32 such that half width can be rounded to from it.
static bool cast_odd(int from, int64_t n, const void *x, float *y) {
  switch (from) {
  case TC_FLOAT64: CAST_LOOP(double, float, odd_from_double(v))
  case TC_INT32: CAST_LOOP(int32_t, float, odd_from_double((double)v))
  case TC_INT64: CAST_LOOP(int64_t, float, odd_from_integer(v))
  default: return cast_full(from, TC_FLOAT32, n, x, y);
  }
}

static bool is_half(int dtype) { return dtype == TC_FLOAT16 || dtype == TC_BFLOAT16; }

static size_t width_of(int dtype) {
  static const size_t widths[] = {4, 8, 2, 2, 1, 2, 4, 8, 1, 1};
  return widths[dtype];
}

bool tc_cast(int from, int to, int64_t n, const void *x, void *y) {
  if (from < 0 || from > TC_BOOL || to < 0 || to > TC_BOOL) return false;
  if (!is_half(from) && !is_half(to)) return cast_full(from, to, n, x, y);
  const tc_table *table = tc_current_table();
  if (is_half(from) && to == TC_FLOAT32) {
    table->widen[from - TC_FLOAT16](n, x, y);
    return true;
  }
  if (from == TC_FLOAT32 && is_half(to)) {
    table->narrow[to - TC_FLOAT16](n, x, y);
    return true;
  }
  float block[BLOCK];
  for (int64_t i = 0; i < n; i += BLOCK) {
    int64_t count = n - i < BLOCK ? n - i : BLOCK;
    const char *source = (const char *)x + (size_t)i * width_of(from);
    char *target = (char *)y + (size_t)i * width_of(to);
    if (is_half(from)) {
      table->widen[from - TC_FLOAT16](count, (const uint16_t *)(const void *)source, block);
    } else {
      cast_odd(from, count, source, block);
    }
    if (is_half(to)) {
      table->narrow[to - TC_FLOAT16](count, block, (uint16_t *)(void *)target);
    } else {
      cast_full(TC_FLOAT32, to, count, block, target);
    }
  }
  return true;
}
