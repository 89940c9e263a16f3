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
  TC_NEGATE, TC_EXP, TC_LOG, TC_TANH, TC_RELU, TC_SIGMOID, TC_SQRT, TC_ABS,
  // Functions
  TC_EXP2, TC_EXPM1, TC_LOG1P, TC_LOG2, TC_LOG10, TC_RSQRT, TC_RECIPROCAL, TC_SIN, TC_COS, TC_TAN,
  TC_ASIN, TC_ACOS, TC_ATAN, TC_SINH, TC_COSH, TC_ASINH, TC_ACOSH, TC_ATANH, TC_ERF, TC_ERFC,
  TC_LGAMMA, TC_DIGAMMA, TC_SILU, TC_SOFTPLUS, TC_MISH, TC_GELU, TC_GELU_TANH, TC_HARD_SWISH,
  TC_FLOOR, TC_CEIL, TC_TRUNC, TC_ROUND, TC_SIGN,
  TC_UNARY_COUNT
};
enum {
  TC_ADD, TC_SUBTRACT, TC_MULTIPLY, TC_DIVIDE, TC_MAXIMUM, TC_MINIMUM,
  TC_RELU_BACKWARD,     // gradient, output
  TC_TANH_BACKWARD,     // gradient, output
  TC_SIGMOID_BACKWARD,  // gradient, output
  // Functions
  TC_POW, TC_ATAN2,
  TC_POLYGAMMA,         // x, order
  TC_LEAKY_RELU, TC_ELU, TC_CELU,  // x, slope or scale of the negative side
  TC_SILU_BACKWARD, TC_GELU_BACKWARD, TC_GELU_TANH_BACKWARD,  // gradient, input
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

enum { TC_SUM, TC_MAX, TC_MIN, TC_PROD, TC_REDUCE_COUNT };
// Sums of |x|, x^2, (x - c)^2 and exp(x - c), with a c for each row.
enum {
  TC_SUM_MAGNITUDES, TC_SUM_SQUARES, TC_SUM_DISTANCES, TC_SUM_EXPS, TC_REDUCE_FROM_COUNT
};

// Reduces n elements, `stride` apart, for each position of the kept dimensions.
void tc_reduce(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *strides, int64_t n,
  int64_t stride, const void *x, void *y);
// As tc_reduce; c is dense in the order of the kept dimensions, or NULL where the sum has none.
void tc_reduce_from(
  int op, int dtype, int rank, const int64_t *dims, const int64_t *strides, int64_t n,
  int64_t stride, const void *x, const void *c, void *y);
// Index of the first largest (or smallest) element, or of the first NaN, in each of m dense rows of
// n > 0 elements of any type but the half ones.
void tc_arg_extreme_rows(
  bool smallest, int dtype, int64_t m, int64_t n, const void *x, int64_t *y);
// Rows of integers or truth values: sums and products to int64, wrapping; extremes to their own type.
void tc_reduce_integer_rows(int op, int dtype, int64_t m, int64_t n, const void *x, void *y);
// Running sums (TC_SUM) and products (TC_PROD) along the middle of (outer, n, inner), in order.
// Integers other than int64 must have been widened.
void tc_scan(
  int op, int dtype, int64_t outer, int64_t n, int64_t inner, bool backwards, const void *x, void *y);
// y[i] = a[i] y[i - 1] + b[i] along the middle, y[-1] = 0; backwards from y[i + 1]. Floating point.
void tc_linear_scan(
  int dtype, int64_t outer, int64_t n, int64_t inner, bool backwards, const void *a, const void *b,
  void *y);

// ---- Selection --------------------------------------------------------------------------------------

// y = condition ? a : b, elements of `size` bytes, any strides.
void tc_where(
  int size, int rank, const int64_t *dims, const int64_t *cs, const int64_t *as, const int64_t *bs,
  const uint8_t *condition, const void *a, const void *b, void *y);
// Truth values, 0 or 1.
enum { TC_AND, TC_OR, TC_XOR };
void tc_logical(int op, int64_t n, const uint8_t *x, const uint8_t *y, uint8_t *z);
// Classes of dense floating-point numbers.
enum { TC_IS_NAN, TC_IS_FINITE, TC_IS_INFINITE };
void tc_classify(int op, int dtype, int64_t n, const void *x, uint8_t *y);
// |x| and the sign of dense integers, and powers of int64; everything wraps. False where an exponent
// is negative.
enum { TC_INTEGER_ABS, TC_INTEGER_SIGN };
void tc_integer_unary(int op, int dtype, int64_t n, const void *x, void *y);
bool tc_integer_pow(int64_t n, const int64_t *x, const int64_t *y, int64_t *z);

// ---- Sorting ----------------------------------------------------------------------------------------

// Stable order of each of m dense rows of n elements of any type: indices of the elements in ascending
// or descending order, NaN last. False where there is no memory.
bool tc_argsort_rows(
  int dtype, bool descending, int64_t m, int64_t n, const void *x, int64_t *indices);
// The different ones among n elements in ascending order: index of the first of each, which of them each
// element is, how often each comes. Returns how many there are, or -1 where there is no memory.
int64_t tc_unique(
  int dtype, int64_t n, const void *x, int64_t *first, int64_t *inverse, int64_t *counts);
// Rows of k indices into rows of n: y[i][j] = x[i][indices[i][j]], and the reverse added to zeros.
void tc_take_rows(
  int size, int64_t m, int64_t n, int64_t k, const int64_t *indices, const void *x, void *y);
void tc_put_rows(
  int dtype, int64_t m, int64_t n, int64_t k, const int64_t *indices, const void *x, void *y);
// Where each of k values belongs in a sorted row of n: before its equals, or behind them.
void tc_search_sorted(
  int dtype, bool behind, int64_t n, const void *sorted, int64_t k, const void *values, int64_t *y);

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
// Element i takes its bits from counter (i / 4 or i / 2, stream); [0, 1) by multiples of 2^-24, 2^-53.
void tc_random_uniform(int dtype, uint64_t key, uint64_t stream, int64_t n, void *y);
// Standard normal numbers by Box and Muller, computed in double precision.
void tc_random_normal(int dtype, uint64_t key, uint64_t stream, int64_t n, void *y);

// ---- Registry -------------------------------------------------------------------------------------

// Records that the operations' files put into the section tc_ops.
typedef void (*tc_operation_record)(void *);
const tc_operation_record *tc_operations_begin(void);
const tc_operation_record *tc_operations_end(void);
