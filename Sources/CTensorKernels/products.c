// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Products over several threads: batches are shared out, and where they are few each result is cut into
// rectangles. Every element is accumulated by one thread in the order of k, so no cut changes a bit.

#include <stdatomic.h>

#include "levels/table.h"
#include "threads.h"

// Multiply-adds of one thread in a nanosecond, roughly; those of doubles take twice the time.
#define SPEED 50.0
// With fewer than 4 rows every element of b is used so few times that reading it takes the time.
#define THIN_SPEED 8.0
// Up to so many rows the columns are cut into as many parts as there are threads, so that each thread keeps its
// share of b in its own cache from one call to the next.
#define MOST_FEW_ROWS 4
// What the share of a thread should take at least to be done in more than one piece, and in all, in
// nanoseconds.
#define TWO_PIECES 1.5e5
#define MOST_PIECES_FROM 4e5
#define MOST_PIECES 4
// Cells of a product at most: more threads than that find one each, or none.
#define MOST_CELLS 128

typedef struct {
  int dtype, rank;
  const int64_t *dims, *as, *bs;
  int64_t m, n, k, ars, acs, brs, bcs, ldc;
  const char *a, *b, *bias;  // no bias: NULL
  char *c;
  int64_t batches;
  int64_t batches_a_part;   // a part is so many whole products, or none:
  int64_t down, rows;       // then products are cut into `down` times `across` cells of so many rows
  int64_t across, columns;  // and columns,
  int pieces;               // and each cell's rows into pieces
  int threads;
  _Atomic uint8_t taken[MOST_CELLS];  // pieces of a cell, and a try of each thread that found none left
} product;

static void one_product(
  const product *p, int64_t batch, int64_t i, int64_t rows, int64_t j, int64_t columns,
  tc_kept *kept) {
  int64_t a = i * p->ars, b = j * p->bcs, rest = batch;
  for (int d = p->rank - 1; d >= 0; d--) {
    int64_t index = rest % p->dims[d];
    rest /= p->dims[d];
    a += index * p->as[d];
    b += index * p->bs[d];
  }
  int64_t c = batch * p->m * p->n + i * p->ldc + j, size = p->dtype == TC_FLOAT32 ? 4 : 8;
  tc_current_table()->affine[p->dtype](
    rows, columns, p->k, p->a + a * size, p->ars, p->acs, p->b + b * size, p->brs, p->bcs,
    p->bias ? p->bias + j * size : NULL, p->c + c * size, p->ldc, kept);
}

static void some_products(void *context, int64_t index) {
  const product *p = context;
  int64_t from = index * p->batches_a_part, to = from + p->batches_a_part;
  for (int64_t batch = from; batch < to && batch < p->batches; batch++)
    one_product(p, batch, 0, p->m, 0, p->n, NULL);
}

// Rows of the next piece: half of what is left, since the last pieces even out what the first left uneven.
// Units are whole tiles at every level: 42 rows are 3 of 14 and 7 of 6.
static int64_t piece_rows(int64_t left, bool is_last) {
  int64_t half = (left / 2 + 41) / 42 * 42;
  return is_last || half > left ? left : half;
}

// A thread's work: the pieces of its own cell, then those that others have not begun of theirs. It packs what
// it needs of b once for the pieces of a cell.
static void some_cells(void *context, int64_t index) {
  product *p = context;
  int64_t cells_a_batch = p->down * p->across, cells = p->batches * cells_a_batch;
  int64_t first = index * cells / p->threads;
  tc_kept kept = {0};
  for (int64_t turn = 0; turn < cells; turn++) {
    int64_t cell = (first + turn) % cells, place = cell % cells_a_batch;
    int64_t row = place / p->across * p->rows, column = place % p->across * p->columns;
    int64_t rows = p->m - row < p->rows ? p->m - row : p->rows;
    int64_t columns = p->n - column < p->columns ? p->n - column : p->columns;
    for (;;) {
      int piece = atomic_fetch_add_explicit(&p->taken[cell], 1, memory_order_relaxed);
      if (piece >= p->pieces) break;
      int64_t begin = 0, some = 0;
      for (int q = 0; q <= piece; q++) {
        begin += some;
        some = piece_rows(rows - begin, q + 1 == p->pieces);
      }
      if (some > 0) one_product(p, cell / cells_a_batch, row + begin, some, column, columns, &kept);
    }
  }
  tc_kept_release(&kept);
}

static int64_t clamp(int64_t x, int64_t low, int64_t high) {
  return x < low || high < low ? low : x > high ? high : x;
}

// Cuts `length` into about `parts`, each of whole units.
static int64_t cut(int64_t length, int64_t parts, int64_t unit) {
  return (length + parts * unit - 1) / (parts * unit) * unit;
}

// Cuts products into cells, about one for each thread: the larger operand is shared out first, since every
// thread reads all of the other. Where both are equal it is b, which would else be packed by every thread.
static void cut_cells(product *p, double share) {
  int64_t wanted = (p->threads + p->batches - 1) / p->batches;
  bool small = p->n * p->k <= 128 * 128;
  int64_t fewest_rows = small ? 16 : 84, fewest_columns = small ? 256 : 128;
  int64_t most_down = clamp(p->m / fewest_rows, 1, wanted);
  int64_t most_across = clamp(p->n / fewest_columns, 1, wanted);
  p->down = p->m > p->n ? most_down : clamp((wanted + most_across - 1) / most_across, 1, most_down);
  p->across = clamp((wanted + p->down - 1) / p->down, 1, most_across);
  p->rows = cut(p->m, p->down, small ? 8 : 42);
  p->columns = cut(p->n, p->across, 32);
  p->down = (p->m + p->rows - 1) / p->rows;
  p->across = (p->n + p->columns - 1) / p->columns;
  p->pieces = share < TWO_PIECES ? 1 : share < MOST_PIECES_FROM ? 2 : MOST_PIECES;
}

static void multiply(product *p) {
  double work = (double)p->m * (double)p->n * (double)p->k / (p->m < 4 ? THIN_SPEED : SPEED);
  if (p->dtype == TC_FLOAT64) work *= 2;
  p->threads = tc_threads_for(work * (double)p->batches);
  p->batches_a_part = p->batches;
  if (p->threads == 1) {
    some_products(p, 0);
    return;
  }
  if (p->batches >= 2 * p->threads) {
    p->batches_a_part = clamp(p->batches / (4 * p->threads), 1, (int64_t)(20000 / work) + 1);
    tc_parallel(
      (p->batches + p->batches_a_part - 1) / p->batches_a_part, some_products, p);
    return;
  }
  if (p->m <= MOST_FEW_ROWS && p->batches == 1) {
    p->columns = cut(p->n, p->threads, 32);
    p->across = (p->n + p->columns - 1) / p->columns;
    p->rows = p->m;
    p->down = p->pieces = 1;
  } else {
    cut_cells(p, work * (double)p->batches / (double)p->threads);
  }
  int64_t cells = p->batches * p->down * p->across;
  if (cells == 1 || cells > MOST_CELLS) {
    p->batches_a_part = 1;
    tc_parallel(p->batches, some_products, p);
    return;
  }
  if (p->threads > cells) p->threads = (int)cells;
  tc_parallel(p->threads, some_cells, p);
}

void tc_gemm(
  int dtype, int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs,
  const void *b, int64_t brs, int64_t bcs, void *c, int64_t ldc) {
  product p = {
    .dtype = dtype, .m = m, .n = n, .k = k, .ars = ars, .acs = acs, .brs = brs, .bcs = bcs,
    .ldc = ldc, .a = a, .b = b, .c = c, .batches = 1};
  multiply(&p);
}

// Fewer rows of a than these are no panel.
#define FEWEST_TURNED_ROWS 16

typedef struct {
  int dtype;
  int64_t m;
  const char *bias;
  char *turned;
} bias_job;

static void add_bias_range(void *context, int64_t from, int64_t to) {
  const bias_job *job = context;
  int64_t size = job->dtype == TC_FLOAT32 ? 4 : 8;
  for (int64_t j = from; j < to; j++)
    tc_current_table()->assign[job->dtype][TC_ADD](
      job->m, job->turned + j * job->m * size, job->bias + j * size, 0);
}

// x W^T as the turned (W x^T): where W has many more rows than x, turning x and the result is less work than
// turning W, whose rows are then read as they lie. The sums are the same, and each takes on the bias after.
static bool affine_turned(const product *p) {
  bool is_worth_it = p->brs == 1 && p->bcs > 1 && p->acs == 1 && p->m >= FEWEST_TURNED_ROWS
                     && p->n >= 2 * p->m && p->k >= 64;
  if (!is_worth_it) return false;
  int64_t size = p->dtype == TC_FLOAT32 ? 4 : 8;
  int size_class;
  char *turned = tc_pool_alloc((size_t)(p->m * p->n * size), &size_class);
  if (!turned) return false;
  product q = {
    .dtype = p->dtype, .m = p->n, .n = p->m, .k = p->k, .ars = p->bcs, .acs = p->brs, .brs = p->acs,
    .bcs = p->ars, .ldc = p->m, .a = p->b, .b = p->a, .c = turned, .batches = 1};
  multiply(&q);
  if (p->bias) {
    bias_job job = {p->dtype, p->m, p->bias, turned};
    tc_spread(p->n, p->m, add_bias_range, &job);
  }
  tc_copy(
    (int)size, 2, (int64_t[]){p->m, p->n}, (int64_t[]){1, p->m}, turned,
    (int64_t[]){p->ldc, 1}, p->c);
  tc_pool_free(turned, size_class);
  return true;
}

void tc_affine(
  int dtype, int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs,
  const void *b, int64_t brs, int64_t bcs, const void *bias, void *c) {
  product p = {
    .dtype = dtype, .m = m, .n = n, .k = k, .ars = ars, .acs = acs, .brs = brs, .bcs = bcs,
    .ldc = n, .a = a, .b = b, .bias = bias, .c = c, .batches = 1};
  if (!affine_turned(&p)) multiply(&p);
}

void tc_gemm_batch(
  int dtype, int rank, const int64_t *dims, const int64_t *as, const int64_t *bs, int64_t m,
  int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs, const void *b, int64_t brs,
  int64_t bcs, void *c) {
  product p = {
    .dtype = dtype, .rank = rank, .dims = dims, .as = as, .bs = bs, .m = m, .n = n, .k = k,
    .ars = ars, .acs = acs, .brs = brs, .bcs = bcs, .ldc = n, .a = a, .b = b, .c = c,
    .batches = 1};
  for (int d = 0; d < rank; d++) p.batches *= dims[d];
  if (p.batches > 0) multiply(&p);
}
