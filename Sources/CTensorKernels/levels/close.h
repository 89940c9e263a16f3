// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Products of operands that lie close together, in the first caches: nothing is packed. Every element is
// accumulated by fused multiply-add in the order of k.
//
// A tile of four vectors needs the fewest instructions for its multiply-adds where elements of a are spread
// by loads of their own, which take any address: 34 for 24. Three rows share a pointer, and the other two are
// reached by an index times one and two. Left to itself, the compiler adds an address for every row and step.

#define CLOSE_LANES (64 / (int64_t)sizeof(T))
#define CLOSE_POINTERS 3

// `rows` and `vectors` are constants wherever it is inlined.
TC_INLINE void FN(close_tile)(
  const int rows, const int vectors, int64_t k, const T *a, int64_t ars, int64_t acs, const T *b,
  int64_t brs, T *c, int64_t ldc, bool continues, const T *scales) {
  FN(lanes) sum[8][TC_SMALL_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++)
      sum[i][v] = continues ? FN(get)(c + i * ldc + v * CLOSE_LANES) : (FN(lanes)){};
  if (scales) {
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) sum[i][v] = sum[i][v] * (scales[i] - (FN(lanes)){});
  }
  const T *row[CLOSE_POINTERS];
#pragma clang loop unroll(full)
  for (int i = 0; 3 * i < rows; i++) row[i] = a + 3 * i * ars;
  TC_FORGET(ars);
  for (int64_t p = k; p > 0; p--) {
    TC_FORGET(b);
    FN(lanes) right[TC_SMALL_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) right[v] = FN(get)(b + v * CLOSE_LANES);
    b += brs;
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      if (i % 3 == 0) TC_FORGET(row[i / 3]);
      FN(lanes) left = row[i / 3][i % 3 * ars] - (FN(lanes)){};
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++)
        sum[i][v] = __builtin_elementwise_fma(left, right[v], sum[i][v]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; 3 * i < rows; i++) row[i] += acs;
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) FN(put)(c + i * ldc + v * CLOSE_LANES, sum[i][v]);
}

TC_INLINE void FN(close_columns)(
  const int vectors, int64_t m, int64_t k, const T *a, int64_t ars, int64_t acs, const T *b,
  int64_t brs, T *c, int64_t ldc, bool continues, const T *scales) {
  int64_t i = 0;
#define CLOSE_TILES(rows)                                                                          \
  for (; i + rows <= m; i += rows)                                                                 \
    FN(close_tile)(                                                                                \
      rows, vectors, k, a + i * ars, ars, acs, b, brs, c + i * ldc, ldc, continues,                \
      scales ? scales + i : NULL);
  if (vectors == TC_SMALL_VECTORS) {
    CLOSE_TILES(TC_SMALL_ROWS)
  } else {
    CLOSE_TILES(8)
  }
#if TC_SMALL_ROWS > 4
  CLOSE_TILES(4)
#endif
  CLOSE_TILES(2)
  CLOSE_TILES(1)
#undef CLOSE_TILES
}

// c = a b, or c += a b, or, where there are `scales`, c is multiplied by one for each row before. n is a
// number of whole vectors of 64 bytes, and the rows of b are dense.
static void FN(close_product_scaled)(
  int64_t m, int64_t n, int64_t k, const T *a, int64_t ars, int64_t acs, const T *b, int64_t brs,
  T *c, int64_t ldc, bool continues, const T *scales) {
  int64_t j = 0;
#define CLOSE_COLUMNS(vectors)                                                                     \
  for (; j + vectors * CLOSE_LANES <= n; j += vectors * CLOSE_LANES)                               \
    FN(close_columns)(                                                                             \
      vectors, m, k, a, ars, acs, b + j, brs, c + j, ldc, continues, scales);
  CLOSE_COLUMNS(TC_SMALL_VECTORS)
#if TC_SMALL_VECTORS > 2
  CLOSE_COLUMNS(2)
#endif
#if TC_SMALL_VECTORS > 1
  CLOSE_COLUMNS(1)
#endif
#undef CLOSE_COLUMNS
}

TC_INLINE void FN(close_product)(
  int64_t m, int64_t n, int64_t k, const T *a, int64_t ars, int64_t acs, const T *b, int64_t brs,
  T *c, int64_t ldc, bool continues) {
  FN(close_product_scaled)(m, n, k, a, ars, acs, b, brs, c, ldc, continues, NULL);
}

#undef CLOSE_LANES
#undef CLOSE_POINTERS
