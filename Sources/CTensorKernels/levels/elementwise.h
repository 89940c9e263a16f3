// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Loops over one dimension: dense, with a scalar operand, or strided.

#define TC_UNARY_LOOP(name, expression)                                                            \
  static void FN(name)(int64_t n, const void *px, int64_t xs, void *py) {                          \
    const T *restrict xp = px;                                                                     \
    T *restrict yp = py;                                                                           \
    if (xs == 1) {                                                                                 \
      for (int64_t i = 0; i < n; i++) {                                                            \
        T x = xp[i];                                                                               \
        yp[i] = (expression);                                                                      \
      }                                                                                            \
    } else {                                                                                       \
      for (int64_t i = 0; i < n; i++) {                                                            \
        T x = xp[i * xs];                                                                          \
        yp[i] = (expression);                                                                      \
      }                                                                                            \
    }                                                                                              \
  }

TC_UNARY_LOOP(negate, -x)
TC_UNARY_LOOP(exp, FN(exp_one)(x))
TC_UNARY_LOOP(log, FN(log_one)(x))
TC_UNARY_LOOP(tanh, FN(tanh_one)(x))
TC_UNARY_LOOP(relu, x <= (T)0 ? (T)0 : x)  // NaN stays
TC_UNARY_LOOP(sigmoid, FN(sigmoid_one)(x))
TC_UNARY_LOOP(sqrt, __builtin_elementwise_sqrt(x))
TC_UNARY_LOOP(abs, FN(from_bits)(FN(bits)(x) & ~SIGN_BIT))
#undef TC_UNARY_LOOP

#define TC_BINARY_LOOP(name, expression)                                                           \
  static void FN(name)(                                                                            \
    int64_t n, const void *px, int64_t xs, const void *py, int64_t ys, void *pz) {                 \
    const T *restrict xp = px;                                                                     \
    const T *restrict yp = py;                                                                     \
    T *restrict zp = pz;                                                                           \
    if (xs == 1 && ys == 1) {                                                                      \
      for (int64_t i = 0; i < n; i++) {                                                            \
        T x = xp[i], y = yp[i];                                                                    \
        zp[i] = (expression);                                                                      \
      }                                                                                            \
    } else if (xs == 1 && ys == 0) {                                                               \
      T y = n > 0 ? yp[0] : (T)0;                                                                  \
      for (int64_t i = 0; i < n; i++) {                                                            \
        T x = xp[i];                                                                               \
        zp[i] = (expression);                                                                      \
      }                                                                                            \
    } else if (xs == 0 && ys == 1) {                                                               \
      T x = n > 0 ? xp[0] : (T)0;                                                                  \
      for (int64_t i = 0; i < n; i++) {                                                            \
        T y = yp[i];                                                                               \
        zp[i] = (expression);                                                                      \
      }                                                                                            \
    } else {                                                                                       \
      for (int64_t i = 0; i < n; i++) {                                                            \
        T x = xp[i * xs], y = yp[i * ys];                                                          \
        zp[i] = (expression);                                                                      \
      }                                                                                            \
    }                                                                                              \
  }

TC_BINARY_LOOP(add, x + y)
TC_BINARY_LOOP(subtract, x - y)
TC_BINARY_LOOP(multiply, x *y)
TC_BINARY_LOOP(divide, x / y)
TC_BINARY_LOOP(maximum, (x > y || x != x) ? x : y)  // NaN wins
TC_BINARY_LOOP(minimum, (x < y || x != x) ? x : y)
// Gradient x, output y of the forward kernel.
TC_BINARY_LOOP(relu_backward, y > (T)0 ? x : (T)0)
TC_BINARY_LOOP(tanh_backward, x *((T)1 - y * y))
TC_BINARY_LOOP(sigmoid_backward, x *(y * ((T)1 - y)))
#undef TC_BINARY_LOOP
