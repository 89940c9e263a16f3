// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Products that pack nothing: few rows of a, or little of everything. A part of gemm.h.

// Few rows of a: all of b is read once, so what counts is how it streams from memory. Rows further on are
// asked for beforehand.
TC_INLINE void FN(gemm_row)(
  const int rows, const int vectors, int64_t k, const T *a, int64_t ars, int64_t acs, const T *b,
  int64_t brs, T *c, int64_t ldc) {
  FN(lanes) sum[4][TC_ROW_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) sum[i][v] = (FN(lanes)){};
  for (int64_t p = 0; p < k; p++) {
    const T *ahead = b + (p + AHEAD < k ? p + AHEAD : k - 1) * brs;
    FN(lanes) right[TC_ROW_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      __builtin_prefetch(ahead + v * LANES);
      right[v] = FN(get)(b + p * brs + v * LANES);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      FN(lanes) left = a[i * ars + p * acs] - (FN(lanes)){};
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++)
        sum[i][v] = __builtin_elementwise_fma(left, right[v], sum[i][v]);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) FN(put)(c + i * ldc + v * LANES, sum[i][v]);
}

// As many columns as one row has registers for; more rows take a part of them at a time.
TC_INLINE void FN(gemm_few_rows)(
  int64_t m, int64_t k, const T *a, int64_t ars, int64_t acs, const T *b, int64_t brs, T *c,
  int64_t ldc) {
  int64_t i = 0;
#define FEW_ROWS(rows)                                                                             \
  for (; i + rows <= m; i += rows)                                                                 \
    for (int64_t j = 0; j < TC_ROW_VECTORS * LANES; j += TC_ROW_VECTORS / rows * LANES)            \
      FN(gemm_row)(                                                                                \
        rows, TC_ROW_VECTORS / rows, k, a + i * ars, ars, acs, b + j, brs, c + i * ldc + j, ldc);
#if TC_ROW_VECTORS >= 4
  FEW_ROWS(4)
#endif
  FEW_ROWS(2)
  FEW_ROWS(1)
#undef FEW_ROWS
}

// Few rows of a against columns that lie dense, as in x Wᵀ of one token: squares of 16 columns are turned
// and used at once, and nothing is packed.
TC_INLINE void FN(gemm_turned_columns)(
  const int rows, int64_t columns, int64_t k, const T *a, int64_t ars, int64_t acs, const T *b,
  int64_t bcs, T *c, int64_t ldc) {
  FN(vector) sum[MOST_TURNED_ROWS];
  T square[TC_LANES * TC_LANES] = {0};
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) sum[i] = FN(splat)(0);
  for (int64_t p = 0; p < k;) {
    int64_t depth = k - p < TC_LANES ? k - p : TC_LANES;
    if (columns == TC_LANES && depth == TC_LANES) {
      FN(transpose_lanes)(b + p, bcs, square, TC_LANES);
    } else {
      for (int64_t j = 0; j < columns; j++)
        for (int64_t q = 0; q < depth; q++) square[q * TC_LANES + j] = b[j * bcs + p + q];
    }
    for (int64_t q = 0; q < depth; q++) {
      FN(vector) right = FN(load)(square + q * TC_LANES);
#pragma clang loop unroll(full)
      for (int i = 0; i < rows; i++)
        sum[i] = __builtin_elementwise_fma(FN(splat)(a[i * ars + (p + q) * acs]), right, sum[i]);
    }
    p += depth;
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) FN(store_first)(c + i * ldc, sum[i], (int)columns);
}

static void FN(gemm_turned)(
  int64_t m, int64_t n, int64_t k, const T *a, int64_t ars, int64_t acs, const T *b, int64_t bcs,
  T *c, int64_t ldc) {
  for (int64_t j = 0; j < n; j += TC_LANES) {
    int64_t columns = n - j < TC_LANES ? n - j : TC_LANES;
    const T *from = b + j * bcs;
    switch (m) {
    case 1: FN(gemm_turned_columns)(1, columns, k, a, ars, acs, from, bcs, c + j, ldc); break;
    case 2: FN(gemm_turned_columns)(2, columns, k, a, ars, acs, from, bcs, c + j, ldc); break;
    case 3: FN(gemm_turned_columns)(3, columns, k, a, ars, acs, from, bcs, c + j, ldc); break;
    default: FN(gemm_turned_columns)(4, columns, k, a, ars, acs, from, bcs, c + j, ldc); break;
    }
  }
}

// Products too small to be packed. Columns beyond the last whole vector are padded to one.
static void FN(gemm_small)(
  int64_t m, int64_t n, int64_t k, const T *a, int64_t ars, int64_t acs, const T *b, int64_t brs,
  T *c, int64_t ldc) {
  int64_t j = 0;
  if (m <= MOST_UNPACKED_ROWS) {
    for (; j + TC_ROW_VECTORS * LANES <= n; j += TC_ROW_VECTORS * LANES)
      FN(gemm_few_rows)(m, k, a, ars, acs, b + j, brs, c + j, ldc);
  }
  int64_t whole = (n - j) / LANES * LANES;
  if (whole > 0) FN(close_product)(m, whole, k, a, ars, acs, b + j, brs, c + j, ldc, false);
  j += whole;
  size_t rest = (size_t)(n - j) * sizeof(T);
  if (rest == 0) return;
  int size_class;
  T *room = tc_pool_alloc((size_t)((m + k) * LANES) * sizeof(T), &size_class);
  if (!room) __builtin_trap();
  T *padded = room + m * LANES;
  for (int64_t p = 0; p < k; p++) {
    for (int64_t q = 0; q < n - j; q++) padded[p * LANES + q] = b[p * brs + j + q];
    for (int64_t q = n - j; q < LANES; q++) padded[p * LANES + q] = 0;
  }
  FN(close_product)(m, LANES, k, a, ars, acs, padded, LANES, room, LANES, false);
  for (int64_t i = 0; i < m; i++) memcpy(c + i * ldc + j, room + i * LANES, rest);
  tc_pool_free(room, size_class);
}
