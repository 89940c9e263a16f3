// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Rotary position embedding over rows, and its tables.

#include "levels/table.h"

void tc_rotary(
  int dtype, int rank, const int64_t *dims, int64_t d, bool interleaved, bool inverse,
  const void *x, const void *cosine, const int64_t *c_strides, const void *sine,
  const int64_t *s_strides, void *y) {
  // The last of `dims` is the number of pairs; x and y are dense rows of d.
  int64_t index[8] = {0}, rows = 1, width = dtype == TC_FLOAT32 ? 4 : 8;
  for (int a = 0; a < rank - 1; a++) rows *= dims[a];
  for (int64_t row = 0; row < rows; row++) {
    int64_t c = 0, s = 0;
    for (int a = 0; a < rank - 1; a++) {
      c += index[a] * c_strides[a];
      s += index[a] * s_strides[a];
    }
    tc_current_table()->rotary[dtype](
      d, dims[rank - 1], interleaved, inverse, (const char *)x + row * d * width,
      (const char *)cosine + c * width, c_strides[rank - 1], (const char *)sine + s * width,
      s_strides[rank - 1], (char *)y + row * d * width);
    for (int a = rank - 2; a >= 0 && ++index[a] == dims[a]; a--) index[a] = 0;
  }
}

// By quarter turns (Cody and Waite 1980: pi / 2 in two parts) and Taylor series for the rest of at most
// pi / 4. Products and sums are fused only where it says so, so that every machine gives the same bits.
static void cosine_and_sine(double x, double *cosine, double *sine) {
#pragma clang fp contract(off)
  double quarters = __builtin_rint(x * 0x1.45f306dc9c883p-1);
  double a = __builtin_fma(-quarters, 0x1.921fb54442d18p+0, x);
  a = __builtin_fma(-quarters, 0x1.1a62633145c07p-54, a);
  double z = a * a, s = 0, c = 0;
  static const double sines[] = {
    -1.0 / 1307674368000, 1.0 / 6227020800, -1.0 / 39916800, 1.0 / 362880,
    -1.0 / 5040,          1.0 / 120,        -1.0 / 6,        1.0};
  static const double cosines[] = {
    1.0 / 20922789888000, -1.0 / 87178291200, 1.0 / 479001600, -1.0 / 3628800, 1.0 / 40320,
    -1.0 / 720,           1.0 / 24,           -1.0 / 2,        1.0};
  for (int i = 0; i < 8; i++) s = s * z + sines[i];
  for (int i = 0; i < 9; i++) c = c * z + cosines[i];
  s = s * a;
  switch ((int64_t)quarters & 3) {
  case 0: *cosine = c, *sine = s; break;
  case 1: *cosine = -s, *sine = c; break;
  case 2: *cosine = -c, *sine = -s; break;
  default: *cosine = s, *sine = -c; break;
  }
}

void tc_rotary_table(
  int dtype, int64_t positions, int64_t pairs, const double *frequencies, void *cosines,
  void *sines) {
  for (int64_t p = 0; p < positions; p++) {
    for (int64_t i = 0; i < pairs; i++) {
      double c, s;
      cosine_and_sine((double)p * frequencies[i], &c, &s);
      if (dtype == TC_FLOAT32) {
        ((float *)cosines)[p * pairs + i] = (float)c;
        ((float *)sines)[p * pairs + i] = (float)s;
      } else {
        ((double *)cosines)[p * pairs + i] = c;
        ((double *)sines)[p * pairs + i] = s;
      }
    }
  }
}

void tc_rotary_frequencies(double base, int64_t pairs, double *frequencies) {
#pragma clang fp contract(off)
  const tc_table *table = tc_current_table();
  double logarithm;
  table->unary[1][TC_LOG](1, &base, 1, &logarithm);
  for (int64_t i = 0; i < pairs; i++) {
    double exponent = -logarithm * ((double)i / (double)pairs);
    table->unary[1][TC_EXP](1, &exponent, 1, &frequencies[i]);
  }
}
