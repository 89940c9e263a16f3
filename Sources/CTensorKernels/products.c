// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Products over several threads: batches are shared out, and where they are few each result is cut into
// rectangles. Every element is accumulated by one thread in the order of k, so no cut changes a bit.

#include "levels/table.h"
#include "threads.h"

// Multiply-adds of one thread in a nanosecond, roughly; those of doubles take twice the time.
#define SPEED 50.0
// With fewer than 4 rows every element of b is used so few times that reading it takes the time.
#define THIN_SPEED 8.0
// Up to so many rows the columns are cut into as many parts as there are threads, so that each thread keeps its
// share of b in its own cache from one call to the next.
#define MOST_FEW_ROWS 4
// What the share of a thread should take at least to be done in two pieces, or in three, in nanoseconds.
#define TWO_PIECES 1.5e5
#define THREE_PIECES 4e5
#define MOST_PIECES 3

typedef struct {
  int dtype, rank;
  const int64_t *dims, *as, *bs;
  int64_t m, n, k, ars, acs, brs, bcs, ldc;
  const char *a, *b, *bias;  // no bias: NULL
  char *c;
  int64_t batches, batches_a_part;  // a part is some whole products,
  int64_t columns, across;          // or a rectangle of one, `across` of which lie side by side,
  int64_t rows, down;               // and `down` below one another, all of so many rows but the last,
  int64_t pieces[MOST_PIECES];      // or where rows is 0, of so many each
  int64_t parts_a_batch;
} product;

static void one_product(
  const product *p, int64_t batch, int64_t i, int64_t rows, int64_t j, int64_t columns) {
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
    p->bias ? p->bias + j * size : NULL, p->c + c * size, p->ldc);
}

static void one_part(void *context, int64_t index) {
  const product *p = context;
  if (p->parts_a_batch == 1) {
    int64_t from = index * p->batches_a_part, to = from + p->batches_a_part;
    for (int64_t batch = from; batch < to && batch < p->batches; batch++)
      one_product(p, batch, 0, p->m, 0, p->n);
    return;
  }
  int64_t part = index % p->parts_a_batch;
  int64_t piece = part / p->across, j = part % p->across * p->columns;
  int64_t rows = p->rows, i = piece * rows;
  if (rows == 0) {
    rows = p->pieces[piece];
    while (piece > 0) i += p->pieces[--piece];
  }
  one_product(
    p, index / p->parts_a_batch, i, p->m - i < rows ? p->m - i : rows, j,
    p->n - j < p->columns ? p->n - j : p->columns);
}

static int64_t clamp(int64_t x, int64_t low, int64_t high) {
  return x < low || high < low ? low : x > high ? high : x;
}

// Cuts `length` into about `parts`, each of whole units.
static int64_t cut(int64_t length, int64_t parts, int64_t unit) {
  return (length + parts * unit - 1) / (parts * unit) * unit;
}

// Rows by pieces that grow smaller: each packs b anew, so there are few of them, and the last ones even out
// what the first ones left uneven.
static void cut_pieces(product *p, int pieces) {
  int64_t left = p->m;
  for (int i = 0; i < pieces; i++) {
    int64_t rows = i + 1 == pieces ? left : left * 5 / 8 / 42 * 42;
    p->pieces[i] = rows;
    left -= rows;
  }
  p->rows = 0;
  p->down = pieces;
}

static void multiply(product *p) {
  double work = (double)p->m * (double)p->n * (double)p->k / (p->m < 4 ? THIN_SPEED : SPEED);
  if (p->dtype == TC_FLOAT64) work *= 2;
  int64_t threads = tc_threads_for(work * (double)p->batches);
  p->parts_a_batch = 1;
  p->batches_a_part = p->batches;
  if (threads == 1) {
    one_part(p, 0);
    return;
  }
  if (p->m <= MOST_FEW_ROWS && p->batches == 1) {
    p->columns = cut(p->n, threads, 32);
    p->across = (p->n + p->columns - 1) / p->columns;
    p->rows = p->m;
    p->down = 1;
    p->parts_a_batch = p->across;
    if (p->across == 1) one_part(p, 0);
    else tc_parallel(p->across, one_part, p);
    return;
  }
  if (p->batches >= 2 * threads) {
    p->batches_a_part = clamp(p->batches / (4 * threads), 1, (int64_t)(20000 / work) + 1);
    tc_parallel(
      (p->batches + p->batches_a_part - 1) / p->batches_a_part, one_part, p);
    return;
  }
  // More parts than threads: who comes late or is held up does fewer of them.
  double share = work * (double)p->batches / (double)threads;
  int pieces = share < TWO_PIECES ? 1 : share < THREE_PIECES ? 2 : MOST_PIECES;
  int64_t wanted = (threads + p->batches - 1) / p->batches;
  // Columns first: parts side by side pack no column of b twice, and rows are cheap to pack. Units are
  // whole tiles at every level: 42 rows are 3 of 14 and 7 of 6.
  bool small = p->n * p->k <= 128 * 128;
  p->across = clamp(wanted, 1, p->n / (small ? 256 : 128));
  p->columns = cut(p->n, p->across, 32);
  p->across = (p->n + p->columns - 1) / p->columns;
  if (p->across >= wanted && p->m >= 84 * pieces) {
    cut_pieces(p, pieces);
  } else {
    int64_t down = (wanted + p->across - 1) / p->across * (pieces > 1 ? 2 : 1);
    down = clamp(down, 1, p->m / (small ? 16 : 84));
    p->rows = cut(p->m, down, small ? 8 : 42);
    p->down = (p->m + p->rows - 1) / p->rows;
  }
  p->parts_a_batch = p->across * p->down;
  p->batches_a_part = 1;
  tc_parallel(p->parts_a_batch * p->batches, one_part, p);
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
