// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// LU, Cholesky, QR and triangular systems of dense matrices that lie row by row: the recursion over
// panels, and how several threads share the products between them. The bits depend on no cut: columns
// and rows of a product never meet one another.
#pragma clang fp contract(off)

#include <string.h>

#include "include/tensor_eigen.h"
#include "levels/table.h"
#include "threads.h"

// Multiply-adds of one thread in a nanosecond; those of doubles take twice the time.
#define SPEED 40.0
// Columns that are worth a part, a multiple of every tile's.
#define PART_COLUMNS 64

typedef struct {
  int dtype;
  int64_t size;
  const tc_table *table;
} kind;

static kind kind_of(int dtype) {
  return (kind){dtype, dtype == TC_FLOAT32 ? 4 : 8, tc_current_table()};
}

// Elements of the matrix of a pointer to one.
static inline char *at(const kind *k, const void *x, int64_t index) {
  return (char *)x + index * k->size;
}

static void *take_room(const kind *k, int64_t count, int *size_class) {
  void *room = tc_pool_alloc((size_t)(count > 0 ? count : 1) * (size_t)k->size, size_class);
  if (!room) __builtin_trap();
  return room;
}

// ---- Shares of the threads --------------------------------------------------------------------------

typedef struct {
  kind k;
  bool upper, unit;
  int64_t m, n, depth, ars, acs, brs, ldc, bound, step;
  const void *a, *b;
  char *c;
} share;

// Cuts `length` into parts for the threads, of `unit` at least; returns their length.
static int64_t part_length(const kind *k, double multiplications, int64_t length, int64_t unit) {
  double work = multiplications / SPEED * (k->dtype == TC_FLOAT32 ? 1 : 2);
  int64_t threads = length < 2 * unit ? 1 : tc_threads_for(work);
  int64_t part = (length + threads - 1) / threads;
  return (part + unit - 1) / unit * unit;
}

static void run_share(share *s, int64_t length, tc_part part) {
  if (length <= s->step) {
    if (length > 0) part(s, 0);
  } else {
    tc_parallel((length + s->step - 1) / s->step, part, s);
  }
}

static void subtract_columns(void *context, int64_t index) {
  const share *s = context;
  int64_t j = index * s->step, n = s->n - j < s->step ? s->n - j : s->step;
  s->k.table->factor_subtract[s->k.dtype](
    s->m, n, s->depth, s->a, s->ars, s->acs, at(&s->k, s->b, j), s->brs, at(&s->k, s->c, j), s->ldc,
    n);
}

// Rows of a triangle: with four parts to two threads, who has the short rows takes a third part.
static void subtract_rows(void *context, int64_t index) {
  const share *s = context;
  int64_t i = index * s->step, m = s->m - i < s->step ? s->m - i : s->step;
  int64_t wanted = s->bound + i + m - 1;
  s->k.table->factor_subtract[s->k.dtype](
    m, wanted < s->n ? wanted : s->n, s->depth, at(&s->k, s->a, i * s->ars), s->ars, s->acs, s->b,
    s->brs, at(&s->k, s->c, i * s->ldc), s->ldc, s->bound + i);
}

// c -= a b.
static void subtract(
  const kind *k, int64_t m, int64_t n, int64_t depth, const void *a, int64_t ars, int64_t acs,
  const void *b, int64_t brs, void *c, int64_t ldc) {
  share s = {
    .k = *k, .m = m, .n = n, .depth = depth, .ars = ars, .acs = acs, .brs = brs, .ldc = ldc, .a = a,
    .b = b, .c = c};
  s.step = part_length(k, (double)m * (double)n * (double)depth, n, PART_COLUMNS);
  run_share(&s, n, subtract_columns);
}

// The lower triangle of c -= a b.
static void subtract_triangle(
  const kind *k, int64_t n, int64_t depth, const void *a, int64_t ars, const void *b, int64_t brs,
  void *c, int64_t ldc) {
  share s = {
    .k = *k, .m = n, .n = n, .depth = depth, .ars = ars, .acs = 1, .brs = brs, .ldc = ldc,
    .bound = 1, .a = a, .b = b, .c = c};
  s.step = part_length(k, (double)n * (double)n * (double)depth / 2, n, 2 * PART_COLUMNS);
  if (s.step < n) s.step = (s.step / 2 + 41) / 42 * 42;
  run_share(&s, n, subtract_rows);
}

static void solve_columns(void *context, int64_t index) {
  const share *s = context;
  int64_t j = index * s->step, n = s->n - j < s->step ? s->n - j : s->step;
  s->k.table->factor_solve[s->k.dtype](
    s->upper, s->unit, s->m, n, s->a, s->ars, s->acs, at(&s->k, s->c, j), s->ldc);
}

static void solve_triangle(
  const kind *k, bool upper, bool unit, int64_t n, int64_t columns, const void *a, int64_t rs,
  int64_t cs, void *b, int64_t ldb) {
  share s = {
    .k = *k, .upper = upper, .unit = unit, .m = n, .n = columns, .ars = rs, .acs = cs, .ldc = ldb,
    .a = a, .c = b};
  s.step = part_length(k, (double)n * (double)n * (double)columns / 2, columns, PART_COLUMNS);
  run_share(&s, columns, solve_columns);
}

// ---- Triangular systems -----------------------------------------------------------------------------

// Columns one by one, each dense.
static void solve_vectors(
  const kind *k, bool upper, bool unit, int64_t n, int64_t columns, const void *a, int64_t rs,
  int64_t cs, char *b) {
  if (columns == 1) {
    k->table->factor_solve_vector[k->dtype](upper, unit, n, a, rs, cs, b);
    return;
  }
  int size_class;
  char *x = take_room(k, n, &size_class);
  for (int64_t j = 0; j < columns; j++) {
    for (int64_t i = 0; i < n; i++) memcpy(at(k, x, i), at(k, b, i * columns + j), (size_t)k->size);
    k->table->factor_solve_vector[k->dtype](upper, unit, n, a, rs, cs, x);
    for (int64_t i = 0; i < n; i++) memcpy(at(k, b, i * columns + j), at(k, x, i), (size_t)k->size);
  }
  tc_pool_free(x, size_class);
}

static void solve_any(
  const kind *k, bool upper, bool transposed, bool unit, int64_t n, int64_t columns, const void *a,
  void *b) {
  // The transpose of a triangle is the other one with its strides swapped.
  bool acts_upper = upper != transposed;
  int64_t rs = transposed ? 1 : n, cs = transposed ? n : 1;
  if (columns < 4) {
    solve_vectors(k, acts_upper, unit, n, columns, a, rs, cs, b);
  } else {
    solve_triangle(k, acts_upper, unit, n, columns, a, rs, cs, b, columns);
  }
}

int64_t tc_triangular_solve(
  int dtype, bool upper, bool transposed, bool unit, int64_t n, int64_t columns, const void *a,
  void *b) {
  kind k = kind_of(dtype);
  for (int64_t i = 0; i < n && !unit; i++) {
    const char *diagonal = at(&k, a, i * (n + 1));
    if (dtype == TC_FLOAT32 ? *(const float *)diagonal == 0 : *(const double *)diagonal == 0)
      return i + 1;
  }
  solve_any(&k, upper, transposed, unit, n, columns, a, b);
  return 0;
}

// ---- LU ---------------------------------------------------------------------------------------------

static void swap_rows(char *x, char *y, int64_t bytes) {
  char room[1024];
  for (; bytes > 0; x += sizeof room, y += sizeof room, bytes -= sizeof room) {
    size_t part = bytes < (int64_t)sizeof room ? (size_t)bytes : sizeof room;
    memcpy(room, x, part);
    memcpy(x, y, part);
    memcpy(y, room, part);
  }
}

// Rows of `columns` elements, from row `first` on, by pivots counted from 0.
static void permute(
  const kind *k, int64_t first, int64_t count, const int32_t *pivots, int64_t columns, void *a,
  int64_t lda) {
  for (int64_t i = first; i < first + count; i++)
    if (pivots[i] != i)
      swap_rows(at(k, a, i * lda), at(k, a, pivots[i] * lda), columns * k->size);
}

// m rows, n columns, n at most m. Pivots from 0.
static int64_t lu(
  const kind *k, int64_t m, int64_t n, void *a, int64_t lda, void *room, int32_t *pivots) {
  if (n <= TC_PANEL) return k->table->factor_lu_panel[k->dtype](m, n, a, lda, room, pivots);
  int64_t first = (n / 2 + TC_PANEL - 1) / TC_PANEL * TC_PANEL, rest = n - first;
  int64_t info = lu(k, m, first, a, lda, room, pivots);
  char *right = at(k, a, first), *below = at(k, a, first * lda), *last = at(k, below, first);
  permute(k, 0, first, pivots, rest, right, lda);
  solve_triangle(k, false, true, first, rest, a, lda, 1, right, lda);
  subtract(k, m - first, rest, first, below, lda, 1, right, lda, last, lda);
  int64_t more = lu(k, m - first, rest, last, lda, room, pivots + first);
  permute(k, 0, rest, pivots + first, first, below, lda);
  for (int64_t i = first; i < n; i++) pivots[i] += (int32_t)first;
  return info > 0 ? info : more > 0 ? first + more : 0;
}

int64_t tc_lu(int dtype, int64_t n, void *a, int32_t *pivots) {
  kind k = kind_of(dtype);
  if (n == 0) return 0;
  int size_class;
  void *room = take_room(&k, n * TC_PANEL, &size_class);
  int64_t info = lu(&k, n, n, a, n, room, pivots);
  tc_pool_free(room, size_class);
  return info;
}

void tc_lu_solve(
  int dtype, bool transposed, int64_t n, int64_t columns, const void *factors,
  const int32_t *pivots, void *b) {
  kind k = kind_of(dtype);
  if (transposed) {
    solve_any(&k, true, true, false, n, columns, factors, b);
    solve_any(&k, false, true, true, n, columns, factors, b);
    for (int64_t i = n - 1; i >= 0; i--) permute(&k, i, 1, pivots, columns, b, columns);
  } else {
    permute(&k, 0, n, pivots, columns, b, columns);
    solve_any(&k, false, false, true, n, columns, factors, b);
    solve_any(&k, true, false, false, n, columns, factors, b);
  }
}

// ---- Cholesky ---------------------------------------------------------------------------------------

// y [n, m] = the transpose of x [m, n].
static void transpose(
  const kind *k, int64_t m, int64_t n, const void *x, int64_t xs, void *y, int64_t ys) {
  int64_t down = n / 16 * 16, across = m / 16 * 16;
  k->table->transpose[k->dtype](down, across, x, xs, y, ys, false);
  for (int64_t i = 0; i < n; i++)
    for (int64_t j = i < down ? across : 0; j < m; j++)
      memcpy(at(k, y, i * ys + j), at(k, x, j * xs + i), (size_t)k->size);
}

static int64_t cholesky(const kind *k, int64_t n, void *a, int64_t lda, void *room) {
  if (n <= TC_PANEL) return k->table->factor_cholesky_panel[k->dtype](n, a, lda);
  int64_t first = (n / 2 + TC_PANEL - 1) / TC_PANEL * TC_PANEL, rest = n - first;
  int64_t info = cholesky(k, first, a, lda, room);
  if (info > 0) return info;
  char *below = at(k, a, first * lda), *last = at(k, below, first);
  // What is below becomes l⁻¹ times its transpose, turned back: rows of it are those of both factors.
  int64_t pitch = (rest + 15) / 16 * 16;
  transpose(k, rest, first, below, lda, room, pitch);
  solve_triangle(k, false, false, first, rest, a, lda, 1, room, pitch);
  transpose(k, first, rest, room, pitch, below, lda);
  subtract_triangle(k, rest, first, below, lda, room, pitch, last, lda);
  info = cholesky(k, rest, last, lda, room);
  return info > 0 ? first + info : 0;
}

int64_t tc_cholesky(int dtype, int64_t n, void *a) {
  kind k = kind_of(dtype);
  int size_class;
  void *room = take_room(&k, (n / 2 + TC_PANEL) * (n / 2 + 16), &size_class);
  int64_t info = cholesky(&k, n, a, n, room);
  tc_pool_free(room, size_class);
  return info;
}

// ---- QR ---------------------------------------------------------------------------------------------

static void reflect_columns(void *context, int64_t index) {
  const share *s = context;
  int64_t j = index * s->step, n = s->n - j < s->step ? s->n - j : s->step;
  s->k.table->factor_reflect[s->k.dtype](
    s->upper, s->m, n, s->a, s->b, at(&s->k, s->c, j), s->ldc);
}

// c [m, n] after the reflections of a panel, or before them with Tᵀ.
static void reflect(
  const kind *k, bool transposed, int64_t m, int64_t n, const void *v, const void *t, void *c,
  int64_t ldc) {
  share s = {.k = *k, .upper = transposed, .m = m, .n = n, .ldc = ldc, .a = v, .b = t, .c = c};
  s.step = part_length(k, 2.0 * TC_PANEL * (double)m * (double)n, n, PART_COLUMNS);
  run_share(&s, n, reflect_columns);
}

// Far from 1, a power of two brings a column near it: squares and products stay within the numbers, q is
// the same, and the column of r is scaled back. Writes the powers, and says whether one is not 1.
#define COLUMN_SCALES(type, name, bound, most)                                                     \
  static bool scales_##name(                                                                       \
    int64_t m, int64_t n, const type *restrict x, type *restrict scales) {                         \
    for (int64_t j = 0; j < n; j++) scales[j] = 0;                                                 \
    for (int64_t i = 0; i < m; i++)                                                                \
      for (int64_t j = 0; j < n; j++) {                                                            \
        type size = x[i * n + j] < 0 ? -x[i * n + j] : x[i * n + j];                               \
        scales[j] = size > scales[j] ? size : scales[j];                                           \
      }                                                                                            \
    bool scaled = false;                                                                           \
    for (int64_t j = 0; j < n; j++) {                                                              \
      type largest = scales[j];                                                                    \
      scales[j] = 1;                                                                               \
      if (largest == 0 || (largest <= bound && largest >= 1 / bound)) continue;                    \
      scaled = true;                                                                               \
      while (largest * scales[j] > 1) scales[j] /= 2;                                              \
      while (largest * scales[j] < (type)0.5 && scales[j] < most) scales[j] *= 2;                  \
    }                                                                                              \
    return scaled;                                                                                 \
  }                                                                                                \
  static void scale_##name(                                                                        \
    int64_t m, int64_t n, type *restrict x, const type *restrict scales, bool back) {              \
    for (int64_t i = 0; i < m; i++)                                                                \
      for (int64_t j = 0; j < n; j++)                                                              \
        x[i * n + j] = back ? x[i * n + j] / scales[j] : x[i * n + j] * scales[j];                 \
  }
COLUMN_SCALES(float, f32, 0x1p30f, 0x1p126f)
COLUMN_SCALES(double, f64, 0x1p300, 0x1p1000)

static bool column_scales(const kind *k, int64_t m, int64_t n, const void *x, void *scales) {
  return k->dtype == TC_FLOAT32 ? scales_f32(m, n, x, scales) : scales_f64(m, n, x, scales);
}

static void scale_columns(
  const kind *k, int64_t m, int64_t n, void *x, const void *scales, bool back) {
  if (k->dtype == TC_FLOAT32) {
    scale_f32(m, n, x, scales, back);
  } else {
    scale_f64(m, n, x, scales, back);
  }
}

void tc_qr(int dtype, int64_t m, int64_t n, int64_t columns, void *a, void *q) {
  kind k = kind_of(dtype);
  int64_t smaller = m < n ? m : n, panels = (smaller + TC_PANEL - 1) / TC_PANEL;
  int size_class;
  int64_t square = TC_PANEL * TC_PANEL;
  char *vs = take_room(&k, panels * (m * TC_PANEL + square) + n, &size_class);
  char *ts = at(&k, vs, panels * m * TC_PANEL), *scales = at(&k, ts, panels * square);
  bool is_scaled = column_scales(&k, m, n, a, scales);
  if (is_scaled) scale_columns(&k, m, n, a, scales, false);
  for (int64_t p = 0; p < panels; p++) {
    int64_t j = p * TC_PANEL, width = smaller - j < TC_PANEL ? smaller - j : TC_PANEL;
    char *v = at(&k, vs, p * m * TC_PANEL), *t = at(&k, ts, p * square);
    char *corner = at(&k, a, j * (n + 1));
    k.table->factor_qr_panel[dtype](m - j, width, corner, n, v, t);
    reflect(&k, true, m - j, n - j - width, v, t, at(&k, corner, width), n);
  }
  memset(q, 0, (size_t)(m * columns * k.size));
  for (int64_t i = 0; i < columns; i++) {
    if (dtype == TC_FLOAT32) {
      ((float *)q)[i * (columns + 1)] = 1;
    } else {
      ((double *)q)[i * (columns + 1)] = 1;
    }
  }
  for (int64_t p = panels - 1; p >= 0; p--) {
    int64_t j = p * TC_PANEL;
    reflect(
      &k, false, m - j, columns - j, at(&k, vs, p * m * TC_PANEL), at(&k, ts, p * square),
      at(&k, q, j * (columns + 1)), columns);
  }
  if (is_scaled) scale_columns(&k, m, n, a, scales, true);
  tc_pool_free(vs, size_class);
}

// ---- Eigenvectors -----------------------------------------------------------------------------------

// Reflections of LAPACK's tridiagonal form, applied by the kernels of QR.

#define EIGENVECTORS(type, name)                                                                   \
  /* V [m, TC_PANEL] of `width` reflectors from number j on. */                                    \
  static void gather_##name(                                                                       \
    int64_t n, int64_t j, int64_t width, const type *x, type *restrict v) {                        \
    int64_t m = n - 1 - j;                                                                         \
    for (int64_t r = 0; r < m; r++) {                                                              \
      type *row = v + r * TC_PANEL;                                                                \
      for (int64_t l = 0; l < TC_PANEL; l++)                                                       \
        row[l] = l >= width || r < l ? 0 : r == l ? 1 : x[(j + l) * n + j + 1 + r];                \
    }                                                                                              \
  }                                                                                                \
  /* -Tᵀ from Vᵀ V, as factor_qr_panel makes it. */                                                \
  static void combine_##name(                                                                      \
    int64_t width, const type *g, const type *tau, type *restrict t) {                             \
    memset(t, 0, TC_PANEL * TC_PANEL * sizeof(type));                                              \
    for (int64_t j = 0; j < width; j++) {                                                          \
      type column[TC_PANEL] = {0};                                                                 \
      for (int64_t l = 0; l < j; l++)                                                              \
        for (int64_t p = 0; p < TC_PANEL; p++)                                                     \
          column[p] += g[l * TC_PANEL + j] * t[l * TC_PANEL + p];                                  \
      for (int64_t l = 0; l < j; l++) t[j * TC_PANEL + l] = -tau[j] * column[l];                   \
      t[j * TC_PANEL + j] = -tau[j];                                                               \
    }                                                                                              \
  }
EIGENVECTORS(float, f32)
EIGENVECTORS(double, f64)

void tc_eigenvectors(
  int dtype, int64_t n, const void *x, const void *tau, void *rows, void *y) {
  kind k = kind_of(dtype);
  transpose(&k, n, n, rows, n, y, n);
  int size_class;
  int64_t square = TC_PANEL * TC_PANEL;
  char *room = take_room(&k, n * TC_PANEL + 2 * square, &size_class);
  char *g = at(&k, room, n * TC_PANEL), *t = at(&k, g, square);
  int64_t last = n < 2 ? -1 : (n - 2) / TC_PANEL * TC_PANEL;
  for (int64_t j = last; j >= 0; j -= TC_PANEL) {
    int64_t m = n - 1 - j, width = m < TC_PANEL ? m : TC_PANEL;
    if (dtype == TC_FLOAT32) {
      gather_f32(n, j, width, x, (float *)room);
    } else {
      gather_f64(n, j, width, x, (double *)room);
    }
    k.table->gemm[dtype](
      TC_PANEL, TC_PANEL, m, room, 1, TC_PANEL, room, TC_PANEL, 1, g, TC_PANEL);
    if (dtype == TC_FLOAT32) {
      combine_f32(width, (float *)g, (const float *)tau + j, (float *)t);
    } else {
      combine_f64(width, (double *)g, (const double *)tau + j, (double *)t);
    }
    reflect(&k, false, m, n, room, t, at(&k, y, (j + 1) * n), n);
  }
  tc_pool_free(room, size_class);
}
