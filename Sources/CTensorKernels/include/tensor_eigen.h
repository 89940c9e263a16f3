// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <stdint.h>

// Eigenvectors of a symmetric matrix from those of its tridiagonal form. Row i of x [n, n] has, from
// element i + 2 on, the reflector that LAPACK's sytrd leaves there for a lower triangle, and tau [n - 1]
// their factors. `rows` [n, n] has the tridiagonal form's eigenvectors as rows; y [n, n] becomes those of
// the matrix, as columns. Changes `rows`.
void tc_eigenvectors(int dtype, int64_t n, const void *x, const void *tau, void *rows, void *y);
