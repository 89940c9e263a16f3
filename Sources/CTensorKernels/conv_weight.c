// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Derivatives of convolutions by their weights.

#include <stdatomic.h>
#include <string.h>

#include "conv_source.h"

typedef struct {
  const tc_table *table;
  const tc_slide_weight *slide;
  int dtype;
  int64_t strips, strip, columns;
  char *sums;         // of every strip, kept over the parts of the batch
  size_t sums_bytes;  // of one strip
  _Atomic bool failed;
} weighing;

static void weigh_part(void *context, int64_t index) {
  weighing *j = context;
  int64_t group = index / j->strips, from = index % j->strips * j->strip;
  block room;
  int64_t bytes = j->table->conv_weight_room[j->dtype](j->slide) * (int64_t)width_of(j->dtype);
  if (!take(&room, bytes)) {
    atomic_store(&j->failed, true);
    return;
  }
  j->table->conv_weight_strip[j->dtype](
    j->slide, group, from, smaller(j->strip, j->columns - from), room.pointer,
    j->sums + (size_t)index * j->sums_bytes);
  give(&room);
}

static void weigh_row(void *context, int64_t index) {
  weighing *j = context;
  j->table->conv_weight_lines[j->dtype](
    j->slide, index / j->slide->rows, index % j->slide->rows);
}

bool tc_conv_weight(
  int dtype, const tc_convolution *c, const void *x, const void *g, void *dw) {
  size_t width = width_of(dtype);
  int64_t taps, in_plane, out_plane;
  if (!whole_product(c->kernel, &taps) || !whole_product(c->input, &in_plane)
      || !whole_product(c->output, &out_plane))
    return false;
  int64_t channels = c->groups * c->input_channels, rows = c->groups * c->output_channels;
  if (rows * c->input_channels * taps == 0) return true;
  if (c->batch * out_plane == 0) {
    memset(dw, 0, (size_t)(rows * c->input_channels * taps) * width);
    return true;
  }
  padding p = {.width = width};
  bool copies = false;
  block padded = {NULL, 0}, lists = {NULL, 0}, sums = {NULL, 0};
  int64_t items = c->batch;
  int64_t per_axis = c->kernel[0] + c->kernel[1] + c->kernel[2];
  bool is_done = take(&lists, (int64_t)sizeof(int64_t) * (2 * (taps + per_axis) + c->kernel[2]));
  if (is_done)
    copies = tc_conv_plan_unfolded(&p, c, (int64_t *)lists.pointer + 2 * (taps + per_axis));
  if (is_done && copies) is_done = (items = tc_conv_take_padded(&padded, &p, c->batch, channels)) > 0;
  if (is_done) {
    int64_t *source_list = lists.pointer, *weight_list = source_list + taps;
    tc_slide_weight s = {
      .channels = c->input_channels, .rows = c->output_channels, .groups = c->groups,
      .taps = taps, .tap_source = source_list,
      .source_channel = p.plane, .source_group = p.plane * c->input_channels,
      .source_batch = p.plane * channels,
      .gradient_row = out_plane, .gradient_group = out_plane * c->output_channels,
      .gradient_batch = out_plane * rows, .result = dw,
    };
    memcpy(s.positions, c->output, sizeof s.positions);
    memcpy(s.step, c->stride, sizeof s.step);
    set_strides(s.source_stride, p.padded);
    if (p.copies > 0) s.step[2] = 1;
    if (s.rows >= FEWEST_PANEL_ROWS) join_lines(s.positions, s.step, s.source_stride, NULL);
    tc_conv_taps(c, &p, source_list, weight_list, weight_list + taps);
    weighing j = {
      .table = tc_current_table(), .slide = &s, .dtype = dtype,
      .columns = c->input_channels * taps};
    if (s.rows >= FEWEST_PANEL_ROWS) {
      j.strip = j.table->conv_weight_columns[dtype](&s, tc_threads());
      j.strips = (j.columns + j.strip - 1) / j.strip;
      int64_t elements = j.table->conv_weight_sums[dtype](&s, j.strip);
      is_done = take(&sums, c->groups * j.strips * elements * (int64_t)width);
      j.sums = sums.pointer;
      j.sums_bytes = (size_t)elements * width;
    }
    for (int64_t b = 0; b < c->batch && is_done; b += items) {
      s.batch = smaller(items, c->batch - b);
      const char *from = (const char *)x + (size_t)(b * channels * in_plane) * width;
      if (copies) tc_conv_pad(&p, from, padded.pointer, s.batch * channels);
      s.source = copies ? padded.pointer : from;
      s.source_end = (const char *)s.source
        + (size_t)(s.batch * channels * p.plane + (copies ? TC_CONV_SLACK : 0)) * width;
      s.gradient = (const char *)g + (size_t)(b * rows * out_plane) * width;
      s.continues = b > 0;
      s.is_last = b + s.batch == c->batch;
      double work =
        (double)(s.batch * out_plane) * (double)rows * (double)(c->input_channels * taps);
      if (c->output_channels < FEWEST_PANEL_ROWS) {
        run(rows, weigh_row, &j, work);
        continue;
      }
      run(c->groups * j.strips, weigh_part, &j, work);
      is_done = !atomic_load(&j.failed);
    }
  }
  give(&sums);
  give(&lists);
  give(&padded);
  return is_done;
}
