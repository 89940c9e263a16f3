// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Elements moved by index, by mask and by window. Nothing is computed but sums of one operand order,
// so there is one version of each loop for every instruction set.

#include <string.h>

#include "levels/table.h"
#include "threads.h"

#define RANK 8

// ---- Indices ------------------------------------------------------------------------------------

bool tc_index_accumulate(
  int rank, const int64_t *dims, const int64_t *strides, const int64_t *index, int64_t bound,
  int64_t factor, int64_t *linear, int64_t *outside) {
  int64_t count = 1, place[RANK] = {0}, offset = 0;
  for (int d = 0; d < rank; d++) count *= dims[d];
  for (int64_t i = 0; i < count; i++) {
    int64_t v = index[offset];
    if (v < -bound || v >= bound) {
      *outside = v;
      return false;
    }
    linear[i] += (v < 0 ? v + bound : v) * factor;
    for (int d = rank - 1; d >= 0; d--) {
      offset += strides[d];
      if (++place[d] < dims[d]) break;
      offset -= strides[d] * dims[d];
      place[d] = 0;
    }
  }
  return true;
}

void tc_index_along(
  int64_t outer, int64_t count, int64_t inner, int64_t bound, const int64_t *index,
  int64_t *linear) {
  int64_t i = 0;
  for (int64_t o = 0; o < outer; o++)
    for (int64_t j = 0; j < count; j++)
      for (int64_t k = 0; k < inner; k++, i++)
        linear[i] = (o * bound + (index[i] < 0 ? index[i] + bound : index[i])) * inner + k;
}

void tc_index_offsets(
  int64_t count, const int64_t *indices, int rank, const int64_t *dims, const int64_t *strides,
  int64_t *offsets) {
  for (int64_t i = 0; i < count; i++) {
    int64_t rest = indices[i], offset = 0;
    for (int d = rank - 1; d > 0; d--) {
      offset += rest % dims[d] * strides[d];
      rest /= dims[d];
    }
    offsets[i] = offset + rest * strides[0];
  }
}

int64_t tc_count_true(int64_t n, const uint8_t *mask) {
  int64_t count = 0;
  for (int64_t i = 0; i < n; i++) count += mask[i] != 0;
  return count;
}

void tc_true_places(int64_t n, const uint8_t *mask, int64_t *places) {
  int64_t count = 0;
  for (int64_t i = 0; i < n; i++)
    if (mask[i]) places[count++] = i;
}

void tc_earlier_twins(int64_t count, const int64_t *indices, uint8_t *seen, uint8_t *is_earlier) {
  for (int64_t i = count - 1; i >= 0; i--) {
    is_earlier[i] = seen[indices[i]];
    seen[indices[i]] = 1;
  }
}

// ---- Rows ---------------------------------------------------------------------------------------

// A block of both operands: the dimensions behind the indexed ones, neighbours merged.
typedef struct {
  int size, rank;
  int64_t count, run;  // elements, and bytes of a block without gaps, else 0
  int64_t dims[RANK], from[RANK], to[RANK];
} block;

static block block_of(
  int size, int rank, const int64_t *dims, const int64_t *from, const int64_t *to) {
  block b = {.size = size, .count = 1};
  for (int d = 0; d < rank; d++) {
    b.count *= dims[d];
    if (dims[d] == 1) continue;
    int last = b.rank - 1;
    if (b.rank > 0 && b.from[last] == from[d] * dims[d] && b.to[last] == to[d] * dims[d]) {
      b.dims[last] *= dims[d];
      b.from[last] = from[d];
      b.to[last] = to[d];
    } else {
      b.dims[b.rank] = dims[d];
      b.from[b.rank] = from[d];
      b.to[b.rank++] = to[d];
    }
  }
  if (b.rank == 0 || (b.rank == 1 && b.from[0] == 1 && b.to[0] == 1)) b.run = b.count * size;
  return b;
}

static inline void copy_block(const block *b, const char *from, char *to) {
  if (b->run > 0)
    memcpy(to, from, (size_t)b->run);
  else
    tc_copy(b->size, b->rank, b->dims, b->from, from, b->to, to);
}

// One loop for both directions; elements alone are worth a loop of their own.
#define MOVE_ELEMENTS(type, to_place, from_place)                                                  \
  {                                                                                                \
    const type *x = from;                                                                          \
    type *y = to;                                                                                  \
    for (int64_t i = 0; i < count; i++) y[to_place] = x[from_place];                               \
    break;                                                                                         \
  }

static void gather(
  const block *b, int64_t count, const int64_t *index, int64_t step, const void *from,
  int64_t spacing, void *to) {
  switch (b->count == 1 ? b->size : 0) {
  case 1: MOVE_ELEMENTS(uint8_t, i * spacing, index[i] * step)
  case 2: MOVE_ELEMENTS(uint16_t, i * spacing, index[i] * step)
  case 4: MOVE_ELEMENTS(uint32_t, i * spacing, index[i] * step)
  case 8: MOVE_ELEMENTS(uint64_t, i * spacing, index[i] * step)
  default:
    for (int64_t i = 0; i < count; i++)
      copy_block(
        b, (const char *)from + index[i] * step * b->size, (char *)to + i * spacing * b->size);
  }
}

static void scatter(
  const block *b, int64_t count, const int64_t *index, int64_t step, const void *from,
  int64_t spacing, void *to) {
  switch (b->count == 1 ? b->size : 0) {
  case 1: MOVE_ELEMENTS(uint8_t, index[i] * step, i * spacing)
  case 2: MOVE_ELEMENTS(uint16_t, index[i] * step, i * spacing)
  case 4: MOVE_ELEMENTS(uint32_t, index[i] * step, i * spacing)
  case 8: MOVE_ELEMENTS(uint64_t, index[i] * step, i * spacing)
  default:
    for (int64_t i = 0; i < count; i++)
      copy_block(
        b, (const char *)from + i * spacing * b->size, (char *)to + index[i] * step * b->size);
  }
}

// `xs` and `ys` are strides of the listed side, whose dimension `axis` is the list, and of the indexed
// side, which has none there.
static void move_rows(
  bool scatters, int size, int rank, int axis, const int64_t *dims, const int64_t *listed,
  const int64_t *indexed, const int64_t *index, int64_t step, const char *x, char *y) {
  for (int d = 0; d < rank; d++)
    if (dims[d] == 0) return;
  const int64_t *from = scatters ? listed : indexed, *to = scatters ? indexed : listed;
  block b =
    block_of(size, rank - axis - 1, dims + axis + 1, from + axis + 1, to + axis + 1);
  int64_t place[RANK] = {0};
  for (;;) {
    if (scatters)
      scatter(&b, dims[axis], index, step, x, listed[axis], y);
    else
      gather(&b, dims[axis], index, step, x, listed[axis], y);
    int d = axis - 1;
    for (; d >= 0; d--) {
      x += from[d] * size;
      y += to[d] * size;
      if (++place[d] < dims[d]) break;
      x -= from[d] * dims[d] * size;
      y -= to[d] * dims[d] * size;
      place[d] = 0;
    }
    if (d < 0) return;
  }
}

void tc_gather(
  int size, int rank, int axis, const int64_t *dims, const int64_t *xs, const void *x,
  const int64_t *index, int64_t step, const int64_t *ys, void *y) {
  move_rows(false, size, rank, axis, dims, ys, xs, index, step, x, y);
}

void tc_scatter(
  int size, int rank, int axis, const int64_t *dims, const int64_t *xs, const void *x,
  const int64_t *index, int64_t step, const int64_t *ys, void *y) {
  move_rows(true, size, rank, axis, dims, xs, ys, index, step, x, y);
}

// ---- Sums ---------------------------------------------------------------------------------------

// Unsigned arithmetic wraps, as integers of tensors do.
#define BY_TYPE(dtype, DO)                                                                         \
  switch (dtype) {                                                                                 \
  case TC_FLOAT32: DO(float) break;                                                                \
  case TC_FLOAT64: DO(double) break;                                                               \
  case TC_INT8:                                                                                    \
  case TC_UINT8: DO(uint8_t) break;                                                                \
  case TC_INT16: DO(uint16_t) break;                                                               \
  case TC_INT32: DO(uint32_t) break;                                                               \
  case TC_INT64: DO(uint64_t) break;                                                               \
  default: return false;                                                                           \
  }

bool tc_scatter_add(
  int dtype, int64_t outer, int64_t count, const int64_t *indices, int64_t bound, int64_t width,
  const void *x, void *y) {
#define ADD_ROWS(type)                                                                             \
  for (int64_t o = 0; o < outer; o++)                                                              \
    for (int64_t i = 0; i < count; i++) {                                                          \
      const type *from = (const type *)x + (o * count + i) * width;                                \
      type *to = (type *)y + (o * bound + indices[i]) * width;                                     \
      for (int64_t j = 0; j < width; j++) to[j] = (type)(to[j] + from[j]);                         \
    }
  BY_TYPE(dtype, ADD_ROWS)
  return true;
}

// Rows of sums, by lists of what belongs to each: every row is written once, in the order of its list.
typedef struct {
  int dtype;
  int64_t count, bound, width;
  const int64_t *first, *next;  // of each row's list, and after each entry; negative for none
  const char *x;
  char *y;
} row_sums;

static int64_t bytes_of(int dtype) {
  static const int64_t widths[10] = {4, 8, 2, 2, 1, 2, 4, 8, 1, 1};
  return widths[dtype];
}

static void sum_some_rows(void *context, int64_t from, int64_t to) {
  const row_sums *j = context;
  const tc_table *table = tc_current_table();
  const int64_t bytes = j->width * bytes_of(j->dtype);
  const uint64_t zero = 0;
  for (int64_t row = from; row < to; row++) {
    char *sum = j->y + row * bytes;
    const char *x = j->x + row / j->bound * j->count * bytes;
    int64_t i = j->first[row % j->bound];
    if (i < 0) {
      memset(sum, 0, (size_t)bytes);
      continue;
    }
    // 0 + x, since that of -0 is 0.
    table->binary[j->dtype][TC_ADD](j->width, &zero, 0, x + i * bytes, 1, sum);
    while ((i = j->next[i]) >= 0)
      table->assign[j->dtype][TC_ADD](j->width, sum, x + i * bytes, 1);
  }
}

bool tc_scatter_sum(
  int dtype, int64_t outer, int64_t count, const int64_t *indices, int64_t bound, int64_t width,
  const void *x, void *y) {
  // Short rows, and integers, are not worth lists.
  int size_class = 0;
  int64_t *lists = NULL;
  if (dtype <= TC_FLOAT64 && width >= 16)
    lists = tc_pool_alloc((size_t)(bound + count) * sizeof *lists, &size_class);
  if (!lists) {
    memset(y, 0, (size_t)(outer * bound * width * bytes_of(dtype)));
    return tc_scatter_add(dtype, outer, count, indices, bound, width, x, y);
  }
  int64_t *first = lists, *next = lists + bound;
  memset(first, -1, (size_t)bound * sizeof *first);
  for (int64_t i = count - 1; i >= 0; i--) {
    next[i] = first[indices[i]];
    first[indices[i]] = i;
  }
  row_sums job = {dtype, count, bound, width, first, next, x, y};
  tc_spread(outer * bound, width, sum_some_rows, &job);
  tc_pool_free(lists, size_class);
  return true;
}

bool tc_add_strided(
  int dtype, int rank, const int64_t *dims, const int64_t *ys, const void *x, void *y) {
  int64_t count = 1, place[RANK] = {0}, offset = 0;
  for (int d = 0; d < rank; d++) count *= dims[d];
  if (count == 0) return true;
  int64_t n = rank > 0 ? dims[rank - 1] : 1, step = rank > 0 ? ys[rank - 1] : 1;
#define ADD_WINDOWS(type)                                                                          \
  for (const type *from = x;;) {                                                                   \
    type *to = (type *)y + offset;                                                                 \
    for (int64_t j = 0; j < n; j++) to[j * step] = (type)(to[j * step] + from[j]);                 \
    from += n;                                                                                     \
    int d = rank - 2;                                                                              \
    for (; d >= 0; d--) {                                                                          \
      offset += ys[d];                                                                             \
      if (++place[d] < dims[d]) break;                                                             \
      offset -= ys[d] * dims[d];                                                                   \
      place[d] = 0;                                                                                \
    }                                                                                              \
    if (d < 0) break;                                                                              \
  }
  BY_TYPE(dtype, ADD_WINDOWS)
  return true;
}

// ---- Masks --------------------------------------------------------------------------------------

void tc_masked_fill(int size, int64_t n, const uint8_t *mask, const void *value, void *y) {
#define FILL_MASKED(type)                                                                          \
  {                                                                                                \
    type v, *out = y;                                                                              \
    memcpy(&v, value, sizeof v);                                                                   \
    for (int64_t i = 0; i < n; i++) out[i] = mask[i] ? v : out[i];                                 \
    break;                                                                                         \
  }
  switch (size) {
  case 1: FILL_MASKED(uint8_t)
  case 2: FILL_MASKED(uint16_t)
  case 4: FILL_MASKED(uint32_t)
  default: FILL_MASKED(uint64_t)
  }
}

void tc_clear_triangle(
  int size, int64_t matrices, int64_t m, int64_t n, int64_t diagonal, bool clears_upper, void *y) {
  for (int64_t row = 0; row < matrices * m; row++) {
    // The first column beyond the diagonal, or the diagonal's own.
    int64_t column = row % m + diagonal + (clears_upper ? 1 : 0);
    if (column < 0) column = 0;
    if (column > n) column = n;
    char *start = (char *)y + row * n * size;
    if (clears_upper)
      memset(start + column * size, 0, (size_t)((n - column) * size));
    else
      memset(start, 0, (size_t)(column * size));
  }
}
