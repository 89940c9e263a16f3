// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// log gamma and its derivatives on doubles; float32 kernels convert at both ends.

// log gamma(a) for a > 0.
TC_INLINE double tc_lgamma_positive(double a) {
  if (a < 8) {
    double below = 0, c;
    if (a < 1) {
      below = log_one_f64(a);  // gamma(a) = gamma(a + 1) / a
    } else {
      double product = 1;
      while (a >= 3) {
        a -= 1;
        product *= a;
      }
      below = product == 1 ? 0 : -log_one_f64(product);
    }
    // (x - 1)(x - 2) with x = a + 1 below 1.
    double factor = a < 1 ? a * (a - 1) : (a - 1) * (a - 2);
    if (a < 2) {
      double u = a < 1 ? 2 * a - 1 : 2 * a - 3;
      c = tc_lgamma_1_to_2[21];
      for (int i = 20; i >= 0; i--) c = fma_f64(c, u, tc_lgamma_1_to_2[i]);
    } else {
      double u = 2 * a - 5;
      c = tc_lgamma_2_to_3[17];
      for (int i = 16; i >= 0; i--) c = fma_f64(c, u, tc_lgamma_2_to_3[i]);
    }
    return factor * c - below;
  }
  // Stirling's series.
  double r = 1 / a, z = r * r;
  double q = 1.0 / 156;
  q = fma_f64(q, z, -691.0 / 360360);
  q = fma_f64(q, z, 1.0 / 1188);
  q = fma_f64(q, z, -1.0 / 1680);
  q = fma_f64(q, z, 1.0 / 1260);
  q = fma_f64(q, z, -1.0 / 360);
  q = fma_f64(q, z, 1.0 / 12);
  double rest = 0x1.d67f1c864beb5p-1 - 0.5 + q * r;
  return (a - 0.5) * (log_one_f64(a) - 1) + rest;
}

TC_INLINE double tc_sin_pi(double a) {
  double r = a - __builtin_elementwise_rint(a);  // exact
  tc_pair p = tc_pair_product((tc_pair){r, 0}, (tc_pair){2 * TC_PIO2_1, 2 * TC_PIO2_2});
  // Up to pi / 2, beyond what the cores take: sin(2t) = 2 sin t cos t.
  double s = tc_sin_core(p.high / 2, p.low / 2), c = tc_cos_core(p.high / 2, p.low / 2);
  return 2 * s * c;
}

static double tc_lgamma(double x) {
  double a = __builtin_elementwise_abs(x);
  if (!(a < (double)INFINITY)) return x != x ? x : (double)INFINITY;
  if (a < 0x1p-60) return -log_one_f64(a);
  if (x > 0) return tc_lgamma_positive(a);
  double s = __builtin_elementwise_abs(tc_sin_pi(a));
  if (s == 0) return (double)INFINITY;
  return log_one_f64(2 * TC_PIO2_1 / (a * s)) - tc_lgamma_positive(a);
}

static double tc_digamma(double x) {
  if (x == 0) return bits_f64(x) >> 63 ? (double)INFINITY : -(double)INFINITY;
  if (!(__builtin_elementwise_abs(x) < (double)INFINITY)) return x > 0 ? x : (double)NAN;
  // In two parts: near the zero at 1.46 the terms cancel.
  tc_pair y = {0, 0};
  if (x < 0) {
    double r = x - __builtin_elementwise_rint(x);
    if (r == 0) return (double)NAN;
    double t = r * (2 * TC_PIO2_1);
    y.high = -2 * TC_PIO2_1 * (tc_sin_any(TC_PIO2_1 - t) / tc_sin_any(t));
    // 1 - x may round where x is tiny; its digamma does not notice.
    x = 1 - x;
  }
  double low = 0;
  while (x < 10) {
    double r = 1 / x, rest = fma_f64(-r, x, 1) * r;
    y = tc_two_sum(y.high, -r);
    low += y.low - rest;
    x += 1;
  }
  double z = 1 / (x * x);
  double q = 1.0 / 12;
  q = fma_f64(q, z, -691.0 / 32760);
  q = fma_f64(q, z, 1.0 / 132);
  q = fma_f64(q, z, -1.0 / 240);
  q = fma_f64(q, z, 1.0 / 252);
  q = fma_f64(q, z, -1.0 / 120);
  q = fma_f64(q, z, 1.0 / 12);
  tc_pair l = tc_log_pair(x);
  y = tc_two_sum(y.high, l.high);
  return y.high + (y.low + low + l.low - 0.5 / x - z * q);
}

// Hurwitz's zeta(s, q) for s > 1 and q > 0, by Euler and Maclaurin.
TC_INLINE double tc_hurwitz_zeta(double s, double q) {
  double sum = 0;
  while (q < 12 + s) {
    sum += tc_pow(q, -s);
    q += 1;
  }
  static const double bernoulli[] = {1.0 / 6,  -1.0 / 30,    1.0 / 42, -1.0 / 30,
                                     5.0 / 66, -691.0 / 2730, 7.0 / 6,  -3617.0 / 510};
  double power = tc_pow(q, -s);
  double y = power * q / (s - 1) + 0.5 * power;
  // B(2j) / (2j)! s (s + 1) ... (s + 2j - 2) q^(1 - s - 2j)
  double factor = s * power / (2 * q);
  for (int j = 0; j < 8; j++) {
    y += bernoulli[j] * factor;
    factor *= (s + 2 * j + 1) * (s + 2 * j + 2) / ((2 * j + 3) * (2 * j + 4) * q * q);
  }
  return sum + y;
}

// The n-th derivative of digamma, n >= 1.
static double tc_polygamma(double x, double n) {
  if (x != x) return x;
  if (x == (double)INFINITY) return 0;
  bool odd = __builtin_elementwise_rint(n * 0.5) != n * 0.5;
  if (x <= 0) {
    double r = x - __builtin_elementwise_rint(x);
    if (x == -(double)INFINITY) return (double)NAN;
    if (r == 0) return odd ? (double)INFINITY : (double)NAN;
    if (n > 2) return (double)NAN;
    // Reflection: derivatives of psi(1 - x) - psi(x) = pi cot(pi x).
    double pi = 2 * TC_PIO2_1, sine = tc_sin_pi(r);
    if (n == 1) return pi * pi / (sine * sine) - tc_hurwitz_zeta(2, 1 - x);
    double cosine = tc_sin_any(TC_PIO2_1 - r * pi);
    return -2 * (pi * pi * pi * cosine / (sine * sine * sine) + tc_hurwitz_zeta(3, 1 - x));
  }
  double factorial = 1;
  for (double k = 2; k <= n; k++) factorial *= k;
  double y = factorial * tc_hurwitz_zeta(n + 1, x);
  return odd ? y : -y;
}
