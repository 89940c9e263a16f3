// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#include "conv_source.h"

#include <string.h>

// The padded copy of a part of the batch that is not a single item stays below this: it is read again
// from the second cache.
#define PADDED_BYTES (INT64_C(3) << 19)

// How far the taps reach over the borders, from the first to the last index of the source that is read.
bool tc_conv_plan_between(
  padding *p, const int64_t source[3], const int64_t first[3], const int64_t last[3]) {
  bool is_needed = false;
  int64_t plane = 1;
  p->copies = 0;
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

bool tc_conv_plan(padding *p, const tc_convolution *c) {
  int64_t first[3], last[3];
  for (int d = 0; d < 3; d++) {
    first[d] = -c->padding[d];
    last[d] = (c->output[d] - 1) * c->stride[d] - c->padding[d]
      + larger(c->kernel[d] - 1, 0) * c->dilation[d];
  }
  return tc_conv_plan_between(p, c->input, first, last);
}

// Longer lines have few ends for a tile to fall on, and longer kernels would need many copies.
#define LONGEST_UNFOLDED_LINE 128
#define MOST_COPIES 7

bool tc_conv_unfolds(const int64_t positions[3], int64_t taps, int64_t step, int64_t rows) {
  if (rows < FEWEST_PANEL_ROWS || taps > MOST_COPIES) return false;
  if (positions[2] > LONGEST_UNFOLDED_LINE) return false;
  return step > 1 || (taps > 1 && positions[1] > 1);
}

void tc_conv_unfold(
  padding *p, int64_t positions, int64_t step, int64_t copies, const int64_t *shifts) {
  p->copies = copies;
  p->step = step;
  p->shifts = shifts;
  p->padded[2] = positions;
  if (p->plane < 0) return;
  p->plane = copies;
  for (int d = 0; d < 3; d++)
    if (__builtin_mul_overflow(p->plane, p->padded[d], &p->plane)) {
      p->plane = -1;
      return;
    }
}

// Lines are short: a call of memcpy or memset for each piece of one would take most of the time, and that is what
// compilers make of plain loops; the empty statements say that memory may change in between. The last vector
// overlaps the one before.
#define SHORT_LINES(type)                                                                          \
  typedef type vector_##type __attribute__((vector_size(16), aligned(sizeof(type))));              \
  static inline void copy_short_##type(int64_t count, const type *from, type *to) {                \
    const int64_t lanes = 16 / sizeof(type);                                                       \
    int64_t i = 0;                                                                                 \
    for (; i + lanes <= count; i += lanes) {                                                       \
      *(vector_##type *)(to + i) = *(const vector_##type *)(from + i);                             \
      __asm__ volatile("" ::: "memory");                                                           \
    }                                                                                              \
    if (i == count) return;                                                                        \
    if (count >= lanes) {                                                                          \
      *(vector_##type *)(to + count - lanes) = *(const vector_##type *)(from + count - lanes);     \
    } else {                                                                                       \
      for (; i < count; i++) {                                                                     \
        to[i] = from[i];                                                                           \
        __asm__ volatile("" ::: "memory");                                                         \
      }                                                                                            \
    }                                                                                              \
  }                                                                                                \
  static inline void clear_short_##type(int64_t count, type *to) {                                 \
    for (int64_t i = 0; i < count; i++) {                                                          \
      to[i] = 0;                                                                                   \
      __asm__ volatile("" ::: "memory");                                                           \
    }                                                                                              \
  }
SHORT_LINES(uint32_t)
SHORT_LINES(uint64_t)

// A line between zeros.
#define PAD_LINE(type)                                                                             \
  static void pad_line_##type(                                                                     \
    int64_t left, int64_t count, int64_t right, const type *restrict from, type *restrict to) {    \
    clear_short_##type(left, to);                                                                  \
    copy_short_##type(count, from, to + left);                                                     \
    clear_short_##type(right, to + left + count);                                                  \
  }
PAD_LINE(uint32_t)
PAD_LINE(uint64_t)

// The lines of one plane as they lie, `shift` further on: positions of the result are neighbours in the
// source, and as many. What comes from the next line, or the last, becomes zero.
#define SHIFT_PLANE(type)                                                                          \
  static void shift_plane_##type(                                                                  \
    int64_t lines, int64_t length, int64_t shift, const type *from, type *to) {                    \
    int64_t n = lines * length, lost = shift < 0 ? -shift : shift;                                 \
    if (lost >= length) {                                                                          \
      memset(to, 0, (size_t)n * sizeof(type));                                                     \
      return;                                                                                      \
    }                                                                                              \
    memcpy(                                                                                        \
      to + (shift < 0 ? lost : 0), from + (shift > 0 ? lost : 0), (size_t)(n - lost) * sizeof(type)); \
    type *edge = to + (shift > 0 ? length - lost : 0);                                             \
    for (int64_t y = 0; y < lines; y++, edge += length)                                            \
      for (int64_t i = 0; i < lost; i++) edge[i] = 0;                                              \
  }                                                                                                \
  static void unfold_line_##type(                                                                  \
    int64_t positions, int64_t step, int64_t shift, int64_t length, const type *restrict from,     \
    type *restrict to) {                                                                           \
    if (step == 1) {                                                                               \
      int64_t first = smaller(larger(-shift, 0), positions);                                       \
      int64_t last = larger(smaller(length - shift, positions), first);                            \
      clear_short_##type(first, to);                                                               \
      copy_short_##type(last - first, from + first + shift, to + first);                           \
      clear_short_##type(positions - last, to + last);                                             \
      return;                                                                                      \
    }                                                                                              \
    int64_t x = 0;                                                                                 \
    for (; x < positions && x * step + shift < 0; x++) to[x] = 0;                                  \
    for (; x < positions && x * step + shift < length; x++) to[x] = from[x * step + shift];        \
    for (; x < positions; x++) to[x] = 0;                                                          \
  }
SHIFT_PLANE(uint32_t)
SHIFT_PLANE(uint64_t)

// One copy of the inner lines of one plane.
static void unfold_lines(const padding *p, int64_t shift, const char *from, char *to) {
  int64_t lines = p->source[1], length = p->source[2], positions = p->padded[2];
  if (p->step == 1 && length == positions) {
    if (p->width == 4)
      shift_plane_uint32_t(lines, length, shift, (const void *)from, (void *)to);
    else
      shift_plane_uint64_t(lines, length, shift, (const void *)from, (void *)to);
    return;
  }
  for (int64_t y = 0; y < lines; y++) {
    const char *line = from + (size_t)(y * length) * p->width;
    char *place = to + (size_t)(y * positions) * p->width;
    if (p->width == 4)
      unfold_line_uint32_t(positions, p->step, shift, length, (const void *)line, (void *)place);
    else
      unfold_line_uint64_t(positions, p->step, shift, length, (const void *)line, (void *)place);
  }
}

static void unfold_plane(const padding *p, const char *from, char *to) {
  size_t line = (size_t)p->padded[2] * p->width;
  size_t before = (size_t)p->before[1] * line;
  size_t inside = (size_t)p->source[1] * line;
  size_t all = (size_t)p->padded[1] * line;
  for (int64_t copy = 0; copy < p->copies; copy++) {
    for (int64_t z = 0; z < p->padded[0]; z++, to += all) {
      int64_t plane = z - p->before[0];
      if (plane < 0 || plane >= p->source[0]) {
        memset(to, 0, all);
        continue;
      }
      memset(to, 0, before);
      unfold_lines(
        p, p->shifts[copy], from + (size_t)(plane * p->source[1] * p->source[2]) * p->width,
        to + before);
      memset(to + before + inside, 0, all - before - inside);
    }
  }
}

static void pad_plane(void *context, int64_t index) {
  const padding *p = context;
  size_t w = p->width;
  char *to = p->to + (size_t)index * (size_t)p->plane * w;
  const char *from =
    p->from + (size_t)index * (size_t)(p->source[0] * p->source[1] * p->source[2]) * w;
  if (p->copies > 0) {
    unfold_plane(p, from, to);
    return;
  }
  size_t row = (size_t)p->source[2] * w, padded_row = (size_t)p->padded[2] * w;
  int64_t left = p->before[2], right = p->padded[2] - left - p->source[2];
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
      if (w == 4)
        pad_line_uint32_t(left, p->source[2], right, (const void *)from, (void *)to);
      else
        pad_line_uint64_t(left, p->source[2], right, (const void *)from, (void *)to);
      to += padded_row;
      from += row;
    }
    size_t rest = (size_t)(p->padded[1] - p->before[1] - p->source[1]);
    memset(to, 0, padded_row * rest);
    to += padded_row * rest;
  }
}

int64_t tc_conv_take_padded(block *b, const padding *p, int64_t batch, int64_t channels) {
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

void tc_conv_pad(padding *p, const void *from, void *to, int64_t planes) {
  p->from = from;
  p->to = to;
  if (planes * p->plane >= (1 << 16)) {
    tc_parallel(planes, pad_plane, p);
  } else {
    for (int64_t i = 0; i < planes; i++) pad_plane(p, i);
  }
}

void tc_conv_cross_taps(
  const tc_convolution *c, const padding *p, const axis_taps axes[3], int64_t *source,
  int64_t *weight) {
  int64_t n = 0, stride[3];
  set_strides(stride, p->padded);
  if (p->copies > 0) stride[2] = p->padded[0] * stride[0];
  for (int64_t z = 0; z < axes[0].count; z++) {
    for (int64_t y = 0; y < axes[1].count; y++) {
      for (int64_t x = 0; x < axes[2].count; x++, n++) {
        int64_t place = p->copies > 0 ? axes[2].tap[x] : axes[2].offset[x];
        source[n] =
          axes[0].offset[z] * stride[0] + axes[1].offset[y] * stride[1] + place * stride[2];
        weight[n] =
          (axes[0].tap[z] * c->kernel[1] + axes[1].tap[y]) * c->kernel[2] + axes[2].tap[x];
      }
    }
  }
}

void tc_conv_taps(
  const tc_convolution *c, const padding *p, int64_t *source, int64_t *weight, int64_t *room) {
  axis_taps axes[3];
  for (int d = 0; d < 3; d++) {
    axes[d] = (axis_taps){c->kernel[d], room, room + c->kernel[d]};
    room += 2 * c->kernel[d];
    for (int64_t t = 0; t < c->kernel[d]; t++) {
      axes[d].tap[t] = t;
      axes[d].offset[t] = t * c->dilation[d] - c->padding[d] + p->before[d];
    }
  }
  tc_conv_cross_taps(c, p, axes, source, weight);
}

bool tc_conv_plan_unfolded(padding *p, const tc_convolution *c, int64_t *shifts) {
  bool copies = tc_conv_plan(p, c);
  if (!tc_conv_unfolds(c->output, c->kernel[2], c->stride[2], c->output_channels)) return copies;
  for (int64_t t = 0; t < c->kernel[2]; t++) shifts[t] = t * c->dilation[2] - c->padding[2];
  tc_conv_unfold(p, c->output[2], c->stride[2], c->kernel[2], shifts);
  return true;
}
