// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Convolutions by 3 x 3 with fewer multiplications: which are, and the work shared out. The arithmetic is
// in levels/conv_winograd.h.
#pragma once
#include "conv_source.h"

// A convolution of stride 1, or the derivative of one by its input, whose weights are then mirrored.
typedef struct {
  int64_t batch, groups, channels, rows;  // channels and rows are those of one group
  int64_t source[2], result[2], before[2];
  bool mirrored;
  int64_t weight_row, weight_channel;
} tc_conv_square;

// Whether `c` has squares of weights, and enough of all else for them to be worth it; as a convolution or,
// `backwards`, as the derivative by its input. The shape of a single item decides: neither the batch nor
// the processor nor threads may change the bits of a result.
bool tc_conv_is_square(int dtype, const tc_convolution *c, bool backwards, tc_conv_square *q);

// False where there is no memory.
bool tc_conv_squares(
  const tc_table *table, const tc_conv_square *q, const void *source, const void *weight,
  const void *bias, void *result);
