// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The register tile of convolutions, and where their positions lie.

// A register tile of float64 has as many registers as one of float32.
#define CONV_VECTORS (sizeof(T) == 4 ? TC_TILE_VECTORS : (TC_TILE_VECTORS + 1) / 2)
#define CONV_ROWS (sizeof(T) == 4 || TC_TILE_VECTORS > 1 ? TC_TILE_ROWS : TC_TILE_ROWS / 2)
#define CONV_COLUMNS (CONV_VECTORS * TC_LANES)

TC_INLINE FN(vector) FN(conv_fma)(FN(vector) a, FN(vector) b, FN(vector) c) {
  return __builtin_elementwise_fma(a, b, c);
}

// `rows` rows (a constant wherever it is inlined) of one tile over packed weights. The patches are packed,
// one term after the other, or lie where `offsets` says for each term.
TC_INLINE void FN(conv_tile)(
  const int rows, int64_t depth, const T *restrict a, const T *restrict b,
  const int64_t *restrict offsets, T *restrict c, int64_t ldc, bool continues, const T *bias) {
  FN(vector) sum[CONV_ROWS][CONV_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < CONV_VECTORS; v++)
      sum[i][v] = continues ? FN(load)(c + i * ldc + v * TC_LANES) : FN(splat)(0);
  for (int64_t p = 0; p < depth; p++) {
    FN(vector) right[CONV_VECTORS];
    const T *patch = b + (offsets ? offsets[p] : p * CONV_COLUMNS);
#pragma clang loop unroll(full)
    for (int v = 0; v < CONV_VECTORS; v++) right[v] = FN(load)(patch + v * TC_LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      FN(vector) left = FN(splat)(a[p * CONV_ROWS + i]);
#pragma clang loop unroll(full)
      for (int v = 0; v < CONV_VECTORS; v++) sum[i][v] = FN(conv_fma)(left, right[v], sum[i][v]);
    }
  }
  if (bias) {
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
      for (int v = 0; v < CONV_VECTORS; v++) sum[i][v] = sum[i][v] + FN(splat)(bias[i]);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < CONV_VECTORS; v++) FN(store)(c + i * ldc + v * TC_LANES, sum[i][v]);
}

#define CONV_TILE(rows)                                                                            \
  static void FN(conv_tile_##rows)(                                                                \
    int64_t depth, const T *a, const T *b, const int64_t *offsets, T *c, int64_t ldc,              \
    bool continues, const T *bias) {                                                               \
    const int some = (rows) < CONV_ROWS ? (rows) : CONV_ROWS;                                      \
    if (offsets)                                                                                   \
      FN(conv_tile)(some, depth, a, b, offsets, c, ldc, continues, bias);                          \
    else                                                                                           \
      FN(conv_tile)(some, depth, a, b, NULL, c, ldc, continues, bias);                             \
  }
CONV_TILE(1)
CONV_TILE(2)
CONV_TILE(4)
CONV_TILE(8)
CONV_TILE(64)
#undef CONV_TILE

// A tile of any number of rows: whole, or in parts of 8, 4, 2 and 1.
static void FN(conv_rows)(
  int64_t rows, int64_t depth, const T *a, const T *b, const int64_t *offsets, T *c, int64_t ldc,
  bool continues, const T *bias) {
  if (rows >= CONV_ROWS) {
    FN(conv_tile_64)(depth, a, b, offsets, c, ldc, continues, bias);
    return;
  }
  for (int64_t i = 0, step; i < rows; i += step) {
    int64_t rest = rows - i;
    step = rest >= 8 ? 8 : rest >= 4 ? 4 : rest >= 2 ? 2 : 1;
    const T *from = bias ? bias + i : NULL;
    (step == 8   ? FN(conv_tile_8)
     : step == 4 ? FN(conv_tile_4)
     : step == 2 ? FN(conv_tile_2)
                 : FN(conv_tile_1))(depth, a + i, b, offsets, c + i * ldc, ldc, continues, from);
  }
}

// The same where the columns of the result are not neighbours, or not all there.
static void FN(conv_scattered_rows)(
  int64_t rows, int64_t columns, const int64_t *place, int64_t depth, const T *a, const T *b,
  T *c, int64_t ldc, bool continues, const T *bias) {
  T tile[CONV_ROWS * CONV_COLUMNS];
  if (continues) {
    memset(tile, 0, sizeof tile);
    for (int64_t i = 0; i < rows; i++)
      for (int64_t j = 0; j < columns; j++) tile[i * CONV_COLUMNS + j] = c[i * ldc + place[j]];
  }
  FN(conv_rows)(rows, depth, a, b, NULL, tile, CONV_COLUMNS, continues, bias);
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++) c[i * ldc + place[j]] = tile[i * CONV_COLUMNS + j];
}

// Where a position lies, counted over batch and axes.
TC_INLINE void FN(conv_place)(const int64_t *positions, int64_t index, int64_t place[4]) {
  for (int d = 2; d >= 0; d--) {
    place[d + 1] = index % positions[d];
    index /= positions[d];
  }
  place[0] = index;
}

TC_INLINE void FN(conv_next)(const int64_t *positions, int64_t place[4]) {
  for (int d = 3; d > 0; d--) {
    if (++place[d] < positions[d - 1]) return;
    place[d] = 0;
  }
  place[0]++;
}
