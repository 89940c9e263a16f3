// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// log and pow in double precision with a low part, for functions that need more digits than a double
// holds on the way. Everything here works on doubles; float32 kernels convert at both ends.

typedef struct {
  double high, low;
} tc_pair;

TC_INLINE tc_pair tc_two_sum(double a, double b) {
  double s = a + b;
  double bb = s - a;
  return (tc_pair){s, (a - (s - bb)) + (b - bb)};
}

// |a| >= |b|
TC_INLINE tc_pair tc_quick_sum(double a, double b) {
  double s = a + b;
  return (tc_pair){s, b - (s - a)};
}

TC_INLINE tc_pair tc_two_product(double a, double b) {
  double p = a * b;
  return (tc_pair){p, fma_f64(a, b, -p)};
}

TC_INLINE tc_pair tc_pair_product(tc_pair a, tc_pair b) {
  tc_pair p = tc_two_product(a.high, b.high);
  p.low += fma_f64(a.high, b.low, a.low * b.high);
  return tc_quick_sum(p.high, p.low);
}

// log x for 0 < x < infinity, to about 2^-66.
TC_INLINE tc_pair tc_log_pair(double x) {
  bool subnormal = x < DBL_MIN;
  double scaled = subnormal ? x * 0x1p52 : x;
  const uint64_t one = UINT64_C(0x3ff0000000000000), sqrt_half = UINT64_C(0x3fe6a09e667f3bcd);
  const uint64_t rounder = UINT64_C(0x4338000000000000);
  uint64_t exponent = ((bits_f64(scaled) + (one - sqrt_half)) >> 52) - 1023;
  double f = from_bits_f64(bits_f64(scaled) - (exponent << 52)) - 1;
  double k = from_bits_f64(exponent + rounder) - 0x1.8p52;
  k -= subnormal ? 52.0 : 0.0;
  // s = f / (2 + f) with its remainder, and log(1 + f) = 2s + s z (2/3 + z (2/5 + ...)), z = s s.
  tc_pair den = tc_quick_sum(2, f);
  double s = f / den.high;
  double sl = (fma_f64(-s, den.high, f) - s * den.low) / den.high;
  tc_pair z = tc_two_product(s, s);
  z.low = fma_f64(2 * s, sl, z.low);
  double q = 2.0 / 25;
  q = fma_f64(q, z.high, 2.0 / 23);
  q = fma_f64(q, z.high, 2.0 / 21);
  q = fma_f64(q, z.high, 2.0 / 19);
  q = fma_f64(q, z.high, 2.0 / 17);
  q = fma_f64(q, z.high, 2.0 / 15);
  q = fma_f64(q, z.high, 2.0 / 13);
  q = fma_f64(q, z.high, 2.0 / 11);
  q = fma_f64(q, z.high, 2.0 / 9);
  q = fma_f64(q, z.high, 2.0 / 7);
  q = fma_f64(q, z.high, 2.0 / 5);
  tc_pair u = tc_quick_sum(0x1.5555555555555p-1, q * z.high);
  u.low += 0x1.5555555555555p-55;
  tc_pair v = tc_pair_product(z, (tc_pair){s, sl});
  tc_pair w = tc_pair_product(v, u);
  tc_pair y = tc_quick_sum(2 * s, w.high);
  y.low += w.low + 2 * sl;
  tc_pair sum = tc_two_sum(k * 0x1.62e42fee00000p-1, y.high);
  sum.low += y.low + k * 0x1.a39ef35793c76p-33;
  return tc_quick_sum(sum.high, sum.low);
}

// log x for every x, in the base whose logarithm has the reciprocal `scale`.
TC_INLINE double tc_log_in_base(double x, tc_pair scale) {
  bool regular = x > 0 && x < (double)INFINITY;
  tc_pair y = tc_pair_product(tc_log_pair(regular ? x : 1), scale);
  return regular ? y.high : log_one_f64(x);
}
TC_INLINE double tc_log2(double x) {
  return tc_log_in_base(x, (tc_pair){0x1.71547652b82fep+0, 0x1.777d0ffda0d24p-56});
}
TC_INLINE double tc_log10(double x) {
  return tc_log_in_base(x, (tc_pair){0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57});
}

// What pow makes of the magnitude |x|^y at the special places of C99's annex F.
TC_INLINE double tc_pow_signed(double x, double y, double magnitude) {
  double ax = __builtin_elementwise_abs(x);
  magnitude = ax == 1 ? 1 : magnitude;
  bool whole = __builtin_elementwise_rint(y) == y;
  double half = y * 0.5;
  bool odd = whole && __builtin_elementwise_abs(y) < 0x1p53 &&
             __builtin_elementwise_rint(half) != half;
  bool negative = bits_f64(x) >> 63;
  double result = negative && odd ? -magnitude : magnitude;
  result = x < 0 && ax < (double)INFINITY && !whole ? (double)NAN : result;
  result = x != x || y != y ? (double)NAN : result;
  return x == 1 || y == 0 ? 1 : result;
}

TC_INLINE double tc_pow(double x, double y) {
  double ax = __builtin_elementwise_abs(x);
  bool regular = ax > 0 && ax < (double)INFINITY;
  tc_pair l = tc_log_pair(regular ? ax : 1);
  double high = y * (regular ? l.high : log_one_f64(ax));
  double low = fma_f64(y, l.high, -high) + y * l.low;
  // Beyond the range of exp nothing is lost with the low part, which may be infinite minus infinite.
  low = regular && __builtin_elementwise_abs(high) < 800 ? low : 0;
  return tc_pow_signed(x, y, exp_sum_f64(high, low));
}

// For float32: a double's logarithm has digits to spare.
TC_INLINE double tc_pow_single(double x, double y) {
  double ax = __builtin_elementwise_abs(x);
  return tc_pow_signed(x, y, exp_one_f64(y * log_one_f64(ax)));
}

TC_INLINE double tc_log2_single(double x) { return log_one_f64(x) * 0x1.71547652b82fep+0; }
TC_INLINE double tc_log10_single(double x) { return log_one_f64(x) * 0x1.bcb7b1526e50ep-2; }
