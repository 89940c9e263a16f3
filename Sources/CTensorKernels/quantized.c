// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Quantised weights over several threads, and their making.

#include <string.h>

#include "levels/table.h"
#include "quantized.h"
#include "threads.h"

// As everywhere: products and sums are rounded one by one.
#pragma clang fp contract(off)

// Columns of a part where the product kernel does the work, and where the weights are met directly.
#define PRODUCT_COLUMNS 128
#define DIRECT_COLUMNS 64
// Weights that one thread lays out in a nanosecond, and multiply-adds, roughly.
#define WEIGHT_SPEED 8.0
#define PRODUCT_SPEED 50.0

int64_t tc_quantized_block_weights(int format) { return tc_quantized_weights(format); }
int64_t tc_quantized_block_bytes(int format) { return tc_quantized_bytes(format); }

// ---- Products ---------------------------------------------------------------------------------------

typedef struct {
  int format;
  int64_t m, n, k, columns, row_bytes;
  const float *x;
  const uint8_t *w;
  float *c;
} quantized_job;

static void direct_part(void *context, int64_t index) {
  const quantized_job *p = context;
  int64_t from = index * p->columns, to = from + p->columns < p->n ? from + p->columns : p->n;
  tc_current_table()->quantized_product(
    p->format, p->m, from, to, p->k, p->x, p->k, p->w, p->row_bytes, p->c, p->n);
}

// The weights of some columns as numbers, then the product kernel: the same bits, since that one too
// accumulates in the order of k.
static void product_part(void *context, int64_t index) {
  const quantized_job *p = context;
  const tc_table *table = tc_current_table();
  int64_t from = index * p->columns;
  int64_t columns = p->n - from < p->columns ? p->n - from : p->columns;
  int size_class;
  float *weights = tc_pool_alloc((size_t)(columns * p->k) * sizeof(float), &size_class);
  if (!weights) __builtin_trap();
  table->quantized_dequantize(
    p->format, columns * (p->k / tc_quantized_weights(p->format)), p->w + from * p->row_bytes, weights);
  table->gemm[TC_FLOAT32](
    p->m, columns, p->k, p->x, p->k, 1, weights, 1, p->k, p->c + from, p->n);
  tc_pool_free(weights, size_class);
}

void tc_quantized_product(
  int format, int64_t m, int64_t n, int64_t k, const float *x, const uint8_t *w, float *c) {
  if (m <= 0 || n <= 0) return;
  quantized_job job = {
    .format = format, .m = m, .n = n, .k = k, .x = x, .w = w, .c = c,
    .row_bytes = k / tc_quantized_weights(format) * tc_quantized_bytes(format)};
  double weights = (double)n * (double)k;
  bool direct = m <= TC_QUANTIZED_ROWS_MOST;
  int64_t unit = direct ? DIRECT_COLUMNS : PRODUCT_COLUMNS;
  int threads = tc_threads_for(weights / WEIGHT_SPEED + weights * (double)m / PRODUCT_SPEED);
  // More parts than threads: who is held up does fewer of them.
  int64_t parts = threads == 1 && direct ? 1 : (int64_t)threads * 4;
  int64_t units = (n + unit - 1) / unit;
  job.columns = (units + parts - 1) / parts * unit;
  // What a part of the other kind takes for its weights stays within the caches.
  if (!direct && job.columns > unit) job.columns = unit;
  int64_t count = (n + job.columns - 1) / job.columns;
  if (threads == 1) {
    for (int64_t i = 0; i < count; i++) (direct ? direct_part : product_part)(&job, i);
  } else {
    tc_parallel(count, direct ? direct_part : product_part, &job);
  }
}

// ---- Blocks to numbers ------------------------------------------------------------------------------

static void dequantize_range(void *context, int64_t from, int64_t to) {
  const quantized_job *p = context;
  tc_current_table()->quantized_dequantize(
    p->format, to - from, p->w + from * tc_quantized_bytes(p->format),
    p->c + from * tc_quantized_weights(p->format));
}

void tc_dequantize(int format, int64_t blocks, const uint8_t *w, float *y) {
  quantized_job job = {.format = format, .w = w, .c = y};
  tc_spread(blocks, tc_quantized_weights(format), dequantize_range, &job);
}

// ---- Numbers to blocks ------------------------------------------------------------------------------

static void put_half(float value, uint8_t *to) {
  uint16_t half;
  tc_current_table()->narrow[0](1, &value, &half);
  memcpy(to, &half, 2);
}

// 1 / d, or 0 where that is beyond the numbers: then d is stored as 0 and the block stands for zeros.
static float inverse(float d) {
  float result = d == 0 ? 0 : 1 / d;
  return result - result == 0 ? result : 0;
}

static float magnitude(float x) { return x < 0 ? -x : x; }

// To the nearest integer, halves away from zero.
static int rounded(float x) {
  float a = magnitude(x);
  int whole = (int)a;
  whole += (int)(2 * (a - (float)whole));
  return x < 0 ? -whole : whole;
}

static int clamped(float x) {
  int q = (int)x;
  return q < 0 ? 0 : q > 15 ? 15 : q;
}

static void quantize_q8_0(const float *x, uint8_t *w) {
  float most = 0;
  for (int i = 0; i < 32; i++) most = magnitude(x[i]) > most ? magnitude(x[i]) : most;
  float d = most / 127, id = inverse(d);
  put_half(d, w);
  for (int i = 0; i < 32; i++) w[2 + i] = (uint8_t)(int8_t)rounded(x[i] * id);
}

static void quantize_q4_0(const float *x, uint8_t *w) {
  float most = x[0];
  for (int i = 1; i < 32; i++) most = magnitude(x[i]) > magnitude(most) ? x[i] : most;
  float d = most / -8, id = inverse(d);
  put_half(d, w);
  for (int i = 0; i < 16; i++)
    w[2 + i] = (uint8_t)(clamped(x[i] * id + 8.5f) | clamped(x[i + 16] * id + 8.5f) << 4);
}

static void quantize_q4_1(const float *x, uint8_t *w) {
  float least = x[0], most = x[0];
  for (int i = 1; i < 32; i++) {
    most = x[i] > most ? x[i] : most;
    least = x[i] < least ? x[i] : least;
  }
  float d = (most - least) / 15, id = inverse(d);
  put_half(d, w);
  put_half(least, w + 2);
  for (int i = 0; i < 16; i++)
    w[4 + i] = (uint8_t)(clamped((x[i] - least) * id + 0.5f)
                         | clamped((x[i + 16] - least) * id + 0.5f) << 4);
}

typedef struct {
  int format;
  const float *x;
  uint8_t *w;
} quantize_job;

static void quantize_range(void *context, int64_t from, int64_t to) {
  const quantize_job *p = context;
  for (int64_t b = from; b < to; b++) {
    const float *x = p->x + b * 32;
    uint8_t *w = p->w + b * tc_quantized_bytes(p->format);
    switch (p->format) {
      case TC_Q8_0: quantize_q8_0(x, w); break;
      case TC_Q4_0: quantize_q4_0(x, w); break;
      default: quantize_q4_1(x, w);
    }
  }
}

int64_t tc_first_unquantizable(int format, int64_t n, const float *x) {
  // The largest magnitudes whose scale a float16 number holds; minima are stored themselves.
  static const float most[] = {127 * 65504.0f, 8 * 65504.0f, 65504.0f};
  for (int64_t i = 0; i < n; i++)
    if (!(magnitude(x[i]) <= most[format])) return i;
  return -1;
}

void tc_quantize(int format, int64_t blocks, const float *x, uint8_t *w) {
  quantize_job job = {.format = format, .x = x, .w = w};
  tc_spread(blocks, 32, quantize_range, &job);
}
