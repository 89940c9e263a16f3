// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Convolutions: pads the source, a bounded part of the batch at a time, cuts the work into tasks and
// leaves the arithmetic to the kernels of the level in force.

#include <stdatomic.h>
#include <string.h>

#include "levels/table.h"
#include "threads.h"

// The padded copy of a part of the batch that is not a single item stays below this.
#define PADDED_BYTES (INT64_C(16) << 20)
// What a multiply-add costs on one thread, in nanoseconds.
#define TERM_NANOSECONDS 0.02
// Groups of fewer rows are computed without panels.
#define FEWEST_PANEL_ROWS 4

static size_t width_of(int dtype) { return dtype == TC_FLOAT32 ? 4 : 8; }
static int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t larger(int64_t a, int64_t b) { return a > b ? a : b; }

typedef struct {
  void *pointer;
  int size_class;
} block;

static bool take(block *b, int64_t bytes) {
  b->pointer = bytes < 0 ? NULL : tc_pool_alloc((size_t)bytes, &b->size_class);
  return b->pointer != NULL;
}
static void give(block *b) {
  if (b->pointer) tc_pool_free(b->pointer, b->size_class);
}

// ---- Padding the source ----------------------------------------------------------------------------

typedef struct {
  int64_t source[3], before[3], padded[3];  // lengths, outermost axis first
  int64_t plane;                            // elements of one padded plane
  size_t width;
  const char *from;
  char *to;
} padding;

// How far the taps reach over the borders, from the first to the last index of the source that is read.
static bool plan_padding(
  padding *p, const int64_t source[3], const int64_t first[3], const int64_t last[3]) {
  bool is_needed = false;
  int64_t plane = 1;
  for (int d = 0; d < 3; d++) {
    p->source[d] = source[d];
    p->before[d] = larger(0, -first[d]);
    int64_t after = larger(0, last[d] - (source[d] - 1));
    p->padded[d] = p->before[d] + source[d] + after;
    is_needed = is_needed || p->before[d] > 0 || after > 0;
    if (__builtin_mul_overflow(plane, p->padded[d], &plane)) plane = -1;
    if (plane < 0) break;
  }
  p->plane = plane;
  return is_needed;
}

static void pad_plane(void *context, int64_t index) {
  const padding *p = context;
  size_t w = p->width;
  char *to = p->to + (size_t)index * (size_t)p->plane * w;
  const char *from =
    p->from + (size_t)index * (size_t)(p->source[0] * p->source[1] * p->source[2]) * w;
  size_t row = (size_t)p->source[2] * w, padded_row = (size_t)p->padded[2] * w;
  size_t left = (size_t)p->before[2] * w, right = padded_row - left - row;
  for (int64_t z = 0; z < p->padded[0]; z++) {
    bool is_inside = z >= p->before[0] && z < p->before[0] + p->source[0];
    if (!is_inside) {
      memset(to, 0, padded_row * (size_t)p->padded[1]);
      to += padded_row * (size_t)p->padded[1];
      continue;
    }
    memset(to, 0, padded_row * (size_t)p->before[1]);
    to += padded_row * (size_t)p->before[1];
    for (int64_t y = 0; y < p->source[1]; y++) {
      memset(to, 0, left);
      memcpy(to + left, from, row);
      memset(to + left + row, 0, right);
      to += padded_row;
      from += row;
    }
    size_t rest = (size_t)(p->padded[1] - p->before[1] - p->source[1]);
    memset(to, 0, padded_row * rest);
    to += padded_row * rest;
  }
}

// Items of the batch to pad at a time, and the room for them with slack; 0 where there is no memory.
static int64_t take_padded(block *b, const padding *p, int64_t batch, int64_t channels) {
  int64_t item;
  if (p->plane < 0 || __builtin_mul_overflow(p->plane, channels * (int64_t)p->width, &item))
    return 0;
  int64_t items = larger(1, smaller(batch, PADDED_BYTES / larger(item, 1)));
  int64_t bytes;
  if (__builtin_mul_overflow(item, items, &bytes)) return 0;
  if (bytes > (INT64_C(1) << 45)) return 0;
  int64_t slack = TC_CONV_SLACK * (int64_t)p->width;
  if (!take(b, bytes + slack)) return 0;
  memset((char *)b->pointer + bytes, 0, (size_t)slack);
  return items;
}

static void pad(padding *p, const void *from, void *to, int64_t planes) {
  p->from = from;
  p->to = to;
  if (planes * p->plane >= (1 << 16)) {
    tc_parallel(planes, pad_plane, p);
  } else {
    for (int64_t i = 0; i < planes; i++) pad_plane(p, i);
  }
}

// ---- Results ---------------------------------------------------------------------------------------

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

// `parts` of them in any order, over the threads where there is enough work for two.
static void run(int64_t parts, tc_part part, void *context, double work) {
  if (parts > 1 && tc_threads_for(work * TERM_NANOSECONDS) > 1) {
    tc_parallel(parts, part, context);
  } else {
    for (int64_t i = 0; i < parts; i++) part(context, i);
  }
}

// One set of taps, over all positions. The panels have room for the weights.
static bool slide(int dtype, tc_slide *s, void *panels) {
  int64_t plane = s->positions[0] * s->positions[1] * s->positions[2];
  int64_t columns = s->batch * plane;
  if (columns == 0 || s->rows == 0 || s->groups == 0) return true;
  double work = (double)columns * (double)(s->rows * s->groups) * (double)(s->channels * s->taps);
  sliding j = {
    .table = tc_current_table(), .slide = s, .dtype = dtype, .columns = columns, .parts = 1};
  if (s->rows < FEWEST_PANEL_ROWS) {
    j.columns = s->batch * s->positions[0] * s->positions[1];
    j.strip = larger(1, smaller(j.columns, (1 << 13) / larger(s->positions[2], 1)));
    j.strips = (j.columns + j.strip - 1) / j.strip;
    run(s->groups * j.strips, slide_lines, &j, work);
    return true;
  }
  s->panels = panels;
  // Packing an element takes as long as some fifty multiply-adds.
  run(
    s->groups * ((s->rows + PACKED_ROWS - 1) / PACKED_ROWS), pack_part, &j,
    50 * (double)(s->rows * s->groups) * (double)(s->channels * s->taps));
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

// The taps of one axis that result positions `phase`, `phase + step` ... meet, and where.
typedef struct {
  int64_t count;
  int64_t *tap, *offset;
} axis_taps;

static bool whole_product(const int64_t *lengths, int64_t *product) {
  *product = 1;
  for (int d = 0; d < 3; d++)
    if (__builtin_mul_overflow(*product, lengths[d], product)) return false;
  return true;
}

static void cross_taps(
  const tc_convolution *c, const axis_taps axes[3], const int64_t stride[3], int64_t *source,
  int64_t *weight) {
  int64_t n = 0;
  for (int64_t z = 0; z < axes[0].count; z++) {
    for (int64_t y = 0; y < axes[1].count; y++) {
      for (int64_t x = 0; x < axes[2].count; x++, n++) {
        source[n] = axes[0].offset[z] * stride[0] + axes[1].offset[y] * stride[1]
          + axes[2].offset[x] * stride[2];
        weight[n] =
          (axes[0].tap[z] * c->kernel[1] + axes[1].tap[y]) * c->kernel[2] + axes[2].tap[x];
      }
    }
  }
}

static void set_strides(int64_t stride[3], const int64_t lengths[3]) {
  stride[2] = 1;
  stride[1] = lengths[2];
  stride[0] = lengths[1] * lengths[2];
}

// Elements of the panels of all groups; 14 is the most rows a panel has.
static int64_t panel_room(int64_t groups, int64_t rows, int64_t terms) {
  return rows < FEWEST_PANEL_ROWS ? 1 : groups * (rows + 14) * terms;
}

bool tc_conv(
  int dtype, const tc_convolution *c, const void *x, const void *w, const void *bias, void *y) {
  size_t width = width_of(dtype);
  int64_t taps, in_plane, out_plane;
  if (!whole_product(c->kernel, &taps) || !whole_product(c->input, &in_plane)
      || !whole_product(c->output, &out_plane))
    return false;
  padding p = {.width = width};
  int64_t first[3], last[3];
  for (int d = 0; d < 3; d++) {
    first[d] = -c->padding[d];
    last[d] = (c->output[d] - 1) * c->stride[d] - c->padding[d]
      + larger(c->kernel[d] - 1, 0) * c->dilation[d];
  }
  int64_t channels = c->groups * c->input_channels, rows = c->groups * c->output_channels;
  if (c->batch * rows * out_plane == 0) return true;
  // The lines' kernel reads whole vectors, and needs the slack of a copy.
  bool copies =
    plan_padding(&p, c->input, first, last) || c->output_channels < FEWEST_PANEL_ROWS;
  block padded = {NULL, 0}, panels = {NULL, 0}, lists = {NULL, 0};
  int64_t items = c->batch;
  int64_t per_axis = c->kernel[0] + c->kernel[1] + c->kernel[2];
  bool is_done = take(&lists, (int64_t)sizeof(int64_t) * 2 * (taps + per_axis))
    && take(&panels, (int64_t)width * panel_room(c->groups, c->output_channels,
                                                     c->input_channels * taps));
  if (is_done && copies) is_done = (items = take_padded(&padded, &p, c->batch, channels)) > 0;
  if (is_done) {
    int64_t *free_list = lists.pointer;
    int64_t *source_list = free_list, *weight_list = source_list + taps;
    free_list = weight_list + taps;
    axis_taps axes[3];
    for (int d = 0; d < 3; d++) {
      axes[d] = (axis_taps){c->kernel[d], free_list, free_list + c->kernel[d]};
      free_list += 2 * c->kernel[d];
      for (int64_t t = 0; t < c->kernel[d]; t++) {
        axes[d].tap[t] = t;
        axes[d].offset[t] = t * c->dilation[d] - c->padding[d] + p.before[d];
      }
    }
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
    cross_taps(c, axes, s.source_stride, source_list, weight_list);
    for (int64_t b = 0; b < c->batch && is_done; b += items) {
      s.batch = smaller(items, c->batch - b);
      const char *from = (const char *)x + (size_t)(b * channels * in_plane) * width;
      if (copies) pad(&p, from, padded.pointer, s.batch * channels);
      s.source = copies ? padded.pointer : from;
      s.source_end = (const char *)s.source
        + (size_t)(s.batch * channels * p.plane + (copies ? TC_CONV_SLACK : 0)) * width;
      s.result = (char *)y + (size_t)(b * rows * out_plane) * width;
      is_done = slide(dtype, &s, panels.pointer);
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
  size_t width = width_of(dtype);
  int64_t taps, in_plane, out_plane;
  if (!whole_product(c->kernel, &taps) || !whole_product(c->input, &in_plane)
      || !whole_product(c->output, &out_plane))
    return false;
  int64_t rows = c->groups * c->input_channels, channels = c->groups * c->output_channels;
  if (c->batch * rows * in_plane == 0) return true;
  block padded = {NULL, 0}, panels = {NULL, 0}, lists = {NULL, 0};
  int64_t per_axis = c->kernel[0] + c->kernel[1] + c->kernel[2];
  bool is_done = take(&lists, (int64_t)sizeof(int64_t) * 2 * (taps + per_axis))
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
    copies = plan_padding(&p, c->output, first, last) || c->input_channels < FEWEST_PANEL_ROWS;
    if (copies) is_done = (items = take_padded(&padded, &p, c->batch, channels)) > 0;
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
    if (copies) pad(&p, from, padded.pointer, s.batch * channels);
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
          cross_taps(c, axes, s.source_stride, source_list, weight_list);
          is_done = slide(dtype, &s, panels.pointer);
        }
      }
    }
  }
  give(&lists);
  give(&panels);
  give(&padded);
  return is_done;
}

// ---- Derivatives by the weights --------------------------------------------------------------------

typedef struct {
  const tc_table *table;
  const tc_slide_weight *slide;
  int dtype;
  int64_t strips, strip, columns;
  _Atomic bool failed;
} weighing;

static void weigh_part(void *context, int64_t index) {
  weighing *j = context;
  int64_t group = index / j->strips, from = index % j->strips * j->strip;
  block room;
  int64_t bytes = j->table->conv_weight_room[j->dtype]() * (int64_t)width_of(j->dtype);
  if (!take(&room, bytes)) {
    atomic_store(&j->failed, true);
    return;
  }
  j->table->conv_weight_strip[j->dtype](
    j->slide, group, from, smaller(j->strip, j->columns - from), room.pointer);
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
  int64_t first[3], last[3];
  for (int d = 0; d < 3; d++) {
    first[d] = -c->padding[d];
    last[d] = (c->output[d] - 1) * c->stride[d] - c->padding[d]
      + larger(c->kernel[d] - 1, 0) * c->dilation[d];
  }
  bool copies = plan_padding(&p, c->input, first, last);
  block padded = {NULL, 0}, lists = {NULL, 0};
  int64_t items = c->batch;
  int64_t per_axis = c->kernel[0] + c->kernel[1] + c->kernel[2];
  bool is_done = take(&lists, (int64_t)sizeof(int64_t) * 2 * (taps + per_axis));
  if (is_done && copies) is_done = (items = take_padded(&padded, &p, c->batch, channels)) > 0;
  if (is_done) {
    int64_t *source_list = lists.pointer, *weight_list = source_list + taps;
    int64_t *free_list = weight_list + taps;
    axis_taps axes[3];
    for (int d = 0; d < 3; d++) {
      axes[d] = (axis_taps){c->kernel[d], free_list, free_list + c->kernel[d]};
      free_list += 2 * c->kernel[d];
      for (int64_t t = 0; t < c->kernel[d]; t++) {
        axes[d].tap[t] = t;
        axes[d].offset[t] = t * c->dilation[d] - c->padding[d] + p.before[d];
      }
    }
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
    cross_taps(c, axes, s.source_stride, source_list, weight_list);
    for (int64_t b = 0; b < c->batch && is_done; b += items) {
      s.batch = smaller(items, c->batch - b);
      const char *from = (const char *)x + (size_t)(b * channels * in_plane) * width;
      if (copies) pad(&p, from, padded.pointer, s.batch * channels);
      s.source = copies ? padded.pointer : from;
      s.gradient = (const char *)g + (size_t)(b * rows * out_plane) * width;
      s.continues = b > 0;
      weighing j = {
        .table = tc_current_table(), .slide = &s, .dtype = dtype,
        .columns = c->input_channels * taps, .strip = TC_CONV_STRIP};
      double work =
        (double)(s.batch * out_plane) * (double)rows * (double)(c->input_channels * taps);
      if (c->output_channels < FEWEST_PANEL_ROWS) {
        run(rows, weigh_row, &j, work);
        continue;
      }
      // Narrower strips where there are few, so that every thread has one; 32 is a multiple of a tile.
      int64_t threads = tc_threads();
      if (j.columns * c->groups < 2 * threads * j.strip) j.strip = TC_CONV_STRIP / 4;
      j.strips = (j.columns + j.strip - 1) / j.strip;
      run(c->groups * j.strips, weigh_part, &j, work);
      is_done = !atomic_load(&j.failed);
    }
  }
  give(&lists);
  give(&padded);
  return is_done;
}
