// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The kernels of one level. Bits must not depend on the level: products and sums are fused only where
// the source says so, and vectors have the same 16 lanes everywhere.
#pragma clang fp contract(off)
// Vectors only pass between functions that are inlined: no ABI is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

#include "loops.h"

#define T float
#define TBITS uint32_t
#define FN(name) TC_JOIN(name, f32)
#include "constants_f32.h"
#include "functions.h"
#include "elementwise.h"
#include "assign.h"
#include "reduce.h"
#include "lanes.h"
#include "registers.h"
#include "close.h"
#include "rows.h"
#include "optimizers.h"
#include "losses.h"
#include "ctc.h"
#include "transpose.h"
#include "attention.h"
#include "rotary.h"
#include "gemm.h"
#include "conv_tile.h"
#include "conv.h"
#include "conv_winograd.h"
#include "conv_weight.h"
#include "windows.h"
#include "norm.h"
#include "factor.h"
#include "factor_qr.h"
#include "constants_end.h"

#define T double
#define TBITS uint64_t
#define FN(name) TC_JOIN(name, f64)
#include "constants_f64.h"
#include "functions.h"
#include "elementwise.h"
#include "assign.h"
#include "reduce.h"
#include "lanes.h"
#include "registers.h"
#include "close.h"
#include "rows.h"
#include "optimizers.h"
#include "losses.h"
#include "ctc.h"
#include "transpose.h"
#include "gemm.h"
#include "attention.h"
#include "rotary.h"
#include "conv_tile.h"
#include "conv.h"
#include "conv_weight.h"
#include "windows.h"
#include "norm.h"
#include "factor.h"
#include "factor_qr.h"
#include "constants_end.h"

#include "halves.h"
#include "quantized_product.h"
#include "random.h"
#include "functions_body.h"

#define TC_UNARY_KERNELS(t)                                                                        \
  {                                                                                                \
    [TC_NEGATE] = negate_##t, [TC_EXP] = exp_##t, [TC_LOG] = log_##t, [TC_TANH] = tanh_##t,        \
    [TC_RELU] = relu_##t, [TC_SIGMOID] = sigmoid_##t, [TC_SQRT] = sqrt_##t, [TC_ABS] = abs_##t,    \
    TC_FUNCTION_UNARY_KERNELS(t),                                                                  \
  }
#define TC_BINARY_KERNELS(t)                                                                       \
  {                                                                                                \
    [TC_ADD] = add_##t, [TC_SUBTRACT] = subtract_##t, [TC_MULTIPLY] = multiply_##t,                \
    [TC_DIVIDE] = divide_##t, [TC_MAXIMUM] = maximum_##t, [TC_MINIMUM] = minimum_##t,              \
    [TC_RELU_BACKWARD] = relu_backward_##t, [TC_TANH_BACKWARD] = tanh_backward_##t,                \
    [TC_SIGMOID_BACKWARD] = sigmoid_backward_##t,                                                  \
    TC_FUNCTION_BINARY_KERNELS(t),                                                                 \
  }
#define TC_REDUCE_KERNELS(t) {reduce_sum_##t, reduce_max_##t, reduce_min_##t, reduce_prod_##t}
#define TC_REDUCE_FROM_KERNELS(t)                                                                  \
  {                                                                                                \
    reduce_sum_magnitudes_from_##t, reduce_sum_squares_from_##t,                                   \
    reduce_sum_distances_from_##t, reduce_sum_exps_from_##t,                               \
  }
#define TC_ASSIGN_KERNELS(t)                                                                       \
  {                                                                                                \
    [TC_ADD] = assign_add_##t, [TC_SUBTRACT] = assign_subtract_##t,                                \
    [TC_MULTIPLY] = assign_multiply_##t, [TC_DIVIDE] = assign_divide_##t,                          \
  }
#define TC_RULES(t)                                                                                \
  {                                                                                                \
    [TC_RULE_SGD] = rule_sgd_##t, [TC_RULE_MOMENTUM] = rule_momentum_##t,                          \
    [TC_RULE_NESTEROV] = rule_nesterov_##t, [TC_RULE_ADAM] = rule_adam_##t,                        \
    [TC_RULE_AMSGRAD] = rule_amsgrad_##t, [TC_RULE_RMSPROP] = rule_rmsprop_##t,                    \
    [TC_RULE_RMSPROP_MOMENTUM] = rule_rmsprop_momentum_##t,                                        \
    [TC_RULE_RMSPROP_CENTERED] = rule_rmsprop_centered_##t,                                        \
    [TC_RULE_RMSPROP_CENTERED_MOMENTUM] = rule_rmsprop_centered_momentum_##t,                      \
    [TC_RULE_ADAGRAD] = rule_adagrad_##t, [TC_RULE_LION] = rule_lion_##t,                          \
    [TC_RULE_AVERAGE] = rule_average_##t,                                                          \
  }
#define TC_BOTH(name) {name##_f32, name##_f64}

const tc_table TC_LEVEL_TABLE = {
  .name = TC_LEVEL_NAME,
  .unary = {TC_UNARY_KERNELS(f32), TC_UNARY_KERNELS(f64)},
  .binary = {TC_BINARY_KERNELS(f32), TC_BINARY_KERNELS(f64)},
  .reduce = {TC_REDUCE_KERNELS(f32), TC_REDUCE_KERNELS(f64)},
  .reduce_from = {TC_REDUCE_FROM_KERNELS(f32), TC_REDUCE_FROM_KERNELS(f64)},
  .softmax = TC_BOTH(softmax),
  .log_softmax = TC_BOTH(log_softmax),
  .softmax_backward = TC_BOTH(softmax_backward),
  .log_softmax_backward = TC_BOTH(log_softmax_backward),
  .rules = {TC_RULES(f32), TC_RULES(f64)},
  .sum_squares = TC_BOTH(sum_squares),
  .gemm = TC_BOTH(gemm),
  .affine = TC_BOTH(affine),
  // Values and random numbers.
  .widen = {widen_f16, widen_bf16},
  .narrow = {narrow_f16, narrow_bf16},
  .assign = {TC_ASSIGN_KERNELS(f32), TC_ASSIGN_KERNELS(f64)},
  .random_words = random_words,
  .random_uniform = TC_BOTH(random_uniform),
  .random_normal = TC_BOTH(random_normal),
  // Losses, attention.
  .cross_entropy = TC_BOTH(cross_entropy),
  .cross_entropy_backward = TC_BOTH(cross_entropy_backward),
  .log_sigmoid = TC_BOTH(log_sigmoid),
  .binary_cross_entropy = TC_BOTH(binary_cross_entropy),
  .huber = TC_BOTH(huber),
  .huber_backward = TC_BOTH(huber_backward),
  .ctc = TC_BOTH(ctc),
  .attention_pack = TC_BOTH(attention_pack),
  .attention_forward = TC_BOTH(attention_forward),
  .attention_backward = TC_BOTH(attention_backward),
  .rotary = TC_BOTH(rotary),
  .transpose = TC_BOTH(transpose),
  // Convolutions.
  .conv_room = TC_BOTH(conv_room),
  .conv_weight_room = TC_BOTH(conv_weight_room),
  .conv_weight_sums = TC_BOTH(conv_weight_sums),
  .conv_weight_columns = TC_BOTH(conv_weight_columns),
  .conv_pack_weights = TC_BOTH(conv_pack_weights),
  .conv_strip = TC_BOTH(conv_strip),
  .conv_lines = TC_BOTH(conv_lines),
  .winograd_pack = winograd_pack_f32,
  .winograd_room = winograd_room_f32,
  .winograd_strip = winograd_strip_f32,
  .conv_weight_strip = TC_BOTH(conv_weight_strip),
  .conv_weight_lines = TC_BOTH(conv_weight_lines),
  // Pooling, resampling and normalisation.
  .pool_max = TC_BOTH(pool_max),
  .pool_average = TC_BOTH(pool_average),
  .pool_average_backward = TC_BOTH(pool_average_backward),
  .resample = TC_BOTH(resample),
  .resample_backward = TC_BOTH(resample_backward),
  .norm_rows = TC_BOTH(norm_rows),
  .norm_backward_rows = TC_BOTH(norm_backward_rows),
  // Quantised weights.
  .quantized_product = quantized_product,
  .quantized_dequantize = quantized_dequantize,
  // Decompositions.
  .factor_subtract = TC_BOTH(factor_subtract),
  .factor_solve = TC_BOTH(factor_solve),
  .factor_solve_vector = TC_BOTH(factor_solve_vector),
  .factor_lu_panel = TC_BOTH(factor_lu_panel),
  .factor_cholesky_panel = TC_BOTH(factor_cholesky_panel),
  .factor_qr_panel = TC_BOTH(factor_qr_panel),
  .factor_reflect = TC_BOTH(factor_reflect),
};
