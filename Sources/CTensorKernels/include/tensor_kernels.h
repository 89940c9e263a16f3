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
// Dense conversion between any two types. False where a number is no type.
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

// c = a b, with c dense in rows of ldc; element (i, p) of a is a[i * ars + p * acs]. Every element of
// c is accumulated by fused multiply-add in the order of p, so its bits depend on nothing else.
void tc_gemm_f32(
  int64_t m, int64_t n, int64_t k, const float *a, int64_t ars, int64_t acs, const float *b,
  int64_t brs, int64_t bcs, float *c, int64_t ldc);

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
// Element i takes its bits from counter (i / 4 or i / 2, stream): a multiple of 2^-24 or 2^-53 in
// [0, 1), times `span` plus `low`, and at most `highest`.
void tc_random_uniform(
  int dtype, uint64_t key, uint64_t stream, int64_t n, double low, double span, double highest,
  void *y);
// Normal numbers by Box and Muller.
void tc_random_normal(
  int dtype, uint64_t key, uint64_t stream, int64_t n, double mean, double deviation, void *y);
// `low` plus an unbiased number below `span`. The upper half of `stream` must be 0, here and below.
void tc_random_integers(
  uint64_t key, uint64_t stream, int64_t n, int64_t low, uint64_t span, int64_t *y);
// Normal numbers in [low, high], which must hold an interval.
void tc_random_truncated(
  uint64_t key, uint64_t stream, int64_t n, double mean, double deviation, double low, double high,
  double *y);
// `count` classes for each of m rows of n > 0 probabilities or logits, by inversion of m * count uniform
// numbers; `sums` has room for 2 n. Returns the first row that is no distribution, or -1.
int64_t tc_categorical(
  bool are_logits, int64_t m, int64_t n, const double *weights, int64_t count, const double *u,
  double *sums, int64_t *y);

// ---- Registry -------------------------------------------------------------------------------------

// Records that the operations' files put into the section tc_ops.
typedef void (*tc_operation_record)(void *);
const tc_operation_record *tc_operations_begin(void);
const tc_operation_record *tc_operations_end(void);

// ---- Integers and truth values --------------------------------------------------------------------

enum {
  TC_DISCRETE_ADD, TC_DISCRETE_SUBTRACT, TC_DISCRETE_MULTIPLY, TC_DISCRETE_FLOOR_DIVIDE,
  TC_DISCRETE_REMAINDER, TC_DISCRETE_AND, TC_DISCRETE_OR, TC_DISCRETE_XOR, TC_DISCRETE_SHIFT_LEFT,
  TC_DISCRETE_SHIFT_RIGHT, TC_DISCRETE_COUNT
};
enum { TC_DISCRETE_NEGATE, TC_DISCRETE_RELU, TC_DISCRETE_NOT };

// Any strides, as tc_binary. False where the operation has no meaning for the type. Floor division and
// remainder exist for float32 and float64 too.
bool tc_discrete_binary(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *xs, const int64_t *ys,
  const void *x, const void *y, void *z);
bool tc_discrete_unary(int op, int dtype, int64_t n, const void *x, void *y);
// c = a b, dense, wrapping; "or" of "and" for truth values. Strides as in tc_gemm_f32.
void tc_discrete_product(
  int dtype, int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs, const void *b,
  int64_t brs, int64_t bcs, void *c);
// z = z op y for TC_ADD to TC_DIVIDE, dense; y has a stride of 0 or 1 and lies elsewhere.
void tc_assign(int op, int dtype, int64_t n, void *z, const void *y, int64_t ys);
