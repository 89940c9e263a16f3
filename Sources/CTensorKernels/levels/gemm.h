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
// Columns of b that a thread keeps packed between pieces of a product have at most so many bytes.
#define MOST_KEPT (1024 * 1024)
// Steps of a tile after which it does its errands.
#define ASK_STEPS 16
// Up to so many rows of a, packing b costs more than it brings: rows of it lie dense, or columns.
#define MOST_UNPACKED_ROWS 8
#define MOST_TURNED_ROWS 4

// One register tile of operands as they lie; `rows` and `vectors` are constants wherever it is inlined.
TC_INLINE void FN(gemm_tile)(
  const int rows, const int vectors, int64_t k, const T *restrict a, int64_t ars, int64_t acs,
  const T *restrict b, int64_t brs, T *restrict c, int64_t ldc, bool continues) {
  FN(lanes) sum[TILE_ROWS][TC_TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++)
      sum[i][v] = continues ? FN(get)(c + i * ldc + v * LANES) : (FN(lanes)){};
  for (int64_t p = 0; p < k; p++) {
    FN(lanes) right[TC_TILE_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) right[v] = FN(get)(b + p * brs + v * LANES);
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

#include "gemm_tile.h"

// How a panel of a lies.
enum { FN(by_row), FN(by_column), FN(by_quad) };
#define BY_ROW FN(by_row)
#define BY_COLUMN FN(by_column)
#define BY_QUAD FN(by_quad)

// Tiles over packed panels, by the order of the panel of a and the number of rows. Fewer rows than a
// tile has are taken by eights, fours, twos and ones.
typedef void (*FN(gemm_packed))(
  int64_t k, const T *a, const T *b, T *c, int64_t ldc, bool continues);
#define PACKED_TILE(rows, vectors)                                                                 \
  static void FN(gemm_by_row_##rows##_##vectors)(                                                  \
    int64_t k, const T *a, const T *b, T *c, int64_t ldc, bool continues) {                        \
    FN(gemm_tile)(rows, vectors, k, a, PITCH, 1, b, vectors * LANES, c, ldc, continues);           \
  }                                                                                                \
  static void FN(gemm_by_column_##rows##_##vectors)(                                               \
    int64_t k, const T *a, const T *b, T *c, int64_t ldc, bool continues) {                        \
    FN(gemm_tile_packed)(                                                                          \
      rows, vectors, 1, false, k, a, NULL, 0, (T *)b, c, ldc, continues, NULL);                   \
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

#include "gemm_pack.h"

// Whole tiles of large products, by the order of the panel of a. Those that pack read columns of b as they lie
// and leave them packed.
typedef void (*FN(gemm_whole_tile))(
  int64_t k, const T *left, const T *b, int64_t brs, T *right, T *c, int64_t ldc, bool continues,
  FN(errands) * errands);
#define WHOLE_TILE(name, quad, packs)                                                              \
  static void FN(gemm_##name)(                                                                     \
    int64_t k, const T *left, const T *b, int64_t brs, T *right, T *c, int64_t ldc,                \
    bool continues, FN(errands) * errands) {                                                       \
    FN(gemm_tile_packed)(                                                                          \
      TILE_ROWS, TC_TILE_VECTORS, quad, packs, k, left, b, brs, right, c, ldc, continues,          \
      errands);                                                                                    \
  }
WHOLE_TILE(whole_by_column, 1, false)
WHOLE_TILE(whole_by_quad, QUAD, false)
WHOLE_TILE(packing_by_column, 1, true)
WHOLE_TILE(packing_by_quad, QUAD, true)
#undef WHOLE_TILE
static const FN(gemm_whole_tile) FN(gemm_whole_tiles)[2][2] = {
  {FN(gemm_whole_by_column), FN(gemm_packing_by_column)},
  {FN(gemm_whole_by_quad), FN(gemm_packing_by_quad)},
};
// One vector of columns of a panel by quads.
static void FN(gemm_by_quad_1)(
  int64_t k, const T *a, const T *b, T *c, int64_t ldc, bool continues) {
  FN(gemm_tile_packed)(TILE_ROWS, 1, QUAD, false, k, a, NULL, 0, (T *)b, c, ldc, continues, NULL);
}
static void FN(gemm_by_quad_2)(
  int64_t k, const T *a, const T *b, T *c, int64_t ldc, bool continues) {
  FN(gemm_whole_by_quad)(k, a, NULL, 0, (T *)b, c, ldc, continues, NULL);
}

// One panel of rows of a times one panel of columns of b. Panels by quads are whole.
TC_INLINE void FN(gemm_panels)(
  int64_t rows, int64_t columns, int64_t k, const T *a, int order, const T *b, T *c, int64_t ldc,
  bool continues) {
  const int vectors = columns > LANES ? TC_TILE_VECTORS : 1;
  while (rows > 0) {
    int64_t height = rows >= TILE_ROWS ? TILE_ROWS : rows >= 8 ? 8 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
    FN(gemm_packed) tile =
      order == BY_QUAD ? vectors == 1 ? FN(gemm_by_quad_1) : FN(gemm_by_quad_2)
                       : FN(gemm_packed_tiles)[height][order][vectors - 1];
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
    a += order == BY_COLUMN ? height : height * PITCH;
    c += height * ldc;
  }
}

// Adds a number of its own to every column of c.
TC_INLINE void FN(gemm_add_bias)(
  int64_t m, int64_t n, const T *restrict bias, T *restrict c, int64_t ldc) {
  for (int64_t i = 0; i < m; i++)
    for (int64_t j = 0; j < n; j++) c[i * ldc + j] += bias[j];
}

// A block of b, packed, or what of it is: panels of TILE_COLUMNS columns and `depth` steps.
typedef struct {
  const T *b;
  int64_t brs, columns, depth;
  T *panels;
  int64_t whole;   // columns that the first rows' tiles pack
  bool continues;  // c has sums of the steps before
} FN(block);

// Packs what no tile packs: columns left over, and all of them where rows fill no tile or columns lie dense.
static void FN(gemm_pack_block)(FN(block) * block, int64_t bcs, int64_t m) {
  block->whole = bcs == 1 ? block->columns / TILE_COLUMNS * TILE_COLUMNS : 0;
  for (int64_t q = 0; q < block->depth && m < TILE_ROWS; q++) {
    const T *row = block->b + q * block->brs;
    T *to = block->panels + q * TILE_COLUMNS;
    for (int64_t j = 0; j < block->whole; j += TILE_COLUMNS, to += TILE_COLUMNS * block->depth)
      for (int64_t l = 0; l < TILE_COLUMNS; l += LANES) FN(put)(to + l, FN(get)(row + j + l));
  }
  for (int64_t j = block->whole; j < block->columns; j += TILE_COLUMNS) {
    int64_t count = block->columns - j < TILE_COLUMNS ? block->columns - j : TILE_COLUMNS;
    const T *from = block->b + j * bcs;
    T *panel = block->panels + j * block->depth;
    // Widths are constants.
    if (count > LANES) FN(gemm_pack_panel)(TILE_COLUMNS, count, block->depth, from, block->brs, bcs, panel);
    else FN(gemm_pack_panel)(LANES, count, block->depth, from, block->brs, bcs, panel);
  }
}

// What a tile does for the next panel of a, `here` being its own of m rows, and for the one after that.
static FN(errands) FN(gemm_errands)(
  const FN(block) * block, int64_t tile, int64_t m, const T *here, int64_t ars, int64_t acs,
  T *next_left) {
  FN(errands) errands = {0};
  bool dense = acs == 1;
  int64_t tiles = block->columns / TILE_COLUMNS, columns = (block->depth + tiles - 1) / tiles;
  if (m >= 3 * TILE_ROWS) {
    // Of rows that lie dense some, or of columns some, which begin in the line where those of the next
    // panel end.
    errands.count = (int)(((dense ? TILE_ROWS : ASK_STEPS) + tiles - 1) / tiles);
    errands.across = dense ? tiles * ars : acs;
    errands.step = dense ? ASK_STEPS : errands.count * acs;
    errands.asked = here + 2 * TILE_ROWS * ars
                    + (dense ? tile * ars : TILE_ROWS - 1 + tile * columns * acs);
  }
  if (!next_left) return errands;
  if (dense) {
    int64_t first = tile * TILE_ROWS / tiles;
    errands.copies = (int)((tile + 1) * TILE_ROWS / tiles - first);
    errands.from = here + (TILE_ROWS + first) * ars;
    errands.apart = ars;
    errands.to = next_left + first * QUAD;
  } else {
    int64_t first = tile * columns, rest = block->depth - first;
    errands.copies = (int)((ASK_STEPS + tiles - 1) / tiles);
    errands.left = rest < columns ? rest : columns;
    errands.from = here + TILE_ROWS + first * acs;
    errands.apart = acs;
    errands.to = next_left + first * TILE_ROWS;
  }
  return errands;
}

// Rows of a by a block of b. Room: two panels of a. The bias, or NULL, is added to a panel of rows while its
// sums are in a cache.
static void FN(gemm_rows)(
  const FN(block) * block, int64_t m, const T *a, int64_t ars, int64_t acs, T *room, const T *bias,
  T *c, int64_t ldc) {
  T *left = room, *next_left = room + TILE_ROWS * PITCH;
  int64_t columns = block->columns, depth = block->depth;
  bool dense = acs == 1, is_copied = false;
  // The next tile of c is asked for late, or it leaves the first cache again; but the last round is too late.
  int rounds = (int)((depth + ASK_STEPS - 1) / ASK_STEPS);
  int wait = rounds > TILE_ROWS ? rounds - TILE_ROWS - 1 : 0;
  int rows_a_round = rounds > TILE_ROWS ? 1 : (TILE_ROWS + rounds - 1) / rounds;
  for (int64_t i = 0, rows; i < m; i += rows, c += rows * ldc) {
    // The last sixteen rows are eight twice: a tile of two takes as long as one of four. The first rows are a
    // whole tile, since they pack b.
    bool halves = i > 0 && m - i == 16 && TILE_ROWS == 14;
    rows = halves ? 8 : m - i < TILE_ROWS ? m - i : TILE_ROWS;
    bool is_whole = rows == TILE_ROWS;
    int order = !dense ? BY_COLUMN : is_whole ? BY_QUAD : BY_ROW;
    const T *here = a + i * ars;
    if (order == BY_ROW) FN(gemm_pack_rows)(rows, depth, here, ars, left);
    else if (!is_copied && dense) FN(gemm_pack_quads)(depth, here, ars, left);
    else if (!is_copied) FN(gemm_pack_columns)(rows, depth, here, ars, acs, left);
    // Whole tiles copy a's next panel. Columns are copied beyond their end, where nothing may be missing.
    is_copied = is_whole && columns >= TILE_COLUMNS && (dense || ars == 1)
                && i + TILE_ROWS + (dense ? TILE_ROWS : COLUMN_ROOM) <= m;
    for (int64_t j = 0; j < columns; j += TILE_COLUMNS) {
      int64_t count = columns - j < TILE_COLUMNS ? columns - j : TILE_COLUMNS;
      T *panel = block->panels + j * depth;
      if (!is_whole || count < TILE_COLUMNS) {
        FN(gemm_panels)(rows, count, depth, left, order, panel, c + j, ldc, block->continues);
        continue;
      }
      FN(errands) errands = FN(gemm_errands)(
        block, j / TILE_COLUMNS, m - i, here, ars, acs, is_copied ? next_left : NULL);
      bool goes_on = j + TILE_COLUMNS < columns;
      errands.next = goes_on ? c + j + TILE_COLUMNS : c + TILE_ROWS * ldc;
      errands.wait = wait;
      errands.rows = goes_on || i + TILE_ROWS < m ? rows_a_round : 0;
      FN(gemm_whole_tiles)[dense][i == 0 && j < block->whole](
        depth, left, block->b + j, block->brs, panel, c + j, ldc, block->continues, &errands);
    }
    if (is_copied) {
      T *swapped = left;
      left = next_left;
      next_left = swapped;
    }
    if (bias) FN(gemm_add_bias)(rows, columns, bias, c, ldc);
  }
}

// `bias` may be NULL, and so may `kept`.
static void FN(gemm_large)(
  int64_t m, int64_t n, int64_t k, const T *a, int64_t ars, int64_t acs, const T *b, int64_t brs,
  int64_t bcs, const T *bias, T *c, int64_t ldc, tc_kept *kept) {
  int64_t padded = (n + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS;
  int64_t block_n = n < BLOCK_COLUMNS ? padded : BLOCK_COLUMNS;
  int64_t blocks_k = (k + BLOCK_K - 1) / BLOCK_K;
  int64_t block_k = (k + blocks_k - 1) / blocks_k;
  int64_t left_room = 2 * TILE_ROWS * PITCH;
  bool keeps = kept && (n + block_n - 1) / block_n * blocks_k <= 64
               && padded * k * (int64_t)sizeof(T) <= MOST_KEPT;
  tc_kept own = {0}, *mine = kept ? kept : &own;
  T *room = tc_kept_room(
    mine, (size_t)(left_room + (keeps ? padded * k : block_n * block_k)) * sizeof(T), b, n);
  uint64_t bit = 1;
  for (int64_t j = 0; j < n; j += block_n) {
    int64_t columns = n - j < block_n ? n - j : block_n;
    for (int64_t p = 0; p < k; p += block_k, bit <<= 1) {
      FN(block) block = {
        .b = b + p * brs + j * bcs, .brs = brs, .columns = columns,
        .depth = k - p < block_k ? k - p : block_k, .panels = room + left_room, .continues = p > 0};
      // Blocks before this one are whole ones beside it, and parts of as many columns.
      if (keeps) block.panels += j * k + p * (block_n < padded - j ? block_n : padded - j);
      if (!keeps || !(mine->packed & bit)) FN(gemm_pack_block)(&block, bcs, m);
      if (keeps) mine->packed |= bit;
      FN(gemm_rows)(
        &block, m, a + p * acs, ars, acs, room, bias && p + block.depth >= k ? bias + j : NULL,
        c + j, ldc);
    }
  }
  if (!kept) tc_kept_release(&own);
}

#include "gemm_few.h"

static void FN(affine)(
  int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs, const void *b,
  int64_t brs, int64_t bcs, const void *bias, void *c, int64_t ldc, tc_kept *kept) {
  if (m <= 0 || n <= 0) return;
  if (k <= 0) {
    for (int64_t i = 0; i < m; i++) memset((T *)c + i * ldc, 0, (size_t)n * sizeof(T));
    if (bias) FN(gemm_add_bias)(m, n, bias, c, ldc);
    return;
  }
  int64_t bytes = n * k * (int64_t)sizeof(T);
  // Packing brings nothing where b stays in the second cache beside the rest.
  bool is_close = bytes <= 64 * 1024 || (bytes <= 128 * 1024 && m * n * k <= 128 * 128 * 128);
  if (bcs == 1 && (m <= MOST_UNPACKED_ROWS || is_close)) {
    FN(gemm_small)(m, n, k, a, ars, acs, b, brs, c, ldc);
    if (bias) FN(gemm_add_bias)(m, n, bias, c, ldc);
  } else if (brs == 1 && m <= MOST_TURNED_ROWS) {
    FN(gemm_turned)(m, n, k, a, ars, acs, b, bcs, c, ldc);
    if (bias) FN(gemm_add_bias)(m, n, bias, c, ldc);
  } else {
    FN(gemm_large)(m, n, k, a, ars, acs, b, brs, bcs, bias, c, ldc, kept);
  }
}

static void FN(gemm)(
  int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs, const void *b,
  int64_t brs, int64_t bcs, void *c, int64_t ldc) {
  FN(affine)(m, n, k, a, ars, acs, b, brs, bcs, NULL, c, ldc, NULL);
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
#undef QUAD
#undef COLUMN_ROOM
#undef BY_ROW
#undef BY_COLUMN
#undef BY_QUAD
#undef MOST_KEPT
#undef MOST_UNPACKED_ROWS
#undef MOST_TURNED_ROWS
