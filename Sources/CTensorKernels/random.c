// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Numbers by counter: element i depends on the key, the stream and i, and on nothing else.

#include <math.h>
#include <string.h>

#include "levels/table.h"

void tc_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]) {
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++) {
    uint64_t p0 = (uint64_t)0xD2511F53 * c0, p1 = (uint64_t)0xCD9E8D57 * c2;
    c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
    c1 = (uint32_t)p1;
    c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
    c3 = (uint32_t)p0;
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

static void block_at(uint64_t key, uint64_t stream, uint64_t index, uint32_t out[4]) {
  uint32_t counter[4] = {
    (uint32_t)index, (uint32_t)(index >> 32), (uint32_t)stream, (uint32_t)(stream >> 32)};
  uint32_t words[2] = {(uint32_t)key, (uint32_t)(key >> 32)};
  tc_philox(counter, words, out);
}

static double unit_f64(uint32_t low, uint32_t high) {
  return (double)((((uint64_t)high << 32) | low) >> 11) * 0x1p-53;
}

void tc_random_uniform(int dtype, uint64_t key, uint64_t stream, int64_t n, void *y) {
  uint32_t words[4];
  if (dtype == TC_FLOAT32) {
    float *out = y;
    for (int64_t i = 0; i < n; i += 4) {
      block_at(key, stream, (uint64_t)(i / 4), words);
      for (int64_t j = 0; j < 4 && i + j < n; j++)
        out[i + j] = (float)(words[j] >> 8) * 0x1p-24f;
    }
  } else {
    double *out = y;
    for (int64_t i = 0; i < n; i += 2) {
      block_at(key, stream, (uint64_t)(i / 2), words);
      out[i] = unit_f64(words[0], words[1]);
      if (i + 1 < n) out[i + 1] = unit_f64(words[2], words[3]);
    }
  }
}

// cos(2 pi t) and sin(2 pi t) for t in [0, 1): the nearest quarter turn, and Taylor series for the
// rest of at most pi / 4. Plain products and sums, so that every machine gives the same bits.
static void turn(double t, double *cosine, double *sine) {
#pragma clang fp contract(off)
  int quarter = (int)(t * 4 + 0.5);
  double a = (t - quarter * 0.25) * 6.283185307179586476925;
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
  switch (quarter & 3) {
  case 0: *cosine = c, *sine = s; break;
  case 1: *cosine = -s, *sine = c; break;
  case 2: *cosine = -c, *sine = -s; break;
  default: *cosine = s, *sine = -c; break;
  }
}

// A block of Philox gives two uniform numbers of 53 bits, and they give two normal ones.
void tc_random_normal(int dtype, uint64_t key, uint64_t stream, int64_t n, void *y) {
#pragma clang fp contract(off)
  tc_unary_kernel logarithm = tc_current_table()->unary[1][TC_LOG];
  for (int64_t i = 0; i < n; i += 2) {
    uint32_t words[4];
    block_at(key, stream, (uint64_t)(i / 2), words);
    double u = 1 - unit_f64(words[0], words[1]), log_u;  // in (0, 1]
    logarithm(1, &u, 1, &log_u);
    double radius = __builtin_sqrt(-2 * log_u), cosine, sine;
    turn(unit_f64(words[2], words[3]), &cosine, &sine);
    double pair[2] = {radius * cosine, radius * sine};
    for (int64_t j = 0; j < 2 && i + j < n; j++) {
      if (dtype == TC_FLOAT32) {
        ((float *)y)[i + j] = (float)pair[j];
      } else {
        ((double *)y)[i + j] = pair[j];
      }
    }
  }
}

// ---- Philox4x64-10 --------------------------------------------------------------------------------

void tc_philox_64(const uint64_t counter[4], const uint64_t key[2], uint64_t out[4]) {
  uint64_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint64_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++) {
    unsigned __int128 p0 = (unsigned __int128)0xD2E7470EE14C6C93 * c0;
    unsigned __int128 p1 = (unsigned __int128)0xCA5A826395121157 * c2;
    c0 = (uint64_t)(p1 >> 64) ^ c1 ^ k0;
    c1 = (uint64_t)p1;
    c2 = (uint64_t)(p0 >> 64) ^ c3 ^ k1;
    c3 = (uint64_t)p0;
    k0 += 0x9E3779B97F4A7C15;
    k1 += 0xBB67AE8584CAA73B;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}
