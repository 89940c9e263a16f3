// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// One step of an optimizer over all parameters, and the sums of squares of all gradients. All tensors
// are one job: elements are cut for threads as if they lay one behind the other, so that threads are
// woken once for a step, and a model of many small tensors is shared out as well as one large one.

#include <stdlib.h>

#include "levels/table.h"
#include "threads.h"

// Elements whose squares are added up by one thread, in the order of the kernel.
#define SQUARES 32768

typedef struct {
  int rule;
  int64_t count;
  const tc_rule_tensor *tensors;
  int64_t *starts;  // of each tensor, in elements or in blocks, and the end of the last
  double *partial;
} whole_job;

static int64_t width_of(int dtype) { return dtype == TC_FLOAT32 ? 4 : 8; }

static void *at(void *pointer, int64_t bytes) { return pointer ? (char *)pointer + bytes : NULL; }

static void step_on(int rule, const tc_rule_tensor *t, int64_t from, int64_t to) {
  int64_t offset = from * width_of(t->dtype);
  tc_current_table()->rules[t->dtype][rule](
    to - from, &t->numbers, (const char *)t->gradient + offset, at(t->parameter, offset),
    at(t->state[0], offset), at(t->state[1], offset), at(t->state[2], offset));
}

// The last tensor that begins at or before a place; empty ones before it are passed over.
static int64_t tensor_at(const whole_job *job, int64_t place) {
  int64_t low = 0, high = job->count;
  while (high - low > 1) {
    int64_t middle = (low + high) / 2;
    if (job->starts[middle] <= place) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
}

static void step_range(void *context, int64_t from, int64_t to) {
  const whole_job *job = context;
  for (int64_t i = tensor_at(job, from); i < job->count && job->starts[i] < to; i++) {
    int64_t start = job->starts[i], end = job->starts[i + 1];
    int64_t first = from > start ? from : start, last = to < end ? to : end;
    if (first < last) step_on(job->rule, &job->tensors[i], first - start, last - start);
  }
}

void tc_rule_step(int rule, int64_t count, const tc_rule_tensor *tensors) {
  int64_t *starts = malloc((size_t)(count + 1) * sizeof *starts);
  if (!starts) {
    for (int64_t i = 0; i < count; i++) step_on(rule, &tensors[i], 0, tensors[i].n);
    return;
  }
  starts[0] = 0;
  for (int64_t i = 0; i < count; i++) starts[i + 1] = starts[i] + tensors[i].n;
  whole_job job = {rule, count, tensors, starts, NULL};
  tc_spread(starts[count], 1, step_range, &job);
  free(starts);
}

static double squares_of(const tc_rule_tensor *t, int64_t block) {
  int64_t from = block * SQUARES, n = t->n - from < SQUARES ? t->n - from : SQUARES;
  return tc_current_table()->sum_squares[t->dtype](
    n, (const char *)t->gradient + from * width_of(t->dtype));
}

static void squares_range(void *context, int64_t from, int64_t to) {
  const whole_job *job = context;
  for (int64_t block = from; block < to; block++) {
    int64_t i = tensor_at(job, block);
    job->partial[block] = squares_of(&job->tensors[i], block - job->starts[i]);
  }
}

void tc_sums_of_squares(int64_t count, const tc_rule_tensor *tensors, double *sums) {
  int64_t blocks = 0;
  for (int64_t i = 0; i < count; i++) blocks += (tensors[i].n + SQUARES - 1) / SQUARES;
  int64_t *starts = malloc((size_t)(count + 1) * sizeof *starts);
  double *partial = malloc((size_t)(blocks + 1) * sizeof *partial);
  for (int64_t i = 0; i < count; i++) sums[i] = 0;
  if (!starts || !partial) {
    for (int64_t i = 0; i < count; i++) {
      int64_t own = (tensors[i].n + SQUARES - 1) / SQUARES;
      for (int64_t block = 0; block < own; block++) sums[i] += squares_of(&tensors[i], block);
    }
  } else {
    starts[0] = 0;
    for (int64_t i = 0; i < count; i++)
      starts[i + 1] = starts[i] + (tensors[i].n + SQUARES - 1) / SQUARES;
    whole_job job = {0, count, tensors, starts, partial};
    tc_spread(blocks, SQUARES, squares_range, &job);
    for (int64_t i = 0; i < count; i++)
      for (int64_t block = starts[i]; block < starts[i + 1]; block++) sums[i] += partial[block];
  }
  free(starts);
  free(partial);
}
