// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Dropout: element i takes its word from counter (i / 4, stream), whatever its type and whoever asks.

#include "levels/table.h"
#include "threads.h"

// The stream apart from those of random.c: "drop".
#define STREAM 0x64726f70
#define PART (1 << 16)

typedef struct {
  int dtype;
  int64_t n;
  uint64_t key, keep_below;
  double scale;
  const void *x;
  void *y;
} dropout;

static void one_part(void *context, int64_t index) {
  const dropout *d = context;
  uint32_t key[2] = {(uint32_t)d->key, (uint32_t)(d->key >> 32)};
  int64_t from = index * PART, to = d->n - from < PART ? d->n : from + PART;
  for (int64_t i = from; i < to; i += 4) {
    uint64_t block = (uint64_t)i / 4;
    uint32_t counter[4] = {(uint32_t)block, (uint32_t)(block >> 32), STREAM, 0}, words[4];
    tc_philox(counter, key, words);
    for (int64_t l = 0; l < 4 && i + l < to; l++) {
      bool kept = words[l] < d->keep_below;
      if (d->dtype == TC_FLOAT32) {
        ((float *)d->y)[i + l] = kept ? ((const float *)d->x)[i + l] * (float)d->scale : 0;
      } else {
        ((double *)d->y)[i + l] = kept ? ((const double *)d->x)[i + l] * d->scale : 0;
      }
    }
  }
}

void tc_dropout(
  int dtype, int64_t n, uint64_t key, uint64_t keep_below, double scale, const void *x, void *y) {
  dropout d = {dtype, n, key, keep_below, scale, x, y};
  // The pool gives out less than 2^45 bytes: the parts can be counted with 31 bits.
  tc_parallel((n + PART - 1) / PART, one_part, &d);
}
