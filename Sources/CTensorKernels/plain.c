// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Decompositions whose bits depend on nothing: one thread, one order of operations, and of those only
// the ones IEEE 754 defines exactly. For small matrices they are quick; LAPACK is for large ones.
#pragma clang fp contract(off)

#include <float.h>
#include <string.h>

#include "include/tensor_kernels.h"

#define T float
#define FN(name) tc_plain_##name##_f32
#define EPSILON FLT_EPSILON
#include "plain.h"
#undef T
#undef FN
#undef EPSILON

#define T double
#define FN(name) tc_plain_##name##_f64
#define EPSILON DBL_EPSILON
#include "plain.h"
