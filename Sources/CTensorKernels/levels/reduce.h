// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Sums, products, maxima and minima over a fixed tree. Element i of a block goes to lane i mod 16; lanes
// accumulate in order and are combined by halves; blocks of 4096 are combined pairwise as a binary
// counter does. Rows and columns are walked differently and give the same bits.
//
// A reduction may map its elements on the way, by a function of the element and of one number c for
// each row: squares of distances from a mean need no tensor of their own.

typedef T FN(vector) __attribute__((vector_size(TC_LANES * sizeof(T)), aligned(sizeof(T))));
typedef TBITS FN(mask) __attribute__((vector_size(TC_LANES * sizeof(T)), aligned(sizeof(T))));

TC_INLINE FN(vector) FN(load)(const T *p) { return *(const FN(vector) *)p; }
TC_INLINE void FN(store)(T *p, FN(vector) v) { *(FN(vector) *)p = v; }
// Minus, not plus: x - 0 is x for every x and costs nothing, 0 + x turns -0 into 0.
TC_INLINE FN(vector) FN(splat)(T x) { return x - (FN(vector)){}; }
TC_INLINE FN(vector) FN(load_first)(const T *p, int count) {
  T a[TC_LANES] = {0};
  for (int l = 0; l < count; l++) a[l] = p[l];
  return FN(load)(a);
}
TC_INLINE void FN(store_first)(T *p, FN(vector) v, int count) {
  T a[TC_LANES];
  memcpy(a, &v, sizeof a);
  for (int l = 0; l < count; l++) p[l] = a[l];
}

TC_INLINE T FN(sum_two)(T a, T b) { return a + b; }
TC_INLINE T FN(prod_two)(T a, T b) { return a * b; }
TC_INLINE T FN(max_two)(T a, T b) { return (a > b || a != a) ? a : b; }
TC_INLINE T FN(min_two)(T a, T b) { return (a < b || a != a) ? a : b; }

TC_INLINE FN(vector) FN(choose)(FN(mask) first, FN(vector) a, FN(vector) b) {
  return (FN(vector))((first & (FN(mask))a) | (~first & (FN(mask))b));
}
TC_INLINE FN(vector) FN(sum_vectors)(FN(vector) a, FN(vector) b) { return a + b; }
TC_INLINE FN(vector) FN(prod_vectors)(FN(vector) a, FN(vector) b) { return a * b; }
TC_INLINE FN(vector) FN(max_vectors)(FN(vector) a, FN(vector) b) {
  return FN(choose)((FN(mask))((a > b) | (a != a)), a, b);
}
TC_INLINE FN(vector) FN(min_vectors)(FN(vector) a, FN(vector) b) {
  return FN(choose)((FN(mask))((a < b) | (a != a)), a, b);
}

TC_INLINE FN(vector) FN(itself)(FN(vector) x, FN(vector) c) { (void)c; return x; }
TC_INLINE FN(vector) FN(magnitudes)(FN(vector) x, FN(vector) c) {
  (void)c;
  return (FN(vector))((FN(mask))x & ~((FN(mask)){} + SIGN_BIT));
}
TC_INLINE FN(vector) FN(squares)(FN(vector) x, FN(vector) c) { (void)c; return x * x; }
TC_INLINE FN(vector) FN(squares_from)(FN(vector) x, FN(vector) c) { return (x - c) * (x - c); }
TC_INLINE FN(vector) FN(exps_from)(FN(vector) x, FN(vector) c) {
  T a[TC_LANES];
  FN(store)(a, x - c);
  for (int l = 0; l < TC_LANES; l++) a[l] = FN(exp_one)(a[l]);
  return FN(load)(a);
}

// The largest (or smallest) of a dense block by four chains that do not wait for one another. Says nothing
// where their order counts: a number that is none wins, and of zeros the last one of its lane.
#define TC_EXTREME(kind, relation, start)                                                          \
  TC_INLINE bool FN(kind##_in_any_order)(int64_t n, const T *x, T *y) {                            \
    FN(vector) top[4];                                                                             \
    FN(mask) none = (FN(mask)){};                                                                  \
    for (int c = 0; c < 4; c++) top[c] = FN(splat)(start);                                         \
    int64_t i = 0;                                                                                 \
    for (; i + 4 * TC_LANES <= n; i += 4 * TC_LANES)                                               \
      for (int c = 0; c < 4; c++) {                                                                \
        FN(vector) v = FN(load)(x + i + c * TC_LANES);                                             \
        none |= (FN(mask))(v != v);                                                                \
        top[c] = FN(choose)((FN(mask))(v relation top[c]), v, top[c]);                             \
      }                                                                                            \
    for (int c = 1; c < 4; c++)                                                                    \
      top[0] = FN(choose)((FN(mask))(top[c] relation top[0]), top[c], top[0]);                     \
    T lanes[TC_LANES], best = start;                                                               \
    TBITS bits[TC_LANES], any = 0;                                                                 \
    FN(store)(lanes, top[0]);                                                                      \
    memcpy(bits, &none, sizeof bits);                                                              \
    for (int l = 0; l < TC_LANES; l++) {                                                           \
      best = lanes[l] relation best ? lanes[l] : best;                                             \
      any |= bits[l];                                                                              \
    }                                                                                              \
    for (; i < n; i++) {                                                                           \
      any |= x[i] != x[i];                                                                         \
      best = x[i] relation best ? x[i] : best;                                                     \
    }                                                                                              \
    *y = best;                                                                                     \
    return !any && best != 0;                                                                      \
  }
TC_EXTREME(max, >, -(T)INFINITY)
TC_EXTREME(min, <, (T)INFINITY)
#undef TC_EXTREME
TC_INLINE bool FN(in_order_only)(int64_t n, const T *x, T *y) { (void)n, (void)x, (void)y; return false; }

#define TC_REDUCTION(kind, two, map, start, shortcut)                                              \
  TC_INLINE T FN(kind##_lanes)(FN(vector) v) {                                                     \
    T a[TC_LANES];                                                                                 \
    memcpy(a, &v, sizeof a);                                                                       \
    for (int width = TC_LANES / 2; width > 0; width /= 2)                                          \
      for (int i = 0; i < width; i++) a[i] = FN(two##_two)(a[i], a[i + width]);                    \
    return a[0];                                                                                   \
  }                                                                                                \
  TC_INLINE T FN(kind##_block)(int64_t n, const T *x, int64_t stride, T number) {                  \
    T found;                                                                                       \
    if (stride == 1 && n >= 4 * TC_LANES && FN(shortcut)(n, x, &found)) return found;              \
    FN(vector) lanes = FN(splat)(start), c = FN(splat)(number);                                    \
    int64_t i = 0;                                                                                 \
    T part[TC_LANES];                                                                              \
    if (stride == 1) {                                                                             \
      for (; i + TC_LANES <= n; i += TC_LANES)                                                     \
        lanes = FN(two##_vectors)(lanes, FN(map)(FN(load)(x + i), c));                             \
    } else {                                                                                       \
      for (; i + TC_LANES <= n; i += TC_LANES) {                                                   \
        for (int l = 0; l < TC_LANES; l++) part[l] = x[(i + l) * stride];                          \
        lanes = FN(two##_vectors)(lanes, FN(map)(FN(load)(part), c));                              \
      }                                                                                            \
    }                                                                                              \
    if (i < n) {                                                                                   \
      for (int l = 0; l < TC_LANES; l++) part[l] = i + l < n ? x[(i + l) * stride] : (T)0;         \
      FN(store)(part, FN(map)(FN(load)(part), c));                                                 \
      for (int l = (int)(n - i); l < TC_LANES; l++) part[l] = (start);                             \
      FN(vector) last = FN(load)(part);                                                            \
      lanes = FN(two##_vectors)(lanes, last);                                                      \
    }                                                                                              \
    return FN(kind##_lanes)(lanes);                                                                \
  }                                                                                                \
  static T FN(kind##_row_from)(int64_t n, const T *x, int64_t stride, T c) {                       \
    if (n <= TC_BLOCK) return FN(kind##_block)(n, x, stride, c);                                   \
    T stack[64];                                                                                   \
    int depth = 0;                                                                                 \
    int64_t blocks = 0;                                                                            \
    for (int64_t i = 0; i < n; i += TC_BLOCK) {                                                    \
      int64_t rest = n - i < TC_BLOCK ? n - i : TC_BLOCK;                                          \
      T sum = FN(kind##_block)(rest, x + i * stride, stride, c);                                   \
      for (int64_t b = blocks; b & 1; b >>= 1) sum = FN(two##_two)(stack[--depth], sum);           \
      stack[depth++] = sum;                                                                        \
      blocks++;                                                                                    \
    }                                                                                              \
    T sum = stack[--depth];                                                                        \
    while (depth > 0) sum = FN(two##_two)(stack[--depth], sum);                                    \
    return sum;                                                                                    \
  }                                                                                                \
  /* 16 neighbouring columns at a time: one vector per lane of the tree. */                        \
  TC_INLINE FN(vector) FN(kind##_columns_block)(                                                   \
    int64_t n, const T *x, int64_t stride, FN(vector) c, int width) {                              \
    FN(vector) lanes[TC_LANES];                                                                    \
    for (int l = 0; l < TC_LANES; l++) lanes[l] = FN(splat)(start);                                \
    int64_t i = 0;                                                                                 \
    if (width == TC_LANES) {                                                                       \
      /* Rows further on are asked for: no processor guesses such strides. */                      \
      for (; i + TC_LANES <= n; i += TC_LANES)                                                     \
        for (int l = 0; l < TC_LANES; l++) {                                                       \
          const T *from = x + (i + l) * stride;                                                    \
          if (i + 2 * TC_LANES <= n) __builtin_prefetch(from + TC_LANES * stride);                 \
          lanes[l] = FN(two##_vectors)(lanes[l], FN(map)(FN(load)(from), c));                      \
        }                                                                                          \
    }                                                                                              \
    for (; i < n; i += TC_LANES) {                                                                 \
      int rest = n - i < TC_LANES ? (int)(n - i) : TC_LANES;                                       \
      for (int l = 0; l < TC_LANES; l++) {                                                         \
        FN(vector) next =                                                                          \
          l < rest ? FN(map)(FN(load_first)(x + (i + l) * stride, width), c) : FN(splat)(start);   \
        lanes[l] = FN(two##_vectors)(lanes[l], next);                                              \
      }                                                                                            \
    }                                                                                              \
    for (int half = TC_LANES / 2; half > 0; half /= 2)                                             \
      for (int l = 0; l < half; l++)                                                               \
        lanes[l] = FN(two##_vectors)(lanes[l], lanes[l + half]);                                   \
    return lanes[0];                                                                               \
  }                                                                                                \
  static void FN(kind##_columns)(                                                                  \
    int64_t n, const T *x, int64_t stride, const T *numbers, int width, T *y) {                    \
    FN(vector) c = numbers ? FN(load_first)(numbers, width) : FN(splat)((T)0);                     \
    FN(vector) stack[64];                                                                          \
    int depth = 0;                                                                                 \
    int64_t blocks = 0;                                                                            \
    for (int64_t i = 0; i < n || i == 0; i += TC_BLOCK) {                                          \
      int64_t rest = n - i < TC_BLOCK ? n - i : TC_BLOCK;                                          \
      FN(vector) sum = FN(kind##_columns_block)(rest, x + i * stride, stride, c, width);           \
      for (int64_t b = blocks; b & 1; b >>= 1) sum = FN(two##_vectors)(stack[--depth], sum);       \
      stack[depth++] = sum;                                                                        \
      blocks++;                                                                                    \
    }                                                                                              \
    FN(vector) sum = stack[--depth];                                                               \
    while (depth > 0) sum = FN(two##_vectors)(stack[--depth], sum);                                \
    FN(store_first)(y, sum, width);                                                                \
  }                                                                                                \
  static void FN(reduce_##kind##_from)(                                                            \
    int64_t m, int64_t row_stride, int64_t n, int64_t stride, const void *px, const void *pc,      \
    void *py) {                                                                                    \
    const T *x = px, *c = pc;                                                                      \
    T *y = py;                                                                                     \
    int64_t i = 0;                                                                                 \
    if (row_stride == 1 && stride != 1) {                                                          \
      for (; i < m; i += TC_LANES) {                                                               \
        int width = m - i < TC_LANES ? (int)(m - i) : TC_LANES;                                    \
        FN(kind##_columns)(n, x + i, stride, c ? c + i : NULL, width, y + i);                      \
      }                                                                                            \
    }                                                                                              \
    for (; i < m; i++)                                                                             \
      y[i] = FN(kind##_row_from)(n, x + i * row_stride, stride, c ? c[i] : (T)0);                  \
  }

// Without numbers: what the kernels of whole rows use too.
#define TC_PLAIN_REDUCTION(kind, start, shortcut)                                                  \
  TC_REDUCTION(kind, kind, itself, start, shortcut)                                                \
  TC_INLINE T FN(kind##_row)(int64_t n, const T *x, int64_t stride) {                              \
    return FN(kind##_row_from)(n, x, stride, (T)0);                                                \
  }                                                                                                \
  static void FN(reduce_##kind)(                                                                   \
    int64_t m, int64_t row_stride, int64_t n, int64_t stride, const void *x, void *y) {            \
    FN(reduce_##kind##_from)(m, row_stride, n, stride, x, NULL, y);                                \
  }

TC_PLAIN_REDUCTION(sum, (T)0, in_order_only)
TC_PLAIN_REDUCTION(max, -(T)INFINITY, max_in_any_order)
TC_PLAIN_REDUCTION(min, (T)INFINITY, min_in_any_order)
TC_PLAIN_REDUCTION(prod, (T)1, in_order_only)
TC_REDUCTION(sum_magnitudes, sum, magnitudes, (T)0, in_order_only)
TC_REDUCTION(sum_squares, sum, squares, (T)0, in_order_only)
TC_REDUCTION(sum_distances, sum, squares_from, (T)0, in_order_only)
TC_REDUCTION(sum_exps, sum, exps_from, (T)0, in_order_only)
#undef TC_PLAIN_REDUCTION
#undef TC_REDUCTION
