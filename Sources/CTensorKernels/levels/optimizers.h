// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Steps of optimizers, one pass each. Before the rule sees it, a gradient is multiplied by `scale` and
// takes on `decay` times the parameter; 0 times an infinite parameter is never computed.
#define TC_RULE(name, prepare, body)                                                               \
  static void FN(name)(                                                                            \
    int64_t n, const tc_rule *h, const void *pg, void *pp, void *p0, void *p1, void *p2) {         \
    const T *restrict gradient = pg;                                                               \
    T *restrict p = pp;                                                                            \
    T *restrict a = p0;                                                                            \
    T *restrict b = p1;                                                                            \
    T *restrict c = p2;                                                                            \
    (void)a, (void)b, (void)c;                                                                     \
    const T scale = (T)h->scale, decay = (T)h->decay;                                              \
    prepare;                                                                                       \
    if (h->decay != 0) {                                                                           \
      for (int64_t i = 0; i < n; i++) {                                                            \
        T g = FN(fma)(decay, p[i], scale * gradient[i]);                                           \
        body;                                                                                      \
      }                                                                                            \
    } else {                                                                                       \
      for (int64_t i = 0; i < n; i++) {                                                            \
        T g = scale * gradient[i];                                                                 \
        body;                                                                                      \
      }                                                                                            \
    }                                                                                              \
  }

#define TC_RATE const T rate = (T)-h->rate, keep = (T)h->keep
// What decoupled decay keeps of a parameter, and the step.
#define TC_MOVE(by) p[i] = FN(fma)(rate, by, p[i] * keep)

// Stochastic gradient descent, without and with a momentum (Sutskever, Martens, Dahl, Hinton 2013).
TC_RULE(rule_sgd, TC_RATE, TC_MOVE(g))
#define TC_MOMENTUM                                                                                \
  TC_RATE;                                                                                         \
  const T beta = (T)h->beta1, rest = (T)h->beta2
TC_RULE(rule_momentum, TC_MOMENTUM, {
  a[i] = FN(fma)(beta, a[i], rest * g);
  TC_MOVE(a[i]);
})
TC_RULE(rule_nesterov, TC_MOMENTUM, {
  a[i] = FN(fma)(beta, a[i], rest * g);
  TC_MOVE(FN(fma)(beta, a[i], g));
})

// Adam (Kingma and Ba 2015), with decoupled weight decay AdamW (Loshchilov and Hutter 2019), and with
// the largest mean square so far AMSGrad (Reddi, Kale, Kumar 2018).
#define TC_ADAM                                                                                    \
  const T beta1 = (T)h->beta1, beta2 = (T)h->beta2, epsilon = (T)h->epsilon;                       \
  const T rest1 = (T)(1 - h->beta1), rest2 = (T)(1 - h->beta2), keep = (T)h->keep;                 \
  const T rate = (T)(-h->rate * h->correction1), correction2 = (T)h->correction2
#define TC_ADAM_MEANS                                                                              \
  T first = FN(fma)(beta1, a[i], rest1 * g);                                                       \
  T second = FN(fma)(beta2, b[i], rest2 * g * g);                                                  \
  a[i] = first;                                                                                    \
  b[i] = second
TC_RULE(rule_adam, TC_ADAM, {
  TC_ADAM_MEANS;
  TC_MOVE(first / (__builtin_elementwise_sqrt(second * correction2) + epsilon));
})
TC_RULE(rule_amsgrad, TC_ADAM, {
  TC_ADAM_MEANS;
  // As the comparison of torch.maximum: what is not a number stays to be seen.
  T largest = second <= c[i] ? c[i] : second;
  c[i] = largest;
  TC_MOVE(first / (__builtin_elementwise_sqrt(largest * correction2) + epsilon));
})

// RMSprop (Tieleman and Hinton 2012), centred as in Graves 2013, with a momentum of its steps.
#define TC_RMSPROP                                                                                 \
  TC_RATE;                                                                                         \
  const T alpha = (T)h->beta2, rest = (T)(1 - h->beta2), epsilon = (T)h->epsilon;                  \
  const T beta = (T)h->beta1
#define TC_RMSPROP_STEP                                                                            \
  T second = FN(fma)(alpha, a[i], rest * g * g);                                                   \
  a[i] = second;                                                                                   \
  T step = g / (__builtin_elementwise_sqrt(second) + epsilon)
// A variance that rounding makes negative is none.
#define TC_RMSPROP_CENTERED_STEP                                                                   \
  T second = FN(fma)(alpha, a[i], rest * g * g);                                                   \
  T first = FN(fma)(alpha, b[i], rest * g);                                                        \
  a[i] = second;                                                                                   \
  b[i] = first;                                                                                    \
  T variance = FN(fma)(-first, first, second);                                                     \
  variance = variance < 0 ? 0 : variance;                                                          \
  T step = g / (__builtin_elementwise_sqrt(variance) + epsilon)
TC_RULE(rule_rmsprop, TC_RMSPROP; (void)beta, {
  TC_RMSPROP_STEP;
  TC_MOVE(step);
})
TC_RULE(rule_rmsprop_momentum, TC_RMSPROP, {
  TC_RMSPROP_STEP;
  b[i] = FN(fma)(beta, b[i], step);
  TC_MOVE(b[i]);
})
TC_RULE(rule_rmsprop_centered, TC_RMSPROP; (void)beta, {
  TC_RMSPROP_CENTERED_STEP;
  TC_MOVE(step);
})
TC_RULE(rule_rmsprop_centered_momentum, TC_RMSPROP, {
  TC_RMSPROP_CENTERED_STEP;
  c[i] = FN(fma)(beta, c[i], step);
  TC_MOVE(c[i]);
})

// AdaGrad (Duchi, Hazan, Singer 2011).
TC_RULE(rule_adagrad, TC_RATE; const T epsilon = (T)h->epsilon, {
  a[i] = FN(fma)(g, g, a[i]);
  TC_MOVE(g / (__builtin_elementwise_sqrt(a[i]) + epsilon));
})

// Lion (Chen and others 2023).
#define TC_LION                                                                                    \
  const T rate = (T)-h->rate, shrink = (T)h->shrink;                                               \
  const T beta1 = (T)h->beta1, beta2 = (T)h->beta2;                                                \
  const T rest1 = (T)(1 - h->beta1), rest2 = (T)(1 - h->beta2)
TC_RULE(rule_lion, TC_LION, {
  T mixed = FN(fma)(beta1, a[i], rest1 * g);
  a[i] = FN(fma)(beta2, a[i], rest2 * g);
  T sign = mixed > 0 ? 1 : mixed < 0 ? -1 : mixed;
  // Steps are small beside a parameter: what the decay keeps of it, rounded, would drift from the rest.
  p[i] = FN(fma)(rate, FN(fma)(shrink, p[i], sign), p[i]);
})

// A running mean of parameters: the "gradient" is the parameter, beta1 what stays of the mean.
TC_RULE(rule_average, const T beta = (T)h->beta1; const T rest = (T)(1 - h->beta1), {
  p[i] = FN(fma)(beta, p[i], rest * g);
})

#undef TC_RULE
#undef TC_RATE
#undef TC_MOVE
#undef TC_MOMENTUM
#undef TC_ADAM
#undef TC_ADAM_MEANS
#undef TC_RMSPROP
#undef TC_RMSPROP_STEP
#undef TC_RMSPROP_CENTERED_STEP
#undef TC_LION

// The sum of squares in double, whatever the type: squares of floats are exact, and do not overflow.
static double FN(sum_squares)(int64_t n, const void *px) {
  const T *restrict x = px;
  double lanes[TC_LANES] = {0};
  int64_t i = 0;
  for (; i + TC_LANES <= n; i += TC_LANES) {
    for (int l = 0; l < TC_LANES; l++) {
      double v = x[i + l];
      lanes[l] += v * v;
    }
  }
  for (int l = 0; i < n; i++, l++) {
    double v = x[i];
    lanes[l] += v * v;
  }
  for (int width = TC_LANES / 2; width > 0; width /= 2)
    for (int l = 0; l < width; l++) lanes[l] += lanes[l + width];
  return lanes[0];
}
