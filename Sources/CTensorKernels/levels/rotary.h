// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Rotary position embedding of one row: pairs (a, b) become (a c - b s, a s + b c), the rest is copied.
static void FN(rotary)(
  int64_t d, int64_t pairs, bool interleaved, bool inverse, const void *px, const void *pc,
  int64_t c_stride, const void *ps, int64_t s_stride, void *py) {
  const T *restrict x = px;
  const T *restrict cosine = pc;
  const T *restrict sine = ps;
  T *restrict y = py;
  int64_t step = interleaved ? 2 : 1, other = interleaved ? 1 : pairs;
  const T sign = inverse ? -(T)1 : (T)1;
  for (int64_t i = 0; i < pairs; i++) {
    T a = x[i * step], b = x[i * step + other];
    T c = cosine[i * c_stride], s = sine[i * s_stride] * sign;
    y[i * step] = a * c - b * s;
    y[i * step + other] = a * s + b * c;
  }
  for (int64_t i = 2 * pairs; i < d; i++) y[i] = x[i];
}
