// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// Choices and questions: where, truth values, classes of numbers, and what integers need natively.

#include <math.h>

#include "walk.h"

#define WHERE_RUN(type)                                                                            \
  {                                                                                                \
    const type *xa = (const type *)a + offsets[1], *xb = (const type *)b + offsets[2];             \
    type *out = (type *)y + written;                                                               \
    if (sc == 1 && sa == 1 && sb == 1) {                                                           \
      for (int64_t i = 0; i < n; i++) out[i] = c[i] ? xa[i] : xb[i];                               \
    } else {                                                                                       \
      for (int64_t i = 0; i < n; i++) out[i] = c[i * sc] ? xa[i * sa] : xb[i * sb];                \
    }                                                                                              \
    break;                                                                                         \
  }

void tc_where(
  int size, int rank, const int64_t *dims, const int64_t *cs, const int64_t *as, const int64_t *bs,
  const uint8_t *condition, const void *a, const void *b, void *y) {
  walk w;
  if (collapse(&w, 3, rank, dims, (const int64_t *[]){cs, as, bs}) == 0) return;
  int last = w.rank - 1;
  int64_t index[RANK] = {0}, offsets[OPERANDS] = {0}, n = w.dims[last], written = 0;
  int64_t sc = w.strides[0][last], sa = w.strides[1][last], sb = w.strides[2][last];
  do {
    const uint8_t *c = condition + offsets[0];
    switch (size) {
    case 1: WHERE_RUN(uint8_t)
    case 2: WHERE_RUN(uint16_t)
    case 4: WHERE_RUN(uint32_t)
    default: WHERE_RUN(uint64_t)
    }
    written += n;
  } while (advance(&w, 3, index, offsets));
}

void tc_logical(int op, int64_t n, const uint8_t *x, const uint8_t *y, uint8_t *z) {
  switch (op) {
  case TC_AND:
    for (int64_t i = 0; i < n; i++) z[i] = x[i] & y[i];
    break;
  case TC_OR:
    for (int64_t i = 0; i < n; i++) z[i] = x[i] | y[i];
    break;
  default:
    for (int64_t i = 0; i < n; i++) z[i] = x[i] ^ y[i];
  }
}

#define CLASSIFY(type)                                                                             \
  {                                                                                                \
    const type *v = x;                                                                             \
    if (op == TC_IS_NAN) {                                                                         \
      for (int64_t i = 0; i < n; i++) y[i] = v[i] != v[i];                                         \
    } else if (op == TC_IS_FINITE) {                                                               \
      for (int64_t i = 0; i < n; i++) y[i] = v[i] - v[i] == 0;                                     \
    } else {                                                                                       \
      for (int64_t i = 0; i < n; i++) y[i] = v[i] == (type)INFINITY || v[i] == -(type)INFINITY;    \
    }                                                                                              \
  }

void tc_classify(int op, int dtype, int64_t n, const void *x, uint8_t *y) {
  if (dtype == TC_FLOAT32) {
    CLASSIFY(float)
  } else {
    CLASSIFY(double)
  }
}

#define INTEGER_UNARY(type, wide)                                                                  \
  {                                                                                                \
    const type *v = x;                                                                             \
    type *out = y;                                                                                 \
    if (op == TC_INTEGER_ABS) {                                                                    \
      for (int64_t i = 0; i < n; i++) out[i] = v[i] < 0 ? (type)(0 - (wide)v[i]) : v[i];           \
    } else {                                                                                       \
      for (int64_t i = 0; i < n; i++) out[i] = (type)((v[i] > 0) - (v[i] < 0));                    \
    }                                                                                              \
    break;                                                                                         \
  }

void tc_integer_unary(int op, int dtype, int64_t n, const void *x, void *y) {
  switch (dtype) {
  case TC_INT8: INTEGER_UNARY(int8_t, uint32_t)
  case TC_INT16: INTEGER_UNARY(int16_t, uint32_t)
  case TC_INT32: INTEGER_UNARY(int32_t, uint32_t)
  case TC_INT64: INTEGER_UNARY(int64_t, uint64_t)
  default: INTEGER_UNARY(uint8_t, uint32_t)
  }
}

bool tc_integer_pow(int64_t n, const int64_t *x, const int64_t *y, int64_t *z) {
  for (int64_t i = 0; i < n; i++) {
    if (y[i] < 0) return false;
    uint64_t result = 1, base = (uint64_t)x[i];
    for (uint64_t e = (uint64_t)y[i]; e; e >>= 1, base *= base)
      if (e & 1) result *= base;
    z[i] = (int64_t)result;
  }
  return true;
}
