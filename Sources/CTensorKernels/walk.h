// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Walks over strided operands: neighbouring dimensions that lie evenly in every operand become one.
#pragma once
#include "include/tensor_kernels.h"

#define RANK 8
#define OPERANDS 4

typedef struct {
  int rank;
  int64_t dims[RANK];
  int64_t strides[OPERANDS][RANK];
} walk;

static inline int64_t collapse(
  walk *w, int operands, int rank, const int64_t *dims, const int64_t *const *strides) {
  int64_t count = 1;
  w->rank = 0;
  for (int d = 0; d < rank; d++) {
    count *= dims[d];
    if (dims[d] == 1) continue;
    bool merges = w->rank > 0;
    for (int o = 0; o < operands && merges; o++)
      merges = w->strides[o][w->rank - 1] == strides[o][d] * dims[d];
    if (merges) {
      w->dims[w->rank - 1] *= dims[d];
      for (int o = 0; o < operands; o++) w->strides[o][w->rank - 1] = strides[o][d];
    } else {
      w->dims[w->rank] = dims[d];
      for (int o = 0; o < operands; o++) w->strides[o][w->rank] = strides[o][d];
      w->rank++;
    }
  }
  if (w->rank == 0) {
    w->rank = 1;
    w->dims[0] = 1;
    for (int o = 0; o < operands; o++) w->strides[o][0] = 1;
  }
  return count;
}

// Moves the offsets to the next row of the innermost dimension. False after the last.
static inline bool advance(const walk *w, int operands, int64_t *index, int64_t *offsets) {
  for (int d = w->rank - 2; d >= 0; d--) {
    for (int o = 0; o < operands; o++) offsets[o] += w->strides[o][d];
    if (++index[d] < w->dims[d]) return true;
    for (int o = 0; o < operands; o++) offsets[o] -= w->strides[o][d] * w->dims[d];
    index[d] = 0;
  }
  return false;
}

static inline size_t width_of(int dtype) { return dtype == TC_FLOAT32 ? 4 : 8; }
