// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// The kernels of the elementary functions of one level: what body.h includes at its end.

#define T float
#define TBITS uint32_t
#define FN(name) TC_JOIN(name, f32)
#include "constants_f32.h"
#include "hyperbolic.h"
#include "error_function.h"
#include "activations.h"
#include "constants_end.h"

#define T double
#define TBITS uint64_t
#define FN(name) TC_JOIN(name, f64)
#include "constants_f64.h"
#include "hyperbolic.h"
#undef TC_HORNER
#include "error_function.h"
#undef TC_GELU_LINEAR
#undef TC_GELU_LINEAR_REST
#undef TC_GELU_CUBIC
#undef TC_GELU_CUBIC_REST
#undef TC_GELU_BOUND
#include "activations.h"
#include "constants_end.h"

#include "powers.h"
#include "trigonometric.h"
#include "gamma.h"

#define T float
#define TBITS uint32_t
#define FN(name) TC_JOIN(name, f32)
#define TC_SINGLE(single, full) single
#include "constants_f32.h"
#include "functions_elementwise.h"
#include "constants_end.h"
#undef TC_SINGLE

#define T double
#define TBITS uint64_t
#define FN(name) TC_JOIN(name, f64)
#define TC_SINGLE(single, full) full
#include "constants_f64.h"
#include "functions_elementwise.h"
#include "constants_end.h"
#undef TC_SINGLE

#define TC_FUNCTION_UNARY_KERNELS(t)                                                               \
  [TC_EXP2] = exp2_##t, [TC_EXPM1] = expm1_##t, [TC_LOG1P] = log1p_##t, [TC_LOG2] = log2_##t,      \
  [TC_LOG10] = log10_##t, [TC_RSQRT] = rsqrt_##t, [TC_RECIPROCAL] = reciprocal_##t,                \
  [TC_SIN] = sin_##t, [TC_COS] = cos_##t, [TC_TAN] = tan_##t, [TC_ASIN] = asin_##t,                \
  [TC_ACOS] = acos_##t, [TC_ATAN] = atan_##t, [TC_SINH] = sinh_##t, [TC_COSH] = cosh_##t,          \
  [TC_ASINH] = asinh_##t, [TC_ACOSH] = acosh_##t, [TC_ATANH] = atanh_##t, [TC_ERF] = erf_##t,      \
  [TC_ERFC] = erfc_##t, [TC_LGAMMA] = lgamma_##t, [TC_DIGAMMA] = digamma_##t,                      \
  [TC_SILU] = silu_##t, [TC_SOFTPLUS] = softplus_##t, [TC_MISH] = mish_##t, [TC_GELU] = gelu_##t,  \
  [TC_GELU_TANH] = gelu_tanh_##t, [TC_HARD_SWISH] = hard_swish_##t, [TC_FLOOR] = floor_##t,        \
  [TC_CEIL] = ceil_##t, [TC_TRUNC] = trunc_##t, [TC_ROUND] = round_##t, [TC_SIGN] = sign_##t
#define TC_FUNCTION_BINARY_KERNELS(t)                                                              \
  [TC_POW] = pow_##t, [TC_ATAN2] = atan2_##t, [TC_POLYGAMMA] = polygamma_##t,                      \
  [TC_LEAKY_RELU] = leaky_relu_##t, [TC_ELU] = elu_##t, [TC_CELU] = celu_##t,                      \
  [TC_SILU_BACKWARD] = silu_backward_##t, [TC_GELU_BACKWARD] = gelu_backward_##t,                  \
  [TC_GELU_TANH_BACKWARD] = gelu_tanh_backward_##t
