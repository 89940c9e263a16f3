// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Element types, numbered as Swift's DType. Kernels compute in the first two.
enum {
  TC_FLOAT32 = 0,
  TC_FLOAT64 = 1,
  TC_FLOAT16 = 2,
  TC_BFLOAT16 = 3,
  TC_INT8 = 4,
  TC_INT16 = 5,
  TC_INT32 = 6,
  TC_INT64 = 7,
  TC_UINT8 = 8,
  TC_BOOL = 9,
};

// ---- Boot ---------------------------------------------------------------------------------------

// Reads TENSORCHAIN_ISA and CPUID, chooses the kernels and puts OpenBLAS on the right core. Once.
// Returns NULL, or a sentence that says what is wrong with TENSORCHAIN_ISA.
const char *tc_boot(void);
// Name of the level in force: "v4", "v3" or "default".
const char *tc_instruction_set(void);
// Forces a level, for tests. False where the name is unknown or the processor lacks it.
bool tc_force_instruction_set(const char *name);
// The core OpenBLAS computes for, or "unknown" where the library does not tell.
const char *tc_blas_core_name(void);
// Whether this processor has AVX2 with FMA, and AVX-512 F, BW, CD, DQ and VL.
bool tc_cpu_has_avx2_fma(void);
bool tc_cpu_has_avx512(void);

// ---- Threads ------------------------------------------------------------------------------------

// Threads that one big kernel may use; OpenBLAS is told the same number.
void tc_set_threads(int count);
int tc_threads(void);

// ---- Memory -------------------------------------------------------------------------------------

typedef struct {
  int64_t bytes_in_use;     // handed out and not given back, rounded up to size classes
  int64_t bytes_cached;     // given back and kept
  int64_t peak_bytes_in_use;
  int64_t fresh_allocations;  // requests the cache could not serve
} tc_pool_statistics;

// A 64-byte-aligned block of at least `bytes`; its size class goes back to tc_pool_free. NULL where
// memory is exhausted.
void *tc_pool_alloc(size_t bytes, int *size_class);
void tc_pool_free(void *block, int size_class);
// Gives every cached block back to the system.
void tc_pool_trim(void);
void tc_pool_set_cap(int64_t bytes);
int64_t tc_pool_cap(void);
tc_pool_statistics tc_pool_read_statistics(void);

// ---- Tape state, per thread -----------------------------------------------------------------------

// A number above `floor` and above every number this thread has had before (Lamport's clock).
int64_t tc_next_order(int64_t floor);
// How many withoutGradient scopes this thread is in.
int tc_recording_paused(void);
void tc_pause_recording(int delta);

// ---- Elementwise ----------------------------------------------------------------------------------

enum {
  TC_NEGATE, TC_EXP, TC_LOG, TC_TANH, TC_RELU, TC_SIGMOID, TC_SQRT, TC_ABS, TC_UNARY_COUNT
};
enum {
  TC_ADD, TC_SUBTRACT, TC_MULTIPLY, TC_DIVIDE, TC_MAXIMUM, TC_MINIMUM,
  TC_RELU_BACKWARD,     // gradient, output
  TC_TANH_BACKWARD,     // gradient, output
  TC_SIGMOID_BACKWARD,  // gradient, output
  TC_BINARY_COUNT
};
enum { TC_EQUAL, TC_LESS, TC_LESS_EQUAL, TC_COMPARE_COUNT };

// Contiguous fast path: n elements, a stride of 0 or 1 for each operand.
void tc_unary_flat(int op, int dtype, int64_t n, const void *x, void *y);
void tc_binary_flat(
  int op, int dtype, int64_t n, const void *x, int64_t xs, const void *y, int64_t ys, void *z);

// Any strides, in elements; the result is written densely in row-major order.
void tc_unary(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *xs, const void *x, void *y);
void tc_binary(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *xs, const int64_t *ys,
  const void *x, const void *y, void *z);
void tc_compare(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *xs, const int64_t *ys,
  const void *x, const void *y, uint8_t *z);

// Copies between two strided views of elements of `size` bytes (1, 2, 4 or 8).
void tc_copy(
  int size, int rank, const int64_t *dims, const int64_t *xs, const void *x, const int64_t *ys,
  void *y);
void tc_fill(int size, int64_t n, const void *value, void *y);
// Dense conversion. False where either type has no conversion yet.
bool tc_cast(int from, int to, int64_t n, const void *x, void *y);

// ---- Reductions -----------------------------------------------------------------------------------

enum { TC_SUM, TC_MAX, TC_REDUCE_COUNT };

// Reduces n elements, `stride` apart, for each position of the kept dimensions.
void tc_reduce(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *strides, int64_t n,
  int64_t stride, const void *x, void *y);
// Index of the first largest element (or of the first NaN) in each of m dense rows of n > 0.
void tc_argmax_rows(int dtype, int64_t m, int64_t n, const void *x, int64_t *y);

// ---- Rows -----------------------------------------------------------------------------------------

// m dense rows of n.
void tc_softmax_rows(int dtype, int64_t m, int64_t n, const void *x, void *y);
void tc_log_softmax_rows(int dtype, int64_t m, int64_t n, const void *x, void *y);
// dx = y (g - sum(g y)) and dx = g - exp(y) sum(g).
void tc_softmax_backward_rows(
  int dtype, int64_t m, int64_t n, const void *g, const void *y, void *dx);
void tc_log_softmax_backward_rows(
  int dtype, int64_t m, int64_t n, const void *g, const void *y, void *dx);
// loss[i] = logsumexp(x[i]) - x[i][label[i]]; dx[i] = g[i] (softmax(x[i]) - onehot(label[i])).
void tc_cross_entropy_rows(
  int dtype, int64_t m, int64_t n, const void *x, const int64_t *labels, void *loss);
void tc_cross_entropy_backward_rows(
  int dtype, int64_t m, int64_t n, const void *x, const int64_t *labels, const void *g, void *dx);

// Rows of `bytes` bytes: y[i] = x[indices[i]].
void tc_gather_rows(
  int64_t count, const int64_t *indices, int64_t bytes, const void *x, void *y);
// y[indices[i]] += x[i] in the order of i, rows of `width` elements.
void tc_add_rows(
  int dtype, int64_t count, const int64_t *indices, int64_t width, const void *x, void *y);

// ---- Products -------------------------------------------------------------------------------------

// c = a b, with c in rows of ldc; element (i, p) of a is a[i * ars + p * acs]. Every element of c is
// accumulated by fused multiply-add in the order of p, so its bits depend on nothing else.
void tc_gemm(
  int dtype, int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs,
  const void *b, int64_t brs, int64_t bcs, void *c, int64_t ldc);

// A batch of such products, of the dimensions `dims` before the last two: `as` and `bs` are the strides
// of a and b over them. The results lie one after another.
void tc_gemm_batch(
  int dtype, int rank, const int64_t *dims, const int64_t *as, const int64_t *bs, int64_t m,
  int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs, const void *b, int64_t brs,
  int64_t bcs, void *c);

// ---- Optimizers -----------------------------------------------------------------------------------

typedef struct {
  double learning_rate, beta1, beta2, epsilon, weight_decay;
  double correction1, correction2;  // 1 / (1 - beta^t)
} tc_adam_settings;

// One step on n parameters; weight decay is decoupled (AdamW).
void tc_adam(
  int dtype, int64_t n, const tc_adam_settings *settings, const void *gradient, void *parameter,
  void *first_moment, void *second_moment);

// ---- Random numbers -------------------------------------------------------------------------------

// Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011).
void tc_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);
// Element i takes its bits from counter (i / 4 or i / 2, stream); [0, 1) by multiples of 2^-24, 2^-53.
void tc_random_uniform(int dtype, uint64_t key, uint64_t stream, int64_t n, void *y);
// Standard normal numbers by Box and Muller, computed in double precision.
void tc_random_normal(int dtype, uint64_t key, uint64_t stream, int64_t n, void *y);

// ---- Registry -------------------------------------------------------------------------------------

// Records that the operations' files put into the section tc_ops.
typedef void (*tc_operation_record)(void *);
const tc_operation_record *tc_operations_begin(void);
const tc_operation_record *tc_operations_end(void);

// ---- Convolutions ---------------------------------------------------------------------------------

// The shapes of a convolution, named as in its forward direction. Three axes, outermost first; those
// that a convolution lacks have length 1, kernel 1, stride 1, dilation 1 and padding 0.
typedef struct {
  int64_t batch, groups, input_channels, output_channels;  // channels of one group
  int64_t input[3], output[3], kernel[3], stride[3], dilation[3];
  int64_t padding[3];  // before the first element
} tc_convolution;

// The three derivatives of sum g[b, o, q] x[b, i, q * stride + t * dilation - padding] w[o, i, t], all
// dense: by g (with a bias for each output channel, or NULL), by x (with one for each input channel), by
// w. Each element is accumulated by fused multiply-add in one order. False where memory is exhausted.
bool tc_conv(
  int dtype, const tc_convolution *c, const void *x, const void *w, const void *bias, void *y);
bool tc_conv_input(
  int dtype, const tc_convolution *c, const void *g, const void *w, const void *bias, void *dx);
bool tc_conv_weight(
  int dtype, const tc_convolution *c, const void *x, const void *g, void *dw);

// ---- Pooling, resampling, normalisation -----------------------------------------------------------

// Windows over the last three axes of dense planes. Result i of axis d takes count[d][i] elements from
// first[d][i] on, step[d] apart, all of them inside; an average is divided by the product of the three
// divisors. Results regular_from ..< regular_to of the last axis have equal counts, and their windows
// begin regular_stride apart.
typedef struct {
  int64_t planes, input[3], output[3], step[3];
  const int64_t *first[3], *count[3], *divisor[3];
  int64_t regular_from, regular_to, regular_stride;
} tc_windows;

// The largest element of each window (or its first NaN) and the place of the first such in the plane.
// Every window has an element.
void tc_pool_max(int dtype, const tc_windows *w, const void *x, void *y, int64_t *indices);
void tc_pool_average(int dtype, const tc_windows *w, const void *x, void *y);
// The adjoint of the average. False where memory is exhausted.
bool tc_pool_average_backward(int dtype, const tc_windows *w, const void *g, void *dx);
// y[p][i] = x[p][indices[p][i]], and zeros with x[p][i] added at indices[p][i] of y[p], in order.
void tc_take_in_planes(
  int dtype, int64_t planes, int64_t count, const int64_t *indices, int64_t plane, const void *x,
  void *y);
void tc_add_in_planes(
  int dtype, int64_t planes, int64_t count, const int64_t *indices, int64_t plane, const void *x,
  void *y);

// y[o][j][i] = sum over taps of weight[j][tap] x[o][index[j][tap]][i], or the adjoint of this.
typedef struct {
  int64_t outer, input, output, inner, taps;
  const int64_t *index;
  const double *weight;
} tc_resampling;
void tc_resample(
  int dtype, bool is_backward, const tc_resampling *r, const void *x, void *y);

// Rows, row_stride apart, of `segments` runs of `length` neighbours. Element j of a run of row r has the
// weight with the number (r % groups) * (length / span) + j / span.
typedef struct {
  int64_t rows, segments, length, row_stride, segment_stride;
  int64_t groups, span;
  bool centers;  // whether the mean is subtracted
  double epsilon;
} tc_norm;

// Rows whose shares of the weight's gradient are one line.
#define TC_NORM_BLOCK 64

// y = (x - mean) / sqrt(variance + epsilon) * w + b; w and b may be NULL. scale is the factor.
void tc_norm_rows(
  int dtype, const tc_norm *s, const void *x, const void *w, const void *b, void *y, void *mean,
  void *variance, void *scale);
// dw and db (or NULL) get lines to be added up: of `length` numbers for every TC_NORM_BLOCK rows where
// span and groups are 1, otherwise of length / span numbers for every row.
void tc_norm_backward_rows(
  int dtype, const tc_norm *s, const void *x, const void *g, const void *w, const void *mean,
  const void *scale, void *dx, void *dw, void *db);
