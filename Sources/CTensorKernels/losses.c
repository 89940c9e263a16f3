// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Losses over the pool: rows and items do not depend on one another.

#include <stdatomic.h>
#include <string.h>

#include "levels/table.h"
#include "threads.h"

typedef struct {
  int dtype;
  int64_t n;
  const char *x, *g;
  const int64_t *labels;
  double smoothing;
  char *y;
} row_job;

static void some_rows(void *context, int64_t from, int64_t to) {
  const row_job *j = context;
  int64_t width = j->dtype == TC_FLOAT32 ? 4 : 8, rows = to - from;
  const tc_table *table = tc_current_table();
  if (j->g) {
    table->cross_entropy_backward[j->dtype](
      rows, j->n, j->x + from * j->n * width, j->labels + from, j->smoothing, j->g + from * width,
      j->y + from * j->n * width);
  } else {
    table->cross_entropy[j->dtype](
      rows, j->n, j->x + from * j->n * width, j->labels + from, j->smoothing, j->y + from * width);
  }
}

void tc_cross_entropy_rows(
  int dtype, int64_t m, int64_t n, const void *x, const int64_t *labels, double smoothing,
  void *loss) {
  row_job job = {dtype, n, x, NULL, labels, smoothing, loss};
  tc_spread(m, n > 0 ? n : 1, some_rows, &job);
}

void tc_cross_entropy_backward_rows(
  int dtype, int64_t m, int64_t n, const void *x, const int64_t *labels, double smoothing,
  const void *g, void *dx) {
  row_job job = {dtype, n, x, g, labels, smoothing, dx};
  tc_spread(m, n > 0 ? n : 1, some_rows, &job);
}

void tc_log_sigmoid(int dtype, int64_t n, const void *x, void *y) {
  tc_current_table()->log_sigmoid[dtype](n, x, y);
}

void tc_binary_cross_entropy(int dtype, int64_t n, const void *p, const void *t, void *y) {
  tc_current_table()->binary_cross_entropy[dtype](n, p, t, y);
}

void tc_huber(int dtype, int64_t n, double delta, const void *x, void *y) {
  tc_current_table()->huber[dtype](n, delta, x, y);
}

void tc_huber_backward(
  int dtype, int64_t n, double delta, const void *g, const void *x, void *dx) {
  tc_current_table()->huber_backward[dtype](n, delta, g, x, dx);
}

typedef struct {
  int dtype;
  int64_t items, classes, most_labels, blank, width;
  const char *x, *g;
  const int64_t *labels, *step_counts, *label_counts;
  bool zero_infinity;
  char *losses, *dx;
  _Atomic bool failed;
} ctc_job;

static void one_item(void *context, int64_t i) {
  ctc_job *j = context;
  int64_t room_size = (j->step_counts[i] + 2) * (2 * j->label_counts[i] + 1);
  int size_class;
  void *room = tc_pool_alloc((size_t)(room_size * j->width), &size_class);
  if (!room) {
    atomic_store(&j->failed, true);
    return;
  }
  double g = 0;
  if (j->g) g = j->width == 4 ? (double)((const float *)j->g)[i] : ((const double *)j->g)[i];
  int64_t place = i * j->classes * j->width;
  double loss = tc_current_table()->ctc[j->dtype](
    j->step_counts[i], j->items * j->classes, j->classes, j->label_counts[i], j->blank,
    j->x + place, j->labels + i * j->most_labels, j->zero_infinity, g, room,
    j->dx ? j->dx + place : NULL);
  if (j->losses && j->width == 4) ((float *)j->losses)[i] = (float)loss;
  if (j->losses && j->width == 8) ((double *)j->losses)[i] = loss;
  tc_pool_free(room, size_class);
}

bool tc_ctc(
  int dtype, int64_t steps, int64_t items, int64_t classes, int64_t most_labels, int64_t blank,
  const void *x, const int64_t *labels, const int64_t *step_counts, const int64_t *label_counts,
  bool zero_infinity, const void *g, void *losses, void *dx) {
  ctc_job j = {
    dtype, items, classes, most_labels, blank, dtype == TC_FLOAT32 ? 4 : 8, x, g, labels,
    step_counts, label_counts, zero_infinity, losses, dx, false};
  // Steps beyond an item's own have no gradient.
  if (dx) memset(dx, 0, (size_t)(steps * items * classes * j.width));
  tc_parallel(items, one_item, &j);
  return !j.failed;
}
