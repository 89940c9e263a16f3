// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#pragma once

// Swift does not know C99's _Complex. LAPACKE lets its complex types be replaced by plain structs of
// the same layout, which Swift imports as structs.
#define LAPACK_COMPLEX_CUSTOM
typedef struct { float real, imag; } tc_complex_float;
typedef struct { double real, imag; } tc_complex_double;
#define lapack_complex_float tc_complex_float
#define lapack_complex_double tc_complex_double
#include <lapacke.h>
