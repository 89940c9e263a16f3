// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Derivatives of convolutions by their weights. Every element is accumulated by fused multiply-add in the
// order of batch and positions.

// Whether positions of a line are neighbours in the source. Then the patches are the rows of a tile: lines
// are copied as they lie, and the gradient, which every weight needs, is the side that is turned.
TC_INLINE bool FN(conv_weight_is_turned)(const tc_slide_weight *s) { return s->step[2] == 1; }

TC_INLINE int64_t FN(conv_weight_padded)(const tc_slide_weight *s) {
  return (s->rows + FN(gemm_columns) - 1) / FN(gemm_columns) * FN(gemm_columns);
}

static int64_t FN(conv_weight_room)(const tc_slide_weight *s) {
  if (!FN(conv_weight_is_turned)(s)) return TC_CONV_DEPTH * (TC_CONV_STRIP + CONV_ROWS);
  return FN(gemm_tile_rows) * FN(gemm_pitch) + FN(conv_weight_padded)(s) * TC_CONV_DEPTH;
}

// Sums of a strip, turned, which stay until the last part of the batch.
static int64_t FN(conv_weight_sums)(const tc_slide_weight *s, int64_t columns) {
  return FN(conv_weight_is_turned)(s) ? FN(conv_weight_padded)(s) * columns : 1;
}

// Neighbouring terms that are neighbours in a line of the source.
typedef struct {
  int64_t term, length, source;
} FN(conv_piece);

// `count` rows of the gradient as columns of panels: `depth` terms from item `item`, position `at` on.
static void FN(conv_pack_gradient)(
  const tc_slide_weight *s, const T *gradient, int64_t plane, int64_t item, int64_t at,
  int64_t depth, T *panels) {
  for (int64_t m = 0; m < s->rows; m += FN(gemm_columns)) {
    int64_t rest = s->rows - m < FN(gemm_columns) ? s->rows - m : FN(gemm_columns);
    // As gemm_panels wants them: a panel of at most one vector is that wide.
    int64_t width = rest > FN(gemm_lanes) ? FN(gemm_columns) : FN(gemm_lanes);
    T *panel = panels + m * depth;
    for (int64_t q = 0, b = item, place = at; q < depth;) {
      int64_t run = plane - place < depth - q ? plane - place : depth - q;
      const T *from = gradient + b * s->gradient_batch + m * s->gradient_row + place;
      for (int64_t l = 0; l < width; l += TC_LANES) {
        int64_t i = 0, here = rest - l < TC_LANES ? rest - l : TC_LANES;
        if (l + TC_LANES <= width) {
          for (; i + TC_LANES <= run; i += TC_LANES) {
            const T *rows = from + l * s->gradient_row + i;
            int64_t stride = s->gradient_row;
            T some[TC_LANES * TC_LANES];
            if (here < TC_LANES) {
              for (int64_t r = 0; r < TC_LANES; r++)
                FN(store)(
                  some + r * TC_LANES, r < here ? FN(load)(rows + r * stride) : FN(splat)(0));
              rows = some, stride = TC_LANES;
            }
            FN(transpose_lanes)(rows, stride, panel + (q + i) * width + l, width);
          }
        }
        for (; i < run; i++)
          for (int64_t r = l; r < l + TC_LANES && r < width; r++)
            panel[(q + i) * width + r] = r < rest ? from[r * s->gradient_row + i] : (T)0;
      }
      q += run, b++, place = 0;
    }
  }
}

static void FN(conv_weight_turned)(
  const tc_slide_weight *s, int64_t group, int64_t from, int64_t columns, void *room, T *sums) {
  const T *source = (const T *)s->source + group * s->source_group;
  const T *gradient = (const T *)s->gradient + group * s->gradient_group;
  int64_t width = s->channels * s->taps;
  T *result = (T *)s->result + group * s->rows * width + from;
  int64_t padded = FN(conv_weight_padded)(s);
  T *left = room, *right = left + FN(gemm_tile_rows) * FN(gemm_pitch);
  int64_t plane = s->positions[0] * s->positions[1] * s->positions[2];
  int64_t total = s->batch * plane;
  // A short line spoils what lies behind its piece, and must find room there.
  const int64_t room_depth = FN(gemm_depth) - TC_LANES;
  int64_t most = TC_CONV_DEPTH < room_depth ? TC_CONV_DEPTH : room_depth;
  int64_t blocks = (total + most - 1) / most;
  most = (total + blocks - 1) / blocks;  // of equal depth
  const T *end = s->source_end;
  int64_t at[4] = {0, 0, 0, 0};
  for (int64_t p = 0; p < total;) {
    FN(conv_piece) pieces[TC_CONV_DEPTH];
    int64_t depth = 0, count = 0;
    int64_t limit = total - p < most ? total - p : most;
    while (depth < limit) {
      int64_t length = s->positions[2] - at[3];
      if (length > limit - depth) length = limit - depth;
      int64_t place = at[0] * s->source_batch;
      for (int d = 0; d < 3; d++) place += at[d + 1] * s->step[d] * s->source_stride[d];
      pieces[count++] = (FN(conv_piece)){depth, length, place};
      depth += length;
      at[3] += length - 1;
      FN(conv_next)(s->positions, at);
    }
    FN(conv_pack_gradient)(s, gradient, plane, p / plane, p % plane, depth, right);
    bool continues = s->continues || p > 0;
    for (int64_t k = 0; k < columns; k += FN(gemm_tile_rows)) {
      int64_t rows = columns - k < FN(gemm_tile_rows) ? columns - k : FN(gemm_tile_rows);
      for (int64_t r = 0; r < rows; r++) {
        int64_t weight = from + k + r;
        const T *line = source + weight / s->taps * s->source_channel
          + s->tap_source[weight % s->taps];
        T *row = left + r * FN(gemm_pitch);
        for (int64_t i = 0; i < count; i++) {
          const T *x = line + pieces[i].source;
          T *y = row + pieces[i].term;
          int64_t length = pieces[i].length, l = 0;
          if (length >= TC_LANES) {
            for (; l + TC_LANES <= length; l += TC_LANES) FN(store)(y + l, FN(load)(x + l));
            if (l < length)
              FN(store)(y + length - TC_LANES, FN(load)(x + length - TC_LANES));
          } else if (end - x >= TC_LANES) {
            FN(store)(y, FN(load)(x));  // the next piece writes over what is too much
          } else {
            for (; l < length; l++) y[l] = x[l];
          }
        }
      }
      for (int64_t m = 0; m < s->rows; m += FN(gemm_columns)) {
        int64_t rest = s->rows - m < FN(gemm_columns) ? s->rows - m : FN(gemm_columns);
        FN(gemm_panels)(
          rows, rest, depth, left, false, right + m * depth, sums + k * padded + m, padded,
          continues);
      }
    }
    p += depth;
  }
  if (!s->is_last) return;
  for (int64_t k = 0; k < columns; k++)
    for (int64_t m = 0; m < s->rows; m++) result[m * width + k] = sums[k * padded + m];
}

// Weights [from, from + columns) of every row of a group, counted over channels and taps.
static int64_t FN(conv_weight_columns)(const tc_slide_weight *s, int64_t threads) {
  int64_t columns = s->channels * s->taps;
  if (!FN(conv_weight_is_turned)(s)) {
    // Narrower strips where there are few, so that every thread has one; 32 is a multiple of a tile.
    return columns * s->groups < 2 * threads * TC_CONV_STRIP ? TC_CONV_STRIP / 4 : TC_CONV_STRIP;
  }
  // Every strip turns the gradient anew: as few as there are threads, but sums that fit a cache.
  int64_t parts = s->groups >= threads ? 1 : threads;
  int64_t most = ((int64_t)1 << 17) / s->rows, share = (columns + parts - 1) / parts;
  int64_t strip = share < most ? share : most;
  return (strip + 41) / 42 * 42;  // whole tiles on every level
}

static void FN(conv_weight_strip)(
  const tc_slide_weight *s, int64_t group, int64_t from, int64_t columns, void *room, void *sums) {
  if (FN(conv_weight_is_turned)(s)) {
    FN(conv_weight_turned)(s, group, from, columns, room, sums);
    return;
  }
  const T *source = (const T *)s->source + group * s->source_group;
  const T *gradient = (const T *)s->gradient + group * s->gradient_group;
  int64_t width = s->channels * s->taps;
  T *result = (T *)s->result + group * s->rows * width + from;
  T *left = room, *patches = left + TC_CONV_DEPTH * CONV_ROWS;
  int64_t column[TC_CONV_STRIP], place[TC_CONV_STRIP];
  int64_t source_offset[TC_CONV_DEPTH], gradient_offset[TC_CONV_DEPTH];
  for (int64_t j = 0; j < TC_CONV_STRIP; j++) {
    int64_t k = from + (j < columns ? j : columns - 1);
    column[j] = k / s->taps * s->source_channel + s->tap_source[k % s->taps];
    place[j] = j % CONV_COLUMNS;
  }
  int64_t plane = s->positions[0] * s->positions[1] * s->positions[2];
  int64_t total = s->batch * plane, p = 0;
  int64_t at[4] = {0, 0, 0, 0};
  do {
    int64_t depth = total - p < TC_CONV_DEPTH ? total - p : TC_CONV_DEPTH;
    for (int64_t q = 0; q < depth; q++) {
      source_offset[q] = at[0] * s->source_batch;
      for (int d = 0; d < 3; d++)
        source_offset[q] += at[d + 1] * s->step[d] * s->source_stride[d];
      gradient_offset[q] = at[0] * s->gradient_batch + (p + q - at[0] * plane);
      FN(conv_next)(s->positions, at);
    }
    T *restrict panel = patches;
    for (int64_t j = 0; j < columns; j += CONV_COLUMNS, panel += CONV_COLUMNS * depth) {
      const int64_t *here = column + j;
      for (int64_t q = 0; q < depth; q++) {
        const T *base = source + source_offset[q];
        for (int64_t l = 0; l < CONV_COLUMNS; l++) panel[q * CONV_COLUMNS + l] = base[here[l]];
      }
    }
    bool continues = s->continues || p > 0;
    for (int64_t i = 0; i < s->rows; i += CONV_ROWS) {
      int64_t rows = s->rows - i < CONV_ROWS ? s->rows - i : CONV_ROWS;
      for (int64_t r = 0; r < rows; r++) {
        const T *row = gradient + (i + r) * s->gradient_row;
        for (int64_t q = 0; q < depth; q++) left[q * CONV_ROWS + r] = row[gradient_offset[q]];
      }
      for (int64_t j = 0; j < columns; j += CONV_COLUMNS) {
        T *c = result + i * width + j;
        const T *right = patches + j * depth;
        if (columns - j >= CONV_COLUMNS) {
          FN(conv_rows)(rows, depth, left, right, NULL, c, width, continues, NULL);
        } else {
          FN(conv_scattered_rows)(
            rows, columns - j, place, depth, left, right, c, width, continues, NULL);
        }
      }
    }
    p += depth;
  } while (p < total);
}

// For groups of few rows: one row of one group. The terms of a tap go to 16 lanes by their place in the
// line, which are added over a fixed tree at the end of the (part of the) batch.
static void FN(conv_weight_lines)(const tc_slide_weight *s, int64_t group, int64_t row) {
  const T *gradient = (const T *)s->gradient + group * s->gradient_group + row * s->gradient_row;
  int64_t width = s->positions[2], step = s->step[2], lines = s->positions[0] * s->positions[1];
  for (int64_t c = 0; c < s->channels; c++) {
    const T *source =
      (const T *)s->source + group * s->source_group + c * s->source_channel;
    for (int64_t first = 0; first < s->taps; first += 8) {
      int64_t taps = s->taps - first < 8 ? s->taps - first : 8;
      FN(vector) sum[8];
      for (int t = 0; t < 8; t++) sum[t] = FN(splat)(0);
      for (int64_t line = 0; line < s->batch * lines; line++) {
        int64_t b = line / lines, z = line % lines / s->positions[1];
        int64_t y = line % s->positions[1];
        const T *g = gradient + b * s->gradient_batch + line % lines * width;
        const T *x = source + b * s->source_batch + z * s->step[0] * s->source_stride[0]
          + y * s->step[1] * s->source_stride[1];
        for (int64_t i = 0; i < width; i += TC_LANES) {
          int64_t rest = width - i < TC_LANES ? width - i : TC_LANES;
          T lanes[TC_LANES];
          FN(vector) left;
          if (rest == TC_LANES) {
            left = FN(load)(g + i);
          } else {
            memset(lanes, 0, sizeof lanes);
            for (int64_t l = 0; l < rest; l++) lanes[l] = g[i + l];
            left = FN(load)(lanes);
          }
          if (step == 1 && rest == TC_LANES && taps == 8) {
#pragma clang loop unroll(full)
            for (int t = 0; t < 8; t++)
              sum[t] = FN(conv_fma)(left, FN(load)(x + s->tap_source[first + t] + i), sum[t]);
            continue;
          }
          for (int64_t t = 0; t < taps; t++) {
            const T *p = x + s->tap_source[first + t] + i * step;
            FN(vector) right;
            if (step == 1 && rest == TC_LANES) {
              right = FN(load)(p);
            } else {
              memset(lanes, 0, sizeof lanes);
              for (int64_t l = 0; l < rest; l++) lanes[l] = p[l * step];
              right = FN(load)(lanes);
            }
            sum[t] = FN(conv_fma)(left, right, sum[t]);
          }
        }
      }
      T *result = (T *)s->result + ((group * s->rows + row) * s->channels + c) * s->taps + first;
      for (int64_t t = 0; t < taps; t++) {
        T total = FN(sum_lanes)(sum[t]);
        result[t] = s->continues ? result[t] + total : total;
      }
    }
  }
}

#undef CONV_VECTORS
#undef CONV_ROWS
#undef CONV_COLUMNS
