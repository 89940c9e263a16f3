// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Constants of the elementary functions in float32.
#define MANTISSA_BITS 23
#define EXPONENT_BIAS 127
#define SIGN_BIT UINT32_C(0x80000000)
#define ROUNDER 0x1.8p23f          // adding it rounds to an integer and leaves it in the low bits
#define ROUNDER_BITS UINT32_C(0x4B400000)
#define LOG2_E 0x1.715476p+0f
#define LN2_HIGH 0x1.62e400p-1f    // trailing zeros: an integer below 2^8 times this is exact
#define LN2_LOW 0x1.7f7d1cp-20f
#define EXP_LOWEST (-104.0f)       // below it exp rounds to 0
#define EXP_HIGHEST 89.0f          // above it exp is infinite
#define TANH_HIGHEST 10.0f         // from here on tanh rounds to 1
#define SMALLEST_NORMAL FLT_MIN
#define SUBNORMAL_SCALE 0x1p23f
#define SQRT_HALF_BITS UINT32_C(0x3f3504f3)
#define ONE_BITS UINT32_C(0x3f800000)
#define FMA_SPREADING "vfmadd231ps %2%{1to16%}, %1, %0"
