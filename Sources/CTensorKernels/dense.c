// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Kernels on dense operands: the dispatch table where arithmetic is wide, plain loops elsewhere.

#include <string.h>

#include "levels/table.h"

void tc_softmax_rows(int dtype, int64_t m, int64_t n, const void *x, void *y) {
  tc_current_table()->softmax[dtype](m, n, x, y);
}

void tc_log_softmax_rows(int dtype, int64_t m, int64_t n, const void *x, void *y) {
  tc_current_table()->log_softmax[dtype](m, n, x, y);
}

void tc_softmax_backward_rows(
  int dtype, int64_t m, int64_t n, const void *g, const void *y, void *dx) {
  tc_current_table()->softmax_backward[dtype](m, n, g, y, dx);
}

void tc_log_softmax_backward_rows(
  int dtype, int64_t m, int64_t n, const void *g, const void *y, void *dx) {
  tc_current_table()->log_softmax_backward[dtype](m, n, g, y, dx);
}

void tc_cross_entropy_rows(
  int dtype, int64_t m, int64_t n, const void *x, const int64_t *labels, void *loss) {
  tc_current_table()->cross_entropy[dtype](m, n, x, labels, loss);
}

void tc_cross_entropy_backward_rows(
  int dtype, int64_t m, int64_t n, const void *x, const int64_t *labels, const void *g, void *dx) {
  tc_current_table()->cross_entropy_backward[dtype](m, n, x, labels, g, dx);
}

void tc_adam(
  int dtype, int64_t n, const tc_adam_settings *settings, const void *gradient, void *parameter,
  void *first_moment, void *second_moment) {
  tc_current_table()->adam[dtype](
    n, settings, gradient, parameter, first_moment, second_moment);
}

void tc_fill(int size, int64_t n, const void *value, void *y) {
#define FILL(type)                                                                                 \
  {                                                                                                \
    type v;                                                                                        \
    memcpy(&v, value, sizeof v);                                                                   \
    for (int64_t i = 0; i < n; i++) ((type *)y)[i] = v;                                            \
    break;                                                                                         \
  }
  switch (size) {
  case 1: FILL(uint8_t)
  case 2: FILL(uint16_t)
  case 4: FILL(uint32_t)
  default: FILL(uint64_t)
  }
}

void tc_gather_rows(
  int64_t count, const int64_t *indices, int64_t bytes, const void *x, void *y) {
  for (int64_t i = 0; i < count; i++)
    memcpy((char *)y + i * bytes, (const char *)x + indices[i] * bytes, (size_t)bytes);
}

void tc_add_rows(
  int dtype, int64_t count, const int64_t *indices, int64_t width, const void *x, void *y) {
  for (int64_t i = 0; i < count; i++) {
    if (dtype == TC_FLOAT32) {
      const float *from = (const float *)x + i * width;
      float *to = (float *)y + indices[i] * width;
      for (int64_t j = 0; j < width; j++) to[j] += from[j];
    } else {
      const double *from = (const double *)x + i * width;
      double *to = (double *)y + indices[i] * width;
      for (int64_t j = 0; j < width; j++) to[j] += from[j];
    }
  }
}

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

bool tc_cast(int from, int to, int64_t n, const void *x, void *y) {
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
