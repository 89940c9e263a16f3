// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Sums and maxima over a fixed tree. Element i of a block goes to lane i mod 16; lanes accumulate in
// order and are combined by halves; blocks of 4096 are combined pairwise as a binary counter does.
// Rows and columns are walked differently and give the same bits.

typedef T FN(vector) __attribute__((vector_size(TC_LANES * sizeof(T)), aligned(sizeof(T))));
typedef TBITS FN(mask) __attribute__((vector_size(TC_LANES * sizeof(T)), aligned(sizeof(T))));

TC_INLINE T FN(sum_two)(T a, T b) { return a + b; }
TC_INLINE T FN(max_two)(T a, T b) { return (a > b || a != a) ? a : b; }

TC_INLINE FN(vector) FN(load)(const T *p) { return *(const FN(vector) *)p; }
TC_INLINE void FN(store)(T *p, FN(vector) v) { *(FN(vector) *)p = v; }
// Minus, not plus: x - 0 is x for every x and costs nothing, 0 + x turns -0 into 0.
TC_INLINE FN(vector) FN(splat)(T x) { return x - (FN(vector)){}; }

TC_INLINE FN(vector) FN(sum_vectors)(FN(vector) a, FN(vector) b) { return a + b; }
TC_INLINE FN(vector) FN(max_vectors)(FN(vector) a, FN(vector) b) {
  FN(mask) first = (FN(mask))((a > b) | (a != a));
  return (FN(vector))((first & (FN(mask))a) | (~first & (FN(mask))b));
}

#define TC_REDUCTION(kind, start)                                                                  \
  TC_INLINE T FN(kind##_lanes)(FN(vector) v) {                                                     \
    T a[TC_LANES];                                                                                 \
    memcpy(a, &v, sizeof a);                                                                       \
    for (int width = TC_LANES / 2; width > 0; width /= 2)                                          \
      for (int i = 0; i < width; i++) a[i] = FN(kind##_two)(a[i], a[i + width]);                   \
    return a[0];                                                                                   \
  }                                                                                                \
  TC_INLINE T FN(kind##_block)(int64_t n, const T *x, int64_t stride) {                            \
    FN(vector) lanes = FN(splat)(start);                                                           \
    int64_t i = 0;                                                                                 \
    if (stride == 1) {                                                                             \
      for (; i + TC_LANES <= n; i += TC_LANES)                                                     \
        lanes = FN(kind##_vectors)(lanes, FN(load)(x + i));                                        \
    }                                                                                              \
    T tail[TC_LANES];                                                                              \
    for (; i < n; i += TC_LANES) {                                                                 \
      for (int l = 0; l < TC_LANES; l++) tail[l] = i + l < n ? x[(i + l) * stride] : (start);      \
      FN(vector) next = FN(load)(tail);                                                            \
      lanes = FN(kind##_vectors)(lanes, next);                                                     \
    }                                                                                              \
    return FN(kind##_lanes)(lanes);                                                                \
  }                                                                                                \
  static T FN(kind##_row)(int64_t n, const T *x, int64_t stride) {                                 \
    if (n <= TC_BLOCK) return FN(kind##_block)(n, x, stride);                                      \
    T stack[64];                                                                                   \
    int depth = 0;                                                                                 \
    int64_t blocks = 0;                                                                            \
    for (int64_t i = 0; i < n; i += TC_BLOCK) {                                                    \
      int64_t rest = n - i < TC_BLOCK ? n - i : TC_BLOCK;                                          \
      T sum = FN(kind##_block)(rest, x + i * stride, stride);                                      \
      for (int64_t b = blocks; b & 1; b >>= 1) sum = FN(kind##_two)(stack[--depth], sum);          \
      stack[depth++] = sum;                                                                        \
      blocks++;                                                                                    \
    }                                                                                              \
    T sum = stack[--depth];                                                                        \
    while (depth > 0) sum = FN(kind##_two)(stack[--depth], sum);                                   \
    return sum;                                                                                    \
  }                                                                                                \
  /* 16 neighbouring columns at a time: one vector per lane of the tree. */                        \
  static void FN(kind##_columns)(int64_t n, const T *x, int64_t stride, T *y) {                    \
    FN(vector) lanes[TC_LANES];                                                                    \
    for (int l = 0; l < TC_LANES; l++) lanes[l] = FN(splat)(start);                                \
    for (int64_t i = 0; i < n; i += TC_LANES) {                                                    \
      int rest = n - i < TC_LANES ? (int)(n - i) : TC_LANES;                                       \
      for (int l = 0; l < rest; l++)                                                               \
        lanes[l] = FN(kind##_vectors)(lanes[l], FN(load)(x + (i + l) * stride));                   \
      for (int l = rest; l < TC_LANES; l++)                                                        \
        lanes[l] = FN(kind##_vectors)(lanes[l], FN(splat)(start));                                 \
    }                                                                                              \
    for (int width = TC_LANES / 2; width > 0; width /= 2)                                          \
      for (int l = 0; l < width; l++)                                                              \
        lanes[l] = FN(kind##_vectors)(lanes[l], lanes[l + width]);                                 \
    FN(store)(y, lanes[0]);                                                                        \
  }                                                                                                \
  static void FN(reduce_##kind)(                                                                   \
    int64_t m, int64_t row_stride, int64_t n, int64_t stride, const void *px, void *py) {          \
    const T *x = px;                                                                               \
    T *y = py;                                                                                     \
    int64_t i = 0;                                                                                 \
    if (row_stride == 1 && stride != 1 && n <= TC_BLOCK) {                                         \
      for (; i + TC_LANES <= m; i += TC_LANES) FN(kind##_columns)(n, x + i, stride, y + i);        \
    }                                                                                              \
    for (; i < m; i++) y[i] = FN(kind##_row)(n, x + i * row_stride, stride);                       \
  }

TC_REDUCTION(sum, (T)0)
TC_REDUCTION(max, -(T)INFINITY)
#undef TC_REDUCTION
