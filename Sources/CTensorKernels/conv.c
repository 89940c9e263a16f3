// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Convolutions: cuts the work into tasks and leaves the arithmetic to the kernels of the level in force.

#include <stdatomic.h>
#include <string.h>

#include "conv_winograd.h"

typedef struct {
  const tc_table *table;  // one for all parts: how panels lie depends on it
  const tc_slide *slide;
  int dtype;
  int64_t columns, strip, strips, rows, parts;  // of one group: positions, and rows by parts
  _Atomic bool failed;
} sliding;

static void slide_part(void *context, int64_t index) {
  sliding *j = context;
  const tc_slide *s = j->slide;
  int64_t part = index % j->parts, strip = index / j->parts % j->strips;
  int64_t group = index / j->parts / j->strips;
  int64_t from = strip * j->strip;
  block room;
  if (!take(&room, j->table->conv_room[j->dtype]() * (int64_t)width_of(j->dtype))) {
    atomic_store(&j->failed, true);
    return;
  }
  j->table->conv_strip[j->dtype](
    s, group, part * j->rows, smaller(s->rows, (part + 1) * j->rows), from,
    smaller(j->strip, j->columns - from), room.pointer);
  give(&room);
}

static void slide_lines(void *context, int64_t index) {
  sliding *j = context;
  int64_t group = index / j->strips, from = index % j->strips * j->strip;
  j->table->conv_lines[j->dtype](
    j->slide, group, from, smaller(from + j->strip, j->columns));
}

// Rows that are packed together: whole panels on every level (42 = 3 x 14 = 7 x 6 = 21 x 2).
#define PACKED_ROWS 42

static void pack_part(void *context, int64_t index) {
  sliding *j = context;
  const tc_slide *s = j->slide;
  int64_t parts = (s->rows + PACKED_ROWS - 1) / PACKED_ROWS, from = index % parts * PACKED_ROWS;
  j->table->conv_pack_weights[j->dtype](
    s, index / parts, from, smaller(from + PACKED_ROWS, s->rows), (void *)s->panels);
}

// One set of taps, over all positions. The panels have room for the weights. The table is the caller's:
// the panels that one part of a batch packed are read by the next, in the same layout.
static bool slide(const tc_table *table, int dtype, tc_slide *s, void *panels) {
  int64_t plane = s->positions[0] * s->positions[1] * s->positions[2];
  int64_t columns = s->batch * plane;
  if (columns == 0 || s->rows == 0 || s->groups == 0) return true;
  double work = (double)columns * (double)(s->rows * s->groups) * (double)(s->channels * s->taps);
  sliding j = {
    .table = table, .slide = s, .dtype = dtype, .columns = columns, .parts = 1};
  if (s->rows < FEWEST_PANEL_ROWS) {
    j.columns = s->batch * s->positions[0] * s->positions[1];
    j.strip = larger(1, smaller(j.columns, (1 << 13) / larger(s->positions[2], 1)));
    j.strips = (j.columns + j.strip - 1) / j.strip;
    run(s->groups * j.strips, slide_lines, &j, work);
    return true;
  }
  // Of an earlier part of the batch the panels are there already.
  if (!s->panels) {
    s->panels = panels;
    // Packing an element takes as long as some fifty multiply-adds.
    run(
      s->groups * ((s->rows + PACKED_ROWS - 1) / PACKED_ROWS), pack_part, &j,
      50 * (double)(s->rows * s->groups) * (double)(s->channels * s->taps));
  }
  j.strip = TC_CONV_STRIP;
  j.strips = (columns + j.strip - 1) / j.strip;
  j.rows = s->rows;
  // Few positions: the rows are shared out too, in whole panels.
  int64_t threads = tc_threads();
  if (threads > 1 && s->groups * j.strips < 2 * threads && s->rows >= 84) {
    int64_t parts = smaller(2 * threads, s->rows / 42);
    j.rows = (s->rows + parts * 42 - 1) / (parts * 42) * 42;
    j.parts = (s->rows + j.rows - 1) / j.rows;
  }
  run(s->groups * j.strips * j.parts, slide_part, &j, work);
  return !atomic_load(&j.failed);
}

// Elements of the panels of all groups; 14 is the most rows a panel has.
static int64_t panel_room(int64_t groups, int64_t rows, int64_t terms) {
  return rows < FEWEST_PANEL_ROWS ? 1 : groups * (rows + 14) * terms;
}

bool tc_conv(
  int dtype, const tc_convolution *c, const void *x, const void *w, const void *bias, void *y) {
  const tc_table *table = tc_current_table();
  size_t width = width_of(dtype);
  int64_t taps, in_plane, out_plane;
  if (!whole_product(c->kernel, &taps) || !whole_product(c->input, &in_plane)
      || !whole_product(c->output, &out_plane))
    return false;
  padding p = {.width = width};
  int64_t channels = c->groups * c->input_channels, rows = c->groups * c->output_channels;
  if (c->batch * rows * out_plane == 0) return true;
  tc_conv_square square;
  if (tc_conv_is_square(dtype, c, false, &square))
    return tc_conv_squares(table, &square, x, w, bias, y);
  block padded = {NULL, 0}, panels = {NULL, 0}, lists = {NULL, 0};
  int64_t items = c->batch;
  int64_t per_axis = c->kernel[0] + c->kernel[1] + c->kernel[2];
  bool copies = false;
  bool is_done = take(&lists, (int64_t)sizeof(int64_t) * (2 * (taps + per_axis) + c->kernel[2]))
    && take(&panels, (int64_t)width * panel_room(c->groups, c->output_channels,
                                                     c->input_channels * taps));
  if (is_done) {
    // The lines' kernel reads whole vectors, and needs the slack of a copy.
    copies = tc_conv_plan_unfolded(&p, c, (int64_t *)lists.pointer + 2 * (taps + per_axis))
      || c->output_channels < FEWEST_PANEL_ROWS;
  }
  if (is_done && copies) is_done = (items = tc_conv_take_padded(&padded, &p, c->batch, channels)) > 0;
  if (is_done) {
    int64_t *source_list = lists.pointer, *weight_list = source_list + taps;
    tc_slide s = {
      .channels = c->input_channels, .rows = c->output_channels, .groups = c->groups,
      .taps = taps, .tap_source = source_list, .tap_weight = weight_list,
      .source_channel = p.plane, .source_group = p.plane * c->input_channels,
      .source_batch = p.plane * channels,
      .weight = w, .weight_group = c->output_channels * c->input_channels * taps,
      .weight_row = c->input_channels * taps, .weight_channel = taps,
      .result_row = out_plane, .result_group = out_plane * c->output_channels,
      .result_batch = out_plane * rows, .bias = bias,
    };
    memcpy(s.positions, c->output, sizeof s.positions);
    memcpy(s.step, c->stride, sizeof s.step);
    set_strides(s.source_stride, p.padded);
    set_strides(s.result_stride, c->output);
    if (p.copies > 0) s.step[2] = 1;
    if (s.rows >= FEWEST_PANEL_ROWS)
      join_lines(s.positions, s.step, s.source_stride, s.result_stride);
    tc_conv_taps(c, &p, source_list, weight_list, weight_list + taps);
    for (int64_t b = 0; b < c->batch && is_done; b += items) {
      s.batch = smaller(items, c->batch - b);
      const char *from = (const char *)x + (size_t)(b * channels * in_plane) * width;
      if (copies) tc_conv_pad(&p, from, padded.pointer, s.batch * channels);
      s.source = copies ? padded.pointer : from;
      s.source_end = (const char *)s.source
        + (size_t)(s.batch * channels * p.plane + (copies ? TC_CONV_SLACK : 0)) * width;
      s.result = (char *)y + (size_t)(b * rows * out_plane) * width;
      is_done = slide(table, dtype, &s, panels.pointer);
    }
  }
  give(&lists);
  give(&panels);
  give(&padded);
  return is_done;
}

// Of the taps of axis d, those whose input position `phase` (modulo the stride) has an output position:
// (phase + padding - tap * dilation) / stride, in output positions from that of the first.
static axis_taps phase_taps(const tc_convolution *c, int d, int64_t phase, int64_t *room) {
  axis_taps a = {0, room, room + c->kernel[d]};
  for (int64_t t = 0; t < c->kernel[d]; t++) {
    int64_t reach = phase + c->padding[d] - t * c->dilation[d];
    if (reach % c->stride[d] != 0) continue;
    a.tap[a.count] = t;
    a.offset[a.count++] = reach / c->stride[d];
  }
  return a;
}

bool tc_conv_input(
  int dtype, const tc_convolution *c, const void *g, const void *w, const void *bias, void *dx) {
  const tc_table *table = tc_current_table();
  size_t width = width_of(dtype);
  int64_t taps, in_plane, out_plane;
  if (!whole_product(c->kernel, &taps) || !whole_product(c->input, &in_plane)
      || !whole_product(c->output, &out_plane))
    return false;
  int64_t rows = c->groups * c->input_channels, channels = c->groups * c->output_channels;
  if (c->batch * rows * in_plane == 0) return true;
  tc_conv_square square;
  if (tc_conv_is_square(dtype, c, true, &square))
    return tc_conv_squares(table, &square, g, w, bias, dx);
  block padded = {NULL, 0}, panels = {NULL, 0}, lists = {NULL, 0};
  int64_t per_axis = c->kernel[0] + c->kernel[1] + c->kernel[2];
  bool is_done = take(&lists, (int64_t)sizeof(int64_t) * (2 * (taps + per_axis) + c->kernel[2]))
    && take(&panels, (int64_t)width * panel_room(c->groups, c->input_channels,
                                                     c->output_channels * taps));
  padding p = {.width = width};
  int64_t *room[3], *source_list = NULL, *weight_list = NULL, phases[3], items = c->batch;
  bool copies = false;
  if (is_done) {
    source_list = lists.pointer;
    weight_list = source_list + taps;
    room[0] = weight_list + taps;
    room[1] = room[0] + 2 * c->kernel[0];
    room[2] = room[1] + 2 * c->kernel[1];
    int64_t first[3] = {0, 0, 0}, last[3];
    for (int d = 0; d < 3; d++) {
      last[d] = c->output[d] - 1;
      phases[d] = smaller(c->stride[d], c->input[d]);
      for (int64_t phase = 0; phase < phases[d]; phase++) {
        axis_taps a = phase_taps(c, d, phase, room[d]);
        int64_t steps = (c->input[d] - phase - 1) / c->stride[d];
        for (int64_t t = 0; t < a.count; t++) {
          first[d] = smaller(first[d], a.offset[t]);
          last[d] = larger(last[d], a.offset[t] + steps);
        }
      }
    }
    copies = tc_conv_plan_between(&p, c->output, first, last) || c->input_channels < FEWEST_PANEL_ROWS;
    if (c->stride[2] == 1 && tc_conv_unfolds(c->input, c->kernel[2], 1, c->input_channels)) {
      int64_t *shifts = room[2] + 2 * c->kernel[2];
      for (int64_t t = 0; t < c->kernel[2]; t++) shifts[t] = c->padding[2] - t * c->dilation[2];
      tc_conv_unfold(&p, c->input[2], 1, c->kernel[2], shifts);
      copies = true;
    }
    if (copies) is_done = (items = tc_conv_take_padded(&padded, &p, c->batch, channels)) > 0;
  }
  for (int64_t b = 0; b < c->batch && is_done; b += items) {
    tc_slide s = {
      .batch = smaller(items, c->batch - b), .channels = c->output_channels,
      .rows = c->input_channels, .groups = c->groups,
      .step = {1, 1, 1}, .tap_source = source_list, .tap_weight = weight_list,
      .source_channel = p.plane, .source_group = p.plane * c->output_channels,
      .source_batch = p.plane * channels,
      .weight = w, .weight_group = c->output_channels * c->input_channels * taps,
      .weight_row = taps, .weight_channel = c->input_channels * taps,
      .result_row = in_plane, .result_group = in_plane * c->input_channels,
      .result_batch = in_plane * rows, .bias = bias,
    };
    set_strides(s.source_stride, p.padded);
    int64_t stride[3];
    set_strides(stride, c->input);
    const char *from = (const char *)g + (size_t)(b * channels * out_plane) * width;
    if (copies) tc_conv_pad(&p, from, padded.pointer, s.batch * channels);
    s.source = copies ? padded.pointer : from;
    s.source_end = (const char *)s.source
      + (size_t)(s.batch * channels * p.plane + (copies ? TC_CONV_SLACK : 0)) * width;
    char *to = (char *)dx + (size_t)(b * rows * in_plane) * width;
    int64_t phase[3];
    for (phase[0] = 0; phase[0] < phases[0]; phase[0]++) {
      for (phase[1] = 0; phase[1] < phases[1]; phase[1]++) {
        for (phase[2] = 0; phase[2] < phases[2] && is_done; phase[2]++) {
          axis_taps axes[3];
          int64_t place = 0;
          for (int d = 0; d < 3; d++) {
            axes[d] = phase_taps(c, d, phase[d], room[d]);
            for (int64_t t = 0; t < axes[d].count; t++) axes[d].offset[t] += p.before[d];
            s.positions[d] = (c->input[d] - phase[d] + c->stride[d] - 1) / c->stride[d];
            s.result_stride[d] = c->stride[d] * stride[d];
            place += phase[d] * stride[d];
          }
          s.taps = axes[0].count * axes[1].count * axes[2].count;
          s.result = to + (size_t)place * width;
          tc_conv_cross_taps(c, &p, axes, source_list, weight_list);
          if (s.rows >= FEWEST_PANEL_ROWS)
            join_lines(s.positions, s.step, s.source_stride, s.result_stride);
          s.panels = NULL;
          is_done = slide(table, dtype, &s, panels.pointer);
        }
      }
    }
  }
  give(&lists);
  give(&panels);
  give(&padded);
  return is_done;
}
