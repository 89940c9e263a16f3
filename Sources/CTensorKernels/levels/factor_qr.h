// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Panels of QR by Householder reflections 1 - tau v vᵀ, and blocks of TC_PANEL of them applied at once as
// 1 - V T Vᵀ (Schreiber and Van Loan, "A storage-efficient WY representation for products of Householder
// transformations", 1989). Included after factor.h, whose names it uses.

// Columns that are reflected at a time.
#define REFLECTED 128
// Rows whose products are summed before they meet the sum of the others.
#define SUMMED 128
// Squares of lengths between these are exact enough, and their roots.
#define LEAST_SQUARE (sizeof(T) == 4 ? (T)0x1p-60 : (T)0x1p-500)

// sums = the sum over rows from `from` on of each row times its element in column j. With `reflects`, rows
// change before: what is in column j - 1, times scale, is the factor of w to subtract and stays there.
TC_INLINE void FN(qr_rows)(
  const bool reflects, int64_t from, int64_t m, int64_t j, T scale, const FN(lanes) * w,
  const FN(lane_bits) * keep, T *v, FN(lanes) * sums) {
  for (int64_t p = 0; p < PANEL_VECTORS; p++) sums[p] = (FN(lanes)){};
  T next = reflects ? ((const T *)w)[j] : 0;
  for (int64_t block = from; block < m; block += SUMMED) {
    int64_t end = m - block < SUMMED ? m : block + SUMMED;
    FN(lanes) some[2][PANEL_VECTORS] = {};
    int64_t i = block;
#define QR_ROW(at, i)                                                                              \
  {                                                                                                \
    T *row = v + (i) * TC_PANEL, x = row[j], f = 0;                                                \
    if (reflects) {                                                                                \
      f = row[j - 1] * scale;                                                                      \
      x = __builtin_elementwise_fma(-f, next, x);                                                  \
    }                                                                                              \
    _Pragma("clang loop unroll(full)") for (int p = 0; p < PANEL_VECTORS; p++) {                   \
      FN(lanes) r = FN(get)(row + p * LANES);                                                      \
      if (reflects) {                                                                              \
        r = (FN(lanes))((FN(lane_bits))r & keep[p]);                                               \
        r = __builtin_elementwise_fma(FN(all)(-f), w[p], r);                                       \
        FN(put)(row + p * LANES, r);                                                               \
      }                                                                                            \
      some[at][p] = __builtin_elementwise_fma(FN(all)(x), r, some[at][p]);                         \
    }                                                                                              \
  }
    for (; i + 2 <= end; i += 2) {
      QR_ROW(0, i)
      QR_ROW(1, i + 1)
    }
    if (i < end) QR_ROW(0, i)
#undef QR_ROW
    for (int64_t p = 0; p < PANEL_VECTORS; p++) sums[p] += some[0][p] + some[1][p];
  }
}

// The length of two sides, without overflow.
static T FN(hypotenuse)(T x, T y) {
  T larger = FN(size)(x) > FN(size)(y) ? FN(size)(x) : FN(size)(y);
  T smaller = FN(size)(x) > FN(size)(y) ? FN(size)(y) : FN(size)(x);
  if (larger == 0) return 0;
  T ratio = smaller / larger;
  return larger * (T)__builtin_sqrt((double)(1 + ratio * ratio));
}

// A power of two that brings x near 1.
static T FN(scale_to_one)(T x) {
  int exponent;
  __builtin_frexp((double)x, &exponent);
  int most = sizeof(T) == 4 ? 120 : 1000;
  return (T)__builtin_ldexp(1, exponent < -most ? most : exponent > most ? -most : -exponent);
}

// QR of m rows and n columns, n at most m and TC_PANEL. The triangle takes the place of a, with zeros
// under it; v [m, TC_PANEL] becomes V, and t [TC_PANEL, TC_PANEL] becomes -Tᵀ, both with zeros for columns
// that are not there. No element of a is much larger than 1.
static void FN(factor_qr_panel)(
  int64_t m, int64_t n, void *pa, int64_t lda, void *pv, void *pt) {
  T *a = pa, *v = pv, *t = pt;
  for (int64_t i = 0; i < m; i++) {
    for (int64_t l = 0; l < n; l++) v[i * TC_PANEL + l] = a[i * lda + l];
    for (int64_t l = n; l < TC_PANEL; l++) v[i * TC_PANEL + l] = 0;
  }
  memset(t, 0, TC_PANEL * TC_PANEL * sizeof(T));
  FN(lanes) sums[PANEL_VECTORS], w[PANEL_VECTORS] = {};
  FN(lane_bits) keep[PANEL_VECTORS] = {};
  FN(qr_rows)(false, 1, m, 0, 0, w, keep, v, sums);
  for (int64_t j = 0; j < n; j++) {
    T *row = v + j * TC_PANEL, alpha = row[j], square = ((T *)sums)[j];
    T tau = 0, scale = 0, beta = alpha, small = 1;
    if (!(square >= LEAST_SQUARE)) {
      // Too small to be squared, or nothing: a power of two makes it larger, which 1 / scale takes back.
      T largest = 0;
      for (int64_t i = j + 1; i < m; i++)
        if (FN(size)(v[i * TC_PANEL + j]) > largest) largest = FN(size)(v[i * TC_PANEL + j]);
      square = 0;
      if (largest > 0) {
        small = FN(scale_to_one)(largest);
        // Beside a far larger alpha the rest may vanish, but alpha must not overflow.
        T most = FN(scale_to_one)(alpha) * (T)0x1p60;
        if (alpha != 0 && most < small) small = most;
        for (int64_t i = j + 1; i < m; i++) v[i * TC_PANEL + j] *= small;
        FN(qr_rows)(false, j + 1, m, j, 0, w, keep, v, sums);
        square = ((T *)sums)[j];
      }
    }
    if (square > 0) {
      alpha *= small;
      T whole = FN(hypotenuse)(alpha, (T)__builtin_sqrt((double)square));
      if (small == 1) whole = (T)__builtin_sqrt((double)(alpha * alpha + square));
      beta = -__builtin_copysign(whole, alpha);
      tau = (beta - alpha) / beta;
      scale = 1 / (alpha - beta);
      beta /= small;
    }
    // vᵀ times every column: of V, what T needs, and of those to come.
    FN(lanes) products[PANEL_VECTORS], column[PANEL_VECTORS] = {};
    for (int64_t p = 0; p < PANEL_VECTORS; p++)
      products[p] = __builtin_elementwise_fma(
        FN(all)(scale), sums[p], FN(get)(row + p * LANES));
    for (int64_t l = 0; l < j; l++)
      for (int64_t p = 0; p < PANEL_VECTORS; p++)
        column[p] = __builtin_elementwise_fma(
          FN(all)(((T *)products)[l]), FN(get)(t + l * TC_PANEL + p * LANES), column[p]);
    for (int64_t l = 0; l < j; l++) t[j * TC_PANEL + l] = -tau * ((T *)column)[l];
    t[j * TC_PANEL + j] = -tau;
    for (int64_t l = 0; l < TC_PANEL; l++) {
      ((T *)w)[l] = l > j ? tau * ((T *)products)[l] : l == j ? -1 : 0;
      ((TBITS *)keep)[l] = l == j ? 0 : ~(TBITS)0;
      if (l > j) row[l] -= ((T *)w)[l];
    }
    row[j] = beta;
    if (j + 1 < n) {
      // The row after this one is no part of the next sums.
      FN(qr_rows)(true, j + 1, j + 2 < m ? j + 2 : m, j + 1, scale, w, keep, v, sums);
      FN(qr_rows)(true, j + 2, m, j + 1, scale, w, keep, v, sums);
    } else {
      for (int64_t i = j + 1; i < m; i++) v[i * TC_PANEL + j] *= scale;
    }
  }
  for (int64_t i = 0; i < m; i++)
    for (int64_t l = 0; l < n; l++) a[i * lda + l] = l >= i ? v[i * TC_PANEL + l] : 0;
  for (int64_t i = 0; i < n; i++)
    for (int64_t l = i; l < TC_PANEL; l++) v[i * TC_PANEL + l] = l == i;
}

// c -= V T Vᵀ c, or with Tᵀ, for whole vectors of at most REFLECTED columns.
static void FN(qr_reflect)(
  bool transposed, int64_t m, int64_t n, const T *v, const T *t, T *c, int64_t ldc) {
  T first[TC_PANEL * REFLECTED], second[TC_PANEL * REFLECTED];
  int64_t trs = transposed ? TC_PANEL : 1, tcs = transposed ? 1 : TC_PANEL;
  FN(close_product)(TC_PANEL, n, m, v, 1, TC_PANEL, c, ldc, first, REFLECTED, false);
  FN(close_product)(TC_PANEL, n, TC_PANEL, t, trs, tcs, first, REFLECTED, second, REFLECTED, false);
  FN(close_product)(m, n, TC_PANEL, v, TC_PANEL, 1, second, REFLECTED, c, ldc, true);
}

// The same for any number of columns.
static void FN(factor_reflect)(
  bool transposed, int64_t m, int64_t n, const void *v, const void *t, void *pc, int64_t ldc) {
  T *c = pc;
  int64_t whole = n / LANES * LANES, rest = n - whole;
  for (int64_t j = 0; j < whole; j += REFLECTED)
    FN(qr_reflect)(
      transposed, m, whole - j < REFLECTED ? whole - j : REFLECTED, v, t, c + j, ldc);
  if (rest == 0) return;
  int size_class;
  T *room = tc_pool_alloc((size_t)(m * LANES) * sizeof(T), &size_class);
  if (!room) __builtin_trap();
  for (int64_t i = 0; i < m; i++) {
    for (int64_t l = 0; l < rest; l++) room[i * LANES + l] = c[i * ldc + whole + l];
    for (int64_t l = rest; l < LANES; l++) room[i * LANES + l] = 0;
  }
  FN(qr_reflect)(transposed, m, LANES, v, t, room, LANES);
  for (int64_t i = 0; i < m; i++)
    for (int64_t l = 0; l < rest; l++) c[i * ldc + whole + l] = room[i * LANES + l];
  tc_pool_free(room, size_class);
}

#undef REFLECTED
#undef SUMMED
#undef LEAST_SQUARE
#undef PANEL_VECTORS
#undef LANES
