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
#define PADDED_BYTES (INT64_C(1) << 20)

// How far the taps reach over the borders, from the first to the last index of the source that is read.
bool tc_conv_plan_between(
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

bool tc_conv_plan(padding *p, const tc_convolution *c) {
  int64_t first[3], last[3];
  for (int d = 0; d < 3; d++) {
    first[d] = -c->padding[d];
    last[d] = (c->output[d] - 1) * c->stride[d] - c->padding[d]
      + larger(c->kernel[d] - 1, 0) * c->dilation[d];
  }
  return tc_conv_plan_between(p, c->input, first, last);
}

// A line between zeros. Lines are short: a call for each piece of one would take most of the time.
#define PAD_LINE(type)                                                                             \
  static void pad_line_##type(                                                                     \
    int64_t left, int64_t count, int64_t right, const type *restrict from, type *restrict to) {    \
    for (int64_t i = 0; i < left; i++) to[i] = 0;                                                  \
    for (int64_t i = 0; i < count; i++) to[left + i] = from[i];                                    \
    for (int64_t i = 0; i < right; i++) to[left + count + i] = 0;                                  \
  }
PAD_LINE(uint32_t)
PAD_LINE(uint64_t)

static void pad_plane(void *context, int64_t index) {
  const padding *p = context;
  size_t w = p->width;
  char *to = p->to + (size_t)index * (size_t)p->plane * w;
  const char *from =
    p->from + (size_t)index * (size_t)(p->source[0] * p->source[1] * p->source[2]) * w;
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

void tc_conv_taps(
  const tc_convolution *c, const padding *p, const int64_t stride[3], int64_t *source,
  int64_t *weight, int64_t *room) {
  axis_taps axes[3];
  for (int d = 0; d < 3; d++) {
    axes[d] = (axis_taps){c->kernel[d], room, room + c->kernel[d]};
    room += 2 * c->kernel[d];
    for (int64_t t = 0; t < c->kernel[d]; t++) {
      axes[d].tap[t] = t;
      axes[d].offset[t] = t * c->dilation[d] - c->padding[d] + p->before[d];
    }
  }
  tc_conv_cross_taps(c, axes, stride, source, weight);
}
