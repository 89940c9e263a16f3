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

#define CONV_LANES (64 / (int64_t)sizeof(T))
#define CONV_REGISTERS (CONV_COLUMNS / CONV_LANES)

// `rows` rows (a constant wherever it is inlined) of one term over packed weights. `spreads` where the
// multiply-add spreads the weight: it saves an instruction, and costs a load for every register.
TC_INLINE void FN(conv_term)(
  const int rows, const bool spreads, const T *a, const T *patch,
  FN(lanes) sum[CONV_ROWS][CONV_REGISTERS]) {
  FN(lanes) right[CONV_REGISTERS];
#pragma clang loop unroll(full)
  for (int v = 0; v < CONV_REGISTERS; v++) right[v] = FN(get)(patch + v * CONV_LANES);
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) {
    FN(lanes) left = a[i] - (FN(lanes)){};
#pragma clang loop unroll(full)
    for (int v = 0; v < CONV_REGISTERS; v++)
      sum[i][v] = spreads ? FN(fma_spreading)(a + i, right[v], sum[i][v])
                          : __builtin_elementwise_fma(left, right[v], sum[i][v]);
  }
}

// One tile. The patches are packed, one term after the other, or lie where `offsets` says for each term: the
// products of squares do, and are large enough to win by two terms a turn whose weights are spread.
TC_INLINE void FN(conv_tile)(
  const int rows, int64_t depth, const T *a, const T *b, const int64_t *offsets, T *restrict c,
  int64_t ldc, bool continues, const T *bias) {
  FN(lanes) sum[CONV_ROWS][CONV_REGISTERS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < CONV_REGISTERS; v++)
      sum[i][v] = continues ? FN(get)(c + i * ldc + v * CONV_LANES) : (FN(lanes)){};
  int64_t p = 0;
  for (; offsets && p + 2 <= depth; p += 2) {
    TC_FORGET(a);
    FN(conv_term)(rows, true, a, b + offsets[p], sum);
    FN(conv_term)(rows, true, a + CONV_ROWS, b + offsets[p + 1], sum);
    a += 2 * CONV_ROWS;
  }
  for (; p < depth; p++, a += CONV_ROWS)
    FN(conv_term)(rows, false, a, b + (offsets ? offsets[p] : p * CONV_COLUMNS), sum);
  if (bias) {
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
      for (int v = 0; v < CONV_REGISTERS; v++) sum[i][v] = sum[i][v] + (bias[i] - (FN(lanes)){});
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < CONV_REGISTERS; v++) FN(put)(c + i * ldc + v * CONV_LANES, sum[i][v]);
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
#undef CONV_LANES
#undef CONV_REGISTERS

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
