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
#include "threads.h"

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

static uint64_t join(uint32_t low, uint32_t high) { return (uint64_t)high << 32 | low; }
static double unit(uint32_t low, uint32_t high) {
  return (double)(join(low, high) >> 11) * 0x1p-53;
}

// Elements of one part of a job. Divisible by 4, so that parts begin with a block.
#define PART 65536

typedef struct job {
  void (*run)(const struct job *j, int64_t first, int64_t count);
  int dtype;
  uint64_t key, stream;
  int64_t n;
  const double *shape;
  int64_t low;
  uint64_t span;
  void *y;
} job;

static void one_part(void *context, int64_t index) {
  const job *j = context;
  int64_t first = index * PART;
  j->run(j, first, j->n - first < PART ? j->n - first : PART);
}

static void run(job j) { tc_parallel((j.n + PART - 1) / PART, one_part, &j); }

static void uniform_part(const job *j, int64_t first, int64_t count) {
  bool single = j->dtype == TC_FLOAT32;
  tc_current_table()->random_uniform[single ? 0 : 1](
    j->key, j->stream, (uint64_t)first / (single ? 4 : 2), count, j->shape,
    (char *)j->y + first * (single ? 4 : 8));
}

void tc_random_uniform(
  int dtype, uint64_t key, uint64_t stream, int64_t n, double low, double span, double highest,
  void *y) {
  double shape[3] = {low, span, highest};
  run((job){.run = uniform_part, .dtype = dtype, .key = key, .stream = stream, .n = n,
            .shape = shape, .y = y});
}

static void normal_part(const job *j, int64_t first, int64_t count) {
  bool single = j->dtype == TC_FLOAT32;
  tc_current_table()->random_normal[single ? 0 : 1](
    j->key, j->stream, (uint64_t)first / (single ? 4 : 2), count, j->shape,
    (char *)j->y + first * (single ? 4 : 8));
}

void tc_random_normal(
  int dtype, uint64_t key, uint64_t stream, int64_t n, double mean, double deviation, void *y) {
  double shape[2] = {mean, deviation};
  run((job){.run = normal_part, .dtype = dtype, .key = key, .stream = stream, .n = n,
            .shape = shape, .y = y});
}

// Lemire 2019, https://doi.org/10.1145/3230636. What he throws away is drawn again from a counter of its
// own, whose upper word is the number of the attempt.
static void integer_part(const job *j, int64_t first, int64_t count) {
  int64_t *out = (int64_t *)j->y + first;
  uint32_t words[512];
  for (int64_t i = 0; i < count; i += 128) {
    int64_t drawn = count - i < 128 ? count - i : 128;
    tc_current_table()->random_words(
      j->key, j->stream, (uint64_t)(first + i) / 2, 2 * drawn, words);
    for (int64_t k = 0; k < drawn; k++) {
      unsigned __int128 product =
        (unsigned __int128)join(words[2 * k], words[2 * k + 1]) * j->span;
      if ((uint64_t)product < j->span) {
        uint64_t threshold = (0 - j->span) % j->span;
        for (uint64_t attempt = 1; (uint64_t)product < threshold; attempt++) {
          uint32_t again[4];
          block_at(j->key, j->stream | attempt << 32, (uint64_t)(first + i + k), again);
          product = (unsigned __int128)join(again[0], again[1]) * j->span;
        }
      }
      out[i + k] = (int64_t)((uint64_t)(product >> 64) + (uint64_t)j->low);
    }
  }
}

void tc_random_integers(
  uint64_t key, uint64_t stream, int64_t n, int64_t low, uint64_t span, int64_t *y) {
  run((job){.run = integer_part, .key = key, .stream = stream, .n = n, .low = low, .span = span,
            .y = y});
}

static double exponential(double x) {
  double y;
  tc_current_table()->unary[1][TC_EXP](1, &x, 1, &y);
  return y;
}
static double logarithm(double x) {
  double y;
  tc_current_table()->unary[1][TC_LOG](1, &x, 1, &y);
  return y;
}

// From this width on, sqrt(2 pi), normal proposals are accepted more often than even ones.
#define WIDE_INTERVAL 2.5066282746310002

// One standard normal number in [a, b] by rejection (Robert 1995, https://doi.org/10.1007/BF00143942):
// from the normal distribution where the interval is wide around 0, evenly where it is narrow, and from
// an exponential distribution in a tail. Attempts count in the upper word of the stream.
static double truncated_one(uint64_t key, uint64_t stream, uint64_t index, double a, double b) {
#pragma clang fp contract(off)
  static const double standard[2] = {0, 1};
  if (b < 0) return -truncated_one(key, stream, index, -b, -a);
  double root = __builtin_sqrt(a * a + 4), rate = (a + root) / 2;
  bool contains_zero = a <= 0;
  bool is_even =
    contains_zero ? b - a < WIDE_INTERVAL
                  : (b - a) * rate < 1.6487212707001282 * exponential((a * a - a * root) / 4);
  for (uint64_t attempt = 0;; attempt++) {
    uint32_t words[4];
    double z, u;
    if (contains_zero && !is_even) {
      tc_current_table()->random_normal[1](key, stream | attempt << 32, index, 1, standard, &z);
      if (z >= a && z <= b) return z;
      continue;
    }
    block_at(key, stream | attempt << 32, index, words);
    u = 1 - unit(words[0], words[1]);  // in (0, 1]
    double accept = 1 - unit(words[2], words[3]);
    if (is_even) {
      z = a + (b - a) * u;
      double mode = contains_zero ? 0 : a;
      if (accept <= exponential((mode * mode - z * z) / 2)) return z;
    } else {
      z = a - logarithm(u) / rate;
      if (z <= b && accept <= exponential(-(z - rate) * (z - rate) / 2)) return z;
    }
  }
}

static void truncated_part(const job *j, int64_t first, int64_t count) {
#pragma clang fp contract(off)
  double mean = j->shape[0], deviation = j->shape[1], low = j->shape[2], high = j->shape[3];
  double a = (low - mean) / deviation, b = (high - mean) / deviation;
  double *out = (double *)j->y + first;
  static const double standard[2] = {0, 1};
  bool is_wide = a <= 0 && b >= 0 && b - a >= WIDE_INTERVAL;
  double pairs[256];
  for (int64_t i = 0; i < count; i++) {
    // Where most first attempts succeed they are drawn together.
    if (is_wide && i % 128 == 0)
      tc_current_table()->random_normal[1](
        j->key, j->stream, (uint64_t)(first + i), 256, standard, pairs);
    double z = is_wide ? pairs[i % 128 * 2] : INFINITY;
    if (!(is_wide && z >= a && z <= b))
      z = truncated_one(j->key, j->stream, (uint64_t)(first + i), a, b);
    double x = z * deviation + mean;
    out[i] = x < low ? low : x > high ? high : x;
  }
}

void tc_random_truncated(
  uint64_t key, uint64_t stream, int64_t n, double mean, double deviation, double low, double high,
  double *y) {
  double shape[4] = {mean, deviation, low, high};
  run((job){.run = truncated_part, .key = key, .stream = stream, .n = n, .shape = shape, .y = y});
}

int64_t tc_categorical(
  bool are_logits, int64_t m, int64_t n, const double *weights, int64_t count, const double *u,
  double *sums, int64_t *y) {
#pragma clang fp contract(off)
  for (int64_t i = 0; i < m; i++) {
    const double *row = weights + i * n;
    double largest = -INFINITY;
    for (int64_t j = 0; j < n; j++) {
      bool is_bad = are_logits ? !(row[j] < INFINITY) : !(row[j] >= 0 && row[j] <= 1);
      if (is_bad) return i;
      largest = row[j] > largest ? row[j] : largest;
    }
    if (largest == (are_logits ? -INFINITY : 0)) return i;
    if (are_logits) {
      double *shifted = sums + n;
      for (int64_t j = 0; j < n; j++) shifted[j] = row[j] - largest;
      tc_current_table()->unary[1][TC_EXP](n, shifted, 1, sums);
      // exp of a number far below is not quite 0: what cannot happen must not.
      for (int64_t j = 0; j < n; j++) sums[j] = row[j] == -INFINITY ? 0 : sums[j];
    } else {
      memcpy(sums, row, (size_t)n * sizeof *sums);
    }
    for (int64_t j = 1; j < n; j++) sums[j] += sums[j - 1];
    for (int64_t s = 0; s < count; s++) {
      // The first class whose sum is above the target; one of no weight repeats the sum before it.
      double target = u[i * count + s] * sums[n - 1];
      int64_t from = 0, to = n - 1;
      while (from < to) {
        int64_t middle = from + (to - from) / 2;
        if (sums[middle] > target) {
          to = middle;
        } else {
          from = middle + 1;
        }
      }
      y[i * count + s] = from;
    }
  }
  return -1;
}
