// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// erf, erfc and the normal distribution.

#define TC_HORNER(y, coefficients, x)                                                              \
  T y = coefficients[sizeof coefficients / sizeof coefficients[0] - 1];                            \
  _Pragma("clang loop unroll(full)") for (                                                         \
    int i = (int)(sizeof coefficients / sizeof coefficients[0]) - 2; i >= 0; i--)                  \
    y = FN(fma)(y, x, coefficients[i]);

// exp(z^2) erfc(z) for z >= 0.
TC_INLINE T FN(erfcx_one)(T z) {
  T t = (z - (T)3) / (z + (T)3);
  TC_HORNER(y, FN(tc_erfcx), t)
  return y / FN(fma)((T)2, z, (T)1);
}

// erfc of a magnitude: exp of the square with the digits that rounding it loses.
TC_INLINE T FN(erfc_magnitude)(T a) {
  a = a > (T)28 ? (T)28 : a;
  T square = a * a;
  T lost = FN(fma)(a, a, -square);
  return FN(exp_sum)(-square, -lost) * FN(erfcx_one)(a);
}

TC_INLINE T FN(erf_one)(T x) {
  T a = FN(magnitude)(x);
  T z = a > (T)1 ? (T)1 : x * x;
  TC_HORNER(p, FN(tc_erf), z)
  T far = (T)1 - FN(erfc_magnitude)(a);
  return FN(with_sign)(a <= (T)1 ? a * p : far, x);
}

TC_INLINE T FN(erfc_one)(T x) {
  T a = FN(magnitude)(x);
  T y = FN(erfc_magnitude)(a);
  y = x < (T)0 ? (T)2 - y : y;
  T z = a > (T)0.5 ? (T)0.5 : x * x;
  TC_HORNER(p, FN(tc_erf), z)
  return a < (T)0.5 ? FN(fma)(-x, p, (T)1) : y;
}

// exp(-x^2 / 2), without the loss that rounding the square brings.
TC_INLINE T FN(bell)(T x) {
  T a = FN(magnitude)(x);
  a = a > (T)40 ? (T)40 : a;
  T square = a * a;
  T lost = FN(fma)(a, a, -square);
  return FN(exp_sum)((T)-0.5 * square, (T)-0.5 * lost);
}

// The normal distribution below x; `bell` is exp(-x^2 / 2).
TC_INLINE T FN(normal_below)(T x, T bell) {
  T a = FN(magnitude)(x);
  a = a > (T)40 ? (T)40 : a;
  T tail = (T)0.5 * bell * FN(erfcx_one)(a * (T)0x1.6a09e667f3bcdp-1);
  T y = x < (T)0 ? tail : (T)1 - tail;
  T z = a > (T)0.7 ? (T)0.25 : (T)0.5 * x * x;
  TC_HORNER(p, FN(tc_erf), z)
  return a < (T)0.7 ? FN(fma)(x * (T)(0.5 * 0x1.6a09e667f3bcdp-1), p, (T)0.5) : y;
}
