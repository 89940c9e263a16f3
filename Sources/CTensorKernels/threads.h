// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#pragma once
#include "include/tensor_kernels.h"

// One part of a job.
typedef void (*tc_part)(void *context, int64_t index);

// Runs part(context, 0) ... part(context, count - 1) on up to tc_threads() threads, and returns when all
// are done. Parts must not depend on one another.
void tc_parallel(int64_t count, tc_part part, void *context);

// The threads that would take part in a job that costs about `nanoseconds` on one: 1 where it is over
// before another thread had come. One that is still looking for work comes in less than a microsecond,
// one that sleeps must be woken first.
int tc_threads_for(double nanoseconds);

// Elements a part of an elementwise kernel has: less is not worth a thread.
#define TC_GRAIN 32768

// One range of a job.
typedef void (*tc_range)(void *context, int64_t from, int64_t to);

void tc_spread_many(int64_t n, int64_t grain, tc_range body, void *context);

// Covers 0 ..< n by calls of body, on several threads where the elements, `width` to each of the n, are
// many enough. Where the cuts lie depends on n and width alone.
static inline void tc_spread(int64_t n, int64_t width, tc_range body, void *context) {
  if (__builtin_expect(n < 2 || n * width < 2 * TC_GRAIN, 1)) {
    if (n > 0) body(context, 0, n);
  } else {
    tc_spread_many(n, width >= TC_GRAIN ? 1 : TC_GRAIN / width, body, context);
  }
}
