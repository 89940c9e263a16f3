// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Adam (Kingma and Ba 2015) with decoupled weight decay (Loshchilov and Hutter 2019), one pass.
static void FN(adam)(
  int64_t n, const tc_adam_settings *s, const void *pg, void *pp, void *pm, void *pv) {
  const T *restrict g = pg;
  T *restrict p = pp;
  T *restrict m = pm;
  T *restrict v = pv;
  const T beta1 = (T)s->beta1, beta2 = (T)s->beta2, epsilon = (T)s->epsilon;
  const T rest1 = (T)(1 - s->beta1), rest2 = (T)(1 - s->beta2);
  const T step = (T)(-s->learning_rate * s->correction1), correction2 = (T)s->correction2;
  const T keep = (T)(1 - s->learning_rate * s->weight_decay);
  for (int64_t i = 0; i < n; i++) {
    T first = FN(fma)(beta1, m[i], rest1 * g[i]);
    T second = FN(fma)(beta2, v[i], rest2 * g[i] * g[i]);
    m[i] = first;
    v[i] = second;
    T denominator = __builtin_elementwise_sqrt(second * correction2) + epsilon;
    p[i] = FN(fma)(step, first / denominator, p[i] * keep);
  }
}
