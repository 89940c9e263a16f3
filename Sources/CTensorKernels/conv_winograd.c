// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#include "conv_winograd.h"

#include <stdatomic.h>
#include <string.h>

// Below these the transforms, those of the weights above all, cost a single item more than the
// multiplications they save.
#define FEWEST_CHANNELS 32
#define FEWEST_ROWS 32
#define SHORTEST_LINE 20
// Transformed squares of a strip, which are read from the second cache.
#define SQUARES_BYTES (INT64_C(1) << 20)
#define MOST_TILES 128
#define PLACES 16
// Rows that are packed together: whole panels on every level.
#define PACKED_ROWS 42

bool tc_conv_is_square(int dtype, const tc_convolution *c, bool backwards, tc_conv_square *q) {
  if (dtype != TC_FLOAT32) return false;
  int64_t channels = backwards ? c->output_channels : c->input_channels;
  int64_t rows = backwards ? c->input_channels : c->output_channels;
  const int64_t *source = backwards ? c->output : c->input;
  const int64_t *result = backwards ? c->input : c->output;
  if (channels < FEWEST_CHANNELS || rows < FEWEST_ROWS) return false;
  if (c->kernel[0] != 1 || c->input[0] != 1 || c->output[0] != 1 || c->padding[0] != 0) return false;
  for (int d = 1; d < 3; d++) {
    if (c->kernel[d] != 3 || c->stride[d] != 1 || c->dilation[d] != 1) return false;
    if (c->padding[d] > 2 || source[d] < 1 || result[d] < SHORTEST_LINE) return false;
    q->source[d - 1] = source[d];
    q->result[d - 1] = result[d];
    q->before[d - 1] = backwards ? 2 - c->padding[d] : c->padding[d];
  }
  q->batch = c->batch;
  q->groups = c->groups;
  q->channels = channels;
  q->rows = rows;
  q->mirrored = backwards;
  q->weight_row = backwards ? 9 : 9 * c->input_channels;
  q->weight_channel = backwards ? 9 * c->input_channels : 9;
  return true;
}

typedef struct {
  const tc_table *table;
  const tc_slide *slide;
  int64_t lines, columns;    // of squares, of one strip
  int64_t across, down;      // strips side by side, and one below the other over the batch
  int64_t all_lines, all_columns;
  _Atomic bool failed;
} squaring;

static void pack_part(void *context, int64_t index) {
  squaring *j = context;
  const tc_slide *s = j->slide;
  int64_t parts = (s->rows + PACKED_ROWS - 1) / PACKED_ROWS, from = index % parts * PACKED_ROWS;
  j->table->winograd_pack(
    s, index / parts, from, smaller(from + PACKED_ROWS, s->rows), (void *)s->panels);
}

static void strip_part(void *context, int64_t index) {
  squaring *j = context;
  int64_t column = index % j->across * j->columns, rest = index / j->across;
  int64_t line = rest % j->down * j->lines;
  block room;
  if (!take(&room, j->table->winograd_room(j->slide, j->lines * j->columns) * (int64_t)sizeof(float))) {
    atomic_store(&j->failed, true);
    return;
  }
  j->table->winograd_strip(
    j->slide, rest / j->down, line, smaller(j->lines, j->all_lines - line), column,
    smaller(j->columns, j->all_columns - column), room.pointer);
  give(&room);
}

// Cuts a part of the batch into strips: whole lines of squares where these are short, so many that little
// of the last register tile is left over.
static void cut_strips(squaring *j) {
  const tc_slide *s = j->slide;
  int64_t line = PLACES * s->channels * (int64_t)sizeof(float);
  int64_t most = larger(32, smaller(MOST_TILES, SQUARES_BYTES / line));
  j->all_columns = (s->positions[2] + 1) / 2;
  j->all_lines = s->batch * ((s->positions[1] + 1) / 2);
  j->columns = smaller(j->all_columns, most);
  int64_t highest = larger(1, smaller(most / j->columns, j->all_lines / (2 * tc_threads())));
  j->lines = 1;
  double best = 0;
  for (int64_t lines = 1; lines <= highest; lines++) {
    int64_t tiles = lines * j->columns;
    // The weights' panels are read again for each strip: that tells against few squares.
    double worth = (double)tiles / (double)((tiles + 31) / 32 * 32 + 4);
    if (worth >= best) best = worth, j->lines = lines;
  }
  j->across = (j->all_columns + j->columns - 1) / j->columns;
  j->down = (j->all_lines + j->lines - 1) / j->lines;
}

bool tc_conv_squares(
  const tc_table *table, const tc_conv_square *q, const void *source, const void *weight,
  const void *bias, void *result) {
  int64_t channels = q->groups * q->channels, rows = q->groups * q->rows;
  int64_t in_plane = q->source[0] * q->source[1], out_plane = q->result[0] * q->result[1];
  int64_t taps[9], first[3] = {0, -q->before[0], -q->before[1]}, last[3] = {0, 0, 0};
  for (int t = 0; t < 9; t++) taps[t] = q->mirrored ? 8 - t : t;
  // As far as the last squares reach.
  for (int d = 0; d < 2; d++) last[d + 1] = (q->result[d] + 1) / 2 * 2 + 1 - q->before[d];
  padding p = {.width = sizeof(float)};
  tc_conv_plan_between(&p, (int64_t[]){1, q->source[0], q->source[1]}, first, last);
  block padded = {NULL, 0}, panels = {NULL, 0};
  int64_t items = 0, elements;
  bool is_done = !__builtin_mul_overflow(
                   PLACES * (int64_t)sizeof(float) * q->channels, q->groups * (q->rows + 14), &elements)
    && take(&panels, elements) && (items = tc_conv_take_padded(&padded, &p, q->batch, channels)) > 0;
  tc_slide s = {
    .channels = q->channels, .rows = q->rows, .groups = q->groups,
    .positions = {1, q->result[0], q->result[1]}, .step = {1, 1, 1}, .taps = 9, .tap_weight = taps,
    .source = padded.pointer, .source_channel = p.plane, .source_group = p.plane * q->channels,
    .source_batch = p.plane * channels,
    .weight = weight, .weight_group = q->channels * q->rows * 9, .weight_row = q->weight_row,
    .weight_channel = q->weight_channel, .panels = panels.pointer,
    .result_row = out_plane, .result_group = out_plane * q->rows, .result_batch = out_plane * rows,
    .bias = bias,
  };
  set_strides(s.source_stride, p.padded);
  squaring j = {.table = table, .slide = &s};
  double terms = (double)(rows * q->channels);
  if (is_done)
    run(q->groups * ((q->rows + PACKED_ROWS - 1) / PACKED_ROWS), pack_part, &j, 450 * terms);
  for (int64_t b = 0; b < q->batch && is_done; b += items) {
    s.batch = smaller(items, q->batch - b);
    tc_conv_pad(
      &p, (const float *)source + b * channels * in_plane, padded.pointer, s.batch * channels);
    s.result = (float *)result + b * rows * out_plane;
    cut_strips(&j);
    run(q->groups * j.down * j.across, strip_part, &j, 4 * terms * (double)(s.batch * out_plane));
    is_done = !atomic_load(&j.failed);
  }
  give(&panels);
  give(&padded);
  return is_done;
}
