// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Softmax and log-softmax over dense rows.

// Largest element, and the sum of exp(x - largest); y keeps the exponentials where it is not NULL.
TC_INLINE T FN(exp_row)(int64_t n, const T *restrict x, T *restrict y, T *largest) {
  T top = FN(max_row)(n, x, 1);
  *largest = top;
  if (y) {
    for (int64_t i = 0; i < n; i++) y[i] = FN(exp_one)(x[i] - top);
    return FN(sum_row)(n, y, 1);
  }
  // Without room for the exponentials: the same tree over a block kept on the stack. Rows beyond a
  // block are combined in order of blocks, as sum_row does.
  T block[TC_BLOCK];
  T stack[64];
  int depth = 0;
  int64_t blocks = 0;
  for (int64_t i = 0; i < n; i += TC_BLOCK) {
    int64_t rest = n - i < TC_BLOCK ? n - i : TC_BLOCK;
    for (int64_t j = 0; j < rest; j++) block[j] = FN(exp_one)(x[i + j] - top);
    T sum = FN(sum_row)(rest, block, 1);
    for (int64_t b = blocks; b & 1; b >>= 1) sum = stack[--depth] + sum;
    stack[depth++] = sum;
    blocks++;
  }
  T sum = depth > 0 ? stack[--depth] : (T)0;
  while (depth > 0) sum = stack[--depth] + sum;
  return sum;
}

static void FN(softmax)(int64_t m, int64_t n, const void *px, void *py) {
  for (int64_t i = 0; i < m; i++) {
    const T *x = (const T *)px + i * n;
    T *restrict y = (T *)py + i * n;
    T top;
    T sum = FN(exp_row)(n, x, y, &top);
    for (int64_t j = 0; j < n; j++) y[j] = y[j] / sum;
  }
}

static void FN(log_softmax)(int64_t m, int64_t n, const void *px, void *py) {
  for (int64_t i = 0; i < m; i++) {
    const T *restrict x = (const T *)px + i * n;
    T *restrict y = (T *)py + i * n;
    T top;
    T log_sum = FN(log_one)(FN(exp_row)(n, x, y, &top));
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
