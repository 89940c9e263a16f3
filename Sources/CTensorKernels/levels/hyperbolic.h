// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// expm1, log1p, exp2, sinh, cosh and their inverses of one number, without branches.

// exp(high + low); low only matters where exp(high) is finite and not 0.
TC_INLINE T FN(exp_sum)(T high, T low) {
  high = high < (T)EXP_LOWEST ? (T)EXP_LOWEST : high;
  high = high > (T)EXP_HIGHEST ? (T)EXP_HIGHEST : high;
  TBITS k;
  T r = FN(reduce_exp)(high, &k) + low;
  TBITS half = ((k + 4096) >> 1) - 2048;
  T y = (T)1 + FN(expm1_core)(r);
  return y * FN(power_of_two)(half) * FN(power_of_two)(k - half);
}

TC_INLINE T FN(magnitude)(T x) { return FN(from_bits)(FN(bits)(x) & ~SIGN_BIT); }
TC_INLINE T FN(with_sign)(T magnitude, T x) {
  return FN(from_bits)(FN(bits)(magnitude) | (FN(bits)(x) & SIGN_BIT));
}

TC_INLINE T FN(expm1_one)(T x) {
  T z = x < (T)-50 ? (T)-50 : x;
  z = z > (T)EXP_HIGHEST ? (T)EXP_HIGHEST : z;
  TBITS k;
  T r = FN(reduce_exp)(z, &k);
  // 2^k may be infinite where the result is not: half of it twice.
  T p = FN(power_of_two)(k - 1);
  T y = (T)2 * FN(fma)(p, FN(expm1_core)(r), p - (T)0.5);
  return FN(magnitude)(x) < (T)(4 * SMALLEST_NORMAL) ? x : y;
}

TC_INLINE T FN(log1p_one)(T x) {
  T u = (T)1 + x;
  bool inside = u > (T)0 && u < (T)INFINITY;
  T safe = inside ? u : (T)1;
  TBITS shifted = FN(bits)(safe) + (ONE_BITS - SQRT_HALF_BITS);
  TBITS exponent = (shifted >> MANTISSA_BITS) - EXPONENT_BIAS;
  T k = FN(from_bits)(exponent + ROUNDER_BITS) - (T)ROUNDER;
  T f = FN(from_bits)(FN(bits)(safe) - (exponent << MANTISSA_BITS)) - (T)1;
  // What 1 + x lost, as a part of the result. Near 0 there is no need to take the sum apart.
  T lost = (x > (T)1 ? (T)1 - (u - x) : x - (u - (T)1)) / safe;
  f = k == (T)0 ? x : f;
  lost = k == (T)0 ? (T)0 : lost;
  f = inside ? f : (T)0;
  T y = FN(log_core)(f, k, lost);
  y = x == (T)0 ? x : y;
  y = x == (T)INFINITY ? x : y;
  y = x == (T)-1 ? -(T)INFINITY : y;
  return x >= (T)-1 ? y : (T)NAN;
}

TC_INLINE T FN(exp2_one)(T x) {
  T z = x < (T)-1100 ? (T)-1100 : x;
  z = z > (T)1100 ? (T)1100 : z;
  if (sizeof(T) == 4) {
    z = z < (T)-160 ? (T)-160 : z;
    z = z > (T)140 ? (T)140 : z;
  }
  T rounded = z + (T)ROUNDER;
  TBITS k = FN(bits)(rounded) - ROUNDER_BITS;
  T r = z - (rounded - (T)ROUNDER);
  TBITS half = ((k + 4096) >> 1) - 2048;
  T y = (T)1 + FN(expm1_core)(FN(fma)(r, (T)LN2_HIGH, r * (T)LN2_LOW));
  return y * FN(power_of_two)(half) * FN(power_of_two)(k - half);
}

// exp(a) / 2 for a >= 0, infinite only where that is.
TC_INLINE T FN(half_exp)(T a) {
  a = a > (T)(EXP_HIGHEST + 2) ? (T)(EXP_HIGHEST + 2) : a;
  TBITS k;
  T r = FN(reduce_exp)(a, &k);
  TBITS half = k >> 1;
  T y = (T)1 + FN(expm1_core)(r);
  return y * FN(power_of_two)(half) * FN(power_of_two)(k - half - 1);
}

TC_INLINE T FN(sinh_one)(T x) {
  T a = FN(magnitude)(x);
  T e = FN(expm1_one)(a > (T)30 ? (T)30 : a);
  T y = (T)0.5 * (e + e / (e + (T)1));
  y = a > (T)30 ? FN(half_exp)(a) : y;
  return FN(with_sign)(y, x);
}

TC_INLINE T FN(cosh_one)(T x) {
  T h = FN(half_exp)(FN(magnitude)(x));
  return h + (T)0.25 / h;
}

TC_INLINE T FN(asinh_one)(T x) {
  T a = FN(magnitude)(x);
  bool large = a > (T)0x1p28;
  T b = large ? (T)1 : a;
  T square = b * b;
  T near = FN(log1p_one)(b + square / ((T)1 + __builtin_elementwise_sqrt(square + (T)1)));
  T far = FN(log_one)(a) + (T)0x1.62e42fefa39efp-1;
  return FN(with_sign)(large ? far : near, x);
}

TC_INLINE T FN(acosh_one)(T x) {
  bool large = x > (T)0x1p28;
  T t = (large ? (T)2 : x) - (T)1;
  T near = FN(log1p_one)(t + __builtin_elementwise_sqrt(FN(fma)(t, t, t + t)));
  T y = large ? FN(log_one)(x) + (T)0x1.62e42fefa39efp-1 : near;
  return x >= (T)1 ? y : (T)NAN;
}

TC_INLINE T FN(atanh_one)(T x) {
  T a = FN(magnitude)(x);
  T twice = a + a;
  T y = a < (T)0.5 ? twice + twice * a / ((T)1 - a) : twice / ((T)1 - a);
  return FN(with_sign)((T)0.5 * FN(log1p_one)(y), x);
}
