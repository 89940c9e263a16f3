// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Connectionist temporal classification (Graves, Fernandez, Gomez, Schmidhuber 2006,
// https://doi.org/10.1145/1143844.1143891): the sum over all ways to read a labelling from a sequence
// with blanks between labels, forwards and backwards in logarithms.

// log(exp a + exp b + exp c).
TC_INLINE T FN(log_add)(T a, T b, T c) {
  T top = FN(max_two)(FN(max_two)(a, b), c);
  if (top == -(T)INFINITY) return top;
  return top
         + FN(log_one)(
           FN(exp_one)(a - top) + FN(exp_one)(b - top) + FN(exp_one)(c - top));
}

// One item: `stride` elements from step to step. Without dx, returns the loss; with it, writes
// -g times the probability of each class at each step given the labelling, and returns the loss too.
// Room: (steps + 2) (2 labels + 1).
static double FN(ctc)(
  int64_t steps, int64_t stride, int64_t classes, int64_t labels_count, int64_t blank,
  const void *px, const int64_t *labels, bool zero_infinity, double pg, void *room, void *pdx) {
  const T *x = px;
  const T nothing = -(T)INFINITY;
  int64_t places = 2 * labels_count + 1;
  T *alpha = room, *beta = alpha + steps * places, *next = beta + places;
#define SYMBOL(s) ((s) & 1 ? labels[(s) / 2] : blank)
  // A label may follow the one before it without a blank between where the two differ.
#define MAY_SKIP(s) ((s) & 1 && (s) > 1 && labels[(s) / 2] != labels[(s) / 2 - 1])
  if (steps == 0) return labels_count == 0 ? 0 : INFINITY;
  for (int64_t s = 0; s < places; s++) alpha[s] = s < 2 ? x[SYMBOL(s)] : nothing;
  for (int64_t t = 1; t < steps; t++) {
    const T *last = alpha + (t - 1) * places, *row = x + t * stride;
    for (int64_t s = 0; s < places; s++) {
      T one = s > 0 ? last[s - 1] : nothing, two = MAY_SKIP(s) ? last[s - 2] : nothing;
      alpha[t * places + s] = FN(log_add)(last[s], one, two) + row[SYMBOL(s)];
    }
  }
  const T *last = alpha + (steps - 1) * places;
  T loss =
    -FN(log_add)(last[places - 1], places > 1 ? last[places - 2] : nothing, nothing);
  bool is_zero = zero_infinity && loss == (T)INFINITY;
  if (!pdx) return is_zero ? 0 : (double)loss;
  const T g = (T)pg;
  for (int64_t t = steps - 1; t >= 0; t--) {
    const T *row = x + t * stride;
    T *dx = (T *)pdx + t * stride;
    for (int64_t c = 0; c < classes; c++) dx[c] = 0;
    if (is_zero) continue;
    for (int64_t s = places - 1; s >= 0; s--) {
      T after = s >= places - 2 ? (T)0 : nothing;
      if (t < steps - 1) {
        after = FN(log_add)(
          next[s], s + 1 < places ? next[s + 1] : nothing,
          s + 2 < places && MAY_SKIP(s + 2) ? next[s + 2] : nothing);
      }
      // Without the step's own probability, which alpha has already.
      dx[SYMBOL(s)] -= g * FN(exp_one)(alpha[t * places + s] + after + loss);
      beta[s] = after + row[SYMBOL(s)];
    }
    T *swap = beta;
    beta = next;
    next = swap;
  }
#undef SYMBOL
#undef MAY_SKIP
  return (double)loss;
}
