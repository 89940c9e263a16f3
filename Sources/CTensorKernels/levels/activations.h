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

// The sigmoid of 2u, u = sqrt(2 / pi) (x + 0.044715 x^3), by 1 / (1 + exp(-2u)), for |x| up to a bound
// within which exp(-2u) is a normal number. The factor s = -2u / x keeps the digits that rounding takes
// from it, since a large exponent magnifies them; the product x s only appears inside of a fused
// multiply-add.
#define TC_GELU_LINEAR (-0x1.9884533d43651p+0)
#define TC_GELU_LINEAR_REST 0x1.cbc0d30ebfd15p-54
#define TC_GELU_CUBIC (-0x1.2444f2a4d8b4bp-4)
#define TC_GELU_CUBIC_REST 0x1.6c843a29d1c70p-61
#define TC_GELU_BOUND (sizeof(T) == 4 ? (T)10 : (T)21)
TC_INLINE T FN(gelu_sigmoid)(T a) {
  const T linear = (T)TC_GELU_LINEAR, cubic = (T)TC_GELU_CUBIC;
  const T linear_rest = (T)(TC_GELU_LINEAR - (double)linear + TC_GELU_LINEAR_REST);
  const T cubic_rest = (T)(TC_GELU_CUBIC - (double)cubic + TC_GELU_CUBIC_REST);
  T square = a * a;
  T square_rest = FN(fma)(a, a, -square);
  T s = FN(fma)(cubic, square, linear);
  // s = linear + d + (what d lost); the rest is what the exact polynomial has beyond s.
  T d = s - linear;
  T lost = (s - d) - linear;
  T rest = FN(fma)(cubic, square, -d) - lost;
  rest = FN(fma)(cubic, square_rest, rest) + FN(fma)(cubic_rest, square, linear_rest);
  T rounded = FN(fma)(a * s, (T)LOG2_E, (T)ROUNDER);
  T whole = rounded - (T)ROUNDER;
  T r = FN(fma)(a, s, -(whole * (T)LN2_HIGH));
  r = FN(fma)(-whole, (T)LN2_LOW, FN(fma)(a, rest, r));
  T y = (T)1 + FN(expm1_core)(r);
  T e = FN(from_bits)(FN(bits)(y) + (FN(bits)(rounded) << MANTISSA_BITS));
  return (T)1 / ((T)1 + e);
}

TC_INLINE T FN(gelu_tanh_one)(T x) {
  T y = x * FN(gelu_sigmoid)(FN(clamp)(x, TC_GELU_BOUND));
  return x < -TC_GELU_BOUND ? -(T)0 : y;
}

TC_INLINE T FN(gelu_tanh_backward_one)(T g, T x) {
  T a = FN(clamp)(x, TC_GELU_BOUND);
  T s = FN(gelu_sigmoid)(a);
  T slope = FN(fma)((T)(-3 * TC_GELU_CUBIC), a * a, (T)-TC_GELU_LINEAR);
  return g * FN(fma)(a * slope, s * ((T)1 - s), s);
}

TC_INLINE T FN(hard_swish_one)(T x) {
  T c = x + (T)3;
  c = c < (T)0 ? (T)0 : c;
  c = c > (T)6 ? (T)6 : c;
  return FN(at_least)(x, (T)-3) * c / (T)6;
}
