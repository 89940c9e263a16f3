// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// Reductions and scans beyond the tree of the dispatch table: integers, indices, running sums.

#include <stddef.h>

#include "levels/table.h"
#include "walk.h"

void tc_reduce_from(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *strides, int64_t n,
  int64_t stride, const void *x, const void *c, void *y) {
  walk w;
  if (collapse(&w, 1, rank, dims, (const int64_t *[]){strides}) == 0) return;
  tc_reduce_from_kernel kernel = tc_current_table()->reduce_from[dtype][op];
  size_t width = width_of(dtype);
  int64_t index[RANK] = {0}, offsets[OPERANDS] = {0}, m = w.dims[w.rank - 1];
  char *out = y;
  const char *numbers = c;
  do {
    kernel(
      m, w.strides[0][w.rank - 1], n, stride, (const char *)x + offsets[0] * (int64_t)width,
      numbers, out);
    out += (size_t)m * width;
    if (numbers) numbers += (size_t)m * width;
  } while (advance(&w, 1, index, offsets));
}

#define ARG_EXTREME(type, relation)                                                                \
  for (int64_t i = 0; i < m; i++) {                                                                \
    const type *row = (const type *)x + i * n;                                                     \
    int64_t best = 0;                                                                              \
    for (int64_t j = 1; j < n; j++) {                                                              \
      if (row[best] != row[best]) break;                                                           \
      if (row[j] relation row[best] || row[j] != row[j]) best = j;                                 \
    }                                                                                              \
    y[i] = best;                                                                                   \
  }
#define ARG_EXTREMES(type)                                                                         \
  {                                                                                                \
    if (smallest) {                                                                                \
      ARG_EXTREME(type, <)                                                                         \
    } else {                                                                                       \
      ARG_EXTREME(type, >)                                                                         \
    }                                                                                              \
    break;                                                                                         \
  }

void tc_arg_extreme_rows(
  bool smallest, int dtype, int64_t m, int64_t n, const void *x, int64_t *y) {
  switch (dtype) {
  case TC_FLOAT32: ARG_EXTREMES(float)
  case TC_FLOAT64: ARG_EXTREMES(double)
  case TC_INT8: ARG_EXTREMES(int8_t)
  case TC_INT16: ARG_EXTREMES(int16_t)
  case TC_INT32: ARG_EXTREMES(int32_t)
  case TC_INT64: ARG_EXTREMES(int64_t)
  default: ARG_EXTREMES(uint8_t)
  }
}

// Sums and products wrap: unsigned arithmetic is what C defines.
#define REDUCE_INTEGERS(type)                                                                      \
  for (int64_t i = 0; i < m; i++) {                                                                \
    const type *row = (const type *)x + i * n;                                                     \
    if (op == TC_SUM) {                                                                            \
      uint64_t sum = 0;                                                                            \
      for (int64_t j = 0; j < n; j++) sum += (uint64_t)(int64_t)row[j];                            \
      ((int64_t *)y)[i] = (int64_t)sum;                                                            \
    } else if (op == TC_PROD) {                                                                    \
      uint64_t product = 1;                                                                        \
      for (int64_t j = 0; j < n; j++) product *= (uint64_t)(int64_t)row[j];                        \
      ((int64_t *)y)[i] = (int64_t)product;                                                        \
    } else if (op == TC_MAX) {                                                                     \
      type best = row[0];                                                                          \
      for (int64_t j = 1; j < n; j++) best = row[j] > best ? row[j] : best;                        \
      ((type *)y)[i] = best;                                                                       \
    } else {                                                                                       \
      type best = row[0];                                                                          \
      for (int64_t j = 1; j < n; j++) best = row[j] < best ? row[j] : best;                        \
      ((type *)y)[i] = best;                                                                       \
    }                                                                                              \
  }                                                                                                \
  break;

void tc_reduce_integer_rows(int op, int dtype, int64_t m, int64_t n, const void *x, void *y) {
  switch (dtype) {
  case TC_INT8: REDUCE_INTEGERS(int8_t)
  case TC_INT16: REDUCE_INTEGERS(int16_t)
  case TC_INT32: REDUCE_INTEGERS(int32_t)
  case TC_INT64: REDUCE_INTEGERS(int64_t)
  default: REDUCE_INTEGERS(uint8_t)
  }
}

// Row i of the middle after row i -/+ 1, across all of the inner dimension.
#define SCAN(type, first, next)                                                                    \
  for (int64_t o = 0; o < outer; o++) {                                                            \
    for (int64_t s = 0; s < n; s++) {                                                              \
      int64_t i = backwards ? n - 1 - s : s;                                                       \
      int64_t here = (o * n + i) * inner, before = here + (backwards ? inner : -inner);            \
      if (s == 0) {                                                                                \
        for (int64_t j = 0; j < inner; j++) ((type *)y)[here + j] = (first);                       \
      } else {                                                                                     \
        for (int64_t j = 0; j < inner; j++) {                                                      \
          type last = ((type *)y)[before + j];                                                     \
          ((type *)y)[here + j] = (next);                                                          \
        }                                                                                          \
      }                                                                                            \
    }                                                                                              \
  }

#define SCAN_BOTH(type)                                                                            \
  if (op == TC_SUM) {                                                                              \
    SCAN(type, ((const type *)x)[here + j], last + ((const type *)x)[here + j])                    \
  } else {                                                                                         \
    SCAN(type, ((const type *)x)[here + j], last * ((const type *)x)[here + j])                    \
  }

void tc_scan(
  int op, int dtype, int64_t outer, int64_t n, int64_t inner, bool backwards, const void *x,
  void *y) {
  if (dtype == TC_FLOAT32) {
    SCAN_BOTH(float)
  } else if (dtype == TC_FLOAT64) {
    SCAN_BOTH(double)
  } else {
    SCAN_BOTH(uint64_t)
  }
}

void tc_linear_scan(
  int dtype, int64_t outer, int64_t n, int64_t inner, bool backwards, const void *a, const void *b,
  void *y) {
#define A(type) ((const type *)a)[here + j]
#define B(type) ((const type *)b)[here + j]
  if (dtype == TC_FLOAT32) {
    SCAN(float, B(float), A(float) * last + B(float))
  } else {
    SCAN(double, B(double), A(double) * last + B(double))
  }
}
