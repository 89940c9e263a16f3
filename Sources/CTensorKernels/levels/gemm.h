// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The product of float32 matrices. Every element of c is accumulated by fused multiply-add in the
// order of k, starting from +0: tiles, padding, blocks and threads change nothing in its bits.

#define TILE_COLUMNS (TC_TILE_VECTORS * TC_LANES)
#define TILE_ROWS TC_TILE_ROWS
#define BLOCK_K 384
#define BLOCK_ROWS (TILE_ROWS * (168 / TILE_ROWS))
#define BLOCK_COLUMNS 1024

TC_INLINE vector_f32 fma_vectors(vector_f32 a, vector_f32 b, vector_f32 c) {
  return __builtin_elementwise_fma(a, b, c);
}

// One register tile over packed panels: a holds TILE_ROWS, b TILE_COLUMNS numbers per step of k.
static void gemm_tile(
  int64_t k, const float *restrict a, const float *restrict b, float *restrict c, int64_t ldc,
  bool continues) {
  vector_f32 sum[TILE_ROWS][TC_TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE_ROWS; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < TC_TILE_VECTORS; v++)
      sum[i][v] = continues ? load_f32(c + i * ldc + v * TC_LANES) : splat_f32(0);
  for (int64_t p = 0; p < k; p++) {
    vector_f32 right[TC_TILE_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < TC_TILE_VECTORS; v++)
      right[v] = load_f32(b + p * TILE_COLUMNS + v * TC_LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < TILE_ROWS; i++) {
      vector_f32 left = splat_f32(a[p * TILE_ROWS + i]);
#pragma clang loop unroll(full)
      for (int v = 0; v < TC_TILE_VECTORS; v++) sum[i][v] = fma_vectors(left, right[v], sum[i][v]);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE_ROWS; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < TC_TILE_VECTORS; v++)
      store_f32(c + i * ldc + v * TC_LANES, sum[i][v]);
}

// A tile at the edge: computed whole on the padded panels, and only what exists is written.
static void gemm_edge(
  int64_t rows, int64_t columns, int64_t k, const float *a, const float *b, float *c, int64_t ldc,
  bool continues) {
  float tile[TILE_ROWS * TILE_COLUMNS];
  if (continues) {
    memset(tile, 0, sizeof tile);
    for (int64_t i = 0; i < rows; i++)
      memcpy(tile + i * TILE_COLUMNS, c + i * ldc, (size_t)columns * sizeof(float));
  }
  gemm_tile(k, a, b, tile, TILE_COLUMNS, continues);
  for (int64_t i = 0; i < rows; i++)
    memcpy(c + i * ldc, tile + i * TILE_COLUMNS, (size_t)columns * sizeof(float));
}

// Panels of `width` rows of a (or columns of b), the other index running slowest; zeros pad the last.
TC_INLINE void gemm_pack(
  int64_t width, int64_t count, int64_t k, const float *x, int64_t stride, int64_t k_stride,
  float *restrict panels) {
  for (int64_t i = 0; i < count; i += width, panels += width * k) {
    int64_t rest = count - i < width ? count - i : width;
    const float *source = x + i * stride;
    if (rest == width && stride == 1) {
      for (int64_t p = 0; p < k; p++)
        for (int64_t r = 0; r < width; r++) panels[p * width + r] = source[p * k_stride + r];
    } else if (rest == width && k_stride == 1) {
      for (int64_t p = 0; p < k; p += 16) {
        int64_t last = p + 16 < k ? p + 16 : k;
        for (int64_t r = 0; r < width; r++)
          for (int64_t q = p; q < last; q++) panels[q * width + r] = source[r * stride + q];
      }
    } else {
      for (int64_t p = 0; p < k; p++) {
        for (int64_t r = 0; r < rest; r++)
          panels[p * width + r] = source[r * stride + p * k_stride];
        for (int64_t r = rest; r < width; r++) panels[p * width + r] = 0;
      }
    }
  }
}

// A register tile straight from where the operands lie; `rows` and `vectors` are constants wherever it
// is inlined. Columns of b are neighbours.
TC_INLINE void gemm_small_tile(
  const int rows, const int vectors, int64_t k, const float *a, int64_t ars, int64_t acs,
  const float *b, int64_t brs, float *c, int64_t ldc) {
  vector_f32 sum[8][2];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) sum[i][v] = splat_f32(0);
  for (int64_t p = 0; p < k; p++) {
    vector_f32 right[2];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) right[v] = load_f32(b + p * brs + v * TC_LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      vector_f32 left = splat_f32(a[i * ars + p * acs]);
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) sum[i][v] = fma_vectors(left, right[v], sum[i][v]);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) store_f32(c + i * ldc + v * TC_LANES, sum[i][v]);
}

TC_INLINE void gemm_small_columns(
  const int vectors, int64_t m, int64_t k, const float *a, int64_t ars, int64_t acs,
  const float *b, int64_t brs, float *c, int64_t ldc) {
  int64_t i = 0;
  for (; i + TC_SMALL_ROWS <= m; i += TC_SMALL_ROWS)
    gemm_small_tile(
      TC_SMALL_ROWS, vectors, k, a + i * ars, ars, acs, b, brs, c + i * ldc, ldc);
  for (; i + 2 <= m; i += 2)
    gemm_small_tile(2, vectors, k, a + i * ars, ars, acs, b, brs, c + i * ldc, ldc);
  if (i < m) gemm_small_tile(1, vectors, k, a + i * ars, ars, acs, b, brs, c + i * ldc, ldc);
}

// Products too small to be packed. Columns beyond the last whole vector are padded to one.
static void gemm_small(
  int64_t m, int64_t n, int64_t k, const float *a, int64_t ars, int64_t acs, const float *b,
  int64_t brs, float *c, int64_t ldc) {
  int64_t j = 0;
  for (; j + TC_SMALL_VECTORS * TC_LANES <= n; j += TC_SMALL_VECTORS * TC_LANES)
    gemm_small_columns(TC_SMALL_VECTORS, m, k, a, ars, acs, b + j, brs, c + j, ldc);
  for (; j + TC_LANES <= n; j += TC_LANES)
    gemm_small_columns(1, m, k, a, ars, acs, b + j, brs, c + j, ldc);
  size_t rest = (size_t)(n - j) * sizeof(float);
  if (rest == 0) return;
  int size_class;
  float *room = tc_pool_alloc((size_t)((m + k) * TC_LANES) * sizeof(float), &size_class);
  if (!room) __builtin_trap();
  float *padded = room + m * TC_LANES;
  for (int64_t p = 0; p < k; p++) {
    for (int64_t q = 0; q < n - j; q++) padded[p * TC_LANES + q] = b[p * brs + j + q];
    for (int64_t q = n - j; q < TC_LANES; q++) padded[p * TC_LANES + q] = 0;
  }
  gemm_small_columns(1, m, k, a, ars, acs, padded, TC_LANES, room, TC_LANES);
  for (int64_t i = 0; i < m; i++) memcpy(c + i * ldc + j, room + i * TC_LANES, rest);
  tc_pool_free(room, size_class);
}

static void gemm_f32(
  int64_t m, int64_t n, int64_t k, const float *a, int64_t ars, int64_t acs, const float *b,
  int64_t brs, int64_t bcs, float *c, int64_t ldc) {
  if (m <= 0 || n <= 0) return;
  if (k <= 0) {
    for (int64_t i = 0; i < m; i++) memset(c + i * ldc, 0, (size_t)n * sizeof(float));
    return;
  }
  if (bcs == 1 && (m < 4 || (n <= 128 && k <= 256 && m * n * k <= 128 * 128 * 128))) {
    gemm_small(m, n, k, a, ars, acs, b, brs, c, ldc);
    return;
  }
  int64_t block_n = n < BLOCK_COLUMNS ? n : BLOCK_COLUMNS;
  int64_t block_k = k < BLOCK_K ? k : BLOCK_K;
  int64_t block_m = m < BLOCK_ROWS ? m : BLOCK_ROWS;
  int64_t a_room = (block_m + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS * block_k;
  int64_t b_room = (block_n + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS * block_k;
  a_room = (a_room + 15) / 16 * 16;
  int size_class;
  float *room = tc_pool_alloc((size_t)(a_room + b_room) * sizeof(float), &size_class);
  if (!room) __builtin_trap();
  float *a_panels = room, *b_panels = room + a_room;
  for (int64_t j = 0; j < n; j += BLOCK_COLUMNS) {
    int64_t columns = n - j < BLOCK_COLUMNS ? n - j : BLOCK_COLUMNS;
    for (int64_t p = 0; p < k; p += BLOCK_K) {
      int64_t depth = k - p < BLOCK_K ? k - p : BLOCK_K;
      gemm_pack(TILE_COLUMNS, columns, depth, b + p * brs + j * bcs, bcs, brs, b_panels);
      for (int64_t i = 0; i < m; i += BLOCK_ROWS) {
        int64_t rows = m - i < BLOCK_ROWS ? m - i : BLOCK_ROWS;
        gemm_pack(TILE_ROWS, rows, depth, a + i * ars + p * acs, ars, acs, a_panels);
        for (int64_t jj = 0; jj < columns; jj += TILE_COLUMNS) {
          for (int64_t ii = 0; ii < rows; ii += TILE_ROWS) {
            const float *left = a_panels + ii * depth, *right = b_panels + jj * depth;
            float *tile = c + (i + ii) * ldc + j + jj;
            if (rows - ii >= TILE_ROWS && columns - jj >= TILE_COLUMNS) {
              gemm_tile(depth, left, right, tile, ldc, p > 0);
            } else {
              int64_t r = rows - ii < TILE_ROWS ? rows - ii : TILE_ROWS;
              int64_t q = columns - jj < TILE_COLUMNS ? columns - jj : TILE_COLUMNS;
              gemm_edge(r, q, depth, left, right, tile, ldc, p > 0);
            }
          }
        }
      }
    }
  }
  tc_pool_free(room, size_class);
}

#undef TILE_COLUMNS
#undef TILE_ROWS
#undef BLOCK_K
#undef BLOCK_ROWS
#undef BLOCK_COLUMNS
