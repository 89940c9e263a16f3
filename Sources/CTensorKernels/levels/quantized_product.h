// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Products with quantised weights. Sixteen rows of weights are laid out side by side, a piece of k at a
// time, as float32 numbers that stay in the first cache, and meet the rows of x there: each element of the
// result is accumulated by fused multiply-add in the order of k, starting from +0, as in gemm.h.

typedef uint32_t quantized_words __attribute__((vector_size(64), aligned(4)));
typedef int32_t quantized_integers __attribute__((vector_size(64), aligned(4)));
typedef float quantized_floats __attribute__((vector_size(64), aligned(4)));
typedef uint32_t quantized_quad __attribute__((vector_size(16), aligned(1)));
typedef const uint8_t *const quantized_rows[16];

// Strips of sixteen columns that are worked on together: chains of sums that do not wait for one another.
#define QUANTIZED_STRIPS 4
#if TC_TILE_ROWS >= 8
#define QUANTIZED_ROWS 4
#else
#define QUANTIZED_ROWS 1
#endif

TC_INLINE quantized_floats quantized_converted(quantized_words w) {
  return __builtin_convertvector((quantized_integers)w, quantized_floats);
}

// Sixteen bytes of each row: out[i] holds the i-th word of every row.
TC_INLINE void quantized_turned(quantized_rows rows, int64_t offset, quantized_words out[4]) {
  quantized_words a[4];
#pragma clang loop unroll(full)
  for (int r = 0; r < 4; r++) {
    quantized_quad q[4];
#pragma clang loop unroll(full)
    for (int g = 0; g < 4; g++) q[g] = *(const quantized_quad *)(rows[4 * g + r] + offset);
    a[r] = __builtin_shufflevector(
      __builtin_shufflevector(q[0], q[1], 0, 1, 2, 3, 4, 5, 6, 7),
      __builtin_shufflevector(q[2], q[3], 0, 1, 2, 3, 4, 5, 6, 7),
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  }
#define LOW(x, y)                                                                                  \
  __builtin_shufflevector(x, y, 0, 16, 1, 17, 4, 20, 5, 21, 8, 24, 9, 25, 12, 28, 13, 29)
#define HIGH(x, y)                                                                                 \
  __builtin_shufflevector(x, y, 2, 18, 3, 19, 6, 22, 7, 23, 10, 26, 11, 27, 14, 30, 15, 31)
#define FIRST(x, y)                                                                                \
  __builtin_shufflevector(x, y, 0, 1, 16, 17, 4, 5, 20, 21, 8, 9, 24, 25, 12, 13, 28, 29)
#define SECOND(x, y)                                                                               \
  __builtin_shufflevector(x, y, 2, 3, 18, 19, 6, 7, 22, 23, 10, 11, 26, 27, 14, 15, 30, 31)
  quantized_words low01 = LOW(a[0], a[1]), low23 = LOW(a[2], a[3]);
  quantized_words high01 = HIGH(a[0], a[1]), high23 = HIGH(a[2], a[3]);
  out[0] = FIRST(low01, low23);
  out[1] = SECOND(low01, low23);
  out[2] = FIRST(high01, high23);
  out[3] = SECOND(high01, high23);
#undef LOW
#undef HIGH
#undef FIRST
#undef SECOND
}

// The float16 number at `offset` of each row.
TC_INLINE quantized_floats quantized_halves(quantized_rows rows, int64_t offset) {
  uint32_t halves[16] __attribute__((aligned(64)));
#pragma clang loop unroll(full)
  for (int r = 0; r < 16; r++) {
    uint16_t half;
    memcpy(&half, rows[r] + offset, 2);
    halves[r] = half;
  }
  float result[16] __attribute__((aligned(64)));
  for (int r = 0; r < 16; r++) result[r] = float_of(widened_f16((uint16_t)halves[r]));
  return *(const quantized_floats *)result;
}

// The k-th weights of sixteen rows lie side by side in a panel.
#define QUANTIZED_PUT(k, value) (*(quantized_floats *)(panel + (k) * 16) = (value))

static void quantized_expand_q8_0(quantized_rows rows, int64_t k, float *restrict panel) {
  int64_t block = k / 32 * 34;
  quantized_floats scale = quantized_halves(rows, block);
  for (int half = 0; half < 2; half++) {
    quantized_words words[4];
    quantized_turned(rows, block + 2 + 16 * half, words);
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      quantized_integers q = (quantized_integers)(words[i / 4] << (24 - 8 * (i % 4))) >> 24;
      QUANTIZED_PUT(16 * half + i, scale * __builtin_convertvector(q, quantized_floats));
    }
  }
}

TC_INLINE void quantized_expand_nibbles(
  quantized_rows rows, int64_t block, bool has_minimum, float *restrict panel) {
  quantized_floats scale = quantized_halves(rows, block), minimum = scale;
  if (has_minimum) minimum = quantized_halves(rows, block + 2);
  quantized_words words[4];
  quantized_turned(rows, block + (has_minimum ? 4 : 2), words);
  for (int upper = 0; upper < 2; upper++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      quantized_words q = words[i / 4] >> (8 * (i % 4)) & 15;
      quantized_floats value = has_minimum ? scale * quantized_converted(q) + minimum
                                           : scale * quantized_converted(q - 8);
      QUANTIZED_PUT(16 * upper + i, value);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) words[i] >>= 4;
  }
}

static void quantized_expand_q4_0(quantized_rows rows, int64_t k, float *restrict panel) {
  quantized_expand_nibbles(rows, k / 32 * 18, false, panel);
}
static void quantized_expand_q4_1(quantized_rows rows, int64_t k, float *restrict panel) {
  quantized_expand_nibbles(rows, k / 32 * 20, true, panel);
}

// 64 weights: two scales, one for the lower and one for the upper halves of 32 bytes.
static void quantized_expand_q4_k(quantized_rows rows, int64_t k, float *restrict panel) {
  int64_t block = k / 256 * 144;
  int pair = (int)(k % 256) / 64;
  quantized_floats d = quantized_halves(rows, block), least = quantized_halves(rows, block + 2);
  quantized_words words[8];
  quantized_turned(rows, block + 16 + 32 * pair, words);
  quantized_turned(rows, block + 32 + 32 * pair, words + 4);
  for (int upper = 0; upper < 2; upper++) {
    uint32_t scales[16] __attribute__((aligned(64))), minima[16] __attribute__((aligned(64)));
    for (int r = 0; r < 16; r++) {
      uint8_t scale, minimum;
      tc_q4_k_scale(rows[r] + block + 4, 2 * pair + upper, &scale, &minimum);
      scales[r] = scale;
      minima[r] = minimum;
    }
    quantized_floats scale = d * quantized_converted(*(const quantized_words *)scales);
    quantized_floats minimum = least * quantized_converted(*(const quantized_words *)minima);
#pragma clang loop unroll(full)
    for (int i = 0; i < 32; i++) {
      quantized_words q = words[i / 4] >> (8 * (i % 4)) & 15;
      QUANTIZED_PUT(32 * upper + i, scale * quantized_converted(q) - minimum);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) words[i] >>= 4;
  }
}

// 128 weights: four bits of each lie in 64 bytes, two more in 32, and 16 weights share a scale.
static void quantized_expand_q6_k(quantized_rows rows, int64_t k, float *restrict panel) {
  int64_t block = k / 256 * 210;
  int half = (int)(k % 256) / 128;
  quantized_floats d = quantized_halves(rows, block + 208);
  for (int piece = 0; piece < 8; piece++) {
    // Sixteen weights: `quarter` says which bits, `side` which half of the 32 bytes.
    int quarter = piece / 2, side = piece % 2;
    quantized_words low[4], high[4];
    quantized_turned(rows, block + 64 * half + 32 * (quarter % 2) + 16 * side, low);
    quantized_turned(rows, block + 128 + 32 * half + 16 * side, high);
    int32_t scales[16] __attribute__((aligned(64)));
    for (int r = 0; r < 16; r++)
      scales[r] = (int8_t)rows[r][block + 192 + 8 * half + piece];
    quantized_floats scale =
      d * __builtin_convertvector(*(const quantized_integers *)scales, quantized_floats);
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
      low[i] >>= 4 * (quarter / 2);
      high[i] >>= 2 * quarter;
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      quantized_words q =
        (low[i / 4] >> (8 * (i % 4)) & 15) | (high[i / 4] >> (8 * (i % 4)) & 3) << 4;
      QUANTIZED_PUT(16 * piece + i, scale * quantized_converted(q - 32));
    }
  }
}
#undef QUANTIZED_PUT

// Weights of sixteen rows from `k` on, `depth` of them.
TC_INLINE void quantized_expand(
  int format, quantized_rows rows, int64_t k, int64_t depth, float *restrict panel) {
  switch (format) {
    case TC_Q8_0:
      for (int64_t p = 0; p < depth; p += 32) quantized_expand_q8_0(rows, k + p, panel + 16 * p);
      break;
    case TC_Q4_0:
      for (int64_t p = 0; p < depth; p += 32) quantized_expand_q4_0(rows, k + p, panel + 16 * p);
      break;
    case TC_Q4_1:
      for (int64_t p = 0; p < depth; p += 32) quantized_expand_q4_1(rows, k + p, panel + 16 * p);
      break;
    case TC_Q4_K:
      for (int64_t p = 0; p < depth; p += 64) quantized_expand_q4_k(rows, k + p, panel + 16 * p);
      break;
    default: quantized_expand_q6_k(rows, k, panel);
  }
}

// `height` rows of x times the panels of all strips; the sums go on from where they are.
TC_INLINE void quantized_tile(
  const int height, int64_t depth, const float *x, int64_t xs, const float *panels, float *sums) {
  quantized_floats sum[QUANTIZED_ROWS][QUANTIZED_STRIPS];
#pragma clang loop unroll(full)
  for (int i = 0; i < height; i++)
#pragma clang loop unroll(full)
    for (int s = 0; s < QUANTIZED_STRIPS; s++)
      sum[i][s] = *(const quantized_floats *)(sums + (i * QUANTIZED_STRIPS + s) * 16);
  for (int64_t p = 0; p < depth; p++) {
    quantized_floats right[QUANTIZED_STRIPS];
#pragma clang loop unroll(full)
    for (int s = 0; s < QUANTIZED_STRIPS; s++)
      right[s] = *(const quantized_floats *)(panels + (s * TC_QUANTIZED_DEPTH + p) * 16);
#pragma clang loop unroll(full)
    for (int i = 0; i < height; i++) {
      quantized_floats left = x[i * xs + p] - (quantized_floats){};
#pragma clang loop unroll(full)
      for (int s = 0; s < QUANTIZED_STRIPS; s++)
        sum[i][s] = __builtin_elementwise_fma(left, right[s], sum[i][s]);
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < height; i++)
#pragma clang loop unroll(full)
    for (int s = 0; s < QUANTIZED_STRIPS; s++)
      *(quantized_floats *)(sums + (i * QUANTIZED_STRIPS + s) * 16) = sum[i][s];
}

static void quantized_product(
  int format, int64_t m, int64_t from, int64_t to, int64_t k, const float *x, int64_t xs,
  const uint8_t *w, int64_t row_bytes, float *c, int64_t ldc) {
  float panels[QUANTIZED_STRIPS * TC_QUANTIZED_DEPTH * 16] __attribute__((aligned(64)));
  float sums[TC_QUANTIZED_ROWS_MOST * QUANTIZED_STRIPS * 16] __attribute__((aligned(64)));
  const int width = QUANTIZED_STRIPS * 16;
  for (int64_t j = from; j < to; j += width) {
    int64_t columns = to - j < width ? to - j : width;
    memset(sums, 0, (size_t)(m * width) * sizeof(float));
    // Beyond the last column the last one stands again; its sums are not kept.
    const uint8_t *rows[QUANTIZED_STRIPS][16];
    for (int s = 0; s < QUANTIZED_STRIPS; s++)
      for (int r = 0; r < 16; r++) {
        int64_t column = j + s * 16 + r;
        rows[s][r] = w + (column < to ? column : to - 1) * row_bytes;
      }
    for (int64_t p = 0; p < k; p += TC_QUANTIZED_DEPTH) {
      int64_t depth = k - p < TC_QUANTIZED_DEPTH ? k - p : TC_QUANTIZED_DEPTH;
      for (int s = 0; s < QUANTIZED_STRIPS; s++) {
        if (s * 16 < columns)
          quantized_expand(format, rows[s], p, depth, panels + s * TC_QUANTIZED_DEPTH * 16);
        else if (p == 0)
          memset(panels + s * TC_QUANTIZED_DEPTH * 16, 0, TC_QUANTIZED_DEPTH * 16 * sizeof(float));
      }
      int64_t i = 0;
#if QUANTIZED_ROWS == 4
      for (; i + 4 <= m; i += 4)
        quantized_tile(4, depth, x + i * xs + p, xs, panels, sums + i * width);
      for (; i + 2 <= m; i += 2)
        quantized_tile(2, depth, x + i * xs + p, xs, panels, sums + i * width);
#endif
      for (; i < m; i++)
        quantized_tile(1, depth, x + i * xs + p, xs, panels, sums + i * width);
    }
    for (int64_t i = 0; i < m; i++)
      memcpy(c + i * ldc + j, sums + i * width, (size_t)columns * sizeof(float));
  }
}

// Weights of whole blocks, one after the other.
static void quantized_dequantize(int format, int64_t blocks, const uint8_t *w, float *restrict y) {
  switch (format) {
    case TC_Q8_0:
      for (int64_t b = 0; b < blocks; b++, w += 34, y += 32) {
        float d = float_of(widened_f16((uint16_t)(w[0] | w[1] << 8)));
        for (int i = 0; i < 32; i++) y[i] = d * (float)(int8_t)w[2 + i];
      }
      break;
    case TC_Q4_0:
      for (int64_t b = 0; b < blocks; b++, w += 18, y += 32) {
        float d = float_of(widened_f16((uint16_t)(w[0] | w[1] << 8)));
        for (int i = 0; i < 16; i++) {
          y[i] = d * (float)((int)(w[2 + i] & 15) - 8);
          y[i + 16] = d * (float)((int)(w[2 + i] >> 4) - 8);
        }
      }
      break;
    case TC_Q4_1:
      for (int64_t b = 0; b < blocks; b++, w += 20, y += 32) {
        float d = float_of(widened_f16((uint16_t)(w[0] | w[1] << 8)));
        float m = float_of(widened_f16((uint16_t)(w[2] | w[3] << 8)));
        for (int i = 0; i < 16; i++) {
          y[i] = d * (float)(w[4 + i] & 15) + m;
          y[i + 16] = d * (float)(w[4 + i] >> 4) + m;
        }
      }
      break;
    case TC_Q4_K:
      for (int64_t b = 0; b < blocks; b++, w += 144, y += 256) {
        float d = float_of(widened_f16((uint16_t)(w[0] | w[1] << 8)));
        float least = float_of(widened_f16((uint16_t)(w[2] | w[3] << 8)));
        for (int s = 0; s < 8; s++) {
          uint8_t scale, minimum;
          tc_q4_k_scale(w + 4, s, &scale, &minimum);
          float f = d * (float)scale, g = least * (float)minimum;
          const uint8_t *q = w + 16 + s / 2 * 32;
          for (int i = 0; i < 32; i++) y[32 * s + i] = f * (float)(q[i] >> (s % 2 * 4) & 15) - g;
        }
      }
      break;
    default:
      for (int64_t b = 0; b < blocks; b++, w += 210, y += 256) {
        float d = float_of(widened_f16((uint16_t)(w[208] | w[209] << 8)));
        for (int s = 0; s < 16; s++) {
          float f = d * (float)(int8_t)w[192 + s];
          int half = s / 8, quarter = s / 2 % 4, side = s % 2;
          const uint8_t *low = w + 64 * half + 32 * (quarter % 2) + 16 * side;
          const uint8_t *high = w + 128 + 32 * half + 16 * side;
          for (int i = 0; i < 16; i++) {
            int q = (low[i] >> (quarter / 2 * 4) & 15) | (high[i] >> (2 * quarter) & 3) << 4;
            y[16 * s + i] = f * (float)(q - 32);
          }
        }
      }
  }
}

#undef QUANTIZED_STRIPS
#undef QUANTIZED_ROWS
