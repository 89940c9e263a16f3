// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// Activation functions of one number and what their gradients need, without branches.

// Functions that fade out on the left take no larger magnitude from there than keeps 0 times it 0.
TC_INLINE T FN(at_least)(T x, T lowest) { return x < lowest ? lowest : x; }

TC_INLINE T FN(clamp)(T x, T bound) {
  x = x > bound ? bound : x;
  return x < -bound ? -bound : x;
}

TC_INLINE T FN(silu_one)(T x) {
  T e = FN(exp_one)(-FN(magnitude)(x));
  T safe = FN(at_least)(x, (T)-1000);
  return (x < (T)0 ? safe * e : x) / ((T)1 + e);
}

TC_INLINE T FN(silu_backward_one)(T g, T x) {
  T s = FN(sigmoid_one)(x);
  T safe = FN(at_least)(x, (T)-1000);
  return g * (s * ((T)1 + safe * ((T)1 - s)));
}

TC_INLINE T FN(softplus_one)(T x) {
  T positive = x < (T)0 ? (T)0 : x;
  return positive + FN(log1p_one)(FN(exp_one)(-FN(magnitude)(x)));
}

// x tanh(log(1 + w)), w = exp(x): a quotient of polynomials in w.
TC_INLINE T FN(mish_one)(T x) {
  T w = FN(exp_one)(x > (T)40 ? (T)40 : x);
  T n = w * (w + (T)2);
  return FN(at_least)(x, (T)-1000) * (n / (n + (T)2));
}

TC_INLINE T FN(gelu_one)(T x) {
  return FN(at_least)(x, (T)-40) * FN(normal_below)(x, FN(bell)(x));
}

TC_INLINE T FN(gelu_backward_one)(T g, T x) {
  T bell = FN(bell)(x);
  return g * FN(fma)(FN(clamp)(x, (T)40) * (T)0x1.9884533d43651p-2, bell, FN(normal_below)(x, bell));
}

// exp(-2u), u = sqrt(2 / pi) (x + 0.044715 x^3): the exponent in two parts, since a large one magnifies
// what rounding takes from it.
#define TC_GELU_LINEAR (-0x1.9884533d43651p+0)
#define TC_GELU_LINEAR_REST 0x1.cbc0d30ebfd15p-54
#define TC_GELU_CUBIC (-0x1.2444f2a4d8b4bp-4)
#define TC_GELU_CUBIC_REST 0x1.6c843a29d1c70p-61
TC_INLINE T FN(gelu_tanh_exp)(T x) {
  T a = FN(clamp)(x, (T)40);
  const T linear = (T)TC_GELU_LINEAR, cubic = (T)TC_GELU_CUBIC;
  const T linear_rest = (T)(TC_GELU_LINEAR - (double)linear + TC_GELU_LINEAR_REST);
  const T cubic_rest = (T)(TC_GELU_CUBIC - (double)cubic + TC_GELU_CUBIC_REST);
  T square = a * a;
  T square_rest = FN(fma)(a, a, -square);
  T m = cubic * square;
  T m_rest = FN(fma)(cubic, square, -m) + FN(fma)(cubic_rest, square, cubic * square_rest);
  T s = linear + m;
  T part = s - linear;
  T s_rest = (linear - (s - part)) + (m - part) + (m_rest + linear_rest);
  T high = a * s;
  T low = FN(fma)(a, s, -high) + a * s_rest;
  return FN(exp_sum)(high, low);
}

TC_INLINE T FN(gelu_tanh_one)(T x) {
  return FN(at_least)(x, (T)-40) / ((T)1 + FN(gelu_tanh_exp)(x));
}

TC_INLINE T FN(gelu_tanh_backward_one)(T g, T x) {
  T s = (T)1 / ((T)1 + FN(gelu_tanh_exp)(x));
  T a = FN(clamp)(x, (T)40);
  T slope = FN(fma)((T)(-3 * TC_GELU_CUBIC), a * a, (T)-TC_GELU_LINEAR);
  return g * FN(fma)(a * slope, s * ((T)1 - s), s);
}

TC_INLINE T FN(hard_swish_one)(T x) {
  T c = x + (T)3;
  c = c < (T)0 ? (T)0 : c;
  c = c > (T)6 ? (T)6 : c;
  return FN(at_least)(x, (T)-3) * c / (T)6;
}
