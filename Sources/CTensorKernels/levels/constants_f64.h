// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Constants of the elementary functions in float64.
#define MANTISSA_BITS 52
#define EXPONENT_BIAS 1023
#define SIGN_BIT UINT64_C(0x8000000000000000)
#define ROUNDER 0x1.8p52           // adding it rounds to an integer and leaves it in the low bits
#define ROUNDER_BITS UINT64_C(0x4338000000000000)
#define LOG2_E 0x1.71547652b82fep+0
#define LN2_HIGH 0x1.62e42fee00000p-1  // trailing zeros: an integer below 2^11 times this is exact
#define LN2_LOW 0x1.a39ef35793c76p-33
#define EXP_LOWEST (-746.0)        // below it exp rounds to 0
#define EXP_HIGHEST 710.0          // above it exp is infinite
#define TANH_HIGHEST 22.0          // from here on tanh rounds to 1
#define SMALLEST_NORMAL DBL_MIN
#define SUBNORMAL_SCALE 0x1p52
#define SQRT_HALF_BITS UINT64_C(0x3fe6a09e667f3bcd)
#define ONE_BITS UINT64_C(0x3ff0000000000000)
#define FMA_SPREADING "vfmadd231pd %2%{1to8%}, %1, %0"
