// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// exp, log, tanh and sigmoid of one number, without branches so that loops over them vectorise.
// Taylor polynomials on reduced arguments, evaluated by fused multiply-add: the same bits everywhere.

TC_INLINE T FN(fma)(T a, T b, T c) { return __builtin_elementwise_fma(a, b, c); }

TC_INLINE TBITS FN(bits)(T x) {
  TBITS b;
  memcpy(&b, &x, sizeof b);
  return b;
}
TC_INLINE T FN(from_bits)(TBITS b) {
  T x;
  memcpy(&x, &b, sizeof x);
  return x;
}
TC_INLINE T FN(power_of_two)(TBITS k) {
  return FN(from_bits)((k + EXPONENT_BIAS) << MANTISSA_BITS);
}

// exp(r) - 1 for |r| <= ln(2) / 2.
TC_INLINE T FN(expm1_core)(T r) {
  T q;
  if (sizeof(T) == 4) {
    q = (T)(1.0 / 5040);
  } else {
    q = (T)(1.0 / 6227020800);
    q = FN(fma)(q, r, (T)(1.0 / 479001600));
    q = FN(fma)(q, r, (T)(1.0 / 39916800));
    q = FN(fma)(q, r, (T)(1.0 / 3628800));
    q = FN(fma)(q, r, (T)(1.0 / 362880));
    q = FN(fma)(q, r, (T)(1.0 / 40320));
    q = FN(fma)(q, r, (T)(1.0 / 5040));
  }
  q = FN(fma)(q, r, (T)(1.0 / 720));
  q = FN(fma)(q, r, (T)(1.0 / 120));
  q = FN(fma)(q, r, (T)(1.0 / 24));
  q = FN(fma)(q, r, (T)(1.0 / 6));
  q = FN(fma)(q, r, (T)0.5);
  return FN(fma)(r * r, q, r);
}

// x = k ln 2 + r. Returns r and leaves k in *k as a two's complement number.
TC_INLINE T FN(reduce_exp)(T x, TBITS *k) {
  T rounded = FN(fma)(x, (T)LOG2_E, (T)ROUNDER);
  T whole = rounded - (T)ROUNDER;
  *k = FN(bits)(rounded) - ROUNDER_BITS;
  T r = FN(fma)(-whole, (T)LN2_HIGH, x);
  return FN(fma)(-whole, (T)LN2_LOW, r);
}

TC_INLINE T FN(exp_one)(T x) {
  x = x < (T)EXP_LOWEST ? (T)EXP_LOWEST : x;
  x = x > (T)EXP_HIGHEST ? (T)EXP_HIGHEST : x;
  TBITS k;
  T r = FN(reduce_exp)(x, &k);
  // Two factors: 2^k itself may be infinite or subnormal. Halved with a bias to shift an unsigned.
  TBITS half = ((k + 4096) >> 1) - 2048;
  T y = (T)1 + FN(expm1_core)(r);
  return y * FN(power_of_two)(half) * FN(power_of_two)(k - half);
}

// k ln 2 + log(1 + f) + lost, |f| below sqrt 2 - 1: by s = f / (2 + f), in the arrangement of fdlibm's
// e_log.c, which loses no low bits.
TC_INLINE T FN(log_core)(T f, T k, T lost) {
  T s = f / ((T)2 + f);
  T z = s * s;
  T q;
  if (sizeof(T) == 4) {
    q = (T)(2.0 / 11);
  } else {
    q = (T)(2.0 / 23);
    q = FN(fma)(q, z, (T)(2.0 / 21));
    q = FN(fma)(q, z, (T)(2.0 / 19));
    q = FN(fma)(q, z, (T)(2.0 / 17));
    q = FN(fma)(q, z, (T)(2.0 / 15));
    q = FN(fma)(q, z, (T)(2.0 / 13));
    q = FN(fma)(q, z, (T)(2.0 / 11));
  }
  q = FN(fma)(q, z, (T)(2.0 / 9));
  q = FN(fma)(q, z, (T)(2.0 / 7));
  q = FN(fma)(q, z, (T)(2.0 / 5));
  q = FN(fma)(q, z, (T)(2.0 / 3));
  q *= z;
  T half_square = (T)0.5 * f * f;
  T low = FN(fma)(s, half_square + q, FN(fma)(k, (T)LN2_LOW, lost));
  return FN(fma)(k, (T)LN2_HIGH, f - (half_square - low));
}

TC_INLINE T FN(log_one)(T x) {
  bool subnormal = x < (T)SMALLEST_NORMAL;
  T scaled = subnormal ? x * (T)SUBNORMAL_SCALE : x;
  TBITS shifted = FN(bits)(scaled) + (ONE_BITS - SQRT_HALF_BITS);
  TBITS exponent = (shifted >> MANTISSA_BITS) - EXPONENT_BIAS;
  T f = FN(from_bits)(FN(bits)(scaled) - (exponent << MANTISSA_BITS)) - (T)1;
  T k = FN(from_bits)(exponent + ROUNDER_BITS) - (T)ROUNDER;
  k -= subnormal ? (T)MANTISSA_BITS : (T)0;
  T y = FN(log_core)(f, k, (T)0);
  y = x == (T)INFINITY ? (T)INFINITY : y;
  y = x == (T)0 ? -(T)INFINITY : y;
  y = x >= (T)0 ? y : (T)NAN;
  return y;
}

TC_INLINE T FN(tanh_one)(T x) {
  T a = FN(from_bits)(FN(bits)(x) & ~SIGN_BIT);
  a = a > (T)TANH_HIGHEST ? (T)TANH_HIGHEST : a;
  TBITS k;
  T r = FN(reduce_exp)(a + a, &k);
  T p = FN(power_of_two)(k);
  T e = FN(fma)(p, FN(expm1_core)(r), p - (T)1);  // exp(2a) - 1
  T y = e / (e + (T)2);
  return FN(from_bits)(FN(bits)(y) | (FN(bits)(x) & SIGN_BIT));
}

TC_INLINE T FN(sigmoid_one)(T x) { return (T)1 / ((T)1 + FN(exp_one)(-x)); }
