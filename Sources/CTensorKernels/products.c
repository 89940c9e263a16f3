// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Products over several threads: the result is cut into strips, each with its own packed panels. Every
// element is accumulated by one thread in the order of k, so the cut changes no bit.

#include "levels/table.h"
#include "threads.h"

// Below this many multiply-adds waking a thread costs more than it saves.
#define WORTH_A_THREAD (1 << 21)

typedef struct {
  int64_t m, n, k, ars, acs, brs, bcs, ldc, strip;
  const float *a, *b;
  float *c;
  bool by_rows;
} product;

static void one_strip(void *context, int64_t index) {
  const product *p = context;
  int64_t from = index * p->strip;
  if (p->by_rows) {
    int64_t rows = p->m - from < p->strip ? p->m - from : p->strip;
    tc_current_table()->gemm_f32(
      rows, p->n, p->k, p->a + from * p->ars, p->ars, p->acs, p->b, p->brs, p->bcs,
      p->c + from * p->ldc, p->ldc);
  } else {
    int64_t columns = p->n - from < p->strip ? p->n - from : p->strip;
    tc_current_table()->gemm_f32(
      p->m, columns, p->k, p->a, p->ars, p->acs, p->b + from * p->bcs, p->brs, p->bcs, p->c + from,
      p->ldc);
  }
}

void tc_gemm_f32(
  int64_t m, int64_t n, int64_t k, const float *a, int64_t ars, int64_t acs, const float *b,
  int64_t brs, int64_t bcs, float *c, int64_t ldc) {
  int64_t threads = tc_threads();
  double work = (double)m * (double)n * (double)k;
  if (threads > 1 && work >= 2 * WORTH_A_THREAD) {
    product p = {m, n, k, ars, acs, brs, bcs, ldc, 0, a, b, c, m >= n};
    int64_t length = p.by_rows ? m : n;
    int64_t most = (int64_t)(work / WORTH_A_THREAD);
    int64_t strips = threads < most ? threads : most;
    // Strips of whole tiles at every level: 42 rows are 3 tiles of 14 and 7 of 6; 32 columns.
    int64_t unit = p.by_rows ? 42 : 32;
    p.strip = (length + strips * unit - 1) / (strips * unit) * unit;
    strips = (length + p.strip - 1) / p.strip;
    if (strips > 1) {
      tc_parallel((int)strips, one_strip, &p);
      return;
    }
  }
  tc_current_table()->gemm_f32(m, n, k, a, ars, acs, b, brs, bcs, c, ldc);
}
