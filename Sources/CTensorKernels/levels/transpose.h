// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Transpositions in registers.

// 16 x 16 by four perfect shuffles: each rotates the bits of an element's place by one.
TC_INLINE void FN(transpose_lanes)(const T *x, int64_t stride, T *y, int64_t y_stride) {
  FN(vector) v[TC_LANES], w[TC_LANES];
  for (int i = 0; i < TC_LANES; i++) v[i] = FN(load)(x + i * stride);
#pragma clang loop unroll(full)
  for (int round = 0; round < 4; round++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < TC_LANES / 2; i++) {
      w[2 * i] = __builtin_shufflevector(
        v[i], v[i + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      w[2 * i + 1] = __builtin_shufflevector(
        v[i], v[i + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < TC_LANES; i++) v[i] = w[i];
  }
  for (int i = 0; i < TC_LANES; i++) FN(store)(y + i * y_stride, v[i]);
}

// y[r][c] = x[c][r] for m rows and n columns of y, both multiples of 16. `streams` writes past the caches:
// y is aligned to its lines then, and so large that nobody finds it there.
static void FN(transpose)(
  int64_t m, int64_t n, const void *px, int64_t x_stride, void *py, int64_t y_stride, bool streams) {
  const T *x = px;
  T *y = py;
  for (int64_t i = 0; i < m; i += TC_LANES)
    for (int64_t j = 0; j < n; j += TC_LANES) {
      if (!streams) {
        FN(transpose_lanes)(x + i + j * x_stride, x_stride, y + i * y_stride + j, y_stride);
        continue;
      }
      typedef T line __attribute__((vector_size(TC_LANES * sizeof(T)), aligned(64)));
      T tile[TC_LANES * TC_LANES] __attribute__((aligned(64)));
      FN(transpose_lanes)(x + i + j * x_stride, x_stride, tile, TC_LANES);
      for (int64_t r = 0; r < TC_LANES; r++)
        __builtin_nontemporal_store(
          *(const line *)(tile + r * TC_LANES), (line *)(y + (i + r) * y_stride + j));
    }
}
