// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Chains of elementwise operations on dense operands of one length: a block after the other goes through
// all steps while it lies in the first cache, so that memory is passed once and not once a step. The steps
// are the kernels that single operations use, so the bits are theirs.

#include "levels/table.h"
#include "threads.h"
#include "walk.h"

// Bytes of a block: two of them are written and read by most chains, beside what comes from memory.
#define BLOCK_BYTES 8192

const void *tc_unary_kernel_of(int op, int dtype) {
  return (const void *)tc_current_table()->unary[dtype][op];
}

const void *tc_binary_kernel_of(int op, int dtype) {
  return (const void *)tc_current_table()->binary[dtype][op];
}

typedef struct {
  int count;
  const tc_chain_step *steps;
  int64_t width;
  char *result;
} chain_job;

static void chain_range(void *context, int64_t from, int64_t to) {
  const chain_job *job = context;
  _Alignas(64) char rooms[TC_CHAIN_ROOMS][BLOCK_BYTES];
  const int64_t block = BLOCK_BYTES / job->width;
  for (int64_t i = from; i < to; i += block) {
    int64_t n = to - i < block ? to - i : block, at = i * job->width;
    for (int s = 0; s < job->count; s++) {
      const tc_chain_step *step = &job->steps[s];
      const char *x = step->x ? (const char *)step->x + at * step->xs : rooms[step->x_room];
      char *z = step->to < 0 ? job->result + at : rooms[step->to];
      if (!step->is_binary) {
        ((tc_unary_kernel)step->kernel)(n, x, 1, z);
      } else {
        const char *y = step->y ? (const char *)step->y + at * step->ys : rooms[step->y_room];
        ((tc_binary_kernel)step->kernel)(n, x, step->xs, y, step->ys, z);
      }
    }
  }
}

void tc_chain(int dtype, int64_t n, int count, const tc_chain_step *steps, void *result) {
  chain_job job = {
    .count = count, .steps = steps, .width = (int64_t)width_of(dtype), .result = result};
  tc_spread(n, 1, chain_range, &job);
}
