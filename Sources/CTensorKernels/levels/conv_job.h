// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// What the kernels of convolutions share. A convolution, its derivative by the input (a phase of it for
// every remainder modulo the stride) and its derivative by the weights all walk a source whose borders
// are padded already: result position q meets tap t at `q * step + tap[t]`, always in bounds.
#pragma once
#include <stdbool.h>
#include <stdint.h>

// Elements that may be read, and are never used, behind the last one of a padded source.
#define TC_CONV_SLACK 256
// Terms of a sum that one packed block holds.
#define TC_CONV_DEPTH 384
// Positions that one task works on.
#define TC_CONV_STRIP 256

// result[b, m, q] = bias[m] + sum over channels c and taps t of weight[m, c, t] source[b, c, q, t], for
// each group; the sum in the order of (c, t).
typedef struct {
  int64_t batch, channels, rows, groups;  // channels and rows are those of one group
  int64_t positions[3], step[3];          // outermost axis first
  int64_t taps;
  const int64_t *tap_source, *tap_weight;  // offsets
  const void *source;
  const void *source_end;  // where a vector must not be read beyond
  int64_t source_batch, source_group, source_channel, source_stride[3];
  const void *weight;
  int64_t weight_group, weight_row, weight_channel;
  void *result;
  int64_t result_batch, result_group, result_row, result_stride[3];
  const void *bias;    // NULL, or one for each row of each group
  const void *panels;  // the packed weights
} tc_slide;

// weight[m, c, t] = sum over batch and positions q of gradient[b, m, q] source[b, c, q, t].
typedef struct {
  int64_t batch, channels, rows, groups;
  int64_t positions[3], step[3];
  int64_t taps;
  const int64_t *tap_source;
  const void *source;
  const void *source_end;  // where a vector must not be read beyond
  int64_t source_batch, source_group, source_channel, source_stride[3];
  const void *gradient;  // dense planes of all positions
  int64_t gradient_batch, gradient_group, gradient_row;
  void *result;  // dense [group][row][channel][tap]
  bool continues;  // whether there is a sum over earlier parts of the batch
  bool is_last;    // whether no part of the batch follows
} tc_slide_weight;
