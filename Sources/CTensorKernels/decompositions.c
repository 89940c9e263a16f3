// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// What the decompositions need beside LAPACK.

#include <pthread.h>
#include <string.h>

#include "include/tensor_kernels.h"

// Up to this side OpenBLAS computes on the caller's thread, so that many callers do not meet. Larger
// matrices may use its threads, which serve one caller at a time.
#define LONGEST_SINGLE_SIDE 64

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

void tc_decomposition_begin(int64_t side) {
  if (side > LONGEST_SINGLE_SIDE) pthread_mutex_lock(&one_at_a_time);
}

void tc_decomposition_end(int64_t side) {
  if (side > LONGEST_SINGLE_SIDE) pthread_mutex_unlock(&one_at_a_time);
}

bool tc_all_finite(int dtype, int64_t n, const void *x) {
  // An exponent of all ones is that of infinities and NaNs. No early way out: the loop is vectorised.
  if (dtype == TC_FLOAT32) {
    const uint32_t *bits = x;
    uint32_t found = 0;
    for (int64_t i = 0; i < n; i++) found |= (bits[i] & 0x7f800000u) == 0x7f800000u;
    return !found;
  }
  const uint64_t *bits = x;
  uint64_t found = 0;
  for (int64_t i = 0; i < n; i++) {
    found |= (bits[i] & 0x7ff0000000000000u) == 0x7ff0000000000000u;
  }
  return !found;
}
