// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// Loops of the functions beyond exp, log, tanh and sigmoid. Those written on doubles give float32 its
// result by one rounding.

TC_UNARY_LOOP(exp2, FN(exp2_one)(x))
TC_UNARY_LOOP(expm1, FN(expm1_one)(x))
TC_UNARY_LOOP(log1p, FN(log1p_one)(x))
TC_UNARY_LOOP(log2, (T)TC_SINGLE(tc_log2_single, tc_log2)(x))
TC_UNARY_LOOP(log10, (T)TC_SINGLE(tc_log10_single, tc_log10)(x))
TC_UNARY_LOOP(rsqrt, x >= (T)0 ? (T)(1 / __builtin_elementwise_sqrt((double)x)) : (T)NAN)
TC_UNARY_LOOP(reciprocal, (T)1 / x)
TC_UNARY_LOOP(asin, (T)tc_asin(x))
TC_UNARY_LOOP(acos, (T)tc_acos(x))
TC_UNARY_LOOP(atan, (T)tc_atan(x))
TC_UNARY_LOOP(sinh, FN(sinh_one)(x))
TC_UNARY_LOOP(cosh, FN(cosh_one)(x))
TC_UNARY_LOOP(asinh, FN(asinh_one)(x))
TC_UNARY_LOOP(acosh, FN(acosh_one)(x))
TC_UNARY_LOOP(atanh, FN(atanh_one)(x))
TC_UNARY_LOOP(erf, FN(erf_one)(x))
TC_UNARY_LOOP(erfc, FN(erfc_one)(x))
TC_UNARY_LOOP(lgamma, (T)tc_lgamma(x))
TC_UNARY_LOOP(digamma, (T)tc_digamma(x))
TC_UNARY_LOOP(silu, FN(silu_one)(x))
TC_UNARY_LOOP(softplus, FN(softplus_one)(x))
TC_UNARY_LOOP(mish, FN(mish_one)(x))
#if MANTISSA_BITS == 23
#include "gelu_lanes.h"
#else
TC_UNARY_LOOP(gelu, FN(gelu_one)(x))
TC_BINARY_LOOP(gelu_backward, FN(gelu_backward_one)(x, y))
#endif
TC_UNARY_LOOP(gelu_tanh, FN(gelu_tanh_one)(x))
TC_UNARY_LOOP(hard_swish, FN(hard_swish_one)(x))
TC_UNARY_LOOP(floor, __builtin_elementwise_floor(x))
TC_UNARY_LOOP(ceil, __builtin_elementwise_ceil(x))
TC_UNARY_LOOP(trunc, __builtin_elementwise_trunc(x))
TC_UNARY_LOOP(round, __builtin_elementwise_rint(x))
TC_UNARY_LOOP(sign, x > (T)0 ? (T)1 : x < (T)0 ? (T)-1 : x == (T)0 ? (T)0 : x)

// Chunks without large arguments take the way without branches; both ways agree on every bit.
#define TC_ANGLE_LOOP(name, small, any)                                                            \
  static void FN(name)(int64_t n, const void *px, int64_t xs, void *py) {                          \
    const T *restrict xp = px;                                                                     \
    T *restrict yp = py;                                                                           \
    for (int64_t start = 0; start < n; start += 256) {                                             \
      int64_t end = n - start < 256 ? n : start + 256;                                             \
      int large = 0;                                                                               \
      for (int64_t i = start; i < end; i++)                                                        \
        large |= !(FN(magnitude)(xp[i * xs]) < (T)TC_QUARTER_LIMIT);                               \
      if (!large && xs == 1) {                                                                     \
        for (int64_t i = start; i < end; i++) yp[i] = (T)small((double)xp[i]);                     \
      } else {                                                                                     \
        for (int64_t i = start; i < end; i++) {                                                    \
          T x = xp[i * xs];                                                                        \
          yp[i] = (T)(FN(magnitude)(x) < (T)TC_QUARTER_LIMIT ? small((double)x) : any((double)x)); \
        }                                                                                          \
      }                                                                                            \
    }                                                                                              \
  }
TC_ANGLE_LOOP(sin, TC_SINGLE(tc_sin_single, tc_sin_small), tc_sin_any)
TC_ANGLE_LOOP(cos, TC_SINGLE(tc_cos_single, tc_cos_small), tc_cos_any)
TC_ANGLE_LOOP(tan, tc_tan_small, tc_tan_any)
#undef TC_ANGLE_LOOP

TC_BINARY_LOOP(pow, (T)TC_SINGLE(tc_pow_single, tc_pow)(x, y))
TC_BINARY_LOOP(atan2, (T)tc_atan2(x, y))
TC_BINARY_LOOP(polygamma, (T)tc_polygamma(x, y))
// y is the slope or scale of the negative side.
TC_BINARY_LOOP(leaky_relu, x > (T)0 ? x : x *y)
TC_BINARY_LOOP(elu, x > (T)0 ? x : y *FN(expm1_one)(x > (T)0 ? (T)0 : x))
TC_BINARY_LOOP(celu, x > (T)0 ? x : y *FN(expm1_one)((x > (T)0 ? (T)0 : x) / y))
// Gradient x, input y of the forward kernel.
TC_BINARY_LOOP(silu_backward, FN(silu_backward_one)(x, y))
TC_BINARY_LOOP(gelu_tanh_backward, FN(gelu_tanh_backward_one)(x, y))
