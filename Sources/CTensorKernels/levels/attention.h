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

// Turns products into scores: scale, soft cap, mask and window. What a query does not see gets -inf,
// whatever stood there. `slopes` keeps the derivative of the cap where there is one.
TC_INLINE void FN(scores)(
  const tc_attention *x, int64_t plane, int64_t row, int64_t column, int64_t columns,
  int64_t padded, T *restrict s, T *restrict slopes) {
  const T scale = (T)x->scale;
  for (int64_t j = 0; j < padded; j++) s[j] *= scale;
  if (x->softcap > 0) {
    const T cap = (T)x->softcap;
    for (int64_t j = 0; j < padded; j++) {
      T t = FN(tanh_one)(s[j] / cap);
      s[j] = cap * t;
      if (slopes) slopes[j] = FN(fma)(-t, t, (T)1);
    }
  }
  const T nothing = -(T)INFINITY;
  if (x->mask_kind == TC_MASK_ADDITIVE) {
    const T *mask =
      (const T *)x->mask + x->mask_planes[plane] + row * x->mask_rs + column * x->mask_cs;
    int64_t stride = x->mask_cs;
    for (int64_t j = 0; j < columns; j++) {
      T bias = mask[j * stride];
      s[j] = bias == nothing ? nothing : s[j] + bias;
    }
  } else if (x->mask_kind == TC_MASK_BOOLEAN) {
    const uint8_t *mask =
      (const uint8_t *)x->mask + x->mask_planes[plane] + row * x->mask_rs + column * x->mask_cs;
    int64_t stride = x->mask_cs;
    for (int64_t j = 0; j < columns; j++) s[j] = mask[j * stride] ? s[j] : nothing;
  }
  int64_t low = row + x->low - column, high = row + x->high - column + 1;
  for (int64_t j = 0; j < low && j < columns; j++) s[j] = nothing;
  for (int64_t j = high > 0 ? high : 0; j < columns; j++) s[j] = nothing;
  for (int64_t j = columns; j < padded; j++) s[j] = nothing;
}

// Over the lanes of a row of at most TILE numbers, a number of whole vectors, and then by halves.
#define TC_FOLD(kind)                                                                              \
  TC_INLINE T FN(fold_##kind##_lanes)(FN(vector) v) {                                              \
    v = FN(kind##_vectors)(v, __builtin_shufflevector(                                             \
      v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));                                \
    v = FN(kind##_vectors)(v, __builtin_shufflevector(                                             \
      v, v, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3));                                      \
    v = FN(kind##_vectors)(v, __builtin_shufflevector(                                             \
      v, v, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1));                                      \
    v = FN(kind##_vectors)(v, __builtin_shufflevector(                                             \
      v, v, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0));                                      \
    return v[0];                                                                                   \
  }
TC_FOLD(sum)
TC_FOLD(max)
#undef TC_FOLD

// Whether every query of [first, first + rows) sees every key of the tile, and nothing but the scale turns
// products into scores.
TC_INLINE bool FN(is_plain)(
  const tc_attention *x, int64_t first, int64_t rows, int64_t column, int64_t columns) {
  return columns == TILE && x->softcap <= 0 && x->mask_kind != TC_MASK_ADDITIVE
    && x->mask_kind != TC_MASK_BOOLEAN && first + rows - 1 + x->low <= column
    && first + x->high - column + 1 >= columns;
}

// The scores of one query, and the largest of them.
TC_INLINE T FN(scores_and_top)(
  const tc_attention *x, bool plain, int64_t plane, int64_t row, int64_t column, int64_t columns,
  int64_t padded, T *s) {
  FN(vector) scale = FN(splat)(plain ? (T)x->scale : (T)1);
  if (!plain) FN(scores)(x, plane, row, column, columns, padded, s, NULL);
  FN(vector) v = FN(load)(s) * scale;
  FN(store)(s, v);
  for (int64_t j = TC_LANES; j < padded; j += TC_LANES) {
    FN(vector) next = FN(load)(s + j) * scale;
    FN(store)(s + j, next);
    v = FN(max_vectors)(v, next);
  }
  return FN(fold_max_lanes)(v);
}

// exp(s - top) in place, and their sum.
TC_INLINE T FN(weights_and_sum)(int64_t padded, T *s, T number) {
  FN(vector) top = FN(splat)(number);
  FN(vector) v = FN(exp_lanes)(FN(load)(s) - top);
  FN(store)(s, v);
  for (int64_t j = TC_LANES; j < padded; j += TC_LANES) {
    FN(vector) next = FN(exp_lanes)(FN(load)(s + j) - top);
    FN(store)(s + j, next);
    v = v + next;
  }
  return FN(fold_sum_lanes)(v);
}

// Weights of a row that stay, and zeros for those that drop out.
TC_INLINE void FN(drop)(
  const tc_attention *x, int64_t plane, int64_t row, int64_t column, int64_t padded,
  const T *s, T *y) {
  const T scale = (T)x->keep_scale;
  for (int64_t j = 0; j < padded; j += 4) {
    uint32_t words[4];
    tc_attention_words(x->dropout_key, plane, row, (column + j) / 4, words);
    for (int l = 0; l < 4; l++) y[j + l] = words[l] < x->keep_below ? s[j + l] * scale : (T)0;
  }
}

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
  for (int64_t i = 0; i < rows * width; i++) o[i] = 0;
  for (int64_t i = 0; i < rows; i++) {
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
    bool plain = FN(is_plain)(x, first, rows, t * TILE, columns);
    T largest[TILE], shrink[TILE];
    for (int64_t i = 0; i < TILE; i++) {
      T old = i < rows ? top[i] : (T)0;
      largest[i] = i < rows ? FN(max_two)(old, FN(scores_and_top)(
        x, plain, plane, first + i, t * TILE, columns, padded, s + i * TILE)) : (T)0;
      if (i < rows) top[i] = largest[i];
      // A query that has seen nothing yet: exp(-inf) are its weights.
      if (largest[i] == -(T)INFINITY) largest[i] = 0;
      shrink[i] = old - largest[i];
    }
    for (int64_t i = 0; i < TILE; i += TC_LANES)
      FN(store)(shrink + i, FN(exp_lanes)(FN(load)(shrink + i)));
    for (int64_t i = 0; i < rows; i++) {
      T *row = s + i * TILE;
      total[i] = FN(fma)(total[i], shrink[i], FN(weights_and_sum)(padded, row, largest[i]));
      if (shrink[i] != (T)1)
        for (int64_t c = 0; c < width; c++) o[i * width + c] *= shrink[i];
      if (x->has_dropout) FN(drop)(x, plane, first + i, t * TILE, padded, row, row);
    }
    if (is_diagonal)
      FN(close_product)(
        HALF, width, HALF, s, TILE, 1, values + t * TILE * values_stride, values_stride, o, width,
        true);
    FN(close_product)(
      rows - upper, width, columns, s + upper * TILE, TILE, 1, values + t * TILE * values_stride,
      values_stride, o + upper * width, width, true);
  }
  for (int64_t i = 0; i < rows; i++) {
    T *out = (T *)x->out + (plane * x->n + first + i) * x->dv;
    // A query that sees nothing: zeros, and a logarithm that makes every weight 0 on the way back.
    bool blind = total[i] == (T)0;
    T share = blind ? (T)0 : (T)1 / total[i];
    for (int64_t c = 0; c < x->dv; c++) out[c] = blind ? (T)0 : o[i * width + c] * share;
    ((T *)x->log_sums)[plane * x->n + first + i] =
      blind ? (T)INFINITY : top[i] + FN(log_one)(total[i]);
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
  FN(pack_padded)(m, d, k, x->k_rs, x->k_cs, key_rows);
  for (int64_t i = 0; i < m * dp; i++) dk[i] = 0;
  for (int64_t i = 0; i < m * dvp; i++) dv[i] = 0;
  for (int64_t head = plane * x->group; head < (plane + 1) * x->group; head++) {
    const T *log_sums = (const T *)x->log_sums + head * n;
    FN(pack_padded)(n, d, (const T *)x->q + x->q_planes[head], x->q_rs, x->q_cs, q);
    FN(pack_padded)(n, x->dv, (const T *)x->gradient + head * n * x->dv, x->dv, 1, g);
    for (int64_t i = 0; i < n * dp; i++) dq[i] = 0;
    // sum_j P_ij dP_ij is the product of the output and its gradient. `s` serves as room for it.
    for (int64_t i = 0; i < n; i++) {
      const T *out = (const T *)x->out + (head * n + i) * x->dv;
      T sum = 0;
      for (int64_t c = 0; c < x->dv; c += TILE) {
        int64_t rest = x->dv - c < TILE ? x->dv - c : TILE;
        for (int64_t l = 0; l < rest; l++) s[l] = out[c + l] * g[i * dvp + c + l];
        sum += FN(sum_row)(rest, s, 1);
      }
      inner[i] = sum;
    }
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
        const T *tile_q = q + first * dp, *tile_g = g + first * dvp;
        const T *tile_keys = keys + t * TILE * d, *tile_values = values + t * TILE * x->dv;
        if (is_diagonal) {
          FN(close_product)(HALF, HALF, d, tile_q, dp, 1, tile_keys, TILE, s, TILE, false);
          FN(close_product)(HALF, HALF, x->dv, tile_g, dvp, 1, tile_values, TILE, ds, TILE, false);
          for (int64_t i = 0; i < HALF; i++)
            for (int64_t j = HALF; j < padded; j++) s[i * TILE + j] = ds[i * TILE + j] = 0;
        }
        FN(close_product)(
          rows - upper, padded, d, tile_q + upper * dp, dp, 1, tile_keys, TILE, s + upper * TILE, TILE,
          false);
        FN(close_product)(
          rows - upper, padded, x->dv, tile_g + upper * dvp, dvp, 1, tile_values, TILE,
          ds + upper * TILE, TILE, false);
        T *weights = x->has_dropout ? dropped : s;
        bool plain = FN(is_plain)(x, first, rows, t * TILE, columns) && !x->has_dropout;
        const T scale = (T)x->scale;
        for (int64_t i = 0; i < rows; i++) {
          T *p = s + i * TILE, *dp_row = ds + i * TILE, *slope = slopes + i * TILE;
          T log_sum = log_sums[first + i], own = inner[first + i];
          if (!plain)
            FN(scores)(
              x, head, first + i, t * TILE, columns, padded, p, x->softcap > 0 ? slope : NULL);
          FN(vector) factor = FN(splat)(plain ? scale : (T)1);
          for (int64_t j = 0; j < padded; j += TC_LANES)
            FN(store)(p + j, FN(exp_lanes)(FN(load)(p + j) * factor - FN(splat)(log_sum)));
          if (x->has_dropout) {
            FN(drop)(x, head, first + i, t * TILE, padded, p, dropped + i * TILE);
            FN(drop)(x, head, first + i, t * TILE, padded, dp_row, dp_row);
          }
          for (int64_t j = 0; j < padded; j += TC_LANES)
            FN(store)(
              dp_row + j, FN(load)(p + j) * (FN(load)(dp_row + j) - FN(splat)(own)) * FN(splat)(scale));
          if (x->softcap > 0)
            for (int64_t j = 0; j < padded; j++) dp_row[j] *= slope[j];
        }
        T *tile_dv = dv + t * TILE * dvp, *tile_dq = dq + first * dp, *tile_dk = dk + t * TILE * dp;
        const T *tile_rows = key_rows + t * TILE * dp;
        // The second half of the keys has nothing from the first half of the queries.
        int64_t near = is_diagonal ? HALF : columns;
        FN(close_product)(near, dvp, rows, weights, 1, TILE, tile_g, dvp, tile_dv, dvp, true);
        FN(close_product)(near, dp, rows, ds, 1, TILE, tile_q, dp, tile_dk, dp, true);
        if (is_diagonal) {
          int64_t far = columns - HALF, skip = HALF * TILE + HALF;
          FN(close_product)(
            far, dvp, rows - HALF, weights + skip, 1, TILE, tile_g + HALF * dvp, dvp,
            tile_dv + HALF * dvp, dvp, true);
          FN(close_product)(
            far, dp, rows - HALF, ds + skip, 1, TILE, tile_q + HALF * dp, dp, tile_dk + HALF * dp, dp,
            true);
          FN(close_product)(HALF, dp, HALF, ds, TILE, 1, tile_rows, dp, tile_dq, dp, true);
        }
        FN(close_product)(
          rows - upper, dp, columns, ds + upper * TILE, TILE, 1, tile_rows, dp, tile_dq + upper * dp, dp,
          true);
      }
    }
    for (int64_t i = 0; i < n; i++)
      memcpy((T *)x->dq + (head * n + i) * d, dq + i * dp, (size_t)d * sizeof(T));
  }
  for (int64_t j = 0; j < m; j++) {
    memcpy((T *)x->dk + (plane * m + j) * d, dk + j * dp, (size_t)d * sizeof(T));
    memcpy((T *)x->dvalues + (plane * m + j) * x->dv, dv + j * dvp, (size_t)x->dv * sizeof(T));
  }
}

#undef TILE
#undef HALF
