// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The one dispatch table: kernels that exist once per instruction set level.
#pragma once
#include "../include/tensor_kernels.h"
#include "conv_job.h"

typedef void (*tc_unary_kernel)(int64_t n, const void *x, int64_t xs, void *y);
typedef void (*tc_binary_kernel)(
  int64_t n, const void *x, int64_t xs, const void *y, int64_t ys, void *z);
typedef void (*tc_reduce_kernel)(
  int64_t m, int64_t row_stride, int64_t n, int64_t stride, const void *x, void *y);
typedef void (*tc_rows_kernel)(int64_t m, int64_t n, const void *x, void *y);
typedef void (*tc_rows_backward_kernel)(
  int64_t m, int64_t n, const void *g, const void *y, void *dx);

typedef struct {
  const char *name;
  tc_unary_kernel unary[2][TC_UNARY_COUNT];
  tc_binary_kernel binary[2][TC_BINARY_COUNT];
  tc_reduce_kernel reduce[2][TC_REDUCE_COUNT];
  tc_rows_kernel softmax[2], log_softmax[2];
  tc_rows_backward_kernel softmax_backward[2], log_softmax_backward[2];
  void (*cross_entropy[2])(
    int64_t m, int64_t n, const void *x, const int64_t *labels, void *loss);
  void (*cross_entropy_backward[2])(
    int64_t m, int64_t n, const void *x, const int64_t *labels, const void *g, void *dx);
  void (*adam[2])(
    int64_t n, const tc_adam_settings *s, const void *g, void *p, void *m, void *v);
  void (*gemm[2])(
    int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs, const void *b,
    int64_t brs, int64_t bcs, void *c, int64_t ldc);
  // Convolutions.
  int64_t (*conv_room[2])(void);
  int64_t (*conv_weight_room[2])(void);
  void (*conv_pack_weights[2])(const tc_slide *s, int64_t group, void *panels);
  void (*conv_strip[2])(
    const tc_slide *s, int64_t group, int64_t from_row, int64_t to_row, int64_t from,
    int64_t columns, void *room);
  void (*conv_lines[2])(const tc_slide *s, int64_t group, int64_t from, int64_t to);
  void (*conv_weight_strip[2])(
    const tc_slide_weight *s, int64_t group, int64_t from, int64_t columns, void *room);
  void (*conv_weight_lines[2])(const tc_slide_weight *s, int64_t group, int64_t row);
  // Pooling, resampling and normalisation.
  void (*pool_max[2])(const tc_windows *w, const void *x, void *y, int64_t *indices);
  void (*pool_average[2])(const tc_windows *w, const void *x, void *y);
  void (*pool_average_backward[2])(const tc_windows *w, const void *g, void *dx, void *line);
  void (*resample[2])(
    const tc_resampling *r, int64_t from, int64_t to, const void *x, void *y);
  void (*resample_backward[2])(
    const tc_resampling *r, int64_t from, int64_t to, const void *g, void *dx);
  void (*norm_rows[2])(
    const tc_norm *s, int64_t from, int64_t to, const void *x, const void *w, const void *b,
    void *y, void *mean, void *variance, void *scale);
  void (*norm_backward_rows[2])(
    const tc_norm *s, int64_t from, int64_t to, const void *x, const void *g, const void *w,
    const void *mean, const void *scale, void *dx, void *dw, void *db);
} tc_table;

extern const tc_table tc_table_default;
#if defined(__x86_64__)
extern const tc_table tc_table_v3;
extern const tc_table tc_table_v4;
#endif

// The table in force; tc_boot must have run.
const tc_table *tc_current_table(void);
