// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// sin, cos, tan and atan2 on doubles; float32 kernels convert at both ends.
//
// Arguments below 2^30 are reduced by pi / 2 in three parts (Cody and Waite 1980), exactly so far as
// the result shows; larger ones by the bits of 2 / pi that matter (Payne and Hanek 1983).

#define TC_QUARTER_LIMIT 0x1p30
#define TC_PIO2_1 0x1.921fb54442d18p+0
#define TC_PIO2_2 0x1.1a62633145c07p-54
#define TC_PIO2_3 (-0x1.f1976b7ed8fbcp-110)

// x = n pi / 2 + r + low, |r| <= pi / 4; only the last two bits of n are meant.
typedef struct {
  double r, low;
  uint64_t n;
} tc_angle;

TC_INLINE tc_angle tc_reduce_angle(double x) {
  double rounded = fma_f64(x, 0x1.45f306dc9c883p-1, 0x1.8p52);
  double k = rounded - 0x1.8p52;
  double r = fma_f64(-k, TC_PIO2_1, x);  // exact: its last bit is at least 2^-53
  tc_pair p = tc_two_product(k, TC_PIO2_2);
  tc_pair d = tc_two_sum(r, -p.high);
  d.low = fma_f64(-k, TC_PIO2_3, d.low - p.low);
  d = tc_quick_sum(d.high, d.low);
  return (tc_angle){d.high, d.low, bits_f64(rounded)};
}

static __attribute__((noinline)) tc_angle tc_reduce_large_angle(double x) {
  if (!(__builtin_elementwise_abs(x) < (double)INFINITY)) return (tc_angle){NAN, 0, 0};
  uint64_t b = bits_f64(x);
  int64_t e = (int64_t)((b >> 52) & 2047) - 1075;  // |x| = m 2^e
  uint64_t m = (b & UINT64_C(0xfffffffffffff)) | UINT64_C(0x10000000000000);
  // 192 bits of 2 / pi from weight 2^(1 - e) on: what comes before makes multiples of 4.
  int64_t start = e - 2 + 64;
  int64_t word = start / 64, shift = start % 64;
  uint64_t window[3];
  for (int i = 0; i < 3; i++) {
    uint64_t high = tc_two_over_pi[word + i], next = tc_two_over_pi[word + i + 1];
    window[i] = shift ? (high << shift) | (next >> (64 - shift)) : high;
  }
  // The low 192 bits of the product: two of whole quarters, 190 of fraction.
  unsigned __int128 low = (unsigned __int128)m * window[2];
  unsigned __int128 middle = (unsigned __int128)m * window[1] + (uint64_t)(low >> 64);
  uint64_t top = m * window[0] + (uint64_t)(middle >> 64);
  uint64_t n = top >> 62;
  unsigned __int128 fraction =
    ((unsigned __int128)top << 66) | ((unsigned __int128)(uint64_t)middle << 2) |
    (uint64_t)((uint64_t)low >> 62);
  bool above = fraction >> 127;
  if (above) {
    fraction = -fraction;
    n++;
  }
  double high = 0, rest = 0;
  if (fraction) {
    uint64_t upper = (uint64_t)(fraction >> 64);
    int zeros = upper ? __builtin_clzll(upper) : 64 + __builtin_clzll((uint64_t)fraction | 1);
    unsigned __int128 normal = fraction << zeros;
    uint64_t first = (uint64_t)(normal >> 75);
    uint64_t second = (uint64_t)(normal >> 22) & UINT64_C(0x1fffffffffffff);
    double unit = from_bits_f64((uint64_t)(1023 - zeros) << 52);
    high = (double)first * 0x1p-53 * unit;
    rest = (double)second * 0x1p-106 * unit;
  }
  tc_pair f = tc_quick_sum(high, rest);
  tc_pair r = tc_pair_product(f, (tc_pair){TC_PIO2_1, TC_PIO2_2});
  if (above != (bool)(b >> 63)) r = (tc_pair){-r.high, -r.low};
  return (tc_angle){r.high, r.low, b >> 63 ? -n : n};
}

TC_INLINE double tc_sin_core(double r, double low) {
  double z = r * r;
  double q = 1.0 / 355687428096000;
  q = fma_f64(q, z, -1.0 / 1307674368000);
  q = fma_f64(q, z, 1.0 / 6227020800);
  q = fma_f64(q, z, -1.0 / 39916800);
  q = fma_f64(q, z, 1.0 / 362880);
  q = fma_f64(q, z, -1.0 / 5040);
  q = fma_f64(q, z, 1.0 / 120);
  q = fma_f64(q, z, -1.0 / 6);
  return r + fma_f64(r * z, q, low * fma_f64(z, -0.5, 1));
}

TC_INLINE double tc_cos_core(double r, double low) {
  double z = r * r;
  double q = 1.0 / 20922789888000;
  q = fma_f64(q, z, -1.0 / 87178291200);
  q = fma_f64(q, z, 1.0 / 479001600);
  q = fma_f64(q, z, -1.0 / 3628800);
  q = fma_f64(q, z, 1.0 / 40320);
  q = fma_f64(q, z, -1.0 / 720);
  q = fma_f64(q, z, 1.0 / 24);
  double half = 0.5 * z;
  double whole = 1 - half;
  return whole + (((1 - whole) - half) + fma_f64(z * z, q, -(r * low)));
}

TC_INLINE double tc_sin_of(tc_angle a, double s, double c) {
  double y = a.n & 1 ? c : s;
  return from_bits_f64(bits_f64(y) ^ ((a.n & 2) << 62));
}

#define TC_SIN(x, a) (x == 0 ? x : tc_sin_of(a, tc_sin_core(a.r, a.low), tc_cos_core(a.r, a.low)))
#define TC_COS(x, a) (a.n++, tc_sin_of(a, tc_sin_core(a.r, a.low), tc_cos_core(a.r, a.low)))

TC_INLINE double tc_sin_small(double x) {
  tc_angle a = tc_reduce_angle(x);
  return TC_SIN(x, a);
}
TC_INLINE double tc_cos_small(double x) {
  tc_angle a = tc_reduce_angle(x);
  return TC_COS(x, a);
}
TC_INLINE double tc_tan_of(double x, tc_angle a) {
  double s = tc_sin_core(a.r, a.low), c = tc_cos_core(a.r, a.low);
  double y = a.n & 1 ? -c / s : s / c;
  return x == 0 ? x : y;
}
TC_INLINE double tc_tan_small(double x) { return tc_tan_of(x, tc_reduce_angle(x)); }

TC_INLINE tc_angle tc_any_angle(double x) {
  return __builtin_elementwise_abs(x) < TC_QUARTER_LIMIT ? tc_reduce_angle(x)
                                                         : tc_reduce_large_angle(x);
}
TC_INLINE double tc_sin_any(double x) {
  tc_angle a = tc_any_angle(x);
  return TC_SIN(x, a);
}
TC_INLINE double tc_cos_any(double x) {
  tc_angle a = tc_any_angle(x);
  return TC_COS(x, a);
}
TC_INLINE double tc_tan_any(double x) { return tc_tan_of(x, tc_any_angle(x)); }

// The angle of the point (b, a) in the first quadrant, a and b not negative.
TC_INLINE double tc_atan_quotient(double a, double b) {
  // Far from the ends of the range nothing below over- or underflows.
  double larger = a > b ? a : b;
  double scale = larger > 0x1p900 ? 0x1p-200 : larger < 0x1p-900 ? 0x1p200 : 1.0;
  a *= scale;
  b *= scale;
  bool swaps = a > b;
  double low = swaps ? b : a, high = swaps ? a : b;
  double ratio = low / high;
  // atan(low / high) = atan(c) + atan(t) for a c among quarters close by.
  double c = ((ratio * 4 + 0x1.8p52) - 0x1.8p52) * 0.25;
  double t = fma_f64(-c, high, low) / fma_f64(c, low, high);
  t = c == 0 ? ratio : t;
  double z = t * t;
  double q = -1.0 / 19;
  q = fma_f64(q, z, 1.0 / 17);
  q = fma_f64(q, z, -1.0 / 15);
  q = fma_f64(q, z, 1.0 / 13);
  q = fma_f64(q, z, -1.0 / 11);
  q = fma_f64(q, z, 1.0 / 9);
  q = fma_f64(q, z, -1.0 / 7);
  q = fma_f64(q, z, 1.0 / 5);
  q = fma_f64(q, z, -1.0 / 3);
  double base = c == 0.25 ? 0x1.f5b75f92c80ddp-3 : 0.0;
  base = c == 0.5 ? 0x1.dac670561bb4fp-2 : base;
  base = c == 0.75 ? 0x1.4978fa3269ee1p-1 : base;
  base = c == 1 ? 0x1.921fb54442d18p-1 : base;
  double rest = c == 0.25 ? 0x1.8ab6e3cf7afbdp-57 : 0.0;
  rest = c == 0.5 ? 0x1.a2b7f222f65e2p-56 : rest;
  rest = c == 0.75 ? 0x1.2419a87f2a458p-56 : rest;
  rest = c == 1 ? 0x1.1a62633145c07p-55 : rest;
  double tail = fma_f64(t * z, q, rest);
  double y = base + (t + tail);
  double other = (TC_PIO2_1 - base) - (t + (tail - TC_PIO2_2));
  return swaps ? other : y;
}

TC_INLINE double tc_atan2(double y, double x) {
  double ay = __builtin_elementwise_abs(y), ax = __builtin_elementwise_abs(x);
  bool both = ay == (double)INFINITY && ax == (double)INFINITY;
  double angle = tc_atan_quotient(both ? 1 : ay, both ? 1 : ax);
  angle = ay == 0 ? 0 : angle;  // also at the origin
  bool behind = bits_f64(x) >> 63;
  angle = behind ? 2 * TC_PIO2_1 - (angle - 2 * TC_PIO2_2) : angle;
  angle = x != x || y != y ? (double)NAN : angle;
  return from_bits_f64(bits_f64(angle) | (bits_f64(y) & UINT64_C(0x8000000000000000)));
}

TC_INLINE double tc_atan(double x) {
  double a = __builtin_elementwise_abs(x);
  double y = a == (double)INFINITY ? TC_PIO2_1 : tc_atan_quotient(a, 1);
  return from_bits_f64(bits_f64(y) | (bits_f64(x) & UINT64_C(0x8000000000000000)));
}

// Beyond 1 a NaN of our own: the sign of what the square root makes of a negative number may differ.
TC_INLINE double tc_asin(double x) {
  double a = __builtin_elementwise_abs(x);
  double y = tc_atan_quotient(a, __builtin_elementwise_sqrt((1 - a) * (1 + a)));
  y = a <= 1 ? y : (double)NAN;
  return from_bits_f64(bits_f64(y) | (bits_f64(x) & UINT64_C(0x8000000000000000)));
}
TC_INLINE double tc_acos(double x) {
  double half = tc_atan_quotient(
    __builtin_elementwise_sqrt(1 - x), __builtin_elementwise_sqrt(1 + x));
  return __builtin_elementwise_abs(x) <= 1 ? 2 * half : (double)NAN;
}

// Enough for float32: |x| below the limit, no low part, shorter polynomials.
TC_INLINE double tc_sin_shifted_single(double x, uint64_t quarters) {
  double rounded = fma_f64(x, 0x1.45f306dc9c883p-1, 0x1.8p52);
  double k = rounded - 0x1.8p52;
  double r = fma_f64(-k, TC_PIO2_2, fma_f64(-k, TC_PIO2_1, x));
  uint64_t n = bits_f64(rounded) + quarters;
  double z = r * r;
  double s = 1.0 / 362880;
  s = fma_f64(s, z, -1.0 / 5040);
  s = fma_f64(s, z, 1.0 / 120);
  s = fma_f64(s, z, -1.0 / 6);
  s = fma_f64(r * z, s, r);
  double c = -1.0 / 3628800;
  c = fma_f64(c, z, 1.0 / 40320);
  c = fma_f64(c, z, -1.0 / 720);
  c = fma_f64(c, z, 1.0 / 24);
  c = fma_f64(c, z, -0.5);
  c = fma_f64(c, z, 1);
  double y = n & 1 ? c : s;
  return from_bits_f64(bits_f64(y) ^ ((n & 2) << 62));
}
TC_INLINE double tc_sin_single(double x) { return x == 0 ? x : tc_sin_shifted_single(x, 0); }
TC_INLINE double tc_cos_single(double x) { return tc_sin_shifted_single(x, 1); }
