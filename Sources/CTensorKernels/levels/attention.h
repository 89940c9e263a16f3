// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Attention over tiles of 64 x 64, with memory linear in the lengths (Dao 2023, FlashAttention-2,
// https://arxiv.org/abs/2307.08691): scores live in one tile at a time, the softmax is corrected as
// larger scores come, and the way back computes the tiles again. Products accumulate by fused
// multiply-add in the order of their inner index, tiles come in one order: the bits do not depend on
// level or threads.

#define TILE TC_ATTENTION_TILE
#define HALF (TILE / 2)

// Rows of x as columns: tile after tile of [columns of x][64 rows of x], zeros after the last.
static void FN(pack_turned)(
  int64_t rows, int64_t columns, const T *x, int64_t rs, int64_t cs, T *y) {
  for (int64_t r = 0; r < rows; r += TILE, y += columns * TILE) {
    for (int64_t q = 0; q < TILE; q += TC_LANES) {
      int64_t rest = rows - r - q;
      int64_t c = 0;
      if (rest >= TC_LANES && cs == 1) {
        for (; c + TC_LANES <= columns; c += TC_LANES)
          FN(transpose_lanes)(x + (r + q) * rs + c, rs, y + c * TILE + q, TILE);
      } else if (rest >= TC_LANES && rs == 1) {
        for (; c < columns; c++)
          FN(store)(y + c * TILE + q, FN(load)(x + r + q + c * cs));
      }
      for (; c < columns; c++)
        for (int64_t l = 0; l < TC_LANES; l++)
          y[c * TILE + q + l] = l < rest ? x[(r + q + l) * rs + c * cs] : (T)0;
    }
  }
}

// Rows of x one after another, each filled up with zeros to whole vectors.
static void FN(pack_padded)(
  int64_t rows, int64_t columns, const T *x, int64_t rs, int64_t cs, T *y) {
  int64_t padded = tc_attention_padded(columns);
  for (int64_t r = 0; r < rows; r++, y += padded) {
    int64_t whole = cs == 1 ? columns / TC_LANES * TC_LANES : 0;
    for (int64_t c = 0; c < whole; c += TC_LANES) FN(store)(y + c, FN(load)(x + r * rs + c));
    for (int64_t c = whole; c < columns; c++) y[c] = x[r * rs + c * cs];
    for (int64_t c = columns; c < padded; c++) y[c] = 0;
  }
}

// Rows of whole vectors, where they lie if they are such and do not share lines of the first cache.
typedef struct {
  const T *at;
  int64_t stride;
} FN(lying);

static FN(lying) FN(rows_of_vectors)(
  int64_t rows, int64_t columns, const T *x, int64_t rs, int64_t cs, T *room) {
  if (cs == 1 && columns % TC_LANES == 0 && rs % 512 != 0) return (FN(lying)){x, rs};
  FN(pack_padded)(rows, columns, x, rs, cs, room);
  return (FN(lying)){room, tc_attention_padded(columns)};
}

static void FN(attention_pack)(const tc_attention *x, int64_t plane, void *keys, void *values) {
  if (!tc_attention_keys_stay(x))
    FN(pack_turned)(x->m, x->d, (const T *)x->k + x->k_planes[plane], x->k_rs, x->k_cs, keys);
  if (!tc_attention_values_stay(x))
    FN(pack_padded)(x->m, x->dv, (const T *)x->v + x->v_planes[plane], x->v_rs, x->v_cs, values);
}

// The tiles of keys that any of the queries [first, first + rows) sees: [*from, *to).
TC_INLINE void FN(visible_tiles)(
  const tc_attention *x, int64_t first, int64_t rows, int64_t *from, int64_t *to) {
  int64_t low = first + x->low > 0 ? first + x->low : 0;
  int64_t high = first + rows - 1 + x->high < x->m - 1 ? first + rows - 1 + x->high : x->m - 1;
  *from = low / TILE;
  *to = high < low ? *from : high / TILE + 1;
}

#include "attention_rows.h"

// The products of some queries with the keys of a tile. Keys that stay are read where they lie, but for the last
// few of all, which are no whole vector: nothing beyond them may be read, so they are brought into `room`.
TC_INLINE void FN(key_products)(
  const tc_attention *x, int64_t rows, int64_t padded, const T *q, const T *keys, int64_t tile,
  int64_t columns, T *room, T *s) {
  if (!tc_attention_keys_stay(x)) {
    FN(close_product)(
      rows, padded, x->d, q, x->q_rs, x->q_cs, keys + tile * TILE * x->d, TILE, s, TILE, false);
    return;
  }
  int64_t whole = columns / TC_LANES * TC_LANES, rest = columns - whole;
  const T *from = keys + tile * TILE;
  if (whole > 0)
    FN(close_product)(rows, whole, x->d, q, x->q_rs, x->q_cs, from, x->k_cs, s, TILE, false);
  if (rest == 0) return;
  for (int64_t c = 0; c < x->d; c++)
    for (int64_t l = 0; l < TC_LANES; l++)
      room[c * TC_LANES + l] = l < rest ? from[c * x->k_cs + whole + l] : (T)0;
  FN(close_product)(
    rows, TC_LANES, x->d, q, x->q_rs, x->q_cs, room, TC_LANES, s + whole, TILE, false);
}

// One tile of queries against all keys it sees. Room: TILE * (TILE + padded dv + 2) and a vector of keys.
static void FN(attention_forward)(
  const tc_attention *x, int64_t plane, int64_t first, const void *pkeys, const void *pvalues,
  void *room) {
  bool stay = tc_attention_values_stay(x);
  const T *keys =
    tc_attention_keys_stay(x) ? (const T *)x->k + x->k_planes[plane / x->group] : pkeys;
  const T *values = stay ? (const T *)x->v + x->v_planes[plane / x->group] : pvalues;
  const T *q = (const T *)x->q + x->q_planes[plane] + first * x->q_rs;
  int64_t width = tc_attention_padded(x->dv);
  int64_t values_stride = stay ? x->v_rs : width;
  int64_t rows = x->n - first < TILE ? x->n - first : TILE;
  T *s = room, *o = s + TILE * TILE, *top = o + TILE * width, *total = top + TILE;
  T *few_keys = total + TILE;
  for (int64_t i = 0; i < TILE; i++) {
    top[i] = -(T)INFINITY;
    total[i] = 0;
  }
  int64_t from, to;
  FN(visible_tiles)(x, first, rows, &from, &to);
  for (int64_t t = from; t < to; t++) {
    int64_t columns = x->m - t * TILE < TILE ? x->m - t * TILE : TILE;
    int64_t padded = tc_attention_padded(columns);
    // Where the first half of the queries sees nothing of the second half of the keys, as on the diagonal of
    // a causal attention, that quarter of the tile is not computed.
    bool is_diagonal = rows > HALF && columns > HALF && first + HALF - 1 + x->high < t * TILE + HALF;
    int64_t upper = is_diagonal ? HALF : 0;
    if (is_diagonal)
      FN(close_product)(
        HALF, HALF, x->d, q, x->q_rs, x->q_cs, keys + t * TILE * x->d, TILE, s, TILE, false);
    FN(key_products)(
      x, rows - upper, padded, q + upper * x->q_rs, keys, t, columns, few_keys, s + upper * TILE);
    int kind = FN(kind_of_scores)(x, first, rows, t * TILE, columns);
    T shrink[TILE];
    for (int64_t i = 0; i < rows; i += TC_LANES)
      FN(softmax_rows)(
        x, kind, plane, first + i, rows - i < TC_LANES ? rows - i : TC_LANES, t * TILE,
        i < upper ? HALF : columns, s + i * TILE, top + i, total + i, shrink + i);
    const T *tile_values = values + t * TILE * values_stride;
    if (is_diagonal)
      FN(close_product_scaled)(
        HALF, width, HALF, s, TILE, 1, tile_values, values_stride, o, width, t > from,
        t > from ? shrink : NULL);
    FN(close_product_scaled)(
      rows - upper, width, columns, s + upper * TILE, TILE, 1, tile_values, values_stride,
      o + upper * width, width, t > from, t > from ? shrink + upper : NULL);
  }
  T *log_sums = (T *)x->log_sums + plane * x->n + first;
  // A query that sees nothing: zeros, and a logarithm that makes every weight 0 on the way back.
  for (int64_t i = 0; i < rows; i++)
    log_sums[i] = total[i] == (T)0 ? (T)INFINITY : top[i] + FN(log_one)(total[i]);
  for (int64_t i = 0; i < rows; i++) {
    T *out = (T *)x->out + (plane * x->n + first + i) * x->dv;
    bool blind = total[i] == (T)0;
    T share = blind ? (T)0 : (T)1 / total[i];
    for (int64_t c = 0; c < x->dv; c++) out[c] = blind ? (T)0 : o[i * width + c] * share;
  }
}

// sum_j P_ij dP_ij of every query is the product of its output and its gradient, TILE columns at a time, each
// by the tree of sum_row. `room` is a tile.
static void FN(inner_products)(
  const tc_attention *x, int64_t plane, FN(lying) gradient, T *room, T *inner) {
  const T *out = (const T *)x->out + plane * x->n * x->dv;
  for (int64_t i = 0; i < x->n; i += TC_LANES) {
    int64_t count = x->n - i < TC_LANES ? x->n - i : TC_LANES;
    FN(vector) sums = FN(splat)(0);
    memset(room, 0, TC_LANES * TC_LANES * sizeof(T));
    for (int64_t c = 0; c < x->dv; c += TILE) {
      int64_t rest = x->dv - c < TILE ? x->dv - c : TILE;
      for (int64_t r = 0; r < count; r++) {
        const T *y = out + (i + r) * x->dv + c, *g = gradient.at + (i + r) * gradient.stride + c;
        FN(vector) lanes = FN(splat)(0);
        int64_t l = 0;
        for (; l + TC_LANES <= rest; l += TC_LANES)
          lanes = lanes + FN(load)(y + l) * FN(load)(g + l);
        if (l < rest) {
          T last[TC_LANES] = {0};
          for (int64_t q = 0; q < rest - l; q++) last[q] = y[l + q] * g[l + q];
          lanes = lanes + FN(load)(last);
        }
        FN(store)(room + r * TC_LANES, lanes);
      }
      sums = sums + FN(fold_sum)(count, room);
    }
    FN(store)(inner + i, sums);
  }
}

// Gradients of one plane of keys and values, and of the queries that use it.
static void FN(attention_backward)(const tc_attention *x, int64_t plane, void *room) {
  int64_t d = x->d, n = x->n, m = x->m;
  int64_t dp = tc_attention_padded(d), dvp = tc_attention_padded(x->dv);
  int64_t tiles = (m + TILE - 1) / TILE;
  T *keys = room, *values = keys + tiles * TILE * d, *key_rows = values + tiles * TILE * x->dv;
  T *dk = key_rows + m * dp, *dv = dk + m * dp;
  T *q = dv + m * dvp, *dq = q + n * dp, *g = dq + n * dp, *inner = g + n * dvp;
  T *s = inner + (n + TC_LANES - 1) / TC_LANES * TC_LANES, *ds = s + TILE * TILE;
  T *slopes = ds + TILE * TILE, *dropped = slopes + TILE * TILE;
  const T *k = (const T *)x->k + x->k_planes[plane], *v = (const T *)x->v + x->v_planes[plane];
  FN(pack_turned)(m, d, k, x->k_rs, x->k_cs, keys);
  FN(pack_turned)(m, x->dv, v, x->v_rs, x->v_cs, values);
  FN(lying) key_lines = FN(rows_of_vectors)(m, d, k, x->k_rs, x->k_cs, key_rows);
  // Gradients are summed up where they shall be, if their rows are whole vectors.
  if (dp == d) dk = (T *)x->dk + plane * m * d;
  if (dvp == x->dv) dv = (T *)x->dvalues + plane * m * x->dv;
  memset(dk, 0, (size_t)(m * dp) * sizeof(T));
  memset(dv, 0, (size_t)(m * dvp) * sizeof(T));
  for (int64_t head = plane * x->group; head < (plane + 1) * x->group; head++) {
    const T *log_sums = (const T *)x->log_sums + head * n;
    FN(lying) query =
      FN(rows_of_vectors)(n, d, (const T *)x->q + x->q_planes[head], x->q_rs, x->q_cs, q);
    FN(lying) gradient = FN(rows_of_vectors)(
      n, x->dv, (const T *)x->gradient + head * n * x->dv, x->dv, 1, g);
    if (dp == d) dq = (T *)x->dq + head * n * d;
    memset(dq, 0, (size_t)(n * dp) * sizeof(T));
    FN(inner_products)(x, head, gradient, s, inner);
    for (int64_t t = 0; t < tiles; t++) {
      int64_t columns = m - t * TILE < TILE ? m - t * TILE : TILE;
      int64_t padded = tc_attention_padded(columns);
      for (int64_t first = 0; first < n; first += TILE) {
        int64_t rows = n - first < TILE ? n - first : TILE;
        int64_t from, to;
        FN(visible_tiles)(x, first, rows, &from, &to);
        if (t < from || t >= to) continue;
        // As on the way forward, and the quarter has no weights and no gradients.
        bool is_diagonal =
          rows > HALF && columns > HALF && first + HALF - 1 + x->high < t * TILE + HALF;
        int64_t upper = is_diagonal ? HALF : 0;
        const int64_t qs = query.stride, gs = gradient.stride, ks = key_lines.stride;
        const T *tile_q = query.at + first * qs, *tile_g = gradient.at + first * gs;
        const T *tile_keys = keys + t * TILE * d, *tile_values = values + t * TILE * x->dv;
        if (is_diagonal) {
          FN(close_product)(HALF, HALF, d, tile_q, qs, 1, tile_keys, TILE, s, TILE, false);
          FN(close_product)(HALF, HALF, x->dv, tile_g, gs, 1, tile_values, TILE, ds, TILE, false);
        }
        FN(close_product)(
          rows - upper, padded, d, tile_q + upper * qs, qs, 1, tile_keys, TILE, s + upper * TILE, TILE,
          false);
        FN(close_product)(
          rows - upper, padded, x->dv, tile_g + upper * gs, gs, 1, tile_values, TILE,
          ds + upper * TILE, TILE, false);
        T *weights = x->has_dropout ? dropped : s;
        int kind = FN(kind_of_scores)(x, first, rows, t * TILE, columns);
        if (x->has_dropout) kind = FN(any_scores);
        for (int64_t i = 0; i < rows; i++) {
          int64_t seen = i < upper ? HALF : columns;
          FN(weights_and_gradients)(
            x, kind, head, first + i, t * TILE, seen, log_sums[first + i], inner[first + i],
            s + i * TILE, ds + i * TILE, slopes + i * TILE, dropped + i * TILE);
        }
        T *tile_dv = dv + t * TILE * dvp, *tile_dq = dq + first * dp, *tile_dk = dk + t * TILE * dp;
        const T *tile_rows = key_lines.at + t * TILE * ks;
        // The second half of the keys has nothing from the first half of the queries.
        int64_t near = is_diagonal ? HALF : columns;
        FN(close_product)(near, dvp, rows, weights, 1, TILE, tile_g, gs, tile_dv, dvp, true);
        FN(close_product)(near, dp, rows, ds, 1, TILE, tile_q, qs, tile_dk, dp, true);
        if (is_diagonal) {
          int64_t far = columns - HALF, skip = HALF * TILE + HALF;
          FN(close_product)(
            far, dvp, rows - HALF, weights + skip, 1, TILE, tile_g + HALF * gs, gs,
            tile_dv + HALF * dvp, dvp, true);
          FN(close_product)(
            far, dp, rows - HALF, ds + skip, 1, TILE, tile_q + HALF * qs, qs, tile_dk + HALF * dp, dp,
            true);
          FN(close_product)(HALF, dp, HALF, ds, TILE, 1, tile_rows, ks, tile_dq, dp, true);
        }
        FN(close_product)(
          rows - upper, dp, columns, ds + upper * TILE, TILE, 1, tile_rows, ks, tile_dq + upper * dp, dp,
          true);
      }
    }
    for (int64_t i = 0; i < n && dp != d; i++)
      memcpy((T *)x->dq + (head * n + i) * d, dq + i * dp, (size_t)d * sizeof(T));
  }
  for (int64_t j = 0; j < m && dp != d; j++)
    memcpy((T *)x->dk + (plane * m + j) * d, dk + j * dp, (size_t)d * sizeof(T));
  for (int64_t j = 0; j < m && dvp != x->dv; j++)
    memcpy((T *)x->dvalues + (plane * m + j) * x->dv, dv + j * dvp, (size_t)x->dv * sizeof(T));
}

#undef TILE
#undef HALF
