// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// What the machine can do at most, measured.

#include "include/tensor_limits.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "threads.h"

#define TRIES 9
#define ROUNDS 100000
#define CHAINS 10  // of multiply-adds, independent, so that none waits for its own result
#define ELEMENTS ((int64_t)8 << 20)

// The thread's own time counts where there is but one: a busy machine gives it a part of a processor, and
// threads of BLAS that look out for work would count as well in the time of the process.
static double seconds(int threads) {
  struct timespec t;
  clock_gettime(threads == 1 ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

typedef struct {
  float (*run)(void);
  int width;
  float sink[64];
} multiply_adds;

#pragma clang fp contract(fast)
#define TC_MULTIPLY_ADDS(name, width, ...)                                                         \
  typedef float name##_vector __attribute__((vector_size(width * 4)));                             \
  __VA_ARGS__ __attribute__((noinline)) static float name(void) {                                  \
    name##_vector c[CHAINS], a = (name##_vector){0} + 0.999f, b = (name##_vector){0} + 0.001f;     \
    for (int i = 0; i < CHAINS; i++) c[i] = (name##_vector){0} + (float)i;                         \
    for (int64_t r = 0; r < ROUNDS; r++)                                                           \
      for (int i = 0; i < CHAINS; i++) c[i] = c[i] * a + b;                                        \
    for (int i = 1; i < CHAINS; i++) c[0] += c[i];                                                 \
    float sum = 0;                                                                                 \
    for (int i = 0; i < width; i++) sum += c[0][i];                                                \
    return sum;                                                                                    \
  }

TC_MULTIPLY_ADDS(narrow, 4)
#if defined(__x86_64__)
TC_MULTIPLY_ADDS(wide, 8, __attribute__((target("arch=x86-64-v3"))))
TC_MULTIPLY_ADDS(widest, 16, __attribute__((target("arch=x86-64-v4"), min_vector_width(512))))
#endif

static void one_multiply_add(void *context, int64_t index) {
  multiply_adds *m = context;
  m->sink[index % 64] = m->run();
}

double tc_limit_gigaflops(int threads) {
  tc_boot();
  multiply_adds m = {.run = narrow, .width = 4};
#if defined(__x86_64__)
  if (strcmp(tc_instruction_set(), "v3") == 0) m = (multiply_adds){.run = wide, .width = 8};
  if (strcmp(tc_instruction_set(), "v4") == 0) m = (multiply_adds){.run = widest, .width = 16};
#endif
  int before = tc_threads();
  tc_set_threads(threads);
  double best = 0;
  for (int i = 0; i < TRIES; i++) {
    int parts = threads * 8;
    double begins = seconds(threads);
    tc_parallel(parts, one_multiply_add, &m);
    double rate = 2.0 * ROUNDS * CHAINS * m.width * parts / (seconds(threads) - begins) * 1e-9;
    if (rate > best) best = rate;
  }
  tc_set_threads(before);
  return best;
}

double tc_limit_gigabytes_per_second(int threads) {
  tc_boot();
  int before = tc_threads();
  tc_set_threads(threads);
  float *x = aligned_alloc(64, 3 * ELEMENTS * sizeof *x);
  if (!x) return 0;
  for (int64_t i = 0; i < 3 * ELEMENTS; i++) x[i] = (float)(i & 15);
  double best = 0;
  for (int i = 0; i < TRIES; i++) {
    double begins = seconds(threads);
    tc_binary_flat(TC_ADD, TC_FLOAT32, ELEMENTS, x, 1, x + ELEMENTS, 1, x + 2 * ELEMENTS);
    double rate = 12.0 * ELEMENTS / (seconds(threads) - begins) * 1e-9;
    if (rate > best) best = rate;
  }
  free(x);
  tc_set_threads(before);
  return best;
}
