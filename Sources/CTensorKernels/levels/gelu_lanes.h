// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// x times the normal distribution's part below x, in float32, 16 numbers at once.
//
// The part below -a is exp(-a^2 / 2) q(a), and a ratio of two polynomials with positive coefficients is
// within 1.3e-8 of q(a) by ratio for 0 <= a <= 14.6. So the digits in the left tail are kept, where
// 1 + erf loses them all, with one division. Beyond, the part below is 0 in float32.
static const T FN(tc_gelu_above)[] = {
  0.5f, 0.4378066956996918f, 0.18284474313259125f, 0.04049322381615639f, 0.0040930635295808315f,
};
static const T FN(tc_gelu_below)[] = {
  1.0f,                 1.673498272895813f,   1.2009438276290894f,
  0.46843257546424866f, 0.10150795429944992f, 0.010259668342769146f,
};
#define TC_GELU_FARTHEST 14.6f

// exp(-r / 2) = 1 - r / 2 + r^2 (...) within 3.7e-9 for |r| <= ln(2), by Remez' method.
static const T FN(tc_gelu_bell)[] = {
  0x1.fffffcp-4f, -0x1.555492p-6f, 0x1.5558f2p-9f, -0x1.123a2p-12f, 0x1.6a23d2p-16f,
};

// The bell exp(-a^2 / 2) as 2^k (1 + what it returns), k with ROUNDER added. What is left of a^2 beside
// multiples of ln(2) is rounded when it is small: a^2 itself loses nothing.
TC_INLINE FN(vector) FN(lanes_bell)(FN(vector) a, FN(vector) * rounded) {
  *rounded = FN(lanes_fma)(a * a, FN(splat)((T)(LOG2_E * -0.5)), FN(splat)((T)ROUNDER));
  FN(vector) whole = *rounded - (T)ROUNDER;
  FN(vector) r = FN(lanes_fma)(a, a, whole * (T)(LN2_HIGH * 2));
  r = FN(lanes_fma)(whole, FN(splat)((T)(LN2_LOW * 2)), r);
  FN(vector) q = FN(splat)(FN(tc_gelu_bell)[4]);
#pragma clang loop unroll(full)
  for (int i = 3; i >= 0; i--) q = FN(lanes_fma)(q, r, FN(splat)(FN(tc_gelu_bell)[i]));
  return r * FN(lanes_fma)(q, r, FN(splat)((T)-0.5));
}

TC_INLINE void FN(lanes_tail)(FN(vector) a, FN(vector) * above, FN(vector) * below) {
  *above = FN(splat)(FN(tc_gelu_above)[4]);
  *below = FN(splat)(FN(tc_gelu_below)[5]);
#pragma clang loop unroll(full)
  for (int i = 3; i >= 0; i--) *above = FN(lanes_fma)(*above, a, FN(splat)(FN(tc_gelu_above)[i]));
#pragma clang loop unroll(full)
  for (int i = 4; i >= 0; i--) *below = FN(lanes_fma)(*below, a, FN(splat)(FN(tc_gelu_below)[i]));
}

TC_INLINE FN(vector) FN(lanes_distance)(FN(vector) x) {
  const FN(mask) sign = (FN(mask)){} + SIGN_BIT;
  return FN(lanes_at_most)((FN(vector))((FN(mask))x & ~sign), TC_GELU_FARTHEST);
}

// gelu(x) - gelu(-x) = x, so there is only gelu(-a) to compute: no difference, and hardly a product, of
// rounded numbers.
TC_INLINE FN(vector) FN(gelu_lanes)(FN(vector) x) {
  FN(vector) a = FN(lanes_distance)(x), rounded, above, below;
  FN(vector) m = FN(lanes_bell)(a, &rounded);
  FN(lanes_tail)(a, &above, &below);
  FN(vector) q = a * above / below;
  FN(vector) left = FN(lanes_scale)(FN(lanes_fma)(q, m, q), rounded);
  const FN(vector) zero = FN(splat)((T)-0.0);
  return FN(choose)((FN(mask))(zero > x), zero, x) - left;
}

TC_INLINE FN(vector) FN(gelu_backward_lanes)(FN(vector) g, FN(vector) x) {
  FN(vector) a = FN(lanes_distance)(x), rounded, above, below;
  FN(vector) m = FN(lanes_bell)(a, &rounded);
  FN(lanes_tail)(a, &above, &below);
  FN(vector) q = above / below;
  FN(vector) tail = FN(lanes_scale)(FN(lanes_fma)(q, m, q), rounded);
  FN(vector) bell = FN(lanes_scale)(FN(splat)((T)1) + m, rounded);
  FN(vector) part = FN(choose)((FN(mask))(x < (T)0), tail, (T)1 - tail);
  FN(vector) near = FN(lanes_at_most)(FN(lanes_at_least)(x, -TC_GELU_FARTHEST), TC_GELU_FARTHEST);
  return g * FN(lanes_fma)(near * (T)0x1.9884533d43651p-2, bell, part);
}

TC_UNARY_LANES(gelu, gelu_lanes)

static void FN(gelu_backward)(
  int64_t n, const void *pg, int64_t gs, const void *px, int64_t xs, void *pdx) {
  const T *g = pg, *x = px;
  T *dx = pdx;
  int64_t i = 0;
  if (gs == 1 && xs == 1) {
    for (; i + TC_LANES <= n; i += TC_LANES)
      FN(store)(dx + i, FN(gelu_backward_lanes)(FN(load)(g + i), FN(load)(x + i)));
  }
  for (; i < n; i += TC_LANES) {
    int count = n - i < TC_LANES ? (int)(n - i) : TC_LANES;
    T some_g[TC_LANES] = {0}, some_x[TC_LANES] = {0};
    for (int l = 0; l < count; l++) some_g[l] = g[(i + l) * gs], some_x[l] = x[(i + l) * xs];
    FN(store_first)(
      dx + i, FN(gelu_backward_lanes)(FN(load)(some_g), FN(load)(some_x)), count);
  }
}
