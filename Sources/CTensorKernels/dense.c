// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Kernels on dense operands: the dispatch table where arithmetic is wide, plain loops elsewhere.

#include <string.h>

#include "levels/table.h"
#include "threads.h"

// Rows, shared out to threads.
typedef struct {
  int dtype;
  int64_t n, bytes;  // of one row
  const char *x, *g;
  char *y;
  const void *kernel;
} rows_job;

static rows_job rows_of(int dtype, int64_t n) {
  return (rows_job){.dtype = dtype, .n = n, .bytes = n * (dtype == TC_FLOAT32 ? 4 : 8)};
}

static void rows_range(void *context, int64_t from, int64_t to) {
  const rows_job *job = context;
  int64_t at = from * job->bytes;
  ((tc_rows_kernel)job->kernel)(to - from, job->n, job->x + at, job->y + at);
}

static void rows_backward_range(void *context, int64_t from, int64_t to) {
  const rows_job *job = context;
  int64_t at = from * job->bytes;
  ((tc_rows_backward_kernel)job->kernel)(
    to - from, job->n, job->g + at, job->x + at, job->y + at);
}

static void rows(tc_rows_kernel kernel, int dtype, int64_t m, int64_t n, const void *x, void *y) {
  rows_job job = rows_of(dtype, n);
  job.kernel = (const void *)kernel, job.x = x, job.y = y;
  tc_spread(m, n > 0 ? n : 1, rows_range, &job);
}

static void rows_backward(
  tc_rows_backward_kernel kernel, int dtype, int64_t m, int64_t n, const void *g, const void *y,
  void *dx) {
  rows_job job = rows_of(dtype, n);
  job.kernel = (const void *)kernel, job.g = g, job.x = y, job.y = dx;
  tc_spread(m, n > 0 ? n : 1, rows_backward_range, &job);
}

void tc_softmax_rows(int dtype, int64_t m, int64_t n, const void *x, void *y) {
  rows(tc_current_table()->softmax[dtype], dtype, m, n, x, y);
}

void tc_log_softmax_rows(int dtype, int64_t m, int64_t n, const void *x, void *y) {
  rows(tc_current_table()->log_softmax[dtype], dtype, m, n, x, y);
}

void tc_softmax_backward_rows(
  int dtype, int64_t m, int64_t n, const void *g, const void *y, void *dx) {
  rows_backward(tc_current_table()->softmax_backward[dtype], dtype, m, n, g, y, dx);
}

void tc_log_softmax_backward_rows(
  int dtype, int64_t m, int64_t n, const void *g, const void *y, void *dx) {
  rows_backward(tc_current_table()->log_softmax_backward[dtype], dtype, m, n, g, y, dx);
}

typedef struct {
  int size;
  uint64_t value;
  char *y;
} fill_job;

#define FILL(type)                                                                                 \
  {                                                                                                \
    type v;                                                                                        \
    memcpy(&v, &job->value, sizeof v);                                                             \
    for (int64_t i = from; i < to; i++) ((type *)job->y)[i] = v;                                   \
    break;                                                                                         \
  }

static void fill_range(void *context, int64_t from, int64_t to) {
  const fill_job *job = context;
  if (job->value == 0) {
    memset(job->y + from * job->size, 0, (size_t)((to - from) * job->size));
    return;
  }
  switch (job->size) {
  case 1: FILL(uint8_t)
  case 2: FILL(uint16_t)
  case 4: FILL(uint32_t)
  default: FILL(uint64_t)
  }
}

void tc_fill(int size, int64_t n, const void *value, void *y) {
  fill_job job = {.size = size, .y = y};
  memcpy(&job.value, value, (size_t)size);
  tc_spread(n, 1, fill_range, &job);
}

typedef struct {
  const int64_t *indices;
  int64_t bytes;
  const char *x;
  char *y;
} gather_job;

static void gather_range(void *context, int64_t from, int64_t to) {
  const gather_job *job = context;
  for (int64_t i = from; i < to; i++)
    memcpy(
      job->y + i * job->bytes, job->x + job->indices[i] * job->bytes, (size_t)job->bytes);
}

void tc_gather_rows(
  int64_t count, const int64_t *indices, int64_t bytes, const void *x, void *y) {
  gather_job job = {indices, bytes, x, y};
  tc_spread(count, bytes / 4 > 0 ? bytes / 4 : 1, gather_range, &job);
}
