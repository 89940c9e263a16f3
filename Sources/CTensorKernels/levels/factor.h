// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// What the decompositions are made of: a product subtracted in place, triangular systems, and the panels
// of LU and Cholesky. Matrices lie row by row. Every element is changed by fused multiply-add in an
// order that neither threads nor levels change, so results have the same bits everywhere.
//
// Recursion turns all but the panels into products (Toledo, "Locality of Reference in LU Decomposition
// with Partial Pivoting", 1997; Elmroth and Gustavson, "Applying recursion to serial and parallel QR
// factorization", 2000).

#define LANES ((int64_t)FN(gemm_lanes))
#define PANEL_VECTORS (TC_PANEL * (int64_t)sizeof(T) / 64)
// Rows of a triangular system that are solved in registers.
#define SOLVED 16
// Columns of b that are packed at a time.
#define FACTOR_COLUMNS 512

typedef TBITS FN(lane_bits) __attribute__((vector_size(64)));

TC_INLINE FN(lanes) FN(all)(T x) { return x - (FN(lanes)){}; }
TC_INLINE T FN(size)(T x) { return x < 0 ? -x : x; }
// A number whose reciprocal is finite.
TC_INLINE bool FN(inverts)(T x) { return FN(size)(x) >= (T)SMALLEST_NORMAL; }

// c -= a b, where columns of row i are wanted below `bound` + i alone; those up to the end of a tile may
// be changed as well.
static void FN(factor_subtract)(
  int64_t m, int64_t n, int64_t k, const void *pa, int64_t ars, int64_t acs, const void *pb,
  int64_t brs, void *pc, int64_t ldc, int64_t bound) {
  enum {
    pitch = FN(gemm_pitch), most_depth = FN(gemm_depth), columns = FN(gemm_columns),
    tile_rows = FN(gemm_tile_rows),
  };
  const T *a = pa, *b = pb;
  T *c = pc;
  T left[(tile_rows > SOLVED ? tile_rows : SOLVED) * pitch];
  // Few rows use a packed column too rarely.
  bool packs = m > 2 * SOLVED || n % LANES != 0;
  int64_t step = packs ? tile_rows : SOLVED;
  int size_class = 0;
  T *right = NULL;
  if (packs) {
    int64_t width = n < FACTOR_COLUMNS ? (n + columns - 1) / columns * columns : FACTOR_COLUMNS;
    int64_t depth = k < most_depth ? k : most_depth;
    right = tc_pool_alloc((size_t)(width * depth) * sizeof(T), &size_class);
    if (!right) __builtin_trap();
  }
  for (int64_t block = 0; block < n; block += FACTOR_COLUMNS) {
    int64_t end = n - block < FACTOR_COLUMNS ? n : block + FACTOR_COLUMNS;
    for (int64_t p = 0; p < k; p += most_depth) {
      int64_t depth = k - p < most_depth ? k - p : most_depth;
      for (int64_t j = block; j < end && packs; j += columns) {
        const T *from = b + p * brs + j;
        T *to = right + (j - block) * depth;
        int64_t count = end - j < columns ? end - j : columns;
        if (count > LANES) {
          FN(gemm_pack_panel)(columns, count, depth, from, brs, 1, to);
        } else {
          FN(gemm_pack_panel)(LANES, count, depth, from, brs, 1, to);
        }
      }
      for (int64_t i = 0; i < m; i += step) {
        int64_t rows = m - i < step ? m - i : step;
        int64_t wanted = bound + i + rows - 1 < end ? bound + i + rows - 1 : end;
        if (wanted <= block) continue;
        if (acs == 1) {
          for (int64_t r = 0; r < rows; r++)
            for (int64_t q = 0; q < depth; q++) left[r * pitch + q] = -a[(i + r) * ars + p + q];
        } else {
          for (int64_t q = 0; q < depth; q++)
            for (int64_t r = 0; r < rows; r++)
              left[r * pitch + q] = -a[(i + r) * ars + (p + q) * acs];
        }
        if (!packs) {
          int64_t tiles = (wanted - block + columns - 1) / columns * columns;
          FN(close_product)(
            rows, tiles < end - block ? tiles : end - block, depth, left, pitch, 1,
            b + p * brs + block, brs, c + i * ldc + block, ldc, true);
          continue;
        }
        for (int64_t j = block; j < wanted; j += columns) {
          int64_t count = end - j < columns ? end - j : columns;
          FN(gemm_panels)(
            rows, count, depth, left, false, right + (j - block) * depth, c + i * ldc + j, ldc, true);
        }
      }
    }
  }
  if (packs) tc_pool_free(right, size_class);
}

// Solves for a strip of one vector: `below` has the elements under the diagonal with their signs turned,
// column after column, and `diagonal` what to multiply with or to divide by.
TC_INLINE void FN(substitute)(
  const int rows, const bool divides, const T *below, const T *diagonal, T *b, int64_t stride) {
  FN(lanes) x[SOLVED];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) x[i] = FN(get)(b + i * stride);
#pragma clang loop unroll(full)
  for (int l = 0; l < rows; l++) {
    FN(lanes) d = FN(all)(diagonal[l]);
    x[l] = divides ? x[l] / d : x[l] * d;
#pragma clang loop unroll(full)
    for (int i = l + 1; i < rows; i++)
      x[i] = __builtin_elementwise_fma(FN(all)(below[l * SOLVED + i]), x[l], x[i]);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++) FN(put)(b + i * stride, x[i]);
}

static void FN(substitute_all)(
  int64_t rows, bool divides, const T *below, const T *diagonal, T *b, int64_t stride) {
  if (rows == SOLVED && !divides) {
    FN(substitute)(SOLVED, false, below, diagonal, b, stride);
    return;
  }
  for (int64_t l = 0; l < rows; l++) {
    FN(lanes) d = FN(all)(diagonal[l]), x = FN(get)(b + l * stride);
    x = divides ? x / d : x * d;
    FN(put)(b + l * stride, x);
    for (int64_t i = l + 1; i < rows; i++)
      FN(put)(
        b + i * stride,
        __builtin_elementwise_fma(
          FN(all)(below[l * SOLVED + i]), x, FN(get)(b + i * stride)));
  }
}

// At most SOLVED rows.
static void FN(factor_solve_block)(
  bool upper, bool unit, int64_t n, int64_t columns, const T *a, int64_t rs, int64_t cs, T *b,
  int64_t ldb) {
  T below[SOLVED * SOLVED], diagonal[SOLVED];
  // An upper triangle is a lower one from the last row to the first.
  if (upper) {
    a += (n - 1) * (rs + cs);
    b += (n - 1) * ldb;
    rs = -rs, cs = -cs, ldb = -ldb;
  }
  bool divides = false;
  for (int64_t l = 0; l < n && !unit; l++) divides |= !FN(inverts)(a[l * (rs + cs)]);
  for (int64_t l = 0; l < n; l++) {
    T d = unit ? 1 : a[l * (rs + cs)];
    diagonal[l] = divides ? d : 1 / d;
    for (int64_t i = l + 1; i < n; i++) below[l * SOLVED + i] = -a[i * rs + l * cs];
  }
  int64_t j = 0;
  for (; j + LANES <= columns; j += LANES)
    FN(substitute_all)(n, divides, below, diagonal, b + j, ldb);
  if (j == columns) return;
  T padded[SOLVED * FN(gemm_lanes)] = {0};
  for (int64_t i = 0; i < n; i++)
    for (int64_t q = 0; q < columns - j; q++) padded[i * LANES + q] = b[i * ldb + j + q];
  FN(substitute_all)(n, divides, below, diagonal, padded, LANES);
  for (int64_t i = 0; i < n; i++)
    for (int64_t q = 0; q < columns - j; q++) b[i * ldb + j + q] = padded[i * LANES + q];
}

// b becomes a⁻¹ b, with element (i, j) of the triangle at a[i * rs + j * cs].
static void FN(factor_solve)(
  bool upper, bool unit, int64_t n, int64_t columns, const void *pa, int64_t rs, int64_t cs,
  void *pb, int64_t ldb) {
  const T *a = pa;
  T *b = pb;
  if (n <= SOLVED) {
    if (n > 0) FN(factor_solve_block)(upper, unit, n, columns, a, rs, cs, b, ldb);
    return;
  }
  int64_t first = (n / 2 + SOLVED - 1) / SOLVED * SOLVED, rest = n - first;
  const T *last = a + first * (rs + cs);
  T *below = b + first * ldb;
  if (upper) {
    FN(factor_solve)(true, unit, rest, columns, last, rs, cs, below, ldb);
    FN(factor_subtract)(
      first, columns, rest, a + first * cs, rs, cs, below, ldb, b, ldb, columns);
    FN(factor_solve)(true, unit, first, columns, a, rs, cs, b, ldb);
  } else {
    FN(factor_solve)(false, unit, first, columns, a, rs, cs, b, ldb);
    FN(factor_subtract)(
      rest, columns, first, a + first * rs, rs, cs, b, ldb, below, ldb, columns);
    FN(factor_solve)(false, unit, rest, columns, last, rs, cs, below, ldb);
  }
}

// The sum of products, in lanes.
TC_INLINE T FN(factor_dot)(int64_t n, const T *x, const T *y) {
  FN(lanes) sums[2] = {};
  int64_t i = 0;
  for (; i + 2 * LANES <= n; i += 2 * LANES) {
    sums[0] = __builtin_elementwise_fma(FN(get)(x + i), FN(get)(y + i), sums[0]);
    sums[1] = __builtin_elementwise_fma(FN(get)(x + i + LANES), FN(get)(y + i + LANES), sums[1]);
  }
  FN(lanes) both = sums[0] + sums[1];
  for (int64_t width = LANES / 2; width > 0; width /= 2)
    for (int64_t l = 0; l < width; l++) both[l] += both[l + width];
  T sum = both[0];
  for (; i < n; i++) sum = __builtin_elementwise_fma(x[i], y[i], sum);
  return sum;
}

TC_INLINE void FN(factor_axpy)(int64_t n, T f, const T *x, T *y) {
  int64_t i = 0;
  for (; i + LANES <= n; i += LANES)
    FN(put)(y + i, __builtin_elementwise_fma(FN(all)(f), FN(get)(x + i), FN(get)(y + i)));
  for (; i < n; i++) y[i] = __builtin_elementwise_fma(f, x[i], y[i]);
}

// The same for one column that lies dense, by rows of memory: a stride of the triangle is 1.
static void FN(factor_solve_vector)(
  bool upper, bool unit, int64_t n, const void *pa, int64_t rs, int64_t cs, void *px) {
  const T *a = pa;
  T *x = px;
  for (int64_t step = 0; step < n; step++) {
    int64_t i = upper ? n - 1 - step : step;
    int64_t from = upper ? i + 1 : 0, count = upper ? n - 1 - i : i;
    if (cs == 1) {
      x[i] -= FN(factor_dot)(count, a + i * rs + from, x + from);
      if (!unit) x[i] /= a[i * rs + i];
    } else {
      // Rows of memory are columns: what is known is taken out of those still to come.
      if (!unit) x[i] /= a[i * cs + i];
      from = upper ? 0 : i + 1;
      FN(factor_axpy)(n - 1 - count, -x[i], a + i * cs + from, x + from);
    }
  }
}

// One step of the elimination below row j: what is left of the rows, and the largest of their next
// column. `pivot` has -1 in column j, where the factor goes, and zeros before.
TC_INLINE int64_t FN(lu_rows)(
  const bool divides, const int first, int64_t m, int64_t j, T factor, const FN(lanes) * pivot,
  const FN(lane_bits) * keep, T *panel) {
  T largest = -1;
  int64_t best = j + 1;
  T next = j + 1 < TC_PANEL ? ((const T *)pivot)[j + 1] : 0;
  int64_t column = j + 1 < TC_PANEL ? j + 1 : j;
  for (int64_t i = j + 1; i < m; i++) {
    T *row = panel + i * TC_PANEL;
    T f = divides ? row[j] / factor : row[j] * factor;
    T size = FN(size)(__builtin_elementwise_fma(-f, next, row[column]));
    if (size > largest || i == j + 1) largest = size, best = i;
#pragma clang loop unroll(full)
    for (int v = first; v < PANEL_VECTORS; v++) {
      FN(lanes) x = FN(get)(row + v * LANES);
      x = (FN(lanes))((FN(lane_bits))x & keep[v]);
      FN(put)(row + v * LANES, __builtin_elementwise_fma(FN(all)(-f), pivot[v], x));
    }
  }
  return best;
}

// LU factors of m rows and at most TC_PANEL columns, with pivots counted from 0 in these rows. Returns
// the first column without a pivot other than zero, from 1, or 0. `room` holds the rows side by side.
static int64_t FN(factor_lu_panel)(
  int64_t m, int64_t n, void *pa, int64_t lda, void *room, int32_t *pivots) {
  T *a = pa, *panel = room;
  for (int64_t i = 0; i < m; i++) {
    for (int64_t l = 0; l < n; l++) panel[i * TC_PANEL + l] = a[i * lda + l];
    for (int64_t l = n; l < TC_PANEL; l++) panel[i * TC_PANEL + l] = 0;
  }
  int64_t info = 0, best = 0;
  for (int64_t i = 1; i < m; i++)
    if (FN(size)(panel[i * TC_PANEL]) > FN(size)(panel[best * TC_PANEL])) best = i;
  for (int64_t j = 0; j < n && j < m; j++) {
    pivots[j] = (int32_t)best;
    T *row = panel + j * TC_PANEL, *other = panel + best * TC_PANEL;
    for (int64_t l = 0; l < TC_PANEL && best != j; l++) {
      T x = row[l];
      row[l] = other[l];
      other[l] = x;
    }
    FN(lanes) pivot[PANEL_VECTORS];
    FN(lane_bits) keep[PANEL_VECTORS];
    for (int64_t l = 0; l < TC_PANEL; l++) {
      ((T *)pivot)[l] = l > j ? row[l] : l == j ? -1 : 0;
      ((TBITS *)keep)[l] = l == j ? 0 : ~(TBITS)0;
    }
    T diagonal = row[j];
    if (diagonal == 0) {
      // Nothing but zeros and NaN, which is larger than nothing.
      if (info == 0) info = j + 1;
      best = j + 1;
      for (int64_t i = j + 2; i < m && j + 1 < n; i++)
        if (FN(size)(panel[i * TC_PANEL + j + 1]) > FN(size)(panel[best * TC_PANEL + j + 1]))
          best = i;
      continue;
    }
    if (!FN(inverts)(diagonal)) {
      best = FN(lu_rows)(true, 0, m, j, diagonal, pivot, keep, panel);
    } else if (j < TC_PANEL / 2) {
      best = FN(lu_rows)(false, 0, m, j, 1 / diagonal, pivot, keep, panel);
    } else {
      best = FN(lu_rows)(
        false, PANEL_VECTORS / 2, m, j, 1 / diagonal, pivot, keep, panel);
    }
  }
  for (int64_t i = 0; i < m; i++)
    for (int64_t l = 0; l < n; l++) a[i * lda + l] = panel[i * TC_PANEL + l];
  return info;
}

// The lower Cholesky factor of at most TC_PANEL rows, from and into the lower triangle. Returns the order
// of the first leading part that is not positive definite, or 0.
static int64_t FN(factor_cholesky_panel)(int64_t n, void *pa, int64_t lda) {
  T *a = pa, u[TC_PANEL * TC_PANEL] = {0};  // the upper factor, a row of which is a column of a
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j <= i; j++) u[j * TC_PANEL + i] = a[i * lda + j];
  for (int64_t j = 0; j < n; j++) {
    T *row = u + j * TC_PANEL, square = row[j];
    if (!(square > 0)) return j + 1;
    T root = (T)__builtin_sqrt((double)square);
    FN(lanes) scale = FN(all)(1 / root);
    for (int64_t v = 0; v < PANEL_VECTORS; v++)
      FN(put)(row + v * LANES, FN(get)(row + v * LANES) * scale);
    row[j] = root;
    for (int64_t i = j + 1; i < n; i++) {
      FN(lanes) f = FN(all)(-row[i]);
      for (int64_t v = i / LANES; v < PANEL_VECTORS; v++) {
        T *to = u + i * TC_PANEL + v * LANES;
        FN(put)(to, __builtin_elementwise_fma(f, FN(get)(row + v * LANES), FN(get)(to)));
      }
    }
  }
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = 0; j <= i; j++) a[i * lda + j] = u[j * TC_PANEL + i];
  return 0;
}

#undef SOLVED
#undef FACTOR_COLUMNS
