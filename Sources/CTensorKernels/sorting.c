// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0
// Sorting by keys: every element becomes an unsigned number whose order is the wanted one, with NaN
// last, and a stable radix sort from the low byte up moves pairs of key and index.

#include <stdlib.h>
#include <string.h>

#include "include/tensor_kernels.h"

// Keys ascend; equal elements, such as 0 and -0, have equal keys.
static uint64_t key_of_f64(double v) {
  if (v != v) return UINT64_MAX;
  v += 0.0;  // -0 becomes 0
  uint64_t b;
  memcpy(&b, &v, sizeof b);
  return b >> 63 ? ~b : b | UINT64_C(1) << 63;
}
static uint64_t key_of_f32(float v) {
  if (v != v) return UINT32_MAX;
  v += 0.0f;
  uint32_t b;
  memcpy(&b, &v, sizeof b);
  return b >> 31 ? ~b : b | UINT32_C(1) << 31;
}
static uint64_t key_of_f16(uint16_t b) {
  if ((b & 0x7fff) > 0x7c00) return UINT16_MAX;
  if (b == 0x8000) b = 0;
  return b >> 15 ? (uint16_t)~b : b | 0x8000;
}
static uint64_t key_of_bf16(uint16_t b) {
  if ((b & 0x7fff) > 0x7f80) return UINT16_MAX;
  if (b == 0x8000) b = 0;
  return b >> 15 ? (uint16_t)~b : b | 0x8000;
}
static uint64_t key_of_i64(int64_t v) { return (uint64_t)v ^ UINT64_C(1) << 63; }
static uint64_t key_of_i32(int32_t v) { return (uint32_t)v ^ UINT32_C(1) << 31; }
static uint64_t key_of_i16(int16_t v) { return (uint16_t)((uint16_t)v ^ 0x8000); }
static uint64_t key_of_i8(int8_t v) { return (uint8_t)((uint8_t)v ^ 0x80); }
static uint64_t key_of_u8(uint8_t v) { return v; }

#define KEYS(type, key, nan)                                                                       \
  for (int64_t j = 0; j < n; j++) {                                                                \
    uint64_t k = key(((const type *)x)[j]);                                                        \
    keys[j] = descending && k != (nan) ? (nan) - 1 - k : k;                                        \
  }                                                                                                \
  return;
// Integers have no NaN: their greatest key is one like the others.
#define INTEGER_KEYS(type, key, greatest)                                                          \
  for (int64_t j = 0; j < n; j++) {                                                                \
    uint64_t k = key(((const type *)x)[j]);                                                        \
    keys[j] = descending ? (greatest) - k : k;                                                     \
  }                                                                                                \
  return;

static void make_keys(int dtype, bool descending, int64_t n, const void *x, uint64_t *keys) {
  switch (dtype) {
  case TC_FLOAT32: KEYS(float, key_of_f32, (uint64_t)UINT32_MAX)
  case TC_FLOAT64: KEYS(double, key_of_f64, UINT64_MAX)
  case TC_FLOAT16: KEYS(uint16_t, key_of_f16, (uint64_t)UINT16_MAX)
  case TC_BFLOAT16: KEYS(uint16_t, key_of_bf16, (uint64_t)UINT16_MAX)
  case TC_INT8: INTEGER_KEYS(int8_t, key_of_i8, (uint64_t)UINT8_MAX)
  case TC_INT16: INTEGER_KEYS(int16_t, key_of_i16, (uint64_t)UINT16_MAX)
  case TC_INT32: INTEGER_KEYS(int32_t, key_of_i32, (uint64_t)UINT32_MAX)
  case TC_INT64: INTEGER_KEYS(int64_t, key_of_i64, UINT64_MAX)
  default: INTEGER_KEYS(uint8_t, key_of_u8, (uint64_t)UINT8_MAX)
  }
}

typedef struct {
  uint64_t key;
  int64_t index;
} entry;

static void insertion_sort(int64_t n, entry *a) {
  for (int64_t i = 1; i < n; i++) {
    entry e = a[i];
    int64_t j = i;
    for (; j > 0 && a[j - 1].key > e.key; j--) a[j] = a[j - 1];
    a[j] = e;
  }
}

// Leaves the sorted entries in the array it returns.
static entry *radix_sort(int64_t n, int bytes, entry *a, entry *b) {
  for (int byte = 0; byte < bytes; byte++) {
    int shift = 8 * byte;
    int64_t counts[256] = {0};
    for (int64_t i = 0; i < n; i++) counts[(a[i].key >> shift) & 255]++;
    if (counts[(a[0].key >> shift) & 255] == n) continue;
    int64_t start = 0;
    for (int d = 0; d < 256; d++) {
      int64_t count = counts[d];
      counts[d] = start;
      start += count;
    }
    for (int64_t i = 0; i < n; i++) b[counts[(a[i].key >> shift) & 255]++] = a[i];
    entry *swapped = a;
    a = b;
    b = swapped;
  }
  return a;
}

static int byte_width(int dtype) {
  static const int widths[10] = {4, 8, 2, 2, 1, 2, 4, 8, 1, 1};
  return widths[dtype];
}

// Room for the keys and entries of n elements; n of at least a byte each are in memory, so 40 times as
// many bytes cannot overflow.
typedef struct {
  entry *entries;
  uint64_t *keys;
} workspace;

static bool allocate(workspace *w, int64_t n) {
  w->entries = malloc((size_t)n * 2 * sizeof(entry));
  w->keys = malloc((size_t)n * sizeof(uint64_t));
  return w->entries && w->keys;
}

static void release(workspace *w) {
  free(w->entries);
  free(w->keys);
}

static const entry *sort_row(
  workspace *w, int dtype, bool descending, int64_t n, const void *x) {
  make_keys(dtype, descending, n, x, w->keys);
  for (int64_t j = 0; j < n; j++) w->entries[j] = (entry){w->keys[j], j};
  if (n > 48) return radix_sort(n, byte_width(dtype), w->entries, w->entries + n);
  insertion_sort(n, w->entries);
  return w->entries;
}

bool tc_argsort_rows(
  int dtype, bool descending, int64_t m, int64_t n, const void *x, int64_t *indices) {
  if (m == 0 || n == 0) return true;
  workspace w;
  bool works = allocate(&w, n);
  for (int64_t i = 0; i < m && works; i++) {
    const char *row = (const char *)x + i * n * byte_width(dtype);
    const entry *sorted = sort_row(&w, dtype, descending, n, row);
    for (int64_t j = 0; j < n; j++) indices[i * n + j] = sorted[j].index;
  }
  release(&w);
  return works;
}

int64_t tc_unique(
  int dtype, int64_t n, const void *x, int64_t *first, int64_t *inverse, int64_t *counts) {
  if (n == 0) return 0;
  workspace w;
  int64_t found = allocate(&w, n) ? 0 : -1;
  if (found == 0) {
    const entry *sorted = sort_row(&w, dtype, false, n, x);
    for (int64_t j = 0; j < n; j++) {
      if (j == 0 || sorted[j].key != sorted[j - 1].key) {
        first[found] = sorted[j].index;
        counts[found++] = 0;
      }
      counts[found - 1]++;
      inverse[sorted[j].index] = found - 1;
    }
  }
  release(&w);
  return found;
}

#define TAKE(type)                                                                                 \
  for (int64_t i = 0; i < m; i++)                                                                  \
    for (int64_t j = 0; j < k; j++)                                                                \
      ((type *)y)[i * k + j] = ((const type *)x)[i * n + indices[i * k + j]];                      \
  break;

void tc_take_rows(
  int size, int64_t m, int64_t n, int64_t k, const int64_t *indices, const void *x, void *y) {
  switch (size) {
  case 1: TAKE(uint8_t)
  case 2: TAKE(uint16_t)
  case 4: TAKE(uint32_t)
  default: TAKE(uint64_t)
  }
}

#define PUT(type)                                                                                  \
  for (int64_t i = 0; i < m; i++)                                                                  \
    for (int64_t j = 0; j < k; j++)                                                                \
      ((type *)y)[i * n + indices[i * k + j]] += ((const type *)x)[i * k + j];

void tc_put_rows(
  int dtype, int64_t m, int64_t n, int64_t k, const int64_t *indices, const void *x, void *y) {
  if (dtype == TC_FLOAT32) {
    PUT(float)
  } else {
    PUT(double)
  }
}

// NaN is behind every number, and equal to itself.
#define BEFORE_FLOAT(a, b) (a < b || (b != b && a == a))
#define BEFORE(a, b) (a < b)
#define SEARCH(type, before)                                                                       \
  for (int64_t i = 0; i < k; i++) {                                                                \
    type v = ((const type *)values)[i];                                                            \
    int64_t low = 0, high = n;                                                                     \
    while (low < high) {                                                                           \
      int64_t middle = low + (high - low) / 2;                                                     \
      type s = ((const type *)sorted)[middle];                                                     \
      if (behind ? !before(v, s) : before(s, v)) {                                                 \
        low = middle + 1;                                                                          \
      } else {                                                                                     \
        high = middle;                                                                             \
      }                                                                                            \
    }                                                                                              \
    y[i] = low;                                                                                    \
  }                                                                                                \
  break;

void tc_search_sorted(
  int dtype, bool behind, int64_t n, const void *sorted, int64_t k, const void *values,
  int64_t *y) {
  switch (dtype) {
  case TC_FLOAT32: SEARCH(float, BEFORE_FLOAT)
  case TC_FLOAT64: SEARCH(double, BEFORE_FLOAT)
  case TC_INT8: SEARCH(int8_t, BEFORE)
  case TC_INT16: SEARCH(int16_t, BEFORE)
  case TC_INT32: SEARCH(int32_t, BEFORE)
  case TC_INT64: SEARCH(int64_t, BEFORE)
  default: SEARCH(uint8_t, BEFORE)
  }
}
