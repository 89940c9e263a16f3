// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Walks over strided operands: neighbouring dimensions that lie evenly in every operand become one,
// and what is left of them is a loop around the kernels of the dispatch table.

#include <string.h>

#include "levels/table.h"
#include "threads.h"
#include "walk.h"

// A walk and what to do on it: the job of tc_spread over its first dimension.
typedef struct {
  walk w;
  int operands;
  tc_unary_kernel unary;
  tc_binary_kernel binary;
  tc_reduce_kernel reduce;
  const char *x, *y;
  char *z;
  int64_t width, out_width, out_stride;  // bytes of an element, elements of z to a step of dimension 0
  int64_t n, stride;                     // reduced
} walk_job;

static int64_t steps_of(walk_job *job, int64_t count) {
  job->out_stride = count / job->w.dims[0];
  return job->w.dims[0];
}

static void walk_range(void *context, int64_t from, int64_t to) {
  const walk_job *job = context;
  walk w = job->w;
  w.dims[0] = to - from;
  int last = w.rank - 1;
  int64_t index[RANK] = {0}, offsets[OPERANDS], n = w.dims[last];
  for (int o = 0; o < job->operands; o++) offsets[o] = from * w.strides[o][0];
  char *out = job->z + from * job->out_stride * job->out_width;
  do {
    const char *x = job->x + offsets[0] * job->width;
    if (job->unary) {
      job->unary(n, x, w.strides[0][last], out);
    } else if (job->binary) {
      job->binary(
        n, x, w.strides[0][last], job->y + offsets[1] * job->width, w.strides[1][last], out);
    } else {
      job->reduce(n, w.strides[0][last], job->n, job->stride, x, out);
    }
    out += n * job->out_width;
  } while (advance(&w, job->operands, index, offsets));
}

typedef struct {
  tc_unary_kernel unary;
  tc_binary_kernel binary;
  const char *x, *y;
  char *z;
  int64_t width, xs, ys;
} flat_job;

static void unary_range(void *context, int64_t from, int64_t to) {
  const flat_job *job = context;
  job->unary(to - from, job->x + from * job->width, 1, job->z + from * job->width);
}

static void binary_range(void *context, int64_t from, int64_t to) {
  const flat_job *job = context;
  int64_t at = from * job->width;
  job->binary(
    to - from, job->x + at * job->xs, job->xs, job->y + at * job->ys, job->ys, job->z + at);
}

void tc_unary_flat(int op, int dtype, int64_t n, const void *x, void *y) {
  flat_job job = {
    .unary = tc_current_table()->unary[dtype][op], .x = x, .z = y,
    .width = (int64_t)width_of(dtype)};
  tc_spread(n, 1, unary_range, &job);
}

void tc_binary_flat(
  int op, int dtype, int64_t n, const void *x, int64_t xs, const void *y, int64_t ys, void *z) {
  flat_job job = {
    .binary = tc_current_table()->binary[dtype][op], .x = x, .y = y, .z = z,
    .width = (int64_t)width_of(dtype), .xs = xs, .ys = ys};
  tc_spread(n, 1, binary_range, &job);
}

void tc_unary(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *xs, const void *x, void *y) {
  walk_job job = {
    .operands = 1, .unary = tc_current_table()->unary[dtype][op], .x = x, .z = y,
    .width = (int64_t)width_of(dtype), .out_width = (int64_t)width_of(dtype)};
  int64_t count = collapse(&job.w, 1, rank, dims, (const int64_t *[]){xs});
  if (count == 0) return;
  int64_t steps = steps_of(&job, count);
  tc_spread(steps, job.out_stride, walk_range, &job);
}

static void binary_walk(
  tc_binary_kernel kernel, size_t width, size_t out_width, int rank, const int64_t *dims,
  const int64_t *xs, const int64_t *ys, const void *x, const void *y, void *z) {
  walk_job job = {
    .operands = 2, .binary = kernel, .x = x, .y = y, .z = z, .width = (int64_t)width,
    .out_width = (int64_t)out_width};
  int64_t count = collapse(&job.w, 2, rank, dims, (const int64_t *[]){xs, ys});
  if (count == 0) return;
  int64_t steps = steps_of(&job, count);
  tc_spread(steps, job.out_stride, walk_range, &job);
}

void tc_binary(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *xs, const int64_t *ys,
  const void *x, const void *y, void *z) {
  size_t width = width_of(dtype);
  binary_walk(
    tc_current_table()->binary[dtype][op], width, width, rank, dims, xs, ys, x, y, z);
}

#define COMPARISON(name, type, relation)                                                           \
  static void name(                                                                                \
    int64_t n, const void *px, int64_t xs, const void *py, int64_t ys, void *pz) {                 \
    const type *x = px, *y = py;                                                                   \
    uint8_t *z = pz;                                                                               \
    for (int64_t i = 0; i < n; i++) z[i] = x[i * xs] relation y[i * ys];                           \
  }
#define COMPARISONS(type, suffix)                                                                  \
  COMPARISON(equal_##suffix, type, ==)                                                             \
  COMPARISON(less_##suffix, type, <)                                                               \
  COMPARISON(less_equal_##suffix, type, <=)
COMPARISONS(float, f32)
COMPARISONS(double, f64)
COMPARISONS(int8_t, i8)
COMPARISONS(int16_t, i16)
COMPARISONS(int32_t, i32)
COMPARISONS(int64_t, i64)
COMPARISONS(uint8_t, u8)

void tc_compare(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *xs, const int64_t *ys,
  const void *x, const void *y, uint8_t *z) {
#define ROW(suffix) {equal_##suffix, less_##suffix, less_equal_##suffix}
  static const tc_binary_kernel kernels[10][TC_COMPARE_COUNT] = {
    [TC_FLOAT32] = ROW(f32), [TC_FLOAT64] = ROW(f64), [TC_INT8] = ROW(i8), [TC_INT16] = ROW(i16),
    [TC_INT32] = ROW(i32),   [TC_INT64] = ROW(i64),   [TC_UINT8] = ROW(u8), [TC_BOOL] = ROW(u8),
  };
  static const size_t widths[10] = {4, 8, 2, 2, 1, 2, 4, 8, 1, 1};
  binary_walk(kernels[dtype][op], widths[dtype], 1, rank, dims, xs, ys, x, y, z);
}

#define COPY_RUN(type)                                                                             \
  {                                                                                                \
    const type *x = from;                                                                          \
    type *y = to;                                                                                  \
    for (int64_t i = 0; i < n; i++) y[i * ys] = x[i * xs];                                         \
    break;                                                                                         \
  }

static void copy_run(int size, int64_t n, const void *from, int64_t xs, void *to, int64_t ys) {
  if (xs == 1 && ys == 1) {
    memcpy(to, from, (size_t)n * (size_t)size);
    return;
  }
  switch (size) {
  case 1: COPY_RUN(uint8_t)
  case 2: COPY_RUN(uint16_t)
  case 4: COPY_RUN(uint32_t)
  default: COPY_RUN(uint64_t)
  }
}

// A transposition in tiles of 16 by 16 elements, so that a cache line is read and written at once even
// where rows lie a power of two apart and share their places in the cache; 64 by 64 elements at a time
// touch few pages.
#define TILE 16
#define TILE_PLANE(type)                                                                           \
  static void tiles_##type(                                                                        \
    int64_t m, int64_t n, const type *x, int64_t xc, type *y, int64_t yr) {                        \
    for (int64_t i = 0; i < m; i += TILE)                                                          \
      for (int64_t j = 0; j < n; j += TILE) {                                                      \
        type tile[TILE][TILE], row[TILE];                                                          \
        for (int64_t c = 0; c < TILE; c++) memcpy(tile[c], x + i + (j + c) * xc, sizeof row);      \
        for (int64_t r = 0; r < TILE; r++) {                                                       \
          for (int64_t c = 0; c < TILE; c++) row[c] = tile[c][r];                                  \
          memcpy(y + (i + r) * yr + j, row, sizeof row);                                           \
        }                                                                                          \
      }                                                                                            \
  }
TILE_PLANE(uint8_t)
TILE_PLANE(uint16_t)

static void copy_block(
  int size, int64_t m, int64_t n, const char *x, int64_t xr, int64_t xc, char *y, int64_t yr,
  int64_t yc, bool streams) {
  int64_t rows = 0, columns = 0;
  if (xr == 1 && yc == 1) {
    rows = m / TILE * TILE;
    columns = n / TILE * TILE;
    bool aligned = (uintptr_t)y % 64 == 0 && yr * size % 64 == 0;
    switch (size) {
    case 1: tiles_uint8_t(rows, columns, (const void *)x, xc, (void *)y, yr); break;
    case 2: tiles_uint16_t(rows, columns, (const void *)x, xc, (void *)y, yr); break;
    default:
      tc_current_table()->transpose[size == 4 ? TC_FLOAT32 : TC_FLOAT64](
        rows, columns, x, xc, y, yr, streams && aligned);
    }
  }
  for (int64_t r = 0; r < m; r++) {
    int64_t done = r < rows ? columns : 0;
    copy_run(
      size, n - done, x + (r * xr + done * xc) * size, xc, y + (r * yr + done * yc) * size, yc);
  }
}

// Planes of more bytes are written past the caches, which they would fill before anybody reads them.
#define STREAMED_BYTES ((int64_t)16 << 20)

static void copy_plane(
  int size, int64_t m, int64_t n, const char *x, int64_t xr, int64_t xc, char *y, int64_t yr,
  int64_t yc, bool streams) {
  for (int64_t i = 0; i < m; i += 64)
    for (int64_t j = 0; j < n; j += 64)
      copy_block(
        size, m - i < 64 ? m - i : 64, n - j < 64 ? n - j : 64, x + (i * xr + j * xc) * size, xr,
        xc, y + (i * yr + j * yc) * size, yr, yc, streams);
}

typedef struct {
  walk w;
  bool is_plane;  // the last two dimensions are a transposition
  bool streams;
  int size;
  const char *x;
  char *y;
} copy_job;

static void copy_range(void *context, int64_t from, int64_t to) {
  const copy_job *job = context;
  walk w = job->w;
  w.dims[0] = to - from;
  int last = w.rank - 1, size = job->size;
  int64_t index[RANK] = {0}, offsets[OPERANDS] = {from * w.strides[0][0], from * w.strides[1][0]};
  if (job->is_plane) {
    walk outer = w;
    outer.rank = w.rank - 1;  // advance leaves its innermost dimension, our rows, to us
    do {
      copy_plane(
        size, w.dims[last - 1], w.dims[last], job->x + offsets[0] * size, w.strides[0][last - 1],
        w.strides[0][last], job->y + offsets[1] * size, w.strides[1][last - 1],
        w.strides[1][last], job->streams);
    } while (advance(&outer, 2, index, offsets));
#if defined(__x86_64__)
    if (job->streams) __builtin_ia32_sfence();  // before anybody is told that all is written
#endif
    return;
  }
  do {
    copy_run(
      size, w.dims[last], job->x + offsets[0] * size, w.strides[0][last],
      job->y + offsets[1] * size, w.strides[1][last]);
  } while (advance(&w, 2, index, offsets));
}

// Rows of a single plane by the 64, so that parts of several threads still consist of whole tiles.
static void copy_row_blocks(void *context, int64_t from, int64_t to) {
  const copy_job *job = context;
  int64_t rows = job->w.dims[0];
  copy_range(context, from * 64, to * 64 < rows ? to * 64 : rows);
}

static int64_t distance(int64_t stride) { return stride < 0 ? -stride : stride; }

// Brings the dimension along which one side lies closest beside the last one, along which the other
// does. False where the last one is the closest of both.
static bool pair_dimensions(walk *w) {
  int last = w->rank - 1;
  for (int o = 0; o < 2; o++) {
    if (distance(w->strides[o][last]) <= 1) continue;
    int closest = last;
    for (int d = 0; d < last; d++)
      if (w->strides[o][d] != 0 && distance(w->strides[o][d]) < distance(w->strides[o][closest]))
        closest = d;
    if (closest == last) continue;
    for (int d = closest; d < last - 1; d++) {
      int64_t dim = w->dims[d];
      w->dims[d] = w->dims[d + 1];
      w->dims[d + 1] = dim;
      for (int p = 0; p < 2; p++) {
        int64_t stride = w->strides[p][d];
        w->strides[p][d] = w->strides[p][d + 1];
        w->strides[p][d + 1] = stride;
      }
    }
    return true;
  }
  return false;
}

void tc_copy(
  int size, int rank, const int64_t *dims, const int64_t *xs, const void *x, const int64_t *ys,
  void *y) {
  copy_job job = {.size = size, .x = x, .y = y};
  int64_t count = collapse(&job.w, 2, rank, dims, (const int64_t *[]){xs, ys});
  if (count == 0) return;
  job.is_plane = pair_dimensions(&job.w);
  job.streams = count * size >= STREAMED_BYTES;
  if (job.is_plane && job.w.rank == 2) {
    tc_spread((job.w.dims[0] + 63) / 64, 64 * job.w.dims[1], copy_row_blocks, &job);
    return;
  }
  tc_spread(job.w.dims[0], count / job.w.dims[0], copy_range, &job);
}

// One long row over several threads: 16 blocks of the tree are a part, and the results of parts are
// combined as those of blocks are (levels/reduce.h).
#define LONG_PART (16 * 4096)

typedef struct {
  tc_reduce_kernel kernel;
  int64_t n, stride, width;
  const char *x;
  char *parts;
} long_row;

static void reduce_part(void *context, int64_t index) {
  const long_row *row = context;
  int64_t from = index * LONG_PART, rest = row->n - from;
  row->kernel(
    1, 0, rest < LONG_PART ? rest : LONG_PART, row->stride,
    row->x + from * row->stride * row->width, row->parts + index * row->width);
}

static void reduce_long_row(
  tc_reduce_kernel kernel, tc_binary_kernel combine, int64_t width, int64_t n, int64_t stride,
  const char *x, char *y) {
  int64_t count = (n + LONG_PART - 1) / LONG_PART;
  int size_class;
  char *room = tc_pool_alloc((size_t)((count + 64) * width), &size_class);
  if (!room) __builtin_trap();
  long_row row = {kernel, n, stride, width, x, room};
  tc_parallel(count, reduce_part, &row);
  char *stack = room + count * width;
  int64_t depth = 0;
  for (int64_t i = 0; i < count; i++) {
    char *sum = stack + depth * width;
    memcpy(sum, room + i * width, (size_t)width);
    for (int64_t b = i; b & 1; b >>= 1, sum -= width, depth--)
      combine(1, sum - width, 1, sum, 1, sum - width);
    depth++;
  }
  for (; depth > 1; depth--) {
    char *sum = stack + (depth - 1) * width;
    combine(1, sum - width, 1, sum, 1, sum - width);
  }
  memcpy(y, stack, (size_t)width);
  tc_pool_free(room, size_class);
}

void tc_reduce(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *strides, int64_t n,
  int64_t stride, const void *x, void *y) {
  const tc_table *table = tc_current_table();
  walk_job job = {
    .operands = 1, .reduce = table->reduce[dtype][op], .x = x, .z = y,
    .width = (int64_t)width_of(dtype), .out_width = (int64_t)width_of(dtype), .n = n,
    .stride = stride};
  int64_t count = collapse(&job.w, 1, rank, dims, (const int64_t *[]){strides});
  if (count == 0) return;
  static const int combining[TC_REDUCE_COUNT] = {[TC_SUM] = TC_ADD, [TC_MAX] = TC_MAXIMUM};
  if (count == 1 && n >= 2 * LONG_PART && tc_threads() > 1) {
    reduce_long_row(
      job.reduce, table->binary[dtype][combining[op]], job.width, n, stride, x, y);
    return;
  }
  int64_t steps = steps_of(&job, count);
  tc_spread(steps, job.out_stride * (n > 0 ? n : 1), walk_range, &job);
}

bool tc_discrete_binary(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *xs, const int64_t *ys,
  const void *x, const void *y, void *z) {
  static const size_t widths[10] = {4, 8, 2, 2, 1, 2, 4, 8, 1, 1};
  tc_binary_kernel kernel = tc_discrete_kernel(op, dtype);
  if (kernel == NULL) return false;
  binary_walk(kernel, widths[dtype], widths[dtype], rank, dims, xs, ys, x, y, z);
  return true;
}
