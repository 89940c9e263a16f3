// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Pooling, resampling and normalisation over the threads. Planes, outer rows and blocks of rows do not
// depend on one another, so their distribution changes no bit.

#include <stdatomic.h>
#include <string.h>

#include "levels/table.h"
#include "threads.h"

// What reading an element of a window costs on one thread, in nanoseconds.
#define ELEMENT_NANOSECONDS 0.4

static int64_t width_of(int dtype) { return dtype == TC_FLOAT32 ? 4 : 8; }

static void run(int64_t parts, tc_part part, void *context, double elements) {
  if (parts > 1 && tc_threads_for(elements * ELEMENT_NANOSECONDS) > 1) {
    tc_parallel(parts, part, context);
  } else {
    for (int64_t i = 0; i < parts; i++) part(context, i);
  }
}

// ---- Pooling -----------------------------------------------------------------------------------------

typedef struct {
  int dtype;
  const tc_windows *windows;
  const char *x;
  char *y;
  int64_t *indices;
  int64_t input, output;  // elements of a plane
  _Atomic bool failed;
} pooling;

static pooling pooling_of(int dtype, const tc_windows *w, const void *x, void *y) {
  return (pooling){
    .dtype = dtype, .windows = w, .x = x, .y = y,
    .input = w->input[0] * w->input[1] * w->input[2],
    .output = w->output[0] * w->output[1] * w->output[2]};
}

// Elements that all windows together read.
static double visits(const tc_windows *w) {
  double total = (double)w->planes;
  for (int d = 0; d < 3; d++) {
    double axis = 0;
    for (int64_t i = 0; i < w->output[d]; i++) axis += (double)w->count[d][i];
    total *= axis;
  }
  return total;
}

static void max_plane(void *context, int64_t plane) {
  pooling *p = context;
  int64_t width = width_of(p->dtype);
  tc_current_table()->pool_max[p->dtype](
    p->windows, p->x + plane * p->input * width, p->y + plane * p->output * width,
    p->indices ? p->indices + plane * p->output : NULL);
}

void tc_pool_max(int dtype, const tc_windows *w, const void *x, void *y, int64_t *indices) {
  pooling p = pooling_of(dtype, w, x, y);
  p.indices = indices;
  run(w->planes, max_plane, &p, visits(w));
}

static void average_plane(void *context, int64_t plane) {
  pooling *p = context;
  int64_t width = width_of(p->dtype);
  tc_current_table()->pool_average[p->dtype](
    p->windows, p->x + plane * p->input * width, p->y + plane * p->output * width);
}

void tc_pool_average(int dtype, const tc_windows *w, const void *x, void *y) {
  pooling p = pooling_of(dtype, w, x, y);
  run(w->planes, average_plane, &p, visits(w));
}

static void average_backward_plane(void *context, int64_t plane) {
  pooling *p = context;
  int64_t width = width_of(p->dtype);
  int size_class;
  void *line = tc_pool_alloc((size_t)(p->windows->output[2] * width), &size_class);
  if (!line) {
    atomic_store(&p->failed, true);
    return;
  }
  tc_current_table()->pool_average_backward[p->dtype](
    p->windows, p->x + plane * p->output * width, p->y + plane * p->input * width, line);
  tc_pool_free(line, size_class);
}

bool tc_pool_average_backward(int dtype, const tc_windows *w, const void *g, void *dx) {
  pooling p = pooling_of(dtype, w, g, dx);
  run(w->planes, average_backward_plane, &p, visits(w));
  return !atomic_load(&p.failed);
}

void tc_take_in_planes(
  int dtype, int64_t planes, int64_t count, const int64_t *indices, int64_t plane, const void *x,
  void *y) {
  for (int64_t p = 0; p < planes; p++) {
    for (int64_t i = p * count; i < (p + 1) * count; i++) {
      int64_t from = p * plane + indices[i];
      if (dtype == TC_FLOAT32)
        ((float *)y)[i] = ((const float *)x)[from];
      else
        ((double *)y)[i] = ((const double *)x)[from];
    }
  }
}

void tc_add_in_planes(
  int dtype, int64_t planes, int64_t count, const int64_t *indices, int64_t plane, const void *x,
  void *y) {
  memset(y, 0, (size_t)(planes * plane * width_of(dtype)));
  for (int64_t p = 0; p < planes; p++) {
    for (int64_t i = p * count; i < (p + 1) * count; i++) {
      int64_t to = p * plane + indices[i];
      if (dtype == TC_FLOAT32)
        ((float *)y)[to] += ((const float *)x)[i];
      else
        ((double *)y)[to] += ((const double *)x)[i];
    }
  }
}

// ---- Resampling ----------------------------------------------------------------------------------------

typedef struct {
  int dtype;
  bool is_backward;
  const tc_resampling *r;
  const void *x;
  void *y;
  int64_t rows;
} resampling;

static void resample_part(void *context, int64_t index) {
  resampling *p = context;
  int64_t from = index * p->rows;
  int64_t to = from + p->rows < p->r->outer ? from + p->rows : p->r->outer;
  const tc_table *table = tc_current_table();
  (p->is_backward ? table->resample_backward : table->resample)[p->dtype](
    p->r, from, to, p->x, p->y);
}

void tc_resample(
  int dtype, bool is_backward, const tc_resampling *r, const void *x, void *y) {
  double elements = (double)r->outer * (double)r->output * (double)r->inner * (double)r->taps;
  resampling p = {dtype, is_backward, r, x, y, 1};
  if (r->outer > 64) p.rows = (r->outer + 63) / 64;
  run((r->outer + p.rows - 1) / p.rows, resample_part, &p, elements);
}

// ---- Normalisation -------------------------------------------------------------------------------------

typedef struct {
  int dtype;
  const tc_norm *s;
  const void *x, *g, *w, *b, *mean, *scale;
  void *y, *new_mean, *new_variance, *new_scale, *dw, *db;
  int64_t rows;
} normalising;

static void norm_part(void *context, int64_t index) {
  normalising *p = context;
  int64_t from = index * p->rows;
  int64_t to = from + p->rows < p->s->rows ? from + p->rows : p->s->rows;
  tc_current_table()->norm_rows[p->dtype](
    p->s, from, to, p->x, p->w, p->b, p->y, p->new_mean, p->new_variance, p->new_scale);
}

void tc_norm_rows(
  int dtype, const tc_norm *s, const void *x, const void *w, const void *b, void *y, void *mean,
  void *variance, void *scale) {
  normalising p = {
    .dtype = dtype, .s = s, .x = x, .w = w, .b = b, .y = y, .new_mean = mean,
    .new_variance = variance, .new_scale = scale};
  int64_t elements = s->segments * s->length;
  p.rows = elements > 8192 ? 1 : 8192 / (elements > 0 ? elements : 1);
  run(
    (s->rows + p.rows - 1) / p.rows, norm_part, &p, (double)s->rows * (double)elements);
}

static void norm_backward_part(void *context, int64_t index) {
  normalising *p = context;
  const tc_norm *s = p->s;
  int64_t from = index * p->rows;
  int64_t to = from + p->rows < s->rows ? from + p->rows : s->rows;
  int64_t line = s->span == 1 && s->groups == 1 ? index * s->length : from * (s->length / s->span);
  int64_t offset = line * width_of(p->dtype);
  tc_current_table()->norm_backward_rows[p->dtype](
    s, from, to, p->x, p->g, p->w, p->mean, p->scale, p->y, p->dw ? (char *)p->dw + offset : NULL,
    p->db ? (char *)p->db + offset : NULL);
}

void tc_norm_backward_rows(
  int dtype, const tc_norm *s, const void *x, const void *g, const void *w, const void *mean,
  const void *scale, void *dx, void *dw, void *db) {
  normalising p = {
    .dtype = dtype, .s = s, .x = x, .g = g, .w = w, .mean = mean, .scale = scale, .y = dx,
    .dw = dw, .db = db, .rows = s->span == 1 && s->groups == 1 ? TC_NORM_BLOCK : 1};
  run(
    (s->rows + p.rows - 1) / p.rows, norm_backward_part, &p,
    2 * (double)s->rows * (double)(s->segments * s->length));
}
