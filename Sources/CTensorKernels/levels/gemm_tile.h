// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The register tile over packed panels. A part of gemm.h.
//
// What bounds it is what the processor decodes: on a core whose other half serves somebody else, three
// instructions a cycle, which 28 multiply-adds and 14 loads of a step exceed. So panels of a lie close,
// elements are spread within the multiply-add, and the loop has few other instructions.

// Steps of k that lie side by side for each row in a panel of dense rows: column by column would take
// as many stores as elements, and four of them are one store.
#define QUAD 4

// What a tile does for those after it while it computes, a little every ASK_STEPS steps: its multiply-adds
// hide that. As many lines at once would fill the buffers for lines that are on their way, and the processor
// would wait for the first to come.
typedef struct {
  const T *asked;        // of a panel of a to come: `count` places, `across` apart
  int64_t across, step;  // `step` further on each round
  T *next;               // the next tile of c
  int count, wait, rows;  // `rows` of it a round, after some rounds to wait
  int copies;            // rows of a's next panel to be copied by quads, `apart` from one another, or columns
  const T *from;
  int64_t apart;
  T *to;
  int64_t left;          // columns not yet copied
} FN(errands);

// Some steps of a row, to where the row lies in a panel.
TC_INLINE void FN(gemm_copy_quads)(int64_t steps, const T *from, T *to) {
  for (; steps >= QUAD; steps -= QUAD, from += QUAD, to += QUAD * TILE_ROWS)
    memcpy(to, from, QUAD * sizeof(T));
  for (int64_t p = 0; p < steps; p++) to[p] = from[p];
}

// A column of a panel, and what lies after it up to whole vectors: the next column covers that.
#define COLUMN_ROOM ((TILE_ROWS + LANES - 1) / LANES * LANES)
TC_INLINE void FN(gemm_copy_column)(const T *from, T *to) {
  for (int64_t i = 0; i < COLUMN_ROOM; i += LANES) FN(put)(to + i, FN(get)(from + i));
}

TC_INLINE void FN(gemm_do_errands)(
  const int quad, FN(errands) * e, int64_t steps, int64_t ldc) {
  const T *asked = e->asked;
  e->asked += e->step;
#pragma clang loop unroll(disable)
  for (int i = e->count; i > 0; i--, asked += e->across) __builtin_prefetch(asked, 0, 2);
  const T *from = e->from;
  T *to = e->to;
  if (quad == QUAD) {
    e->from += ASK_STEPS;
    e->to += ASK_STEPS * TILE_ROWS;
#pragma clang loop unroll(disable)
    for (int i = e->copies; i > 0; i--, from += e->apart, to += QUAD)
      FN(gemm_copy_quads)(steps, from, to);
  } else {
    int64_t columns = e->copies < e->left ? e->copies : e->left;
    e->left -= columns;
#pragma clang loop unroll(disable)
    for (int64_t i = columns; i > 0; i--, from += e->apart, to += TILE_ROWS)
      FN(gemm_copy_column)(from, to);
    e->from = from;
    e->to = to;
  }
  if (--e->wait >= 0) return;
  T *next = e->next;
#pragma clang loop unroll(disable)
  for (int i = e->rows; i > 0; i--, next += ldc)
    for (int v = 0; v < TC_TILE_VECTORS; v++) __builtin_prefetch(next + v * LANES, 1);
  e->next = next;
}

// `steps` steps over the packed panels `left` and `right`; where it packs, columns of b are read where they lie
// and left in `right`.
TC_INLINE void FN(gemm_turn)(
  const int steps, const int rows, const int vectors, const int quad, const bool packs, const T *left,
  const T *b, int64_t brs, T *right, FN(lanes) sum[TILE_ROWS][TC_TILE_VECTORS]) {
#pragma clang loop unroll(full)
  for (int u = 0; u < steps; u++) {
    T *panel = right + u * vectors * LANES;
    FN(lanes) column[TC_TILE_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      column[v] = FN(get)((packs ? b + u * brs : panel) + v * LANES);
      if (packs) {
        __builtin_prefetch(b + (u + AHEAD) * brs + v * LANES);
        FN(put)(panel + v * LANES, column[v]);
      }
    }
    const T *step = left + (quad == 1 ? u * TILE_ROWS : u);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++)
        sum[i][v] = FN(fma_spreading)(step + i * quad, column[v], sum[i][v]);
  }
}

// A tile; `rows`, `vectors`, `quad` and `packs` are constants wherever it is inlined. The panel of a lies by
// quads, or by columns where `quad` is 1. No errands: NULL.
TC_INLINE void FN(gemm_tile_packed)(
  const int rows, const int vectors, const int quad, const bool packs, int64_t k, const T *left,
  const T *b, int64_t brs, T *right, T *restrict c, int64_t ldc, bool continues,
  FN(errands) * errands) {
  FN(lanes) sum[TILE_ROWS][TC_TILE_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++)
      sum[i][v] = continues ? FN(get)(c + i * ldc + v * LANES) : (FN(lanes)){};
  const int turn = quad == 1 ? 2 : quad;  // steps in a turn of the loop
  for (int64_t rest = k; rest > 0;) {
    int64_t steps = errands && rest > ASK_STEPS ? ASK_STEPS : rest;
    if (errands) FN(gemm_do_errands)(quad, errands, steps, ldc);
    rest -= steps;
    for (; steps >= turn; steps -= turn) {
      TC_FORGET(left);
      TC_FORGET(right);
      FN(gemm_turn)(turn, rows, vectors, quad, packs, left, b, brs, right, sum);
      left += turn * TILE_ROWS;
      right += turn * vectors * LANES;
      if (packs) b += turn * brs;
    }
    // Nothing is left but at the end of k.
    for (; steps > 0; steps--) {
      FN(gemm_turn)(1, rows, vectors, quad, packs, left, b, brs, right, sum);
      left += quad == 1 ? TILE_ROWS : 1;
      right += vectors * LANES;
      if (packs) b += brs;
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) FN(put)(c + i * ldc + v * LANES, sum[i][v]);
}
