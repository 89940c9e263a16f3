// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The decompositions in one type, included by plain.c. Arguments are LAPACK's: matrices column by column,
// pivots and `info` from 1, lengths of work areas told where they are asked for with -1. Algorithms are
// those of Golub and Van Loan, "Matrix Computations", 4th edition: 3.4 (LU), 4.2 (Cholesky), 5.2
// (Householder), 8.5 (Jacobi) and 8.6 (one-sided Jacobi).

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

int FN(getrf)(int n, T *a, int *pivots) {
  int info = 0;
  for (int k = 0; k < n; k++) {
    int best = k;
    for (int i = k + 1; i < n; i++)
      if (FN(magnitude)(AT(a, n, i, k)) > FN(magnitude)(AT(a, n, best, k))) best = i;
    pivots[k] = best + 1;
    if (AT(a, n, best, k) == 0) {
      if (info == 0) info = k + 1;
      continue;
    }
    if (best != k) FN(swap)(n, a + k, n, a + best, n);
    for (int i = k + 1; i < n; i++) AT(a, n, i, k) /= AT(a, n, k, k);
    for (int j = k + 1; j < n; j++)
      FN(subtract)(n - k - 1, AT(a, n, k, j), &AT(a, n, k + 1, k), &AT(a, n, k + 1, j));
  }
  return info;
}

static void FN(solve)(
  bool upper, bool transposed, bool unit, int n, int columns, const T *a, T *b) {
  for (int c = 0; c < columns; c++) {
    T *x = b + (int64_t)c * n;
    // From the top where the matrix that acts is lower.
    bool down = upper == transposed;
    for (int step = 0; step < n; step++) {
      int j = down ? step : n - 1 - step;
      int from = upper ? 0 : j + 1, count = upper ? j : n - j - 1;
      if (transposed) {
        x[j] -= FN(dot)(count, &AT(a, n, from, j), x + from);
        if (!unit) x[j] /= AT(a, n, j, j);
      } else {
        if (!unit) x[j] /= AT(a, n, j, j);
        FN(subtract)(count, x[j], &AT(a, n, from, j), x + from);
      }
    }
  }
}

int FN(getrs)(bool transposed, int n, int columns, const T *factors, const int *pivots, T *b) {
  if (!transposed) {
    for (int i = 0; i < n; i++)
      if (pivots[i] - 1 != i) FN(swap)(columns, b + i, n, b + pivots[i] - 1, n);
    FN(solve)(false, false, true, n, columns, factors, b);
    FN(solve)(true, false, false, n, columns, factors, b);
  } else {
    FN(solve)(true, true, false, n, columns, factors, b);
    FN(solve)(false, true, true, n, columns, factors, b);
    for (int i = n - 1; i >= 0; i--)
      if (pivots[i] - 1 != i) FN(swap)(columns, b + i, n, b + pivots[i] - 1, n);
  }
  return 0;
}

int FN(getri)(int n, T *a, const int *pivots, T *work, int count) {
  if (count == -1) return FN(tell)(work, n > 0 ? n : 1);
  for (int i = 0; i < n; i++)
    if (AT(a, n, i, i) == 0) return i + 1;
  // The inverse of U in its place, column by column; then X L = inverse of U, from the last column on.
  for (int j = 0; j < n; j++) {
    T *column = &AT(a, n, 0, j), diagonal = 1 / column[j];
    column[j] = diagonal;
    for (int k = 0; k < j; k++) {
      FN(subtract)(k, -column[k], &AT(a, n, 0, k), column);
      column[k] *= AT(a, n, k, k);
    }
    for (int k = 0; k < j; k++) column[k] *= -diagonal;
  }
  for (int j = n - 1; j >= 0; j--) {
    for (int i = j + 1; i < n; i++) {
      work[i] = AT(a, n, i, j);
      AT(a, n, i, j) = 0;
    }
    for (int i = j + 1; i < n; i++) FN(subtract)(n, work[i], &AT(a, n, 0, i), &AT(a, n, 0, j));
  }
  for (int j = n - 1; j >= 0; j--)
    if (pivots[j] - 1 != j) FN(swap)(n, &AT(a, n, 0, j), 1, &AT(a, n, 0, pivots[j] - 1), 1);
  return 0;
}

int FN(trtrs)(bool upper, bool transposed, bool unit, int n, int columns, const T *a, T *b) {
  for (int i = 0; i < n && !unit; i++)
    if (AT(a, n, i, i) == 0) return i + 1;
  FN(solve)(upper, transposed, unit, n, columns, a, b);
  return 0;
}

int FN(potrf)(bool upper, int n, T *a) {
  for (int j = 0; j < n; j++) {
    if (upper) {
      for (int i = 0; i < j; i++) {
        T rest = AT(a, n, i, j) - FN(dot)(i, &AT(a, n, 0, i), &AT(a, n, 0, j));
        AT(a, n, i, j) = rest / AT(a, n, i, i);
      }
      AT(a, n, j, j) -= FN(dot)(j, &AT(a, n, 0, j), &AT(a, n, 0, j));
    } else {
      for (int k = 0; k < j; k++)
        FN(subtract)(n - j, AT(a, n, j, k), &AT(a, n, j, k), &AT(a, n, j, j));
    }
    T square = AT(a, n, j, j);
    if (!(square > 0)) return j + 1;
    T root = (T)__builtin_sqrt((double)square);
    AT(a, n, j, j) = root;
    for (int i = j + 1; i < n && !upper; i++) AT(a, n, i, j) /= root;
  }
  return 0;
}

// Applies 1 - tau v vᵀ from the right to rows from ..< m of columns at ..< n; v lies in row `at`, and
// its first element counts as 1.
static void FN(reflect)(int m, int n, int from, int at, T tau, T *a, T *work) {
  if (tau == 0 || from >= m) return;
  for (int i = from; i < m; i++) work[i] = AT(a, m, i, at);
  for (int j = at + 1; j < n; j++)
    FN(subtract)(m - from, -AT(a, m, at, j), &AT(a, m, from, j), work + from);
  FN(subtract)(m - from, tau, work + from, &AT(a, m, from, at));
  for (int j = at + 1; j < n; j++)
    FN(subtract)(m - from, tau * AT(a, m, at, j), work + from, &AT(a, m, from, j));
}

int FN(gelqf)(int m, int n, T *a, T *tau, T *work, int count) {
  if (count == -1) return FN(tell)(work, m > 0 ? m : 1);
  for (int i = 0; i < (m < n ? m : n); i++) {
    T *v = &AT(a, m, i, i), rest = FN(length)(n - i - 1, v + m, m);
    tau[i] = 0;
    if (rest != 0) {
      T both[2] = {*v, rest}, whole = FN(length)(2, both, 1);
      T beta = *v > 0 ? -whole : whole, divisor = *v - beta;
      tau[i] = (beta - *v) / beta;
      for (int j = 1; j < n - i; j++) v[(int64_t)j * m] /= divisor;
      *v = beta;
    }
    FN(reflect)(m, n, i + 1, i, tau[i], a, work);
  }
  return 0;
}

int FN(orglq)(int m, int n, int k, T *a, const T *tau, T *work, int count) {
  if (count == -1) return FN(tell)(work, m > 0 ? m : 1);
  for (int j = 0; j < n; j++)
    for (int i = k; i < m; i++) AT(a, m, i, j) = i == j;
  for (int i = k - 1; i >= 0; i--) {
    FN(reflect)(m, n, i + 1, i, tau[i], a, work);
    for (int j = i + 1; j < n; j++) AT(a, m, i, j) *= -tau[i];
    AT(a, m, i, i) = 1 - tau[i];
    for (int j = 0; j < i; j++) AT(a, m, i, j) = 0;
  }
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
