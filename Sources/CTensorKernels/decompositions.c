// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// What the decompositions need beside LAPACK.

#define _GNU_SOURCE
#include <pthread.h>

#include "include/tensor_kernels.h"

// OpenBLAS's number of threads belongs to the process, its threads serve one caller at a time, and the
// bits depend on their number. So it is 1, and any number of callers compute side by side; who has a
// matrix larger than this waits for them, and then has all threads to himself. For smaller ones a second
// thread of OpenBLAS brings nothing: those threads stay awake for milliseconds after their work, beside
// the runtime's own.
#define LONGEST_SINGLE_SIDE 640

// Without preference a stream of small matrices would keep a large one waiting for ever.
#ifdef PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP
static pthread_rwlock_t blas = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
#else
static pthread_rwlock_t blas = PTHREAD_RWLOCK_INITIALIZER;
#endif

void tc_decomposition_begin(int64_t side) {
  if (side <= LONGEST_SINGLE_SIDE) {
    pthread_rwlock_rdlock(&blas);
    return;
  }
  pthread_rwlock_wrlock(&blas);
  tc_set_blas_threads(tc_threads());
}

void tc_decomposition_end(int64_t side) {
  if (side > LONGEST_SINGLE_SIDE) tc_set_blas_threads(1);
  pthread_rwlock_unlock(&blas);
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
