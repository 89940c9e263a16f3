// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Rows of the tiles of an attention: products become scores, scores weights, and weights the gradients of
// scores. Sixteen rows are folded at once: lanes of one wait for one another. A part of attention.h.

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

// Lane r of the result is the fold of row r of 16 by 16 numbers: by halves, as one row alone is folded.
#define TC_FOLD(kind, combine)                                                                     \
  TC_INLINE FN(vector) FN(fold_##kind##_rows)(const T *rows) {                                     \
    FN(vector) v[TC_LANES];                                                                        \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < TC_LANES; i++)                          \
      v[i] = FN(load)(rows + i * TC_LANES);                                                        \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < 8; i++)                                 \
      v[i] = combine(                                                                              \
        __builtin_shufflevector(v[2 * i], v[2 * i + 1], 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19,    \
          20, 21, 22, 23),                                                                         \
        __builtin_shufflevector(v[2 * i], v[2 * i + 1], 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26,  \
          27, 28, 29, 30, 31));                                                                    \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < 4; i++)                                 \
      v[i] = combine(                                                                              \
        __builtin_shufflevector(v[2 * i], v[2 * i + 1], 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19,  \
          24, 25, 26, 27),                                                                         \
        __builtin_shufflevector(v[2 * i], v[2 * i + 1], 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22,    \
          23, 28, 29, 30, 31));                                                                    \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < 2; i++)                                 \
      v[i] = combine(                                                                              \
        __builtin_shufflevector(v[2 * i], v[2 * i + 1], 0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21,  \
          24, 25, 28, 29),                                                                         \
        __builtin_shufflevector(v[2 * i], v[2 * i + 1], 2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22,    \
          23, 26, 27, 30, 31));                                                                    \
    return combine(                                                                                \
      __builtin_shufflevector(                                                                     \
        v[0], v[1], 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30),                    \
      __builtin_shufflevector(                                                                     \
        v[0], v[1], 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31));                   \
  }                                                                                                \
  /* Of `count` rows; a single one is folded alone. */                                             \
  TC_INLINE FN(vector) FN(fold_##kind)(int64_t count, const T *rows) {                             \
    if (count > 1) return FN(fold_##kind##_rows)(rows);                                            \
    FN(vector) v = FN(load)(rows);                                                                 \
    v = combine(v, __builtin_shufflevector(                                                        \
      v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));                                \
    v = combine(v, __builtin_shufflevector(                                                        \
      v, v, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3));                                      \
    v = combine(v, __builtin_shufflevector(                                                        \
      v, v, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1));                                      \
    return combine(v, __builtin_shufflevector(                                                     \
      v, v, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0));                                      \
  }

// NaN is passed over here: the exponentials bring it back.
TC_INLINE FN(vector) FN(larger)(FN(vector) a, FN(vector) b) {
  return FN(choose)((FN(mask))(b > a), b, a);
}
TC_FOLD(sum, FN(sum_vectors))
TC_FOLD(max, FN(larger))
#undef TC_FOLD

// What turns the products of a tile into scores: the scale alone; that and the window, which takes an index
// per lane; or everything else there is.
enum { FN(scaled), FN(windowed), FN(any_scores) };

TC_INLINE int FN(kind_of_scores)(
  const tc_attention *x, int64_t first, int64_t rows, int64_t column, int64_t columns) {
  if (x->softcap > 0 || x->mask_kind != TC_MASK_NONE) return FN(any_scores);
  bool all = columns == TILE && first + rows - 1 + x->low <= column
    && first + x->high - column + 1 >= columns;
  return all ? FN(scaled) : FN(windowed);
}

// The keys of a tile that a query sees: `count` from `low` on.
typedef struct {
  TBITS low, count;
} FN(window);

TC_INLINE FN(window) FN(window_of)(
  const tc_attention *x, int64_t row, int64_t column, int64_t columns) {
  int64_t low = row + x->low - column, high = row + x->high - column + 1;
  low = low < 0 ? 0 : low;
  high = high > columns ? columns : high;
  return (FN(window)){(TBITS)low, high > low ? (TBITS)(high - low) : 0};
}

// Scores of 16 keys from `j` on; what is not seen gets -inf, whatever stood there.
TC_INLINE FN(vector) FN(scores_of)(
  const int kind, FN(vector) products, FN(vector) scale, FN(window) window, int64_t j) {
  if (kind == FN(any_scores)) return products;
  FN(vector) s = products * scale;
  if (kind == FN(scaled)) return s;
  const FN(mask) lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  FN(mask) sees = (FN(mask))(lane + ((TBITS)j - window.low) < (FN(mask)){} + window.count);
  return FN(choose)(sees, s, FN(splat)(-(T)INFINITY));
}

// Scores in place, and their maximum by lanes.
TC_INLINE FN(vector) FN(scores_and_top)(
  const int kind, FN(window) window, FN(vector) scale, int64_t padded, T *s) {
  FN(vector) top = FN(scores_of)(kind, FN(load)(s), scale, window, 0);
  FN(store)(s, top);
  for (int64_t j = TC_LANES; j < padded; j += TC_LANES) {
    FN(vector) next = FN(scores_of)(kind, FN(load)(s + j), scale, window, j);
    FN(store)(s + j, next);
    top = FN(larger)(top, next);
  }
  return top;
}

// exp(s - top) in place, and their sum by lanes.
TC_INLINE FN(vector) FN(weights_and_sum)(int64_t padded, T *s, T number) {
  FN(vector) top = FN(splat)(number);
  FN(vector) v = FN(exp_lanes)(FN(load)(s) - top);
  FN(store)(s, v);
  for (int64_t j = TC_LANES; j < padded; j += TC_LANES) {
    FN(vector) next = FN(exp_lanes)(FN(load)(s + j) - top);
    FN(store)(s + j, next);
    v = v + next;
  }
  return v;
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

// Weights of at most 16 queries for the keys of a tile, in place of their products; the largest scores so
// far, the sums of weights so far, and what shrinks the sums before. The rows lie TILE apart.
TC_INLINE void FN(softmax_rows)(
  const tc_attention *x, int kind, int64_t plane, int64_t row, int64_t count, int64_t column,
  int64_t columns, T *s, T *top, T *total, T *shrink) {
  const int64_t padded = tc_attention_padded(columns);
  const FN(vector) scale = FN(splat)((T)x->scale);
  T lanes[TC_LANES * TC_LANES], largest[TC_LANES];
  if (count > 1 && count < TC_LANES) memset(lanes, 0, sizeof lanes);
  for (int64_t r = 0; r < count; r++) {
    T *here = s + r * TILE;
    FN(window) window = FN(window_of)(x, row + r, column, columns);
    FN(vector) tops;
    if (kind == FN(scaled)) {
      tops = FN(scores_and_top)(FN(scaled), window, scale, TILE, here);
    } else if (kind == FN(windowed)) {
      tops = FN(scores_and_top)(FN(windowed), window, scale, padded, here);
    } else {
      FN(scores)(x, plane, row + r, column, columns, padded, here, NULL);
      tops = FN(scores_and_top)(FN(any_scores), window, scale, padded, here);
    }
    FN(store)(lanes + r * TC_LANES, tops);
  }
  FN(vector) old = FN(load)(top), most = FN(larger)(old, FN(fold_max)(count, lanes));
  FN(store)(top, most);
  // A query that has seen nothing yet: exp(-inf) are its weights.
  most = FN(choose)((FN(mask))(most == -(T)INFINITY), FN(splat)(0), most);
  FN(store)(largest, most);
  FN(vector) less = FN(exp_lanes)(old - most);
  FN(store)(shrink, less);
  for (int64_t r = 0; r < count; r++) {
    T *here = s + r * TILE;
    FN(store)(
      lanes + r * TC_LANES, padded == TILE ? FN(weights_and_sum)(TILE, here, largest[r])
                                           : FN(weights_and_sum)(padded, here, largest[r]));
    if (x->has_dropout) FN(drop)(x, plane, row + r, column, padded, here, here);
  }
  FN(store)(total, FN(lanes_fma)(FN(load)(total), less, FN(fold_sum)(count, lanes)));
}

// Weights of a row and the gradients of its scores, in the simple kinds.
TC_INLINE void FN(weights_and_slopes)(
  const int kind, FN(window) window, T number, T log_sum, T own, int64_t padded, T *p, T *dp) {
  const FN(vector) scale = FN(splat)(number);
  for (int64_t j = 0; j < padded; j += TC_LANES) {
    FN(vector) s = FN(scores_of)(kind, FN(load)(p + j), scale, window, j);
    FN(vector) weights = FN(exp_lanes)(s - FN(splat)(log_sum));
    FN(store)(p + j, weights);
    FN(store)(dp + j, weights * (FN(load)(dp + j) - FN(splat)(own)) * scale);
  }
}

// The weights of one query for the keys of a tile in place of their products, and the gradients of the scores
// in place of those of the weights.
TC_INLINE void FN(weights_and_gradients)(
  const tc_attention *x, int kind, int64_t plane, int64_t row, int64_t column, int64_t columns,
  T log_sum, T own, T *p, T *dp, T *slope, T *dropped) {
  const int64_t padded = tc_attention_padded(columns);
  const T scale = (T)x->scale;
  FN(window) window = FN(window_of)(x, row, column, columns);
  if (kind == FN(scaled) && padded == TILE) {
    FN(weights_and_slopes)(FN(scaled), window, scale, log_sum, own, TILE, p, dp);
    return;
  } else if (kind == FN(windowed)) {
    FN(weights_and_slopes)(FN(windowed), window, scale, log_sum, own, padded, p, dp);
    return;
  }
  FN(scores)(x, plane, row, column, columns, padded, p, x->softcap > 0 ? slope : NULL);
  for (int64_t j = 0; j < padded; j += TC_LANES)
    FN(store)(p + j, FN(exp_lanes)(FN(load)(p + j) - FN(splat)(log_sum)));
  if (x->has_dropout) {
    FN(drop)(x, plane, row, column, padded, p, dropped);
    FN(drop)(x, plane, row, column, padded, dp, dp);
  }
  for (int64_t j = 0; j < padded; j += TC_LANES)
    FN(store)(dp + j, FN(load)(p + j) * (FN(load)(dp + j) - FN(splat)(own)) * FN(splat)(scale));
  if (x->softcap > 0)
    for (int64_t j = 0; j < padded; j++) dp[j] *= slope[j];
}
