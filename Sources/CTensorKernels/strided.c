// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Walks over strided operands: neighbouring dimensions that lie evenly in every operand become one,
// and what is left of them is a loop around the kernels of the dispatch table.

#include <string.h>

#include "levels/table.h"
#include "walk.h"

void tc_unary_flat(int op, int dtype, int64_t n, const void *x, void *y) {
  tc_current_table()->unary[dtype][op](n, x, 1, y);
}

void tc_binary_flat(
  int op, int dtype, int64_t n, const void *x, int64_t xs, const void *y, int64_t ys, void *z) {
  tc_current_table()->binary[dtype][op](n, x, xs, y, ys, z);
}

void tc_unary(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *xs, const void *x, void *y) {
  walk w;
  if (collapse(&w, 1, rank, dims, (const int64_t *[]){xs}) == 0) return;
  tc_unary_kernel kernel = tc_current_table()->unary[dtype][op];
  size_t width = width_of(dtype);
  int64_t index[RANK] = {0}, offsets[OPERANDS] = {0}, n = w.dims[w.rank - 1];
  char *out = y;
  do {
    kernel(n, (const char *)x + offsets[0] * (int64_t)width, w.strides[0][w.rank - 1], out);
    out += (size_t)n * width;
  } while (advance(&w, 1, index, offsets));
}

static void binary_walk(
  tc_binary_kernel kernel, size_t width, size_t out_width, int rank, const int64_t *dims,
  const int64_t *xs, const int64_t *ys, const void *x, const void *y, void *z) {
  walk w;
  if (collapse(&w, 2, rank, dims, (const int64_t *[]){xs, ys}) == 0) return;
  int64_t index[RANK] = {0}, offsets[OPERANDS] = {0}, n = w.dims[w.rank - 1];
  char *out = z;
  do {
    kernel(
      n, (const char *)x + offsets[0] * (int64_t)width, w.strides[0][w.rank - 1],
      (const char *)y + offsets[1] * (int64_t)width, w.strides[1][w.rank - 1], out);
    out += (size_t)n * out_width;
  } while (advance(&w, 2, index, offsets));
}

void tc_binary(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *xs, const int64_t *ys,
  const void *x, const void *y, void *z) {
  size_t width = width_of(dtype);
  binary_walk(
    tc_current_table()->binary[dtype][op], width, width, rank, dims, xs, ys, x, y, z);
}

#define COMPARISON(name, type, relation)                                                           \
  static void name(                                                                                \
    int64_t n, const void *px, int64_t xs, const void *py, int64_t ys, void *pz) {                 \
    const type *x = px, *y = py;                                                                   \
    uint8_t *z = pz;                                                                               \
    for (int64_t i = 0; i < n; i++) z[i] = x[i * xs] relation y[i * ys];                           \
  }
#define COMPARISONS(type, suffix)                                                                  \
  COMPARISON(equal_##suffix, type, ==)                                                             \
  COMPARISON(less_##suffix, type, <)                                                               \
  COMPARISON(less_equal_##suffix, type, <=)
COMPARISONS(float, f32)
COMPARISONS(double, f64)
COMPARISONS(int8_t, i8)
COMPARISONS(int16_t, i16)
COMPARISONS(int32_t, i32)
COMPARISONS(int64_t, i64)
COMPARISONS(uint8_t, u8)

void tc_compare(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *xs, const int64_t *ys,
  const void *x, const void *y, uint8_t *z) {
#define ROW(suffix) {equal_##suffix, less_##suffix, less_equal_##suffix}
  static const tc_binary_kernel kernels[10][TC_COMPARE_COUNT] = {
    [TC_FLOAT32] = ROW(f32), [TC_FLOAT64] = ROW(f64), [TC_INT8] = ROW(i8), [TC_INT16] = ROW(i16),
    [TC_INT32] = ROW(i32),   [TC_INT64] = ROW(i64),   [TC_UINT8] = ROW(u8), [TC_BOOL] = ROW(u8),
  };
  static const size_t widths[10] = {4, 8, 2, 2, 1, 2, 4, 8, 1, 1};
  binary_walk(kernels[dtype][op], widths[dtype], 1, rank, dims, xs, ys, x, y, z);
}

#define COPY_RUN(type)                                                                             \
  {                                                                                                \
    const type *x = from;                                                                          \
    type *y = to;                                                                                  \
    for (int64_t i = 0; i < n; i++) y[i * ys] = x[i * xs];                                         \
    break;                                                                                         \
  }

static void copy_run(int size, int64_t n, const void *from, int64_t xs, void *to, int64_t ys) {
  if (xs == 1 && ys == 1) {
    memcpy(to, from, (size_t)n * (size_t)size);
    return;
  }
  switch (size) {
  case 1: COPY_RUN(uint8_t)
  case 2: COPY_RUN(uint16_t)
  case 4: COPY_RUN(uint32_t)
  default: COPY_RUN(uint64_t)
  }
}

// A transposition: blocks of 32 by 32 keep both sides in the cache.
static void copy_plane(
  int size, int64_t m, int64_t n, const char *x, int64_t xr, int64_t xc, char *y, int64_t yr,
  int64_t yc) {
  for (int64_t i = 0; i < m; i += 32) {
    int64_t rows = m - i < 32 ? m - i : 32;
    for (int64_t j = 0; j < n; j += 32) {
      int64_t columns = n - j < 32 ? n - j : 32;
      for (int64_t r = i; r < i + rows; r++)
        copy_run(
          size, columns, x + (r * xr + j * xc) * size, xc, y + (r * yr + j * yc) * size, yc);
    }
  }
}

void tc_copy(
  int size, int rank, const int64_t *dims, const int64_t *xs, const void *x, const int64_t *ys,
  void *y) {
  walk w;
  if (collapse(&w, 2, rank, dims, (const int64_t *[]){xs, ys}) == 0) return;
  int last = w.rank - 1;
  int64_t index[RANK] = {0}, offsets[OPERANDS] = {0};
  if (last >= 1 && w.strides[0][last] != 1 && w.strides[0][last - 1] == 1) {
    walk outer = w;
    outer.rank = w.rank - 1;  // advance leaves its innermost dimension, our rows, to us
    do {
      copy_plane(
        size, w.dims[last - 1], w.dims[last], (const char *)x + offsets[0] * size,
        w.strides[0][last - 1], w.strides[0][last], (char *)y + offsets[1] * size,
        w.strides[1][last - 1], w.strides[1][last]);
    } while (advance(&outer, 2, index, offsets));
    return;
  }
  do {
    copy_run(
      size, w.dims[last], (const char *)x + offsets[0] * size, w.strides[0][last],
      (char *)y + offsets[1] * size, w.strides[1][last]);
  } while (advance(&w, 2, index, offsets));
}

void tc_reduce(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *strides, int64_t n,
  int64_t stride, const void *x, void *y) {
  walk w;
  if (collapse(&w, 1, rank, dims, (const int64_t *[]){strides}) == 0) return;
  tc_reduce_kernel kernel = tc_current_table()->reduce[dtype][op];
  size_t width = width_of(dtype);
  int64_t index[RANK] = {0}, offsets[OPERANDS] = {0}, m = w.dims[w.rank - 1];
  char *out = y;
  do {
    kernel(
      m, w.strides[0][w.rank - 1], n, stride, (const char *)x + offsets[0] * (int64_t)width, out);
    out += (size_t)m * width;
  } while (advance(&w, 1, index, offsets));
}
