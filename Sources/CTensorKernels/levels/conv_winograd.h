// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Convolutions by 3 x 3 with 16 multiplications for four results in place of 36: F(2 x 2, 3 x 3) of
// Winograd's, as Lavin and Gray take it ("Fast Algorithms for Convolutional Neural Networks", 2016,
// https://arxiv.org/abs/1509.09308). y = Aᵀ ((G g Gᵀ) ∘ (Bᵀ d B)) A for squares d of 4 x 4, two apart.
//
// The transforms are sums, and halves of weights, in the order written here; the products between them are
// accumulated by fused multiply-add in the order of channels. So no level, strip or thread changes a bit.

#define WINOGRAD_PLACES 16
// Behind what belongs to one place of the squares: places must not share lines of the first cache, and
// the last vector of a line writes too much.
#define WINOGRAD_GAP TC_LANES

// Panels [group][place][rows / CONV_ROWS][channel][CONV_ROWS] of the weights' squares G g Gᵀ, of rows
// [from, to) of one group, whole panels but for the last.
static void FN(winograd_pack)(
  const tc_slide *s, int64_t group, int64_t from, int64_t to, void *panels) {
  int64_t blocks = (s->rows + CONV_ROWS - 1) / CONV_ROWS;
  int64_t place = blocks * CONV_ROWS * s->channels;
  T *first = (T *)panels + group * WINOGRAD_PLACES * place;
  const T *weight = (const T *)s->weight + group * s->weight_group;
  for (int64_t i = from; i < to; i += CONV_ROWS) {
    int64_t rest = to - i < CONV_ROWS ? to - i : CONV_ROWS;
    for (int64_t c = 0; c < s->channels; c++) {
      const T *source = weight + i * s->weight_row + c * s->weight_channel;
      T taps[9][TC_LANES] = {{0}};
      for (int64_t r = 0; r < rest; r++)
        for (int t = 0; t < 9; t++) taps[t][r] = source[r * s->weight_row + s->tap_weight[t]];
      FN(vector) down[4][3], half = FN(splat)((T)0.5);
      for (int x = 0; x < 3; x++) {
        FN(vector) outer = FN(load)(taps[x]) + FN(load)(taps[6 + x]);
        down[0][x] = FN(load)(taps[x]);
        down[1][x] = half * (outer + FN(load)(taps[3 + x]));
        down[2][x] = half * (outer - FN(load)(taps[3 + x]));
        down[3][x] = FN(load)(taps[6 + x]);
      }
      T *panel = first + i * s->channels + c * CONV_ROWS;
      for (int y = 0; y < 4; y++) {
        FN(vector) outer = down[y][0] + down[y][2];
        FN(vector) across[4] = {
          down[y][0], half * (outer + down[y][1]), half * (outer - down[y][1]), down[y][2]};
        for (int x = 0; x < 4; x++)
          memcpy(panel + (4 * y + x) * place, &across[x], CONV_ROWS * sizeof(T));
      }
    }
  }
}

// Tiles of a strip, rounded up to whole register tiles.
TC_INLINE int64_t FN(winograd_pitch)(int64_t tiles) {
  return (tiles + CONV_COLUMNS - 1) / CONV_COLUMNS * CONV_COLUMNS;
}

static int64_t FN(winograd_room)(const tc_slide *s, int64_t tiles) {
  int64_t pitch = FN(winograd_pitch)(tiles);
  return WINOGRAD_PLACES * ((s->channels + CONV_ROWS) * pitch + 2 * WINOGRAD_GAP);
}

// Bᵀ d B of 16 squares beside one another, two apart, of lines `stride` apart; `place` apart in the result.
TC_INLINE void FN(winograd_source)(const T *from, int64_t stride, T *to, int64_t place) {
  FN(vector) across[4][4];
#pragma clang loop unroll(full)
  for (int y = 0; y < 4; y++, from += stride) {
    FN(vector) a = FN(load)(from), b = FN(load)(from + TC_LANES);
    FN(vector) c = FN(load)(from + 2), d = FN(load)(from + TC_LANES + 2);
    FN(vector) d0 = __builtin_shufflevector(
      a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    FN(vector) d1 = __builtin_shufflevector(
      a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    FN(vector) d2 = __builtin_shufflevector(
      c, d, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    FN(vector) d3 = __builtin_shufflevector(
      c, d, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    across[y][0] = d0 - d2;
    across[y][1] = d1 + d2;
    across[y][2] = d2 - d1;
    across[y][3] = d1 - d3;
  }
#pragma clang loop unroll(full)
  for (int x = 0; x < 4; x++) {
    FN(store)(to + x * place, across[0][x] - across[2][x]);
    FN(store)(to + (4 + x) * place, across[1][x] + across[2][x]);
    FN(store)(to + (8 + x) * place, across[2][x] - across[1][x]);
    FN(store)(to + (12 + x) * place, across[1][x] - across[3][x]);
  }
}

// The first `count` of 2 x 16 results that alternate between two vectors.
TC_INLINE void FN(winograd_store)(T *to, FN(vector) even, FN(vector) odd, int64_t count) {
  FN(vector) low = __builtin_shufflevector(
    even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
  FN(vector) high = __builtin_shufflevector(
    even, odd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
  if (count >= 2 * TC_LANES) {
    FN(store)(to, low);
    FN(store)(to + TC_LANES, high);
  } else {
    T both[2 * TC_LANES];
    FN(store)(both, low);
    FN(store)(both + TC_LANES, high);
    if (count >= TC_LANES) {
      FN(store)(to, low);
      FN(store)(to + count - TC_LANES, FN(load)(both + count - TC_LANES));
    } else {
      for (int64_t l = 0; l < count; l++) to[l] = both[l];
    }
  }
}

// Aᵀ m A of 16 squares `place` apart: two lines of results, of which the second may not exist.
TC_INLINE void FN(winograd_result)(
  const T *from, int64_t place, FN(vector) bias, T *to, int64_t line, int64_t lines,
  int64_t count) {
  FN(vector) down[2][4];
#pragma clang loop unroll(full)
  for (int x = 0; x < 4; x++) {
    FN(vector) m1 = FN(load)(from + (4 + x) * place), m2 = FN(load)(from + (8 + x) * place);
    down[0][x] = FN(load)(from + x * place) + m1 + m2;
    down[1][x] = m1 - m2 - FN(load)(from + (12 + x) * place);
  }
#pragma clang loop unroll(full)
  for (int y = 0; y < 2; y++) {
    if (y == lines) return;
    FN(vector) even = down[y][0] + down[y][1] + down[y][2] + bias;
    FN(vector) odd = down[y][1] - down[y][2] - down[y][3] + bias;
    FN(winograd_store)(to + y * line, even, odd, count);
  }
}

// Squares [column, column + columns) of the lines of squares [from, from + lines), counted over the batch.
// There are at most TC_CONV_STRIP of them. The source has slack behind it.
static void FN(winograd_strip)(
  const tc_slide *s, int64_t group, int64_t from, int64_t lines, int64_t column, int64_t columns,
  void *room) {
  int64_t height = s->positions[1], width = s->positions[2], down = (height + 1) / 2;
  int64_t tiles = lines * columns, pitch = FN(winograd_pitch)(tiles);
  int64_t blocks = (s->rows + CONV_ROWS - 1) / CONV_ROWS;
  int64_t weight_place = blocks * CONV_ROWS * s->channels;
  int64_t place = s->channels * pitch + WINOGRAD_GAP, sum_place = CONV_ROWS * pitch + WINOGRAD_GAP;
  T *squares = room, *sums = squares + WINOGRAD_PLACES * place;
  const T *source = (const T *)s->source + group * s->source_group + 2 * column;
  T *result = (T *)s->result + group * s->result_group + 2 * column;
  const T *bias = s->bias ? (const T *)s->bias + group * s->rows : NULL;
  const T *weights = (const T *)s->panels + group * WINOGRAD_PLACES * weight_place;
  int64_t sources[TC_CONV_STRIP], results[TC_CONV_STRIP], heights[TC_CONV_STRIP];
  for (int64_t l = 0; l < lines; l++) {
    int64_t b = (from + l) / down, y = (from + l) % down * 2;
    sources[l] = b * s->source_batch + y * s->source_stride[1];
    results[l] = b * s->result_batch + y * width;
    heights[l] = height - y < 2 ? height - y : 2;
  }
  for (int64_t c = 0; c < s->channels; c++, source += s->source_channel) {
    T *to = squares + c * pitch;
    for (int64_t l = 0; l < lines; l++, to += columns)
      for (int64_t x = 0; x < columns; x += TC_LANES)
        FN(winograd_source)(source + sources[l] + 2 * x, s->source_stride[1], to + x, place);
    for (int64_t x = tiles; x < pitch; x++)
      for (int q = 0; q < WINOGRAD_PLACES; q++) squares[q * place + c * pitch + x] = 0;
  }
  int64_t offsets[TC_CONV_DEPTH];
  for (int64_t p = 0; p < TC_CONV_DEPTH && p < s->channels; p++) offsets[p] = p * pitch;
  for (int64_t i = 0; i < s->rows; i += CONV_ROWS) {
    int64_t rows = s->rows - i < CONV_ROWS ? s->rows - i : CONV_ROWS;
    for (int q = 0; q < WINOGRAD_PLACES; q++) {
      for (int64_t p = 0; p < s->channels; p += TC_CONV_DEPTH) {
        int64_t depth = s->channels - p < TC_CONV_DEPTH ? s->channels - p : TC_CONV_DEPTH;
        const T *left = weights + q * weight_place + i * s->channels + p * CONV_ROWS;
        const T *right = squares + q * place + p * pitch;
        for (int64_t j = 0; j < pitch; j += CONV_COLUMNS)
          FN(conv_rows)(
            rows, depth, left, right + j, offsets, sums + q * sum_place + j, pitch, p > 0, NULL);
      }
    }
    for (int64_t r = 0; r < rows; r++) {
      FN(vector) add = FN(splat)(bias ? bias[i + r] : (T)0);
      for (int64_t l = 0; l < lines; l++) {
        const T *sum = sums + r * pitch + l * columns;
        T *to = result + (i + r) * s->result_row + results[l];
        for (int64_t x = 0; x < columns; x += TC_LANES) {
          int64_t count = columns - x < TC_LANES ? 2 * (columns - x) : 2 * TC_LANES;
          int64_t rest = width - 2 * (column + x);
          FN(winograd_result)(
            sum + x, sum_place, add, to + 2 * x, width, heights[l], count < rest ? count : rest);
        }
      }
    }
  }
}

#undef WINOGRAD_PLACES
#undef WINOGRAD_GAP
