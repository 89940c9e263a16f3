// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// z = z op y in place, y an array or one number: what compound assignment runs on its own elements.

#define TC_ASSIGN_LOOP(name, expression)                                                           \
  static void FN(name)(int64_t n, void *pz, const void *py, int64_t ys) {                          \
    T *restrict zp = pz;                                                                           \
    const T *restrict yp = py;                                                                     \
    if (ys == 1) {                                                                                 \
      for (int64_t i = 0; i < n; i++) {                                                            \
        T z = zp[i], y = yp[i];                                                                    \
        zp[i] = (expression);                                                                      \
      }                                                                                            \
    } else {                                                                                       \
      T y = n > 0 ? yp[0] : (T)0;                                                                  \
      for (int64_t i = 0; i < n; i++) {                                                            \
        T z = zp[i];                                                                               \
        zp[i] = (expression);                                                                      \
      }                                                                                            \
    }                                                                                              \
  }

TC_ASSIGN_LOOP(assign_add, z + y)
TC_ASSIGN_LOOP(assign_subtract, z - y)
TC_ASSIGN_LOOP(assign_multiply, z *y)
TC_ASSIGN_LOOP(assign_divide, z / y)
#undef TC_ASSIGN_LOOP
