// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Loops of kernels over one dimension: dense, with a scalar operand, or strided. `expression` is in x and y.
#pragma once

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
