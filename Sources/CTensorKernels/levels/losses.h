// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Losses that are fused into one pass over their inputs.

// log(1 + u) for u >= -1: the quotient makes up for what was rounded off in 1 + u.
TC_INLINE T FN(loss_log1p)(T u) {
  T w = (T)1 + u;
  T y = FN(log_one)(w) * (u / (w - (T)1));
  return w == (T)1 ? u : y;
}

// The sum of top - x[j], over the same tree as sum_row.
TC_INLINE T FN(distance_row)(int64_t n, const T *restrict x, T top) {
  T block[TC_BLOCK];
  T stack[64];
  int depth = 0;
  int64_t blocks = 0;
  for (int64_t i = 0; i < n; i += TC_BLOCK) {
    int64_t rest = n - i < TC_BLOCK ? n - i : TC_BLOCK;
    for (int64_t j = 0; j < rest; j++) block[j] = top - x[i + j];
    T sum = FN(sum_row)(rest, block, 1);
    for (int64_t b = blocks; b & 1; b >>= 1) sum = stack[--depth] + sum;
    stack[depth++] = sum;
    blocks++;
  }
  T sum = depth > 0 ? stack[--depth] : (T)0;
  while (depth > 0) sum = stack[--depth] + sum;
  return sum;
}

static void FN(cross_entropy)(
  int64_t m, int64_t n, const void *px, const int64_t *labels, double smoothing, void *ploss) {
  T *loss = ploss;
  for (int64_t i = 0; i < m; i++) {
    if (labels[i] < 0) {
      loss[i] = 0;
      continue;
    }
    const T *x = (const T *)px + i * n;
    T top;
    T log_sum = FN(log_one)(FN(exp_row)(n, x, NULL, &top));
    loss[i] = log_sum - (x[labels[i]] - top);
    if (smoothing > 0) {
      T even = log_sum + FN(distance_row)(n, x, top) / (T)n;
      loss[i] = (T)(1 - smoothing) * loss[i] + (T)smoothing * even;
    }
  }
}

static void FN(cross_entropy_backward)(
  int64_t m, int64_t n, const void *px, const int64_t *labels, double smoothing, const void *pg,
  void *pdx) {
  for (int64_t i = 0; i < m; i++) {
    const T *x = (const T *)px + i * n;
    T g = ((const T *)pg)[i];
    T *restrict dx = (T *)pdx + i * n;
    if (labels[i] < 0) {
      for (int64_t j = 0; j < n; j++) dx[j] = 0;
      continue;
    }
    const T even = (T)(smoothing / (double)n);
    T top;
    T share = (T)1 / FN(exp_row)(n, x, dx, &top);
    for (int64_t j = 0; j < n; j++) dx[j] = g * FN(fma)(dx[j], share, -even);
    dx[labels[i]] -= g * (T)(1 - smoothing);
  }
}

static void FN(log_sigmoid)(int64_t n, const void *px, void *py) {
  const T *restrict xp = px;
  T *restrict y = py;
  for (int64_t i = 0; i < n; i++) {
    T x = xp[i];
    T size = FN(from_bits)(FN(bits)(x) & ~SIGN_BIT);
    T negative = x < (T)0 ? x : (x != x ? x : (T)0);
    y[i] = negative - FN(loss_log1p)(FN(exp_one)(-size));
  }
}

static void FN(binary_cross_entropy)(int64_t n, const void *pp, const void *pt, void *py) {
  const T *restrict p = pp;
  const T *restrict t = pt;
  T *restrict y = py;
  for (int64_t i = 0; i < n; i++) {
    T yes = FN(log_one)(p[i]), no = FN(loss_log1p)(-p[i]);
    yes = yes < (T)-100 ? (T)-100 : yes;
    no = no < (T)-100 ? (T)-100 : no;
    y[i] = -(t[i] * yes + ((T)1 - t[i]) * no);
  }
}

static void FN(huber)(int64_t n, double limit, const void *px, void *py) {
  const T *restrict x = px;
  T *restrict y = py;
  const T delta = (T)limit;
  for (int64_t i = 0; i < n; i++) {
    T size = FN(from_bits)(FN(bits)(x[i]) & ~SIGN_BIT);
    y[i] = size <= delta ? (T)0.5 * size * size : delta * (size - (T)0.5 * delta);
  }
}

static void FN(huber_backward)(
  int64_t n, double limit, const void *pg, const void *px, void *pdx) {
  const T *restrict g = pg;
  const T *restrict x = px;
  T *restrict dx = pdx;
  const T delta = (T)limit;
  for (int64_t i = 0; i < n; i++) {
    T slope = x[i] > delta ? delta : x[i];
    slope = slope < -delta ? -delta : slope;
    dx[i] = g[i] * slope;
  }
}
