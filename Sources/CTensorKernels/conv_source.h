// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// What convolutions and their derivatives share on the way to the kernels: the padded source, a bounded
// part of the batch at a time, and where the taps of a kernel meet it.
#pragma once
#include "levels/table.h"
#include "threads.h"

// What a multiply-add costs on one thread, in nanoseconds.
#define TERM_NANOSECONDS 0.02
// Groups of fewer rows are computed without panels.
#define FEWEST_PANEL_ROWS 4

static inline size_t width_of(int dtype) { return dtype == TC_FLOAT32 ? 4 : 8; }
static inline int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
static inline int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

typedef struct {
  void *pointer;
  int size_class;
} block;

static inline bool take(block *b, int64_t bytes) {
  b->pointer = bytes < 0 ? NULL : tc_pool_alloc((size_t)bytes, &b->size_class);
  return b->pointer != NULL;
}
static inline void give(block *b) {
  if (b->pointer) tc_pool_free(b->pointer, b->size_class);
}

typedef struct {
  int64_t source[3], before[3], padded[3];  // lengths, outermost axis first
  int64_t plane;                            // elements of one padded plane
  size_t width;
  // Lines of short planes are copied once for each tap of the innermost axis, as the positions of the result
  // meet them: then all positions of a plane are neighbours, whatever the tap (Cho and Brand 2017, "MEC:
  // memory-efficient convolution"). No copies: the plane with its borders.
  int64_t copies, step;   // positions of a line are `step` apart in the source
  const int64_t *shifts;  // where the first position of a line lies, for each copy
  const char *from;
  char *to;
} padding;

// Whether the source of a convolution needs a padded copy; what it looks like.
bool tc_conv_plan(padding *p, const tc_convolution *c);
// The same for a source of which the first to the last index are read.
bool tc_conv_plan_between(
  padding *p, const int64_t source[3], const int64_t first[3], const int64_t last[3]);
// Whether lines of `positions` should be copied for each of some taps of the innermost axis.
bool tc_conv_unfolds(const int64_t positions[3], int64_t taps, int64_t step, int64_t rows);
// Makes a planned padding one of copies.
void tc_conv_unfold(
  padding *p, int64_t positions, int64_t step, int64_t copies, const int64_t *shifts);
// Plans the source of a convolution, of copies where that is better; `shifts` has room for the taps of the
// innermost axis. Whether it must be copied at all.
bool tc_conv_plan_unfolded(padding *p, const tc_convolution *c, int64_t *shifts);
// Items of the batch to pad at a time, and the room for them with slack; 0 where there is no memory.
int64_t tc_conv_take_padded(block *b, const padding *p, int64_t batch, int64_t channels);
// Copies planes into their padded places.
void tc_conv_pad(padding *p, const void *from, void *to, int64_t planes);

// The taps of one axis that result positions `phase`, `phase + step` ... meet, and where.
typedef struct {
  int64_t count;
  int64_t *tap, *offset;
} axis_taps;

// Where every tap lies in the source and in the weight, from those of the axes. Of a padding of copies the
// innermost axis counts copies.
void tc_conv_cross_taps(
  const tc_convolution *c, const padding *p, const axis_taps axes[3], int64_t *source,
  int64_t *weight);
// The same for all taps of a convolution; `room` holds twice the lengths of the kernel.
void tc_conv_taps(
  const tc_convolution *c, const padding *p, int64_t *source, int64_t *weight, int64_t *room);

static inline bool whole_product(const int64_t *lengths, int64_t *product) {
  *product = 1;
  for (int d = 0; d < 3; d++)
    if (__builtin_mul_overflow(*product, lengths[d], product)) return false;
  return true;
}

static inline void set_strides(int64_t stride[3], const int64_t lengths[3]) {
  stride[2] = 1;
  stride[1] = lengths[2];
  stride[0] = lengths[1] * lengths[2];
}

// Takes lines that follow one another in the source, and in the result where there is one, for one line.
static inline void join_lines(
  int64_t positions[3], const int64_t step[3], const int64_t source[3], const int64_t *result) {
  int64_t line = positions[2];
  if (step[1] * source[1] != line * step[2] * source[2]) return;
  if (result && result[1] != line * result[2]) return;
  positions[2] *= positions[1];
  positions[1] = 1;
}

// `parts` of them in any order, over the threads where there is enough work for two.
static inline void run(int64_t parts, tc_part part, void *context, double work) {
  if (parts > 1 && tc_threads_for(work * TERM_NANOSECONDS) > 1) {
    tc_parallel(parts, part, context);
  } else {
    for (int64_t i = 0; i < parts; i++) part(context, i);
  }
}
