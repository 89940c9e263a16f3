// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The decompositions in one type, included by plain.c. Arguments are LAPACK's: matrices column by column,
// `info` from 1, lengths of work areas told where they are asked for with -1. Algorithms are
// those of Golub and Van Loan, "Matrix Computations", 4th edition: 8.5 (Jacobi) and 8.6 (one-sided Jacobi).

#define AT(a, rows, i, j) (a)[(int64_t)(i) + (int64_t)(j) * (rows)]

static T FN(magnitude)(T x) { return x < 0 ? -x : x; }

// y -= f x
static void FN(subtract)(int64_t n, T f, const T *restrict x, T *restrict y) {
  for (int64_t i = 0; i < n; i++) y[i] -= f * x[i];
}

static T FN(dot)(int64_t n, const T *x, const T *y) {
  T sum = 0;
  for (int64_t i = 0; i < n; i++) sum += x[i] * y[i];
  return sum;
}

static void FN(swap)(int64_t n, T *x, int64_t xs, T *y, int64_t ys) {
  for (int64_t i = 0; i < n; i++) {
    T t = x[i * xs];
    x[i * xs] = y[i * ys];
    y[i * ys] = t;
  }
}

// Euclidean length without overflow.
static T FN(length)(int64_t n, const T *x, int64_t stride) {
  T largest = 0, sum = 0;
  for (int64_t i = 0; i < n; i++) {
    T m = FN(magnitude)(x[i * stride]);
    if (m > largest) largest = m;
  }
  if (largest == 0) return 0;
  for (int64_t i = 0; i < n; i++) {
    T q = x[i * stride] / largest;
    sum += q * q;
  }
  return largest * (T)__builtin_sqrt((double)sum);
}

// A float holds no large count exactly: a little more is told.
static int FN(tell)(T *work, int64_t count) {
  work[0] = (T)(count > (1 << 22) && sizeof(T) == 4 ? count + (count >> 20) : count);
  return 0;
}

// (x, y) <- (c x - s y, s x + c y)
static void FN(rotate)(int64_t n, T c, T s, T *x, int64_t xs, T *y, int64_t ys) {
  for (int64_t i = 0; i < n; i++) {
    T p = x[i * xs], q = y[i * ys];
    x[i * xs] = c * p - s * q;
    y[i * ys] = s * p + c * q;
  }
}

// The rotation that makes the symmetric [a, g; g, b] diagonal.
static void FN(rotation)(T a, T g, T b, T *c, T *s) {
  T z = (b - a) / (2 * g), m = FN(magnitude)(z);
  // Beyond this the square is lost beside 1, or beyond the numbers.
  T t = m > 1 / (T)EPSILON ? 1 / (2 * m) : 1 / (m + (T)__builtin_sqrt((double)(1 + m * m)));
  if (z < 0) t = -t;
  *c = 1 / (T)__builtin_sqrt((double)(1 + t * t));
  *s = *c * t;
}

#define MOST_SWEEPS 80

// Columns of g [m, n], m >= n, become those of U times the singular values, which are put in order.
static int FN(one_sided)(int m, int n, T *g, T *v, T *s) {
  for (int j = 0; j < n; j++)
    for (int i = 0; i < n; i++) AT(v, n, i, j) = i == j;
  // A power of two brings the largest element near 1: squares stay within the numbers.
  T largest = 0, scale = 1;
  for (int64_t i = 0; i < (int64_t)m * n; i++)
    if (FN(magnitude)(g[i]) > largest) largest = FN(magnitude)(g[i]);
  if (largest > 0) {
    while (largest * scale > 1) scale /= 2;
    while (largest * scale <= (T)0.5) scale *= 2;
  }
  for (int64_t i = 0; i < (int64_t)m * n; i++) g[i] *= scale;
  bool rotated = true;
  int sweeps = 0;
  for (; rotated && sweeps < MOST_SWEEPS; sweeps++) {
    rotated = false;
    for (int p = 0; p < n - 1; p++) {
      for (int q = p + 1; q < n; q++) {
        T *x = &AT(g, m, 0, p), *y = &AT(g, m, 0, q);
        T a = FN(dot)(m, x, x), b = FN(dot)(m, y, y), both = FN(dot)(m, x, y);
        T bound = (T)EPSILON * (T)__builtin_sqrt((double)a) * (T)__builtin_sqrt((double)b);
        if (both == 0 || !(FN(magnitude)(both) > bound * 4)) continue;
        T cosine, sine;
        FN(rotation)(a, both, b, &cosine, &sine);
        FN(rotate)(m, cosine, sine, x, 1, y, 1);
        FN(rotate)(n, cosine, sine, &AT(v, n, 0, p), 1, &AT(v, n, 0, q), 1);
        rotated = true;
      }
    }
  }
  for (int j = 0; j < n; j++) s[j] = FN(length)(m, &AT(g, m, 0, j), 1);
  for (int j = 0; j < n; j++) {
    int best = j;
    for (int k = j + 1; k < n; k++)
      if (s[k] > s[best]) best = k;
    if (best == j) continue;
    FN(swap)(1, s + j, 1, s + best, 1);
    FN(swap)(m, &AT(g, m, 0, j), 1, &AT(g, m, 0, best), 1);
    FN(swap)(n, &AT(v, n, 0, j), 1, &AT(v, n, 0, best), 1);
  }
  for (int j = 0; j < n; j++) s[j] /= scale;
  return rotated ? 1 : 0;
}

// Makes columns from ..< to of u [m, to] orthonormal to those before, out of unit vectors.
static void FN(complete)(int m, int from, int to, T *u) {
  int unit = 0;
  for (int j = from; j < to; j++) {
    T *x = &AT(u, m, 0, j), left = 0;
    while (left < (T)0.5 / m && unit < m) {
      for (int i = 0; i < m; i++) x[i] = i == unit;
      unit++;
      for (int twice = 0; twice < 2; twice++)
        for (int k = 0; k < j; k++)
          FN(subtract)(m, FN(dot)(m, &AT(u, m, 0, k), x), &AT(u, m, 0, k), x);
      left = FN(length)(m, x, 1);
    }
    for (int i = 0; i < m; i++) x[i] /= left;
  }
}

int FN(gesdd)(
  char job, int m, int n, const T *a, T *s, T *u, T *vt, int vt_rows, T *work, int count) {
  bool tall = m >= n;
  int rows = tall ? m : n, k = tall ? n : m;
  if (count == -1)
    return FN(tell)(work, (int64_t)rows * (job == 'A' ? rows : k) + (int64_t)k * k + 1);
  T *v = work, *g = work + (int64_t)k * k;
  for (int j = 0; j < k; j++)
    for (int i = 0; i < rows; i++) AT(g, rows, i, j) = tall ? AT(a, m, i, j) : AT(a, m, j, i);
  int info = FN(one_sided)(rows, k, g, v, s);
  if (job == 'N') return info;
  int rank = 0;
  for (; rank < k; rank++) {
    T *x = &AT(g, rows, 0, rank), whole = FN(length)(rows, x, 1);
    if (whole == 0) break;
    for (int i = 0; i < rows; i++) x[i] /= whole;
  }
  int columns = job == 'A' ? rows : k;
  FN(complete)(rows, rank, columns, g);
  if (tall) {
    memcpy(u, g, (size_t)((int64_t)m * columns) * sizeof(T));
    for (int i = 0; i < k; i++)
      for (int j = 0; j < k; j++) AT(vt, vt_rows, i, j) = AT(v, k, j, i);
  } else {
    memcpy(u, v, (size_t)((int64_t)k * k) * sizeof(T));
    for (int i = 0; i < columns; i++)
      for (int j = 0; j < n; j++) AT(vt, vt_rows, i, j) = AT(g, rows, j, i);
  }
  return info;
}

int FN(syevd)(bool vectors, bool upper, int n, T *a, T *w, T *work, int count) {
  if (count == -1) return FN(tell)(work, 2 * (int64_t)n * n + 1);
  T *h = work, *v = work + (int64_t)n * n, largest = 0, scale = 1;
  for (int j = 0; j < n; j++) {
    for (int i = 0; i < n; i++) {
      T x = (i <= j) == upper ? AT(a, n, i, j) : AT(a, n, j, i);
      if (FN(magnitude)(x) > largest) largest = FN(magnitude)(x);
      AT(h, n, i, j) = x;
      AT(v, n, i, j) = i == j;
    }
  }
  if (largest > 0) {
    while (largest * scale > 1) scale /= 2;
    while (largest * scale <= (T)0.5) scale *= 2;
  }
  for (int64_t i = 0; i < (int64_t)n * n; i++) h[i] *= scale;
  bool rotated = true;
  for (int sweep = 0; rotated && sweep < MOST_SWEEPS; sweep++) {
    rotated = false;
    for (int p = 0; p < n - 1; p++) {
      for (int q = p + 1; q < n; q++) {
        T g = AT(h, n, p, q), c, s;
        // Far below the rounding of the largest element, which is about 1.
        if (FN(magnitude)(g) <= (T)EPSILON / 16) continue;
        FN(rotation)(AT(h, n, p, p), g, AT(h, n, q, q), &c, &s);
        FN(rotate)(n, c, s, &AT(h, n, 0, p), 1, &AT(h, n, 0, q), 1);
        FN(rotate)(n, c, s, &AT(h, n, p, 0), n, &AT(h, n, q, 0), n);
        AT(h, n, p, q) = AT(h, n, q, p) = 0;
        FN(rotate)(n, c, s, &AT(v, n, 0, p), 1, &AT(v, n, 0, q), 1);
        rotated = true;
      }
    }
  }
  for (int j = 0; j < n; j++) w[j] = AT(h, n, j, j) / scale;
  for (int j = 0; j < n; j++) {
    int best = j;
    for (int k = j + 1; k < n; k++)
      if (w[k] < w[best]) best = k;
    if (best == j) continue;
    FN(swap)(1, w + j, 1, w + best, 1);
    FN(swap)(n, &AT(v, n, 0, j), 1, &AT(v, n, 0, best), 1);
  }
  if (vectors) memcpy(a, v, (size_t)((int64_t)n * n) * sizeof(T));
  return rotated ? 1 : 0;
}

int FN(gelsd)(
  int m, int n, int columns, const T *a, T *b, T *s, T rcond, int *rank, T *work, int count) {
  int k = m < n ? m : n, rows = m < n ? n : m;
  int64_t svd = (int64_t)rows * k + (int64_t)k * k + 1;
  if (count == -1)
    return FN(tell)(work, svd + (int64_t)m * k + (int64_t)k * n + k);
  T *u = work + svd, *vt = u + (int64_t)m * k, *y = vt + (int64_t)k * n;
  int info = FN(gesdd)('S', m, n, a, s, u, vt, k, work, 0);
  T least = (rcond < 0 ? (T)EPSILON : rcond) * (k > 0 ? s[0] : 0);
  *rank = 0;
  while (*rank < k && s[*rank] > least) ++*rank;
  for (int c = 0; c < columns; c++) {
    T *x = b + (int64_t)c * rows;
    for (int i = 0; i < *rank; i++) y[i] = FN(dot)(m, &AT(u, m, 0, i), x) / s[i];
    for (int j = 0; j < n; j++) x[j] = FN(dot)(*rank, &AT(vt, k, 0, j), y);
  }
  return info;
}

#undef AT
#undef MOST_SWEEPS
