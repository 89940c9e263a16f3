// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The product of matrices. Every element of c is accumulated by fused multiply-add in the order of k,
// starting from +0: tiles, padding, blocks and threads change nothing in its bits.
//
// A tile of c stays in registers while k runs. A panel of rows of a fits the first cache and meets, one
// after another, the panels of columns of b, of which a block fits the second cache (Goto and van de
// Geijn, "Anatomy of High-Performance Matrix Multiplication", 2008).

#define LANES (64 / (int64_t)sizeof(T))
#define TILE_ROWS TC_TILE_ROWS
#define TILE_COLUMNS (TC_TILE_VECTORS * LANES)
#define BLOCK_K (2048 / (int64_t)sizeof(T))
#define BLOCK_COLUMNS (2048 / (int64_t)sizeof(T))
// Rows of a panel of a that lie as they lay: apart from one another by no power of two.
#define PITCH (BLOCK_K + LANES)
// Rows of b that are asked for beforehand where they lie apart.
#define AHEAD 8
// Steps of a tile after which it asks for more.
#define ASK_STEPS 16
// Up to so many rows of a, packing b costs more than it brings: rows of it lie dense, or columns.
#define MOST_UNPACKED_ROWS 8
#define MOST_TURNED_ROWS 4

// What a tile asks for while it computes, a few lines a round of ASK_STEPS: as many at once would fill the
// buffers for lines that are on their way, and the processor would wait for the first to come.
typedef struct {
  const T *left;         // of a's next panel: `count` places, `across` apart
  int64_t across, step;  // `step` further on each round
  T *next;               // the next tile of c
  int count, wait, rows;  // `rows` of it a round, after some rounds to wait
} FN(asks);

TC_INLINE void FN(gemm_ask)(FN(asks) * ask, int64_t ldc) {
  const T *left = ask->left;
  ask->left += ask->step;
#pragma clang loop unroll(disable)
  for (int i = ask->count; i > 0; i--, left += ask->across) __builtin_prefetch(left, 0, 2);
  if (--ask->wait >= 0) return;
  T *next = ask->next;
#pragma clang loop unroll(disable)
  for (int i = ask->rows; i > 0; i--, next += ldc)
    for (int v = 0; v < TC_TILE_VECTORS; v++) __builtin_prefetch(next + v * LANES, 1);
  ask->next = next;
}

// One register tile; `rows` and `vectors` are constants wherever it is inlined, and so are the strides
// of a where it is packed. `panel` is NULL, or where the columns of b are left packed on the way.
TC_INLINE void FN(gemm_tile_asking)(
  const int rows, const int vectors, int64_t k, const T *restrict a, int64_t ars, int64_t acs,
  const T *restrict b, int64_t brs, T *restrict panel, T *restrict c, int64_t ldc, bool continues,
  FN(asks) * ask) {
  FN(lanes) sum[TILE_ROWS > TC_SMALL_ROWS ? TILE_ROWS : TC_SMALL_ROWS][TC_TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++)
      sum[i][v] = continues ? FN(get)(c + i * ldc + v * LANES) : (FN(lanes)){};
  for (int64_t p = 0; p < k;) {
    int64_t end = ask && k - p > ASK_STEPS ? p + ASK_STEPS : k;
    if (ask) FN(gemm_ask)(ask, ldc);
    for (; p < end; p++) {
      FN(lanes) right[TC_TILE_VECTORS];
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) {
        right[v] = FN(get)(b + p * brs + v * LANES);
        if (panel) {
          __builtin_prefetch(b + (p + AHEAD) * brs + v * LANES);
          FN(put)(panel + (p * vectors + v) * LANES, right[v]);
        }
      }
#pragma clang loop unroll(full)
      for (int i = 0; i < rows; i++) {
        FN(lanes) left = a[i * ars + p * acs] - (FN(lanes)){};
#pragma clang loop unroll(full)
        for (int v = 0; v < vectors; v++)
          sum[i][v] = __builtin_elementwise_fma(left, right[v], sum[i][v]);
      }
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) FN(put)(c + i * ldc + v * LANES, sum[i][v]);
}

TC_INLINE void FN(gemm_tile)(
  const int rows, const int vectors, int64_t k, const T *restrict a, int64_t ars, int64_t acs,
  const T *restrict b, int64_t brs, T *restrict panel, T *restrict c, int64_t ldc, bool continues) {
  FN(gemm_tile_asking)(rows, vectors, k, a, ars, acs, b, brs, panel, c, ldc, continues, NULL);
}

// Tiles over packed panels, by the order of the panel of a and the number of rows. Fewer rows than a
// tile has are taken by eights, fours, twos and ones.
typedef void (*FN(gemm_packed))(
  int64_t k, const T *a, const T *b, T *c, int64_t ldc, bool continues);
#define PACKED_TILE(rows, vectors)                                                                 \
  static void FN(gemm_by_row_##rows##_##vectors)(                                                  \
    int64_t k, const T *a, const T *b, T *c, int64_t ldc, bool continues) {                        \
    FN(gemm_tile)(rows, vectors, k, a, PITCH, 1, b, vectors * LANES, NULL, c, ldc, continues);     \
  }                                                                                                \
  static void FN(gemm_by_column_##rows##_##vectors)(                                               \
    int64_t k, const T *a, const T *b, T *c, int64_t ldc, bool continues) {                        \
    FN(gemm_tile)(                                                                                 \
      rows, vectors, k, a, 1, TILE_ROWS, b, vectors * LANES, NULL, c, ldc, continues);             \
  }
#if TC_TILE_VECTORS == 2
#define PACKED_TILES(rows) PACKED_TILE(rows, 1) PACKED_TILE(rows, 2)
#define PACKED(rows)                                                                               \
  [rows] = {{FN(gemm_by_row_##rows##_1), FN(gemm_by_row_##rows##_2)},                              \
            {FN(gemm_by_column_##rows##_1), FN(gemm_by_column_##rows##_2)}}
#else
#define PACKED_TILES(rows) PACKED_TILE(rows, 1)
#define PACKED(rows) [rows] = {{FN(gemm_by_row_##rows##_1)}, {FN(gemm_by_column_##rows##_1)}}
#endif
PACKED_TILES(1)
#if TC_TILE_ROWS >= 2
PACKED_TILES(2)
#endif
#if TC_TILE_ROWS >= 4
PACKED_TILES(4)
#endif
#if TC_TILE_ROWS == 6
PACKED_TILES(6)
#endif
#if TC_TILE_ROWS >= 8
PACKED_TILES(8)
#endif
#if TC_TILE_ROWS == 14
PACKED_TILES(14)
#endif
static const FN(gemm_packed) FN(gemm_packed_tiles)[TILE_ROWS + 1][2][TC_TILE_VECTORS] = {
  PACKED(1),
#if TC_TILE_ROWS >= 2
  PACKED(2),
#endif
#if TC_TILE_ROWS >= 4
  PACKED(4),
#endif
#if TC_TILE_ROWS == 6
  PACKED(6),
#endif
#if TC_TILE_ROWS >= 8
  PACKED(8),
#endif
#if TC_TILE_ROWS == 14
  PACKED(14),
#endif
};
#undef PACKED_TILE
#undef PACKED_TILES
#undef PACKED

// A panel of a: rows side by side where a column of a is dense, else one row after another.
static void FN(gemm_pack_left)(
  int64_t rows, int64_t k, const T *a, int64_t ars, int64_t acs, T *restrict panel) {
  if (ars == 1 && acs != 1) {
    if (rows == TILE_ROWS) {
      for (int64_t p = 0; p < k; p++)
        for (int64_t i = 0; i < TILE_ROWS; i++) panel[p * TILE_ROWS + i] = a[p * acs + i];
    } else {
      for (int64_t p = 0; p < k; p++)
        for (int64_t i = 0; i < rows; i++) panel[p * TILE_ROWS + i] = a[p * acs + i];
    }
  } else if (acs == 1) {
    for (int64_t i = 0; i < rows; i++)
      memcpy(panel + i * PITCH, a + i * ars, (size_t)k * sizeof(T));
  } else {
    for (int64_t i = 0; i < rows; i++)
      for (int64_t p = 0; p < k; p++) panel[i * PITCH + p] = a[i * ars + p * acs];
  }
}

// Panels of `width` columns of b, a row of the panel after the other; zeros pad the last.
TC_INLINE void FN(gemm_pack_panel)(
  const int64_t width, int64_t columns, int64_t k, const T *b, int64_t brs, int64_t bcs,
  T *restrict panel) {
  if (columns == width && bcs == 1) {
    for (int64_t p = 0; p < k; p++)
      for (int64_t j = 0; j < width; j += LANES)
        FN(put)(panel + p * width + j, FN(get)(b + p * brs + j));
  } else if (brs == 1 && width % TC_LANES == 0) {
    // Columns lie dense, as in x Wᵀ: squares of them are turned in registers.
    for (int64_t j = 0; j < width; j += TC_LANES) {
      const T *from = b + j * bcs;
      int64_t p = 0;
      if (j + TC_LANES <= columns)
        for (; p + TC_LANES <= k; p += TC_LANES)
          FN(transpose_lanes)(from + p, bcs, panel + p * width + j, width);
      int64_t some = columns - j < TC_LANES ? columns - j : TC_LANES;
      for (; p < k; p++) {
        for (int64_t l = 0; l < some; l++) panel[p * width + j + l] = from[l * bcs + p];
        for (int64_t l = some > 0 ? some : 0; l < TC_LANES; l++) panel[p * width + j + l] = 0;
      }
    }
  } else {
    for (int64_t p = 0; p < k; p++) {
      for (int64_t j = 0; j < columns; j++) panel[p * width + j] = b[p * brs + j * bcs];
      for (int64_t j = columns; j < width; j++) panel[p * width + j] = 0;
    }
  }
}

// Whole tiles of large products: rows of a packed either way, or as they lie. Where b's panel is not packed
// yet, the tile reads b's columns as they lie and leaves them packed: the first rows of a pay hardly anything
// for the packing, since their multiply-adds hide it.
#define WHOLE_TILE(name, ars, acs, right, brs, panel)                                              \
  __attribute__((noinline)) static void FN(gemm_##name)(                                           \
    int64_t k, const T *a, int64_t a_stride, const T *b, int64_t b_stride, T *to, T *c,            \
    int64_t ldc, bool continues, FN(asks) * ask) {                                                 \
    (void)a_stride, (void)b, (void)b_stride;                                                       \
    FN(gemm_tile_asking)(                                                                          \
      TILE_ROWS, TC_TILE_VECTORS, k, a, ars, acs, right, brs, panel, c, ldc, continues, ask);      \
  }
WHOLE_TILE(whole_by_row, PITCH, 1, to, TILE_COLUMNS, NULL)
WHOLE_TILE(whole_by_column, 1, TILE_ROWS, to, TILE_COLUMNS, NULL)
WHOLE_TILE(whole_in_place, a_stride, 1, to, TILE_COLUMNS, NULL)
WHOLE_TILE(packing_by_row, PITCH, 1, b, b_stride, to)
WHOLE_TILE(packing_by_column, 1, TILE_ROWS, b, b_stride, to)
#undef WHOLE_TILE

// One panel of rows of a times one panel of columns of b.
TC_INLINE void FN(gemm_panels)(
  int64_t rows, int64_t columns, int64_t k, const T *a, bool by_column, const T *b, T *c,
  int64_t ldc, bool continues) {
  const int vectors = columns > LANES ? TC_TILE_VECTORS : 1;
  while (rows > 0) {
    int64_t height = rows >= TILE_ROWS ? TILE_ROWS : rows >= 8 ? 8 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
    FN(gemm_packed) tile = FN(gemm_packed_tiles)[height][by_column][vectors - 1];
    for (int64_t i = 0; i < height; i++) {
      __builtin_prefetch(c + i * ldc + TILE_COLUMNS, 1);
      __builtin_prefetch(c + i * ldc + TILE_COLUMNS + LANES, 1);
    }
    if (columns == vectors * LANES) {
      tile(k, a, b, c, ldc, continues);
    } else {
      T whole[TILE_ROWS * TILE_COLUMNS];
      size_t bytes = (size_t)columns * sizeof(T);
      if (continues) {
        memset(whole, 0, sizeof whole);
        for (int64_t i = 0; i < height; i++) memcpy(whole + i * TILE_COLUMNS, c + i * ldc, bytes);
      }
      tile(k, a, b, whole, TILE_COLUMNS, continues);
      for (int64_t i = 0; i < height; i++) memcpy(c + i * ldc, whole + i * TILE_COLUMNS, bytes);
    }
    rows -= height;
    a += by_column ? height : height * PITCH;
    c += height * ldc;
  }
}

// Adds a number of its own to every column of c.
TC_INLINE void FN(gemm_add_bias)(
  int64_t m, int64_t n, const T *restrict bias, T *restrict c, int64_t ldc) {
  for (int64_t i = 0; i < m; i++)
    for (int64_t j = 0; j < n; j++) c[i * ldc + j] += bias[j];
}

// `bias` may be NULL. It is added to a panel of rows when its sums are done and still in a cache.
static void FN(gemm_large)(
  int64_t m, int64_t n, int64_t k, const T *a, int64_t ars, int64_t acs, const T *b, int64_t brs,
  int64_t bcs, const T *bias, T *c, int64_t ldc) {
  int64_t block_n = n < BLOCK_COLUMNS ? (n + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS
                                      : BLOCK_COLUMNS;
  int64_t blocks_k = (k + BLOCK_K - 1) / BLOCK_K;
  int64_t block_k = (k + blocks_k - 1) / blocks_k;
  int64_t left_room = TILE_ROWS * PITCH;
  int size_class;
  T *room = tc_pool_alloc((size_t)(left_room + block_n * block_k) * sizeof(T), &size_class);
  if (!room) __builtin_trap();
  T *left = room, *right = room + left_room;
  bool by_column = ars == 1 && acs != 1;
  // Rows of a stay where they lie, unless they share lines of the first cache or columns are left over.
  bool may_stay = acs == 1 && n % TILE_COLUMNS == 0 && ars * (int64_t)sizeof(T) % 4096 != 0;
  for (int64_t j = 0; j < n; j += block_n) {
    int64_t columns = n - j < block_n ? n - j : block_n;
    for (int64_t p = 0; p < k; p += block_k) {
      int64_t depth = k - p < block_k ? k - p : block_k;
      // Whole panels of dense rows: packed by the first tiles, or beforehand where no tile is whole.
      int64_t whole = bcs == 1 ? columns / TILE_COLUMNS * TILE_COLUMNS : 0;
      for (int64_t q = 0; q < depth && whole > 0 && m < TILE_ROWS; q++) {
        const T *row = b + (p + q) * brs + j;
        T *to = right + q * TILE_COLUMNS;
        for (int64_t jj = 0; jj < whole; jj += TILE_COLUMNS, to += TILE_COLUMNS * depth)
          for (int64_t l = 0; l < TILE_COLUMNS; l += LANES) FN(put)(to + l, FN(get)(row + jj + l));
      }
      for (int64_t jj = whole; jj < columns; jj += TILE_COLUMNS) {
        int64_t count = columns - jj < TILE_COLUMNS ? columns - jj : TILE_COLUMNS;
        const T *from = b + p * brs + (j + jj) * bcs;
        if (count > LANES) {
          FN(gemm_pack_panel)(TILE_COLUMNS, count, depth, from, brs, bcs, right + jj * depth);
        } else {
          FN(gemm_pack_panel)(LANES, count, depth, from, brs, bcs, right + jj * depth);
        }
      }
      int64_t panels = (columns + TILE_COLUMNS - 1) / TILE_COLUMNS;
      // The next tile of c is asked for late, or it leaves the first cache again; but the last round is
      // too late.
      int rounds = (int)((depth + ASK_STEPS - 1) / ASK_STEPS);
      int wait = rounds > TILE_ROWS ? rounds - TILE_ROWS - 1 : 0;
      int rows_a_round = rounds > TILE_ROWS ? 1 : (TILE_ROWS + rounds - 1) / rounds;
      for (int64_t i = 0, rows; i < m; i += rows) {
        // The last sixteen rows are eight twice: a tile of two takes as long as one of four. The first
        // rows are a whole tile, since they pack b.
        bool halves = i > 0 && m - i == 16 && TILE_ROWS == 14;
        rows = halves ? 8 : m - i < TILE_ROWS ? m - i : TILE_ROWS;
        bool in_place = may_stay && i > 0 && rows == TILE_ROWS;
        const T *here = a + i * ars + p * acs;
        if (!in_place) FN(gemm_pack_left)(rows, depth, here, ars, acs, left);
        FN(asks) ask = {.left = here};
        if (i + 2 * TILE_ROWS <= m) {
          // The next panel of a, a share of it with each panel of b: some rows, or some of its columns.
          int64_t each = by_column ? ASK_STEPS : TILE_ROWS;
          ask.count = (int)((each + panels - 1) / panels);
          ask.across = by_column ? acs : panels * ars;
          ask.step = by_column ? ask.count * acs : ASK_STEPS;
          // Columns begin in the line where those of this panel end.
          ask.left = here + TILE_ROWS * ars + (by_column ? TILE_ROWS - 1 : 0);
        }
        int64_t share = by_column ? (depth + panels - 1) / panels * acs : ars;
        const T *asked = ask.left;
        for (int64_t jj = 0; jj < columns; jj += TILE_COLUMNS, asked += share) {
          int64_t count = columns - jj < TILE_COLUMNS ? columns - jj : TILE_COLUMNS;
          T *panel = right + jj * depth, *place = c + i * ldc + j + jj;
          if (rows < TILE_ROWS || count < TILE_COLUMNS) {
            FN(gemm_panels)(rows, count, depth, left, by_column, panel, place, ldc, p > 0);
            continue;
          }
          ask.left = asked;
          bool goes_on = jj + TILE_COLUMNS < columns;
          ask.next = goes_on ? place + TILE_COLUMNS : place - jj + TILE_ROWS * ldc;
          ask.wait = wait;
          ask.rows = goes_on || i + TILE_ROWS < m ? rows_a_round : 0;
          bool packs = i == 0 && jj < whole;
          (packs ? by_column ? FN(gemm_packing_by_column) : FN(gemm_packing_by_row)
           : in_place ? FN(gemm_whole_in_place)
           : by_column ? FN(gemm_whole_by_column) : FN(gemm_whole_by_row))(
            depth, in_place ? here : left, ars, b + p * brs + j + jj, brs, panel, place, ldc, p > 0,
            &ask);
        }
        if (bias && p + depth >= k)
          FN(gemm_add_bias)(rows, columns, bias + j, c + i * ldc + j, ldc);
      }
    }
  }
  tc_pool_free(room, size_class);
}

#include "gemm_few.h"

static void FN(affine)(
  int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs, const void *b,
  int64_t brs, int64_t bcs, const void *bias, void *c, int64_t ldc) {
  if (m <= 0 || n <= 0) return;
  if (k <= 0) {
    for (int64_t i = 0; i < m; i++) memset((T *)c + i * ldc, 0, (size_t)n * sizeof(T));
    if (bias) FN(gemm_add_bias)(m, n, bias, c, ldc);
    return;
  }
  int64_t bytes = n * k * (int64_t)sizeof(T);
  if (bcs == 1 && (m <= MOST_UNPACKED_ROWS || (bytes <= 128 * 1024 && m * n * k < 128 * 128 * 128))) {
    FN(gemm_small)(m, n, k, a, ars, acs, b, brs, c, ldc);
    if (bias) FN(gemm_add_bias)(m, n, bias, c, ldc);
  } else if (brs == 1 && m <= MOST_TURNED_ROWS) {
    FN(gemm_turned)(m, n, k, a, ars, acs, b, bcs, c, ldc);
    if (bias) FN(gemm_add_bias)(m, n, bias, c, ldc);
  } else {
    FN(gemm_large)(m, n, k, a, ars, acs, b, brs, bcs, bias, c, ldc);
  }
}

static void FN(gemm)(
  int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs, const void *b,
  int64_t brs, int64_t bcs, void *c, int64_t ldc) {
  FN(affine)(m, n, k, a, ars, acs, b, brs, bcs, NULL, c, ldc);
}

// For others that bring their own rows of a to gemm_panels, whose order is then by row.
enum {
  FN(gemm_pitch) = PITCH,
  FN(gemm_depth) = BLOCK_K,
  FN(gemm_tile_rows) = TILE_ROWS,
  FN(gemm_lanes) = LANES,
  FN(gemm_columns) = TILE_COLUMNS,
};

#undef LANES
#undef TILE_COLUMNS
#undef TILE_ROWS
#undef BLOCK_K
#undef BLOCK_COLUMNS
#undef PITCH
#undef AHEAD
#undef ASK_STEPS
#undef MOST_UNPACKED_ROWS
#undef MOST_TURNED_ROWS
