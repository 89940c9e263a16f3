// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Arithmetic that integers and truth values have: it wraps, as NumPy's does. Division and remainder of
// floating-point numbers live here too: fmod is exact, so no level could do better.

#include <math.h>

#include "levels/table.h"

// Written without a name that a macro could take apart: x and y are operands, T is their type.
#define BINARY(name, type, expression)                                                             \
  static void name(                                                                                \
    int64_t n, const void *px, int64_t xs, const void *py, int64_t ys, void *pz) {                 \
    const type *xp = px, *yp = py;                                                                 \
    type *restrict zp = pz;                                                                        \
    if (xs == 1 && ys == 1) {                                                                      \
      for (int64_t i = 0; i < n; i++) {                                                            \
        type x = xp[i], y = yp[i];                                                                 \
        zp[i] = (type)(expression);                                                                \
      }                                                                                            \
    } else {                                                                                       \
      for (int64_t i = 0; i < n; i++) {                                                            \
        type x = xp[i * xs], y = yp[i * ys];                                                       \
        zp[i] = (type)(expression);                                                                \
      }                                                                                            \
    }                                                                                              \
  }

// Sums and products wrap in unsigned arithmetic of 64 bits, and are cut to their width.
#define WIDE(x) ((uint64_t)(int64_t)(x))

// Rounded down, the remainder has the sign of the divisor; by 0 both are 0.
#define SIGNED_DIVISION(type)                                                                      \
  static type floor_divide_##type##_one(type x, type y) {                                          \
    if (y == 0) return 0;                                                                          \
    if (y == -1) return (type)(0 - WIDE(x));                                                       \
    type quotient = (type)(x / y), rest = (type)(x % y);                                           \
    return (type)(rest != 0 && (rest < 0) != (y < 0) ? quotient - 1 : quotient);                   \
  }                                                                                                \
  static type remainder_##type##_one(type x, type y) {                                             \
    if (y == 0 || y == -1) return 0;                                                               \
    type rest = (type)(x % y);                                                                     \
    return (type)(rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest);                           \
  }
SIGNED_DIVISION(int8_t)
SIGNED_DIVISION(int16_t)
SIGNED_DIVISION(int32_t)
SIGNED_DIVISION(int64_t)
static uint8_t floor_divide_uint8_t_one(uint8_t x, uint8_t y) { return y == 0 ? 0 : x / y; }
static uint8_t remainder_uint8_t_one(uint8_t x, uint8_t y) { return y == 0 ? 0 : x % y; }

// Beyond the width all bits are shifted out; a negative count counts as beyond.
#define SHIFT_LEFT(type) ((uint64_t)(int64_t)y < sizeof(type) * 8 ? WIDE(x) << y : 0)
#define SHIFT_RIGHT(type)                                                                          \
  ((uint64_t)(int64_t)y < sizeof(type) * 8 ? (int64_t)x >> y : (int64_t)x < 0 ? -1 : 0)

#define INTEGER(type)                                                                              \
  BINARY(add_##type, type, WIDE(x) + WIDE(y))                                                      \
  BINARY(subtract_##type, type, WIDE(x) - WIDE(y))                                                 \
  BINARY(multiply_##type, type, WIDE(x) * WIDE(y))                                                 \
  BINARY(floor_divide_##type, type, floor_divide_##type##_one(x, y))                               \
  BINARY(remainder_##type, type, remainder_##type##_one(x, y))                                     \
  BINARY(and_##type, type, x &y)                                                                   \
  BINARY(or_##type, type, x | y)                                                                   \
  BINARY(xor_##type, type, x ^ y)                                                                  \
  BINARY(shift_left_##type, type, SHIFT_LEFT(type))                                                \
  BINARY(shift_right_##type, type, SHIFT_RIGHT(type))
INTEGER(int8_t)
INTEGER(int16_t)
INTEGER(int32_t)
INTEGER(int64_t)
INTEGER(uint8_t)

// As Python divides: the quotient is rounded down, the remainder has the divisor's sign.
static double remainder_one(double x, double y) {
  double rest = fmod(x, y);
  if (rest == 0) return copysign(0, y);
  return (rest < 0) != (y < 0) ? rest + y : rest;
}
static float remainder_onef(float x, float y) {
  float rest = fmodf(x, y);
  if (rest == 0) return copysignf(0, y);
  return (rest < 0) != (y < 0) ? rest + y : rest;
}
#define FLOOR_DIVIDE(name, type, fmod, floor, copysign)                                            \
  static type name(type x, type y) {                                                               \
    if (y == 0) return x / y;                                                                      \
    type rest = fmod(x, y), quotient = (x - rest) / y;                                             \
    if (rest != 0 && (rest < 0) != (y < 0)) quotient -= 1;                                         \
    if (quotient == 0) return copysign(0, x / y);                                                  \
    type whole = floor(quotient);                                                                  \
    return quotient - whole > (type)0.5 ? whole + 1 : whole;                                       \
  }
FLOOR_DIVIDE(floor_divide_one, double, fmod, floor, copysign)
FLOOR_DIVIDE(floor_divide_onef, float, fmodf, floorf, copysignf)
BINARY(floor_divide_float, float, floor_divide_onef(x, y))
BINARY(floor_divide_double, double, floor_divide_one(x, y))
BINARY(remainder_float, float, remainder_onef(x, y))
BINARY(remainder_double, double, remainder_one(x, y))

tc_binary_kernel tc_discrete_kernel(int op, int dtype) {
#define INTEGER_ROW(type)                                                                          \
  {                                                                                                \
    [TC_DISCRETE_ADD] = add_##type, [TC_DISCRETE_SUBTRACT] = subtract_##type,                      \
    [TC_DISCRETE_MULTIPLY] = multiply_##type,                                                      \
    [TC_DISCRETE_FLOOR_DIVIDE] = floor_divide_##type,                                              \
    [TC_DISCRETE_REMAINDER] = remainder_##type,                                                    \
    [TC_DISCRETE_AND] = and_##type, [TC_DISCRETE_OR] = or_##type, [TC_DISCRETE_XOR] = xor_##type,  \
    [TC_DISCRETE_SHIFT_LEFT] = shift_left_##type,                                                  \
    [TC_DISCRETE_SHIFT_RIGHT] = shift_right_##type,                                                \
  }
  static const tc_binary_kernel kernels[10][TC_DISCRETE_COUNT] = {
    [TC_FLOAT32] =
      {[TC_DISCRETE_FLOOR_DIVIDE] = floor_divide_float, [TC_DISCRETE_REMAINDER] = remainder_float},
    [TC_FLOAT64] =
      {[TC_DISCRETE_FLOOR_DIVIDE] = floor_divide_double,
       [TC_DISCRETE_REMAINDER] = remainder_double},
    [TC_INT8] = INTEGER_ROW(int8_t),
    [TC_INT16] = INTEGER_ROW(int16_t),
    [TC_INT32] = INTEGER_ROW(int32_t),
    [TC_INT64] = INTEGER_ROW(int64_t),
    [TC_UINT8] = INTEGER_ROW(uint8_t),
    // Truth values: a sum is "or", a product "and"; a difference is none.
    [TC_BOOL] =
      {[TC_DISCRETE_ADD] = or_uint8_t, [TC_DISCRETE_MULTIPLY] = and_uint8_t,
       [TC_DISCRETE_AND] = and_uint8_t, [TC_DISCRETE_OR] = or_uint8_t,
       [TC_DISCRETE_XOR] = xor_uint8_t},
  };
  return kernels[dtype][op];
}

#define UNARY(name, type, expression)                                                              \
  static void name(int64_t n, const type *restrict xp, type *restrict yp) {                        \
    for (int64_t i = 0; i < n; i++) {                                                              \
      type x = xp[i];                                                                              \
      yp[i] = (type)(expression);                                                                  \
    }                                                                                              \
  }
#define INTEGER_UNARY(type)                                                                        \
  UNARY(negate_##type, type, 0 - WIDE(x))                                                          \
  UNARY(relu_##type, type, x < 0 ? 0 : x)                                                          \
  UNARY(not_##type, type, ~x)
INTEGER_UNARY(int8_t)
INTEGER_UNARY(int16_t)
INTEGER_UNARY(int32_t)
INTEGER_UNARY(int64_t)
INTEGER_UNARY(uint8_t)
UNARY(not_bool, uint8_t, x ^ 1)

#define INTEGER_UNARY_CALL(type)                                                                   \
  switch (op) {                                                                                    \
  case TC_DISCRETE_NEGATE: negate_##type(n, x, y); return true;                                    \
  case TC_DISCRETE_RELU: relu_##type(n, x, y); return true;                                        \
  case TC_DISCRETE_NOT: not_##type(n, x, y); return true;                                          \
  default: return false;                                                                           \
  }

bool tc_discrete_unary(int op, int dtype, int64_t n, const void *x, void *y) {
  switch (dtype) {
  case TC_INT8: INTEGER_UNARY_CALL(int8_t)
  case TC_INT16: INTEGER_UNARY_CALL(int16_t)
  case TC_INT32: INTEGER_UNARY_CALL(int32_t)
  case TC_INT64: INTEGER_UNARY_CALL(int64_t)
  case TC_UINT8: INTEGER_UNARY_CALL(uint8_t)
  case TC_BOOL:
    if (op == TC_DISCRETE_NOT) {
      not_bool(n, x, y);
      return true;
    }
    if (op == TC_DISCRETE_RELU) {
      relu_uint8_t(n, x, y);
      return true;
    }
    return false;
  default: return false;
  }
}

#define PRODUCT(type, accumulate, finish)                                                          \
  {                                                                                                \
    const type *a = pa, *b = pb;                                                                   \
    type *c = pc;                                                                                  \
    for (int64_t i = 0; i < m; i++) {                                                              \
      for (int64_t j = 0; j < n; j++) {                                                            \
        uint64_t sum = 0;                                                                          \
        for (int64_t p = 0; p < k; p++)                                                            \
          sum accumulate WIDE(a[i * ars + p * acs]) * WIDE(b[p * brs + j * bcs]);                  \
        c[i * n + j] = (type)(finish);                                                             \
      }                                                                                            \
    }                                                                                              \
    break;                                                                                         \
  }

void tc_discrete_product(
  int dtype, int64_t m, int64_t n, int64_t k, const void *pa, int64_t ars, int64_t acs,
  const void *pb, int64_t brs, int64_t bcs, void *pc) {
  switch (dtype) {
  case TC_INT8: PRODUCT(int8_t, +=, sum)
  case TC_INT16: PRODUCT(int16_t, +=, sum)
  case TC_INT32: PRODUCT(int32_t, +=, sum)
  case TC_INT64: PRODUCT(int64_t, +=, sum)
  case TC_UINT8: PRODUCT(uint8_t, +=, sum)
  case TC_BOOL: PRODUCT(uint8_t, |=, sum)
  default: break;
  }
}

void tc_assign(int op, int dtype, int64_t n, void *z, const void *y, int64_t ys) {
  tc_current_table()->assign[dtype][op](n, z, y, ys);
}
