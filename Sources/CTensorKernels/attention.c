// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Attention over the pool: planes of keys are packed, then tiles of queries run in any order, since
// each writes its own rows. On the way back a plane of keys with its queries is one part.

#include <stdatomic.h>

#include "levels/table.h"
#include "threads.h"

// Below this many multiply-adds waking a thread costs more than it saves.
#define WORTH_A_THREAD (1 << 20)

typedef struct {
  const tc_attention *x;
  int dtype;
  size_t width;  // bytes of an element
  int64_t tiles, blocks, keys_size, values_size, room_size;
  char *packed;
  _Atomic bool failed;
} attention_job;

void tc_attention_words(
  uint64_t key, int64_t plane, int64_t row, int64_t column, uint32_t words[4]) {
  uint32_t counter[4] = {
    (uint32_t)column, (uint32_t)row, (uint32_t)plane, (uint32_t)((uint64_t)plane >> 32)};
  uint32_t halves[2] = {(uint32_t)key, (uint32_t)(key >> 32)};
  tc_philox(counter, halves, words);
}

static void run(attention_job *job, int64_t count, tc_part part) {
  const tc_attention *x = job->x;
  double work = (double)x->planes * (double)x->n * (double)x->m * (double)(x->d + x->dv);
  if (count > INT32_MAX) {
    job->failed = true;  // more rows than any memory holds
  } else if (work < WORTH_A_THREAD) {
    for (int64_t index = 0; index < count; index++) part(job, index);
  } else {
    tc_parallel(count, part, job);
  }
}

static char *keys_of(const attention_job *job, int64_t plane) {
  if (!job->packed) return NULL;
  return job->packed + (size_t)(plane * (job->keys_size + job->values_size)) * job->width;
}

static void pack(void *context, int64_t index) {
  attention_job *job = context;
  char *keys = keys_of(job, index);
  tc_current_table()->attention_pack[job->dtype](
    job->x, index, keys, keys + (size_t)job->keys_size * job->width);
}

static void forward(void *context, int64_t index) {
  attention_job *job = context;
  int64_t plane = index / job->blocks, block = index % job->blocks;
  const char *keys = keys_of(job, plane / job->x->group);
  int size_class;
  void *room = tc_pool_alloc((size_t)job->room_size * job->width, &size_class);
  if (!room) {
    atomic_store(&job->failed, true);
    return;
  }
  const char *values = keys ? keys + (size_t)job->keys_size * job->width : NULL;
  tc_current_table()->attention_forward[job->dtype](
    job->x, plane, block * TC_ATTENTION_TILE, keys, values, room);
  tc_pool_free(room, size_class);
}

static void backward(void *context, int64_t index) {
  attention_job *job = context;
  int size_class;
  void *room = tc_pool_alloc((size_t)job->room_size * job->width, &size_class);
  if (!room) {
    atomic_store(&job->failed, true);
    return;
  }
  tc_current_table()->attention_backward[job->dtype](job->x, index, room);
  tc_pool_free(room, size_class);
}

static attention_job prepared(int dtype, const tc_attention *x) {
  attention_job job = {.x = x, .dtype = dtype, .width = dtype == TC_FLOAT32 ? 4 : 8};
  job.tiles = (x->m + TC_ATTENTION_TILE - 1) / TC_ATTENTION_TILE;
  job.blocks = (x->n + TC_ATTENTION_TILE - 1) / TC_ATTENTION_TILE;
  job.keys_size = tc_attention_keys_stay(x) ? 0 : job.tiles * TC_ATTENTION_TILE * x->d;
  job.values_size = tc_attention_values_stay(x) ? 0 : x->m * tc_attention_padded(x->dv);
  return job;
}

bool tc_attention_forward(int dtype, const tc_attention *x) {
  attention_job job = prepared(dtype, x);
  int64_t planes = x->planes / x->group;
  job.room_size = TC_ATTENTION_TILE * (TC_ATTENTION_TILE + tc_attention_padded(x->dv) + 2)
                  + TC_ATTENTION_GROUP * x->d;
  int64_t packed_size = planes * (job.keys_size + job.values_size);
  int size_class = 0;
  if (packed_size > 0) {
    job.packed = tc_pool_alloc((size_t)packed_size * job.width, &size_class);
    if (!job.packed) return false;
    run(&job, planes, pack);
  }
  run(&job, x->planes * job.blocks, forward);
  if (job.packed) tc_pool_free(job.packed, size_class);
  return !job.failed;
}

bool tc_attention_backward(int dtype, const tc_attention *x) {
  attention_job job = prepared(dtype, x);
  int64_t dp = tc_attention_padded(x->d), dvp = tc_attention_padded(x->dv);
  job.room_size = job.tiles * TC_ATTENTION_TILE * (x->d + x->dv) + x->m * (2 * dp + dvp)
                  + x->n * (2 * dp + dvp) + tc_attention_padded(x->n)
                  + 4 * TC_ATTENTION_TILE * TC_ATTENTION_TILE;
  run(&job, x->planes / x->group, backward);
  return !job.failed;
}

void tc_attention_dropout(int dtype, const tc_attention *x, void *weights) {
  for (int64_t plane = 0; plane < x->planes; plane++) {
    for (int64_t row = 0; row < x->n; row++) {
      for (int64_t column = 0; column < x->m; column += 4) {
        uint32_t words[4];
        tc_attention_words(x->dropout_key, plane, row, column / 4, words);
        for (int64_t l = 0; l < 4 && column + l < x->m; l++) {
          double weight = words[l] < x->keep_below ? x->keep_scale : 0;
          int64_t place = (plane * x->n + row) * x->m + column + l;
          if (dtype == TC_FLOAT32) {
            ((float *)weights)[place] = (float)weight;
          } else {
            ((double *)weights)[place] = weight;
          }
        }
      }
    }
  }
}
