// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Normalisation of rows by their mean and variance, in two passes: the differences are formed before
// they are squared, so a large mean costs no digits. Sums go over 16 lanes and blocks of 4096, which are
// combined pairwise in the order in which they come.

typedef struct {
  T stack[64];
  int depth;
  int64_t blocks;
} FN(norm_sum);

TC_INLINE void FN(norm_push)(FN(norm_sum) * s, T block) {
  for (int64_t b = s->blocks; b & 1; b >>= 1) block = s->stack[--s->depth] + block;
  s->stack[s->depth++] = block;
  s->blocks++;
}

TC_INLINE T FN(norm_total)(FN(norm_sum) * s) {
  T total = s->depth > 0 ? s->stack[--s->depth] : (T)0;
  while (s->depth > 0) total = s->stack[--s->depth] + total;
  return total;
}

// The last vector of a block: what is missing is `filler`.
TC_INLINE FN(vector) FN(norm_tail)(const T *x, int64_t count, T filler) {
  T lanes[TC_LANES];
  for (int64_t l = 0; l < TC_LANES; l++) lanes[l] = l < count ? x[l] : filler;
  return FN(load)(lanes);
}

// Sum of (x - mean)^2 of at most a block.
TC_INLINE T FN(norm_squares)(int64_t n, const T *x, T mean) {
  FN(vector) lanes = FN(splat)(0), center = FN(splat)(mean);
  int64_t i = 0;
  for (; i + TC_LANES <= n; i += TC_LANES) {
    FN(vector) d = FN(load)(x + i) - center;
    lanes = __builtin_elementwise_fma(d, d, lanes);
  }
  if (i < n) {
    FN(vector) d = FN(norm_tail)(x + i, n - i, mean) - center;
    lanes = __builtin_elementwise_fma(d, d, lanes);
  }
  return FN(sum_lanes)(lanes);
}

// Rows whose sums are formed side by side: one row is one chain of additions, which wait for one another.
#define NORM_SIDE 4

// Whole rows of whole vectors, with a weight and a bias for each element, as in layerNorm: the same sums
// in the same order as one row at a time.
static void FN(norm_rows_side_by_side)(
  const tc_norm *s, int64_t row, const T *px, const T *w, const T *b, T *py, T *pmean, T *pvariance,
  T *pscale) {
  int64_t length = s->length, stride = s->row_stride;
  const T *x = px + row * stride;
  FN(vector) lanes[NORM_SIDE], center[NORM_SIDE], factor[NORM_SIDE];
  T n = (T)length;
#pragma clang loop unroll(full)
  for (int r = 0; r < NORM_SIDE; r++) lanes[r] = FN(splat)(0);
  for (int64_t i = 0; i < length && s->centers; i += TC_LANES) {
#pragma clang loop unroll(full)
    for (int r = 0; r < NORM_SIDE; r++) lanes[r] = lanes[r] + FN(load)(x + r * stride + i);
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < NORM_SIDE; r++) {
    T mean = s->centers ? FN(sum_lanes)(lanes[r]) / n : (T)0;
    pmean[row + r] = mean;
    center[r] = FN(splat)(mean);
    lanes[r] = FN(splat)(0);
  }
  for (int64_t i = 0; i < length; i += TC_LANES) {
#pragma clang loop unroll(full)
    for (int r = 0; r < NORM_SIDE; r++) {
      FN(vector) d = FN(load)(x + r * stride + i) - center[r];
      lanes[r] = __builtin_elementwise_fma(d, d, lanes[r]);
    }
  }
#pragma clang loop unroll(full)
  for (int r = 0; r < NORM_SIDE; r++) {
    T variance = FN(sum_lanes)(lanes[r]) / n;
    pvariance[row + r] = variance;
    pscale[row + r] = (T)1 / __builtin_elementwise_sqrt(variance + (T)s->epsilon);
    factor[r] = FN(splat)(pscale[row + r]);
  }
  T *y = py + row * stride;
  for (int64_t i = 0; i < length; i += TC_LANES) {
    FN(vector) weight = FN(load)(w + i), bias = FN(load)(b + i);
#pragma clang loop unroll(full)
    for (int r = 0; r < NORM_SIDE; r++) {
      // The rows to come lie behind these.
      __builtin_prefetch(x + (NORM_SIDE + r) * stride + i);
      __builtin_prefetch(y + (NORM_SIDE + r) * stride + i, 1);
      FN(store)(
        y + r * stride + i,
        __builtin_elementwise_fma(
          (FN(load)(x + r * stride + i) - center[r]) * factor[r], weight, bias));
    }
  }
}

static void FN(norm_rows)(
  const tc_norm *s, int64_t from, int64_t to, const void *px, const void *pw, const void *pb,
  void *py, void *pmean, void *pvariance, void *pscale) {
  T n = (T)(s->segments * s->length);
  int64_t channels = s->length / s->span;
  bool side_by_side = s->segments == 1 && s->span == 1 && s->groups == 1 && pw && pb
                      && s->length <= TC_BLOCK && s->length % TC_LANES == 0 && s->length > 0;
  for (; side_by_side && from + NORM_SIDE <= to; from += NORM_SIDE)
    FN(norm_rows_side_by_side)(s, from, px, pw, pb, py, pmean, pvariance, pscale);
  for (int64_t row = from; row < to; row++) {
    const T *x = (const T *)px + row * s->row_stride;
    T *y = (T *)py + row * s->row_stride;
    T mean = 0;
    FN(norm_sum) sum = {.depth = 0, .blocks = 0};
    if (s->centers) {
      for (int64_t segment = 0; segment < s->segments; segment++) {
        const T *part = x + segment * s->segment_stride;
        for (int64_t i = 0; i < s->length; i += TC_BLOCK) {
          int64_t rest = s->length - i < TC_BLOCK ? s->length - i : TC_BLOCK;
          FN(norm_push)(&sum, FN(sum_block)(rest, part + i, 1, (T)0));
        }
      }
      mean = FN(norm_total)(&sum) / n;
      sum.blocks = 0;
    }
    for (int64_t segment = 0; segment < s->segments; segment++) {
      const T *part = x + segment * s->segment_stride;
      for (int64_t i = 0; i < s->length; i += TC_BLOCK) {
        int64_t rest = s->length - i < TC_BLOCK ? s->length - i : TC_BLOCK;
        FN(norm_push)(&sum, FN(norm_squares)(rest, part + i, mean));
      }
    }
    T variance = FN(norm_total)(&sum) / n;
    T scale = (T)1 / __builtin_elementwise_sqrt(variance + (T)s->epsilon);
    ((T *)pmean)[row] = mean;
    ((T *)pvariance)[row] = variance;
    ((T *)pscale)[row] = scale;
    const T *w = pw ? (const T *)pw + row % s->groups * channels : NULL;
    const T *b = pb ? (const T *)pb + row % s->groups * channels : NULL;
    for (int64_t segment = 0; segment < s->segments; segment++) {
      const T *restrict from_part = x + segment * s->segment_stride;
      T *restrict to_part = y + segment * s->segment_stride;
      if (s->span == 1 && w && b) {
        for (int64_t i = 0; i < s->length; i++)
          to_part[i] = FN(fma)((from_part[i] - mean) * scale, w[i], b[i]);
      } else if (s->span == 1 && w) {
        for (int64_t i = 0; i < s->length; i++)
          to_part[i] = (from_part[i] - mean) * scale * w[i];
      } else {
        for (int64_t c = 0; c < channels; c++) {
          T factor = w ? w[c] : (T)1, shift = b ? b[c] : (T)0;
          for (int64_t i = c * s->span; i < (c + 1) * s->span; i++)
            to_part[i] = FN(fma)((from_part[i] - mean) * scale, factor, shift);
        }
      }
    }
  }
}

// Sums of g w and g w x^ over at most a block; w is a number for each element or one for all.
TC_INLINE void FN(norm_pair)(
  int64_t n, const T *x, const T *g, const T *w, T factor, T mean, T scale, T *plain, T *times) {
  FN(vector) a = FN(splat)(0), b = FN(splat)(0);
  FN(vector) center = FN(splat)(mean), r = FN(splat)(scale), f = FN(splat)(factor);
  int64_t i = 0;
  for (; i + TC_LANES <= n; i += TC_LANES) {
    FN(vector) gw = FN(load)(g + i) * (w ? FN(load)(w + i) : f);
    a = a + gw;
    b = __builtin_elementwise_fma(gw, (FN(load)(x + i) - center) * r, b);
  }
  if (i < n) {
    FN(vector) gw = FN(norm_tail)(g + i, n - i, 0) * (w ? FN(norm_tail)(w + i, n - i, 0) : f);
    a = a + gw;
    b = __builtin_elementwise_fma(gw, (FN(norm_tail)(x + i, n - i, mean) - center) * r, b);
  }
  *plain = FN(sum_lanes)(a);
  *times = FN(sum_lanes)(b);
}

// One segment of dx, and its shares of dw and db, where every element has a weight of its own (or NULL): x, g and
// dx are passed over once. Lines `ahead` elements further on are asked for: what comes next from memory would
// wait until this row is done.
static void FN(norm_backward_segment)(
  int64_t n, int64_t ahead, const T *restrict x, const T *restrict g, const T *restrict w, T mean,
  T scale, T a, T b, T *restrict dx, T *restrict dw, T *restrict db) {
  int64_t i = 0;
  for (; i + TC_LANES <= n; i += TC_LANES) {
    __builtin_prefetch(x + ahead + i);
    __builtin_prefetch(g + ahead + i);
    __builtin_prefetch(dx + ahead + i, 1);
    FN(vector) slope = FN(load)(g + i), unit = (FN(load)(x + i) - mean) * scale;
    FN(vector) weighted = w ? slope * FN(load)(w + i) : slope;
    FN(store)(dx + i, scale * ((weighted - a) - unit * b));
    if (dw) FN(store)(dw + i, __builtin_elementwise_fma(slope, unit, FN(load)(dw + i)));
    if (db) FN(store)(db + i, FN(load)(db + i) + slope);
  }
  for (; i < n; i++) {
    T unit = (x[i] - mean) * scale, weighted = w ? g[i] * w[i] : g[i];
    dx[i] = scale * ((weighted - a) - unit * b);
    if (dw) dw[i] = FN(fma)(g[i], unit, dw[i]);
    if (db) db[i] = db[i] + g[i];
  }
}

// dx = scale (g w - mean(g w) - x^ mean(g w x^)) for rows [from, to). Where every element of a row has
// its own weight (span 1, one group), the rows' shares of dw and db are added to one line in their order;
// otherwise each row has a line of its own with a number for each channel.
static void FN(norm_backward_rows)(
  const tc_norm *s, int64_t from, int64_t to, const void *px, const void *pg, const void *pw,
  const void *pmean, const void *pscale, void *pdx, void *pdw, void *pdb) {
  T n = (T)(s->segments * s->length);
  int64_t channels = s->length / s->span;
  bool shares = s->span == 1 && s->groups == 1;
  T *dw = pdw, *db = pdb;
  if (shares && dw) memset(dw, 0, (size_t)s->length * sizeof(T));
  if (shares && db) memset(db, 0, (size_t)s->length * sizeof(T));
  for (int64_t row = from; row < to; row++) {
    int64_t start = row * s->row_stride;
    const T *x = (const T *)px + start, *g = (const T *)pg + start;
    T *dx = (T *)pdx + start;
    T mean = ((const T *)pmean)[row], scale = ((const T *)pscale)[row];
    const T *w = pw ? (const T *)pw + row % s->groups * channels : NULL;
    FN(norm_sum) plain = {.depth = 0, .blocks = 0}, times = {.depth = 0, .blocks = 0};
    int64_t pieces = shares ? 1 : channels, piece = shares ? s->length : s->span;
    for (int64_t c = 0; c < pieces; c++) {
      FN(norm_sum) own_plain = {.depth = 0, .blocks = 0}, own_times = {.depth = 0, .blocks = 0};
      for (int64_t segment = 0; segment < s->segments; segment++) {
        int64_t at = segment * s->segment_stride + c * piece;
        for (int64_t i = 0; i < piece; i += TC_BLOCK) {
          int64_t rest = piece - i < TC_BLOCK ? piece - i : TC_BLOCK;
          T a, b;
          FN(norm_pair)(
            rest, x + at + i, g + at + i, shares && w ? w + i : NULL, (T)1, mean, scale, &a, &b);
          FN(norm_push)(&own_plain, a);
          FN(norm_push)(&own_times, b);
        }
      }
      T a = FN(norm_total)(&own_plain), b = FN(norm_total)(&own_times);
      if (!shares) {
        if (dw) dw[(row - from) * channels + c] = b;
        if (db) db[(row - from) * channels + c] = a;
      }
      T factor = !shares && w ? w[c] : (T)1;
      FN(norm_push)(&plain, a * factor);
      FN(norm_push)(&times, b * factor);
    }
    T a = s->centers ? FN(norm_total)(&plain) / n : (T)0, b = FN(norm_total)(&times) / n;
    for (int64_t segment = 0; segment < s->segments; segment++) {
      int64_t at = segment * s->segment_stride;
      const T *restrict xs = x + at;
      const T *restrict gs = g + at;
      T *restrict to_part = dx + at;
      if (shares) {
        FN(norm_backward_segment)(
          s->length, row + 1 < to ? s->row_stride : 0, xs, gs, w, mean, scale, a, b, to_part, dw, db);
      } else {
        for (int64_t c = 0; c < channels; c++) {
          T factor = w ? w[c] : (T)1;
          for (int64_t i = c * s->span; i < (c + 1) * s->span; i++)
            to_part[i] = scale * ((gs[i] * factor - a) - (xs[i] - mean) * scale * b);
        }
      }
    }
  }
}

#undef NORM_SIDE
