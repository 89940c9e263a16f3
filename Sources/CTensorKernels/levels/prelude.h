// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// What every level includes before its target attribute is in force.
#pragma once
#include <float.h>
#include <math.h>
#include <string.h>

#include "coefficients.h"
#include "table.h"
#include "../quantized.h"

#define TC_INLINE static inline __attribute__((always_inline))
#define TC_JOIN_(a, b) a##_##b
#define TC_JOIN(a, b) TC_JOIN_(a, b)

// Keeps the compiler from knowing where a value comes from. A pointer it would derive anew from others by
// additions within a loop, one for every row of a tile.
#define TC_FORGET(value) __asm__("" : "+r"(value))

// Lanes of every reduction, whatever the width of the registers: the tree is fixed, so are the bits.
#define TC_LANES 16
// Elements a lane tree covers before partial sums are combined pairwise.
#define TC_BLOCK 4096
