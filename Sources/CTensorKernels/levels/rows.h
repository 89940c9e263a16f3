// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Softmax and log-softmax over dense rows.

// The largest number of a row, by four chains that do not wait for one another. NaN is passed over: the
// row's exponentials bring it back.
TC_INLINE T FN(row_top)(int64_t n, const T *x) {
  FN(vector) top[4];
  for (int c = 0; c < 4; c++) top[c] = FN(splat)(-(T)INFINITY);
  int64_t i = 0;
  for (; i + 4 * TC_LANES <= n; i += 4 * TC_LANES)
    for (int c = 0; c < 4; c++) {
      FN(vector) v = FN(load)(x + i + c * TC_LANES);
      top[c] = FN(choose)((FN(mask))(v > top[c]), v, top[c]);
    }
  for (; i < n; i += TC_LANES) {
    FN(vector) v = n - i < TC_LANES ? FN(load_first)(x + i, (int)(n - i)) : FN(load)(x + i);
    if (n - i < TC_LANES) {
      T some[TC_LANES];
      FN(store)(some, v);
      for (int64_t l = n - i; l < TC_LANES; l++) some[l] = -(T)INFINITY;
      v = FN(load)(some);
    }
    top[0] = FN(choose)((FN(mask))(v > top[0]), v, top[0]);
  }
  for (int c = 1; c < 4; c++) top[0] = FN(choose)((FN(mask))(top[c] > top[0]), top[c], top[0]);
  T lanes[TC_LANES], largest = -(T)INFINITY;
  FN(store)(lanes, top[0]);
  for (int l = 0; l < TC_LANES; l++) largest = lanes[l] > largest ? lanes[l] : largest;
  return largest;
}

// exp(x - top) of at most a block, into y where it is not NULL, and their sum by the tree of sum_row.
TC_INLINE T FN(exp_block)(int64_t n, const T *x, T *y, T top) {
  FN(vector) lanes = FN(splat)(0), c = FN(splat)(top);
  int64_t i = 0;
  for (; i + TC_LANES <= n; i += TC_LANES) {
    FN(vector) e = FN(share_lanes)(FN(load)(x + i) - c);
    if (y) FN(store)(y + i, e);
    lanes = lanes + e;
  }
  if (i < n) {
    int count = (int)(n - i);
    FN(vector) e = FN(share_lanes)(FN(load_first)(x + i, count) - c);
    if (y) FN(store_first)(y + i, e, count);
    T some[TC_LANES] = {0};
    FN(store_first)(some, e, count);
    lanes = lanes + FN(load)(some);
  }
  return FN(sum_lanes)(lanes);
}

// Largest element, and the sum of exp(x - largest); y keeps the exponentials where it is not NULL.
TC_INLINE T FN(exp_row)(int64_t n, const T *x, T *y, T *largest) {
  T top = FN(row_top)(n, x);
  *largest = top;
  if (n <= TC_BLOCK) return FN(exp_block)(n, x, y, top);
  // Rows beyond a block are combined in order of blocks, as sum_row does.
  T stack[64];
  int depth = 0;
  int64_t blocks = 0;
  for (int64_t i = 0; i < n; i += TC_BLOCK) {
    int64_t rest = n - i < TC_BLOCK ? n - i : TC_BLOCK;
    T sum = FN(exp_block)(rest, x + i, y ? y + i : NULL, top);
    for (int64_t b = blocks; b & 1; b >>= 1) sum = stack[--depth] + sum;
    stack[depth++] = sum;
    blocks++;
  }
  T sum = stack[--depth];
  while (depth > 0) sum = stack[--depth] + sum;
  return sum;
}

static void FN(softmax)(int64_t m, int64_t n, const void *px, void *py) {
  for (int64_t i = 0; i < m; i++) {
    const T *x = (const T *)px + i * n;
    T *restrict y = (T *)py + i * n;
    T top;
    T share = (T)1 / FN(exp_row)(n, x, y, &top);
    for (int64_t j = 0; j < n; j++) y[j] = y[j] * share;
  }
}

static void FN(log_softmax)(int64_t m, int64_t n, const void *px, void *py) {
  for (int64_t i = 0; i < m; i++) {
    const T *restrict x = (const T *)px + i * n;
    T *restrict y = (T *)py + i * n;
    T top;
    T log_sum = FN(log_one)(FN(exp_row)(n, x, NULL, &top));
    for (int64_t j = 0; j < n; j++) y[j] = (x[j] - top) - log_sum;
  }
}

static void FN(softmax_backward)(
  int64_t m, int64_t n, const void *pg, const void *py, void *pdx) {
  for (int64_t i = 0; i < m; i++) {
    const T *restrict g = (const T *)pg + i * n;
    const T *restrict y = (const T *)py + i * n;
    T *restrict dx = (T *)pdx + i * n;
    for (int64_t j = 0; j < n; j++) dx[j] = g[j] * y[j];
    T sum = FN(sum_row)(n, dx, 1);
    for (int64_t j = 0; j < n; j++) dx[j] = y[j] * (g[j] - sum);
  }
}

static void FN(log_softmax_backward)(
  int64_t m, int64_t n, const void *pg, const void *py, void *pdx) {
  for (int64_t i = 0; i < m; i++) {
    const T *restrict g = (const T *)pg + i * n;
    const T *restrict y = (const T *)py + i * n;
    T *restrict dx = (T *)pdx + i * n;
    T sum = FN(sum_row)(n, g, 1);
    for (int64_t j = 0; j < n; j++) dx[j] = g[j] - FN(exp_one)(y[j]) * sum;
  }
}
