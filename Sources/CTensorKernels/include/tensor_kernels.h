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

// Threads that one big kernel may use. OpenBLAS has one, but for large decompositions.
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
// How many withReproducibleNumerics scopes this thread is in.
int tc_reproducible(void);
void tc_demand_reproducible(int delta);

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

// One step of a chain of operations on dense operands, each a tensor's elements with a stride of 0 or 1,
// or, where the pointer is NULL, what an earlier step left in a room. A step reads no room it writes.
#define TC_CHAIN_STEPS 8
// A tree of so many steps, the left side first, keeps at most 4 results waiting beside the one it writes.
#define TC_CHAIN_ROOMS 5
typedef struct {
  const void *kernel;  // of the level in force when the operation was asked for
  bool is_binary;
  int x_room, y_room, to;  // to: -1 for the result, in the last step alone
  int64_t xs, ys;
  const void *x, *y;
} tc_chain_step;
const void *tc_unary_kernel_of(int op, int dtype);
const void *tc_binary_kernel_of(int op, int dtype);
void tc_chain(int dtype, int64_t n, int count, const tc_chain_step *steps, void *result);

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

// Rows of `bytes` bytes: y[i] = x[indices[i]].
void tc_gather_rows(
  int64_t count, const int64_t *indices, int64_t bytes, const void *x, void *y);

// ---- Products -------------------------------------------------------------------------------------

// c = a b, with c in rows of ldc; element (i, p) of a is a[i * ars + p * acs]. Every element of c is
// accumulated by fused multiply-add in the order of p, so its bits depend on nothing else.
void tc_gemm(
  int dtype, int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs,
  const void *b, int64_t brs, int64_t bcs, void *c, int64_t ldc);

// c = a b + bias, with c dense and a dense bias of n elements: the product as tc_gemm makes it, then one
// addition.
void tc_affine(
  int dtype, int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs,
  const void *b, int64_t brs, int64_t bcs, const void *bias, void *c);

// A batch of such products, of the dimensions `dims` before the last two: `as` and `bs` are the strides
// of a and b over them. The results lie one after another.
void tc_gemm_batch(
  int dtype, int rank, const int64_t *dims, const int64_t *as, const int64_t *bs, int64_t m,
  int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs, const void *b, int64_t brs,
  int64_t bcs, void *c);

// ---- Optimizers -----------------------------------------------------------------------------------

// ---- Optimizers -----------------------------------------------------------------------------------

enum {
  TC_RULE_SGD,
  TC_RULE_MOMENTUM,
  TC_RULE_NESTEROV,
  TC_RULE_ADAM,
  TC_RULE_AMSGRAD,
  TC_RULE_RMSPROP,
  TC_RULE_RMSPROP_MOMENTUM,
  TC_RULE_RMSPROP_CENTERED,
  TC_RULE_RMSPROP_CENTERED_MOMENTUM,
  TC_RULE_ADAGRAD,
  TC_RULE_LION,
  TC_RULE_AVERAGE,
  TC_RULE_COUNT,
};

// The numbers of one step; which of them matter depends on the rule.
typedef struct {
  double scale;  // of the gradient, before everything else
  double decay;  // of the parameter, added to the gradient
  double keep;  // what decoupled weight decay keeps of the parameter
  double shrink;  // decoupled weight decay per unit of rate
  double rate, beta1, beta2, epsilon;
  double correction1, correction2;  // 1 / (1 - beta^t)
} tc_rule;

// One parameter: its gradient, its numbers, and what the rule remembers of it (NULL for nothing).
typedef struct {
  int dtype;  // TC_FLOAT32 or TC_FLOAT64
  int64_t n;
  const void *gradient;
  void *parameter;
  void *state[3];
  tc_rule numbers;
} tc_rule_tensor;

// One step of a rule on all parameters.
void tc_rule_step(int rule, int64_t count, const tc_rule_tensor *tensors);
// The sum of squares of each gradient, in double; its bits depend on the gradient alone.
void tc_sums_of_squares(int64_t count, const tc_rule_tensor *tensors, double *sums);

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

// ---- Philox4x64-10 ----------------------------------------------------------------------------------

// A block of four 64-bit words (Salmon, Moraes, Dror, Shaw 2011).
void tc_philox_64(const uint64_t counter[4], const uint64_t key[2], uint64_t out[4]);

// ---- Registry -------------------------------------------------------------------------------------

// Records that the operations' files put into the section tc_ops.
typedef void (*tc_operation_record)(void *);
const tc_operation_record *tc_operations_begin(void);
const tc_operation_record *tc_operations_end(void);

// ---- Movement -------------------------------------------------------------------------------------

// linear[i] += factor * index[i], for a strided index with negative ones counted from the back. False
// where one lies outside -bound..<bound, which `outside` then is.
bool tc_index_accumulate(
  int rank, const int64_t *dims, const int64_t *strides, const int64_t *index, int64_t bound,
  int64_t factor, int64_t *linear, int64_t *outside);
// The place of each dense [outer, count, inner] index in a dense [outer, bound, inner] tensor.
void tc_index_along(
  int64_t outer, int64_t count, int64_t inner, int64_t bound, const int64_t *index,
  int64_t *linear);
// Distances in memory from row-major places in `dims`.
void tc_index_offsets(
  int64_t count, const int64_t *indices, int rank, const int64_t *dims, const int64_t *strides,
  int64_t *offsets);
int64_t tc_count_true(int64_t n, const uint8_t *mask);
// The indices of what is true, in order.
void tc_true_places(int64_t n, const uint8_t *mask, int64_t *places);
// Whether an index comes again later. `seen` is zeros, one for each possible index.
void tc_earlier_twins(int64_t count, const int64_t *indices, uint8_t *seen, uint8_t *is_earlier);

// y[..., i, ...] = x[..., step * index[i], ...], where `dims` are those of y, `axis` is the one of the
// indices, and x is walked by `xs` outside it.
void tc_gather(
  int size, int rank, int axis, const int64_t *dims, const int64_t *xs, const void *x,
  const int64_t *index, int64_t step, const int64_t *ys, void *y);
// y[..., step * index[i], ...] = x[..., i, ...] in the order of i, where `dims` are those of x.
void tc_scatter(
  int size, int rank, int axis, const int64_t *dims, const int64_t *xs, const void *x,
  const int64_t *index, int64_t step, const int64_t *ys, void *y);
// y[o, indices[i], :] += x[o, i, :] in the order of i, both dense. False for a type without sums.
bool tc_scatter_add(
  int dtype, int64_t outer, int64_t count, const int64_t *indices, int64_t bound, int64_t width,
  const void *x, void *y);
// The same into zeros: y need not be written before.
bool tc_scatter_sum(
  int dtype, int64_t outer, int64_t count, const int64_t *indices, int64_t bound, int64_t width,
  const void *x, void *y);
// Adds dense x to a strided view of y that may overlap itself, in row-major order.
bool tc_add_strided(
  int dtype, int rank, const int64_t *dims, const int64_t *ys, const void *x, void *y);
void tc_masked_fill(int size, int64_t n, const uint8_t *mask, const void *value, void *y);
// Zeros above (or below) the diagonal of dense matrices of m rows and n columns.
void tc_clear_triangle(
  int size, int64_t matrices, int64_t m, int64_t n, int64_t diagonal, bool clears_upper, void *y);

// ---- Decompositions of matrices that lie row by row -------------------------------------------------

// Dense matrices, factored in place. Bits depend on neither threads nor levels.

// x = l u with rows exchanged: l (with ones on its diagonal) and u take the place of x [n, n], and row i
// was exchanged with row pivots[i] >= i, one after another. Returns the first pivot that is zero, counted
// from 1, or 0.
int64_t tc_lu(int dtype, int64_t n, void *x, int32_t *pivots);
// b [n, columns] becomes the solution of x y = b, or of its transpose. No pivot is zero.
void tc_lu_solve(
  int dtype, bool transposed, int64_t n, int64_t columns, const void *factors,
  const int32_t *pivots, void *b);
// b [n, columns] becomes the solution of a y = b for one triangle of a [n, n]. Returns the first number
// on the diagonal that is zero, counted from 1, and then has changed nothing; or 0.
int64_t tc_triangular_solve(
  int dtype, bool upper, bool transposed, bool unit, int64_t n, int64_t columns, const void *a,
  void *b);
// x = l lᵀ from the lower triangle: l takes its place, what is above is left undefined. Returns the order
// of the first leading part that is not positive definite, or 0.
int64_t tc_cholesky(int dtype, int64_t n, void *x);
// x [m, n] = q r: r takes the place of x, with zeros under its diagonal; q is [m, columns], from the
// smaller of m and n to m columns. x is finite.
void tc_qr(int dtype, int64_t m, int64_t n, int64_t columns, void *x, void *q);

// ---- Reproducible decompositions ------------------------------------------------------------------

// LAPACK's routines of the same names, without leading dimensions (matrices are dense, column by
// column), computed by plain algorithms whose bits depend on nothing. A length of -1 asks for that of
// the work area. Matrices are finite. gesdd and gelsd need no integers and leave `a` as it is.
#define TC_PLAIN(type, T)                                                                          \
  int tc_plain_gesdd_##T(                                                                          \
    char job, int m, int n, const type *a, type *s, type *u, type *vt, int vt_rows, type *work,    \
    int count);                                                                                    \
  int tc_plain_syevd_##T(                                                                          \
    bool vectors, bool upper, int n, type *a, type *w, type *work, int count);                     \
  int tc_plain_gelsd_##T(                                                                          \
    int m, int n, int columns, const type *a, type *b, type *s, type rcond, int *rank,             \
    type *work, int count);
TC_PLAIN(float, f32)
TC_PLAIN(double, f64)
#undef TC_PLAIN
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
// c = a b, dense, wrapping; "or" of "and" for truth values. Strides as in tc_gemm.
void tc_discrete_product(
  int dtype, int64_t m, int64_t n, int64_t k, const void *a, int64_t ars, int64_t acs, const void *b,
  int64_t brs, int64_t bcs, void *c);
// z = z op y for TC_ADD to TC_DIVIDE, dense; y has a stride of 0 or 1 and lies elsewhere.
void tc_assign(int op, int dtype, int64_t n, void *z, const void *y, int64_t ys);

// ---- Losses ---------------------------------------------------------------------------------------

// With t[i] = (1 - smoothing) onehot(label[i]) + smoothing / n:
// loss[i] = logsumexp(x[i]) - sum(t[i] x[i]); dx[i] = g[i] (softmax(x[i]) - t[i]).
// Rows with a negative label have no loss and no gradient.
void tc_cross_entropy_rows(
  int dtype, int64_t m, int64_t n, const void *x, const int64_t *labels, double smoothing,
  void *loss);
void tc_cross_entropy_backward_rows(
  int dtype, int64_t m, int64_t n, const void *x, const int64_t *labels, double smoothing,
  const void *g, void *dx);
// log(1 / (1 + exp(-x))).
void tc_log_sigmoid(int dtype, int64_t n, const void *x, void *y);
// -(t log p + (1 - t) log(1 - p)), logarithms not below -100.
void tc_binary_cross_entropy(int dtype, int64_t n, const void *p, const void *t, void *y);
// x^2 / 2 up to delta, delta (|x| - delta / 2) beyond; its derivative times g.
void tc_huber(int dtype, int64_t n, double delta, const void *x, void *y);
void tc_huber_backward(
  int dtype, int64_t n, double delta, const void *g, const void *x, void *dx);

// Connectionist temporal classification of dense log probabilities [steps, items, classes]. Labels are
// [items, most_labels]; an item uses the first of them and of the steps. A gradient dx where it is not
// NULL, and losses otherwise. False where memory is exhausted.
bool tc_ctc(
  int dtype, int64_t steps, int64_t items, int64_t classes, int64_t most_labels, int64_t blank,
  const void *x, const int64_t *labels, const int64_t *step_counts, const int64_t *label_counts,
  bool zero_infinity, const void *g, void *losses, void *dx);

// ---- Attention ------------------------------------------------------------------------------------

enum { TC_MASK_NONE, TC_MASK_ADDITIVE, TC_MASK_BOOLEAN };

// Query plane h uses plane h / group of keys and values. Strides are in elements, offsets by plane.
typedef struct {
  int64_t planes, group, n, m, d, dv;
  const void *q, *k, *v, *mask;
  const int64_t *q_planes, *k_planes, *v_planes, *mask_planes;
  int64_t q_rs, q_cs, k_rs, k_cs, v_rs, v_cs, mask_rs, mask_cs;
  int mask_kind;
  int64_t low, high;  // query i sees keys i + low ... i + high
  double scale, softcap;  // a soft cap of 0 is none
  bool has_dropout;
  uint64_t dropout_key, keep_below;  // a weight stays whose 32-bit word is below
  double keep_scale;
  void *out, *log_sums;  // dense [planes, n, dv], [planes, n]
  const void *gradient;  // dense, of `out`
  void *dq, *dk, *dvalues;  // dense
} tc_attention;

// False where memory is exhausted.
bool tc_attention_forward(int dtype, const tc_attention *x);
// Reads out, log_sums and gradient; writes dq, dk and dvalues.
bool tc_attention_backward(int dtype, const tc_attention *x);
// What the weights are multiplied with: 0 or keep_scale, dense [planes, n, m].
void tc_attention_dropout(int dtype, const tc_attention *x, void *weights);

// Pairs of the last axis turned by angles. The last of `dims` is the number of pairs, the others are
// the rows; x and y are dense rows of d.
void tc_rotary(
  int dtype, int rank, const int64_t *dims, int64_t d, bool interleaved, bool inverse,
  const void *x, const void *cosine, const int64_t *c_strides, const void *sine,
  const int64_t *s_strides, void *y);
// Cosines and sines of position times frequency, dense [positions, pairs].
void tc_rotary_table(
  int dtype, int64_t positions, int64_t pairs, const double *frequencies, void *cosines,
  void *sines);
// base to the power -i / pairs.
void tc_rotary_frequencies(double base, int64_t pairs, double *frequencies);

// ---- Dropout --------------------------------------------------------------------------------------

// y[i] = x[i] scale where the 32-bit word of i is below keep_below, otherwise 0.
void tc_dropout(
  int dtype, int64_t n, uint64_t key, uint64_t keep_below, double scale, const void *x, void *y);

// ---- Decompositions -------------------------------------------------------------------------------

// Around calls of LAPACK on matrices of this side. Small ones run on their caller's thread, many at
// once; a large one has OpenBLAS and as many threads as tc_threads() says to itself.
void tc_decomposition_begin(int64_t side);
void tc_decomposition_end(int64_t side);
// Tells OpenBLAS how many threads to use: 1 except inside a large decomposition.
void tc_set_blas_threads(int count);
// Whether n numbers are neither infinite nor NaN.
bool tc_all_finite(int dtype, int64_t n, const void *x);

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
// Every window has an element. The places may be NULL.
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

// ---- Quantised weights ------------------------------------------------------------------------------

// Formats of blocks, numbered as Swift's QuantizedFormat.
enum { TC_Q8_0, TC_Q4_0, TC_Q4_1, TC_Q4_K, TC_Q6_K, TC_QUANTIZED_COUNT };
// Weights and bytes of a block.
int64_t tc_quantized_block_weights(int format);
int64_t tc_quantized_block_bytes(int format);
// c = x wT: x is [m, k], w has n rows of k / weights blocks each, c is [m, n]; all dense.
void tc_quantized_product(
  int format, int64_t m, int64_t n, int64_t k, const float *x, const uint8_t *w, float *c);
void tc_dequantize(int format, int64_t blocks, const uint8_t *w, float *y);
// To the first three formats. The first number that a block cannot hold is asked for before; -1 for none.
int64_t tc_first_unquantizable(int format, int64_t n, const float *x);
void tc_quantize(int format, int64_t blocks, const float *x, uint8_t *w);
