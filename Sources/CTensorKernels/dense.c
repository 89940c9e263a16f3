// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Kernels on dense operands: the dispatch table where arithmetic is wide, plain loops elsewhere.

#include <string.h>

#include "levels/table.h"

void tc_softmax_rows(int dtype, int64_t m, int64_t n, const void *x, void *y) {
  tc_current_table()->softmax[dtype](m, n, x, y);
}

void tc_log_softmax_rows(int dtype, int64_t m, int64_t n, const void *x, void *y) {
  tc_current_table()->log_softmax[dtype](m, n, x, y);
}

void tc_softmax_backward_rows(
  int dtype, int64_t m, int64_t n, const void *g, const void *y, void *dx) {
  tc_current_table()->softmax_backward[dtype](m, n, g, y, dx);
}

void tc_log_softmax_backward_rows(
  int dtype, int64_t m, int64_t n, const void *g, const void *y, void *dx) {
  tc_current_table()->log_softmax_backward[dtype](m, n, g, y, dx);
}

void tc_cross_entropy_rows(
  int dtype, int64_t m, int64_t n, const void *x, const int64_t *labels, void *loss) {
  tc_current_table()->cross_entropy[dtype](m, n, x, labels, loss);
}

void tc_cross_entropy_backward_rows(
  int dtype, int64_t m, int64_t n, const void *x, const int64_t *labels, const void *g, void *dx) {
  tc_current_table()->cross_entropy_backward[dtype](m, n, x, labels, g, dx);
}

void tc_adam(
  int dtype, int64_t n, const tc_adam_settings *settings, const void *gradient, void *parameter,
  void *first_moment, void *second_moment) {
  tc_current_table()->adam[dtype](
    n, settings, gradient, parameter, first_moment, second_moment);
}

#define ARGMAX(type)                                                                               \
  for (int64_t i = 0; i < m; i++) {                                                                \
    const type *row = (const type *)x + i * n;                                                     \
    int64_t best = 0;                                                                              \
    for (int64_t j = 1; j < n; j++) {                                                              \
      if (row[best] != row[best]) break;                                                           \
      if (row[j] > row[best] || row[j] != row[j]) best = j;                                        \
    }                                                                                              \
    y[i] = best;                                                                                   \
  }

void tc_argmax_rows(int dtype, int64_t m, int64_t n, const void *x, int64_t *y) {
  if (dtype == TC_FLOAT32) {
    ARGMAX(float)
  } else {
    ARGMAX(double)
  }
}

void tc_fill(int size, int64_t n, const void *value, void *y) {
#define FILL(type)                                                                                 \
  {                                                                                                \
    type v;                                                                                        \
    memcpy(&v, value, sizeof v);                                                                   \
    for (int64_t i = 0; i < n; i++) ((type *)y)[i] = v;                                            \
    break;                                                                                         \
  }
  switch (size) {
  case 1: FILL(uint8_t)
  case 2: FILL(uint16_t)
  case 4: FILL(uint32_t)
  default: FILL(uint64_t)
  }
}

void tc_gather_rows(
  int64_t count, const int64_t *indices, int64_t bytes, const void *x, void *y) {
  for (int64_t i = 0; i < count; i++)
    memcpy((char *)y + i * bytes, (const char *)x + indices[i] * bytes, (size_t)bytes);
}

void tc_add_rows(
  int dtype, int64_t count, const int64_t *indices, int64_t width, const void *x, void *y) {
  for (int64_t i = 0; i < count; i++) {
    if (dtype == TC_FLOAT32) {
      const float *from = (const float *)x + i * width;
      float *to = (float *)y + indices[i] * width;
      for (int64_t j = 0; j < width; j++) to[j] += from[j];
    } else {
      const double *from = (const double *)x + i * width;
      double *to = (double *)y + indices[i] * width;
      for (int64_t j = 0; j < width; j++) to[j] += from[j];
    }
  }
}
