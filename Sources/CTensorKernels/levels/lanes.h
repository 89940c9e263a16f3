// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// exp and tanh of 16 numbers at once: the bits of exp_one and tanh_one in fewer instructions, where the
// processor scales by a power of two in one.

TC_INLINE FN(vector) FN(lanes_fma)(FN(vector) a, FN(vector) b, FN(vector) c) {
  return __builtin_elementwise_fma(a, b, c);
}

TC_INLINE FN(vector) FN(lanes_at_least)(FN(vector) x, T low) {
  FN(vector) bound = FN(splat)(low);
  return FN(choose)((FN(mask))(x < bound), bound, x);
}
TC_INLINE FN(vector) FN(lanes_at_most)(FN(vector) x, T high) {
  FN(vector) bound = FN(splat)(high);
  return FN(choose)((FN(mask))(x > bound), bound, x);
}

// y 2^k for whole numbers k, given with ROUNDER added. Rounded once, however small or large: of the two
// factors of the plain way the first loses nothing.
TC_INLINE FN(vector) FN(lanes_scale)(FN(vector) y, FN(vector) rounded) {
#if defined(TC_HAS_SCALEF) && MANTISSA_BITS == 23
  FN(vector) whole = rounded - (T)ROUNDER;
  return (FN(vector))__builtin_ia32_scalefps512_mask(
    (TC_SCALEF_VECTOR)y, (TC_SCALEF_VECTOR)whole, (TC_SCALEF_VECTOR)y, (unsigned short)-1, 4);
#else
  FN(mask) k = (FN(mask))rounded - ROUNDER_BITS;
  FN(mask) half = ((k + 4096) >> 1) - 2048;
  FN(vector) first = (FN(vector))((half + EXPONENT_BIAS) << MANTISSA_BITS);
  FN(vector) second = (FN(vector))((k - half + EXPONENT_BIAS) << MANTISSA_BITS);
  return y * first * second;
#endif
}

// exp(r) - 1 for |r| <= ln(2) / 2, as expm1_core.
TC_INLINE FN(vector) FN(lanes_expm1_core)(FN(vector) r) {
  FN(vector) q;
  if (sizeof(T) == 4) {
    q = FN(splat)((T)(1.0 / 5040));
  } else {
    q = FN(splat)((T)(1.0 / 6227020800));
    q = FN(lanes_fma)(q, r, FN(splat)((T)(1.0 / 479001600)));
    q = FN(lanes_fma)(q, r, FN(splat)((T)(1.0 / 39916800)));
    q = FN(lanes_fma)(q, r, FN(splat)((T)(1.0 / 3628800)));
    q = FN(lanes_fma)(q, r, FN(splat)((T)(1.0 / 362880)));
    q = FN(lanes_fma)(q, r, FN(splat)((T)(1.0 / 40320)));
    q = FN(lanes_fma)(q, r, FN(splat)((T)(1.0 / 5040)));
  }
  q = FN(lanes_fma)(q, r, FN(splat)((T)(1.0 / 720)));
  q = FN(lanes_fma)(q, r, FN(splat)((T)(1.0 / 120)));
  q = FN(lanes_fma)(q, r, FN(splat)((T)(1.0 / 24)));
  q = FN(lanes_fma)(q, r, FN(splat)((T)(1.0 / 6)));
  q = FN(lanes_fma)(q, r, FN(splat)((T)0.5));
  return FN(lanes_fma)(r * r, q, r);
}

// x = k ln 2 + r: returns r, and k with ROUNDER added.
TC_INLINE FN(vector) FN(lanes_reduce_exp)(FN(vector) x, FN(vector) * rounded) {
  *rounded = FN(lanes_fma)(x, FN(splat)((T)LOG2_E), FN(splat)((T)ROUNDER));
  FN(vector) whole = *rounded - (T)ROUNDER;
  FN(vector) r = FN(lanes_fma)(-whole, FN(splat)((T)LN2_HIGH), x);
  return FN(lanes_fma)(-whole, FN(splat)((T)LN2_LOW), r);
}

TC_INLINE FN(vector) FN(exp_lanes)(FN(vector) x) {
  x = FN(lanes_at_most)(FN(lanes_at_least)(x, (T)EXP_LOWEST), (T)EXP_HIGHEST);
  FN(vector) rounded;
  FN(vector) r = FN(lanes_reduce_exp)(x, &rounded);
  return FN(lanes_scale)(FN(splat)((T)1) + FN(lanes_expm1_core)(r), rounded);
}

// exp(x), the same bits, of x that are at most about 0, for rows in which much is hidden: where nothing is
// left, 0 is scaled by 2^k, since an underflow costs a hundred times the instruction.
TC_INLINE FN(vector) FN(share_lanes)(FN(vector) x) {
  FN(mask) vanishes = (FN(mask))(x <= (T)EXP_LOWEST);
  FN(vector) rounded;
  FN(vector) r = FN(lanes_reduce_exp)(FN(lanes_at_least)(x, (T)EXP_LOWEST), &rounded);
  FN(vector) y = FN(splat)((T)1) + FN(lanes_expm1_core)(r);
  return FN(lanes_scale)(FN(choose)(vanishes, FN(splat)(0), y), rounded);
}

TC_INLINE FN(vector) FN(tanh_lanes)(FN(vector) x) {
  const FN(mask) sign = (FN(mask)){} + SIGN_BIT;
  FN(vector) a = FN(lanes_at_most)((FN(vector))((FN(mask))x & ~sign), (T)TANH_HIGHEST);
  FN(vector) rounded;
  FN(vector) r = FN(lanes_reduce_exp)(a + a, &rounded);
  FN(vector) p = (FN(vector))(
    ((FN(mask))rounded - ROUNDER_BITS + EXPONENT_BIAS) << MANTISSA_BITS);
  FN(vector) e = FN(lanes_fma)(p, FN(lanes_expm1_core)(r), p - (T)1);  // exp(2a) - 1
  FN(vector) y = e / (e + (T)2);
  return (FN(vector))((FN(mask))y | ((FN(mask))x & sign));
}

// A kernel that takes 16 numbers at a time; the last few are brought together first.
#define TC_UNARY_LANES(name, lanes)                                                                \
  static void FN(name)(int64_t n, const void *px, int64_t xs, void *py) {                          \
    const T *xp = px;                                                                              \
    T *yp = py;                                                                                    \
    int64_t i = 0;                                                                                 \
    if (xs == 1) {                                                                                 \
      for (; i + TC_LANES <= n; i += TC_LANES) FN(store)(yp + i, FN(lanes)(FN(load)(xp + i)));     \
    }                                                                                              \
    for (; i < n; i += TC_LANES) {                                                                 \
      int count = n - i < TC_LANES ? (int)(n - i) : TC_LANES;                                      \
      T part[TC_LANES] = {0};                                                                      \
      for (int l = 0; l < count; l++) part[l] = xp[(i + l) * xs];                                  \
      FN(store_first)(yp + i, FN(lanes)(FN(load)(part)), count);                                   \
    }                                                                                              \
  }

TC_UNARY_LANES(exp, exp_lanes)
TC_UNARY_LANES(tanh, tanh_lanes)
