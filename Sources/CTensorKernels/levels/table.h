// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The one dispatch table: kernels that exist once per instruction set level.
#pragma once
#include "../kept.h"
#include "../include/tensor_kernels.h"
#include "conv_job.h"

typedef void (*tc_unary_kernel)(int64_t n, const void *x, int64_t xs, void *y);
typedef void (*tc_binary_kernel)(
  int64_t n, const void *x, int64_t xs, const void *y, int64_t ys, void *z);
typedef void (*tc_reduce_kernel)(
  int64_t m, int64_t row_stride, int64_t n, int64_t stride, const void *x, void *y);
typedef void (*tc_reduce_from_kernel)(
  int64_t m, int64_t row_stride, int64_t n, int64_t stride, const void *x, const void *c, void *y);
typedef void (*tc_rows_kernel)(int64_t m, int64_t n, const void *x, void *y);
typedef void (*tc_rows_backward_kernel)(
  int64_t m, int64_t n, const void *g, const void *y, void *dx);

typedef struct {
  const char *name;
  tc_unary_kernel unary[2][TC_UNARY_COUNT];
  tc_binary_kernel binary[2][TC_BINARY_COUNT];
  tc_reduce_kernel reduce[2][TC_REDUCE_COUNT];
  tc_reduce_from_kernel reduce_from[2][TC_REDUCE_FROM_COUNT];
  tc_rows_kernel softmax[2], log_softmax[2];
  tc_rows_backward_kernel softmax_backward[2], log_softmax_backward[2];
  void (*rules[2][TC_RULE_COUNT])(
    int64_t n, const tc_rule *h, const void *g, void *p, void *a, void *b, void *c);
  double (*sum_squares[2])(int64_t n, const void *x);
  void (*gemm[2])(
    int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs, const void *b,
    int64_t brs, int64_t bcs, void *c, int64_t ldc);
  // The same, and a number of its own added to every column, or NULL. A thread that does several pieces of a
  // product brings what it keeps between them.
  void (*affine[2])(
    int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs, const void *b,
    int64_t brs, int64_t bcs, const void *bias, void *c, int64_t ldc, tc_kept *kept);
  // Values and random numbers: float16 and bfloat16; add to divide; by counter.
  void (*widen[2])(int64_t n, const uint16_t *x, float *y);
  void (*narrow[2])(int64_t n, const float *x, uint16_t *y);
  void (*assign[2][TC_DIVIDE + 1])(int64_t n, void *z, const void *y, int64_t ys);
  void (*random_words)(
    uint64_t key, uint64_t stream, uint64_t index, int64_t n, uint32_t *y);
  void (*random_uniform[2])(
    uint64_t key, uint64_t stream, uint64_t index, int64_t n, const double *shape, void *y);
  void (*random_normal[2])(
    uint64_t key, uint64_t stream, uint64_t index, int64_t n, const double *shape, void *y);

  // Losses, attention.
  void (*cross_entropy[2])(
    int64_t m, int64_t n, const void *x, const int64_t *labels, double smoothing, void *loss);
  void (*cross_entropy_backward[2])(
    int64_t m, int64_t n, const void *x, const int64_t *labels, double smoothing, const void *g,
    void *dx);
  void (*log_sigmoid[2])(int64_t n, const void *x, void *y);
  void (*binary_cross_entropy[2])(int64_t n, const void *p, const void *t, void *y);
  void (*huber[2])(int64_t n, double delta, const void *x, void *y);
  void (*huber_backward[2])(int64_t n, double delta, const void *g, const void *x, void *dx);
  double (*ctc[2])(
    int64_t steps, int64_t stride, int64_t classes, int64_t labels_count, int64_t blank,
    const void *x, const int64_t *labels, bool zero_infinity, double g, void *room, void *dx);
  void (*attention_pack[2])(const tc_attention *x, int64_t plane, void *keys, void *values);
  void (*attention_forward[2])(
    const tc_attention *x, int64_t plane, int64_t first, const void *keys, const void *values,
    void *room);
  void (*attention_backward[2])(const tc_attention *x, int64_t plane, void *room);
  void (*rotary[2])(
    int64_t d, int64_t pairs, bool interleaved, bool inverse, const void *x, const void *c,
    int64_t c_stride, const void *s, int64_t s_stride, void *y);
  void (*transpose[2])(
    int64_t m, int64_t n, const void *x, int64_t x_stride, void *y, int64_t y_stride, bool streams);
  // Convolutions.
  int64_t (*conv_room[2])(void);
  int64_t (*conv_weight_room[2])(const tc_slide_weight *s);
  int64_t (*conv_weight_sums[2])(const tc_slide_weight *s, int64_t columns);
  int64_t (*conv_weight_columns[2])(const tc_slide_weight *s, int64_t threads);
  void (*conv_pack_weights[2])(
    const tc_slide *s, int64_t group, int64_t from, int64_t to, void *panels);
  void (*conv_strip[2])(
    const tc_slide *s, int64_t group, int64_t from_row, int64_t to_row, int64_t from,
    int64_t columns, void *room);
  void (*conv_lines[2])(const tc_slide *s, int64_t group, int64_t from, int64_t to);
  // By 3 x 3, float32: see conv_winograd.h.
  void (*winograd_pack)(
    const tc_slide *s, int64_t group, int64_t from, int64_t to, void *panels);
  int64_t (*winograd_room)(const tc_slide *s, int64_t tiles);
  void (*winograd_strip)(
    const tc_slide *s, int64_t group, int64_t from, int64_t lines, int64_t column,
    int64_t columns, void *room);
  void (*conv_weight_strip[2])(
    const tc_slide_weight *s, int64_t group, int64_t from, int64_t columns, void *room,
    void *sums);
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
  // Quantised weights: columns from ..< to of a product with at most TC_QUANTIZED_ROWS_MOST rows.
  void (*quantized_product)(
    int format, int64_t m, int64_t from, int64_t to, int64_t k, const float *x, int64_t xs,
    const uint8_t *w, int64_t row_bytes, float *c, int64_t ldc);
  void (*quantized_dequantize)(int format, int64_t blocks, const uint8_t *w, float *y);
  // Decompositions: see factor.h and factor_qr.h.
  void (*factor_subtract[2])(
    int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs, const void *b,
    int64_t brs, void *c, int64_t ldc, int64_t bound);
  void (*factor_solve[2])(
    bool upper, bool unit, int64_t n, int64_t columns, const void *a, int64_t rs, int64_t cs,
    void *b, int64_t ldb);
  void (*factor_solve_vector[2])(
    bool upper, bool unit, int64_t n, const void *a, int64_t rs, int64_t cs, void *x);
  int64_t (*factor_lu_panel[2])(
    int64_t m, int64_t n, void *a, int64_t lda, void *room, int32_t *pivots);
  int64_t (*factor_cholesky_panel[2])(int64_t n, void *a, int64_t lda);
  void (*factor_qr_panel[2])(int64_t m, int64_t n, void *a, int64_t lda, void *v, void *t);
  void (*factor_reflect[2])(
    bool transposed, int64_t m, int64_t n, const void *v, const void *t, void *c, int64_t ldc);
} tc_table;

// Columns of a panel of a decomposition: whole vectors of every level.
#define TC_PANEL 32

#define TC_QUANTIZED_ROWS_MOST 64

extern const tc_table tc_table_default;
#if defined(__x86_64__)
extern const tc_table tc_table_v3;
extern const tc_table tc_table_v4;
#endif

// The table in force; tc_boot must have run.
const tc_table *tc_current_table(void);

// The kernel of TC_DISCRETE_... for a type; NULL where there is none.
tc_binary_kernel tc_discrete_kernel(int op, int dtype);
// ---- Attention ------------------------------------------------------------------------------------

// Queries and keys of a tile.
#define TC_ATTENTION_TILE 64
// Keys of a whole vector.
#define TC_ATTENTION_GROUP 16
// A length rounded up to whole vectors.
static inline int64_t tc_attention_padded(int64_t length) { return (length + 15) / 16 * 16; }
// Whether rows of values are whole vectors that lie dense: they are read where they lie then, unless they
// share lines of the first cache.
static inline bool tc_attention_values_stay(const tc_attention *x) {
  return x->v_cs == 1 && x->dv % 16 == 0 && x->v_rs % 512 != 0;
}
// Whether keys lie as the tiles want them, key beside key, as a cache keeps them, and so few queries ask that
// packing them would cost more than it brings: they are read where they lie then.
static inline bool tc_attention_keys_stay(const tc_attention *x) {
  return x->k_rs == 1 && x->n <= 16 && !x->gradient;
}
// The random words of four neighbouring weights; `column` counts such fours.
void tc_attention_words(
  uint64_t key, int64_t plane, int64_t row, int64_t column, uint32_t words[4]);
