// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Convolutions over a padded source. Patches are packed straight into the panels of a register tile: no
// matrix of patches exists. Every element is accumulated by fused multiply-add in the order of channels
// and taps (of batch and positions for the weights), so tiles, strips and threads change no bit.

// A register tile of float64 has as many registers as one of float32.
#define CONV_VECTORS (sizeof(T) == 4 ? TC_TILE_VECTORS : (TC_TILE_VECTORS + 1) / 2)
#define CONV_ROWS (sizeof(T) == 4 || TC_TILE_VECTORS > 1 ? TC_TILE_ROWS : TC_TILE_ROWS / 2)
#define CONV_COLUMNS (CONV_VECTORS * TC_LANES)

TC_INLINE FN(vector) FN(conv_fma)(FN(vector) a, FN(vector) b, FN(vector) c) {
  return __builtin_elementwise_fma(a, b, c);
}

// `rows` rows of one tile over packed panels; a constant wherever it is inlined.
TC_INLINE void FN(conv_tile)(
  const int rows, int64_t depth, const T *restrict a, const T *restrict b, T *restrict c,
  int64_t ldc, bool continues, const T *bias) {
  FN(vector) sum[CONV_ROWS][CONV_VECTORS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < CONV_VECTORS; v++)
      sum[i][v] = continues ? FN(load)(c + i * ldc + v * TC_LANES) : FN(splat)(0);
  for (int64_t p = 0; p < depth; p++) {
    FN(vector) right[CONV_VECTORS];
#pragma clang loop unroll(full)
    for (int v = 0; v < CONV_VECTORS; v++) right[v] = FN(load)(b + p * CONV_COLUMNS + v * TC_LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      FN(vector) left = FN(splat)(a[p * CONV_ROWS + i]);
#pragma clang loop unroll(full)
      for (int v = 0; v < CONV_VECTORS; v++) sum[i][v] = FN(conv_fma)(left, right[v], sum[i][v]);
    }
  }
  if (bias) {
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
      for (int v = 0; v < CONV_VECTORS; v++) sum[i][v] = sum[i][v] + FN(splat)(bias[i]);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < CONV_VECTORS; v++) FN(store)(c + i * ldc + v * TC_LANES, sum[i][v]);
}

#define CONV_TILE(rows)                                                                            \
  static void FN(conv_tile_##rows)(                                                                \
    int64_t depth, const T *a, const T *b, T *c, int64_t ldc, bool continues, const T *bias) {     \
    FN(conv_tile)((rows) < CONV_ROWS ? (rows) : CONV_ROWS, depth, a, b, c, ldc, continues, bias);  \
  }
CONV_TILE(1)
CONV_TILE(2)
CONV_TILE(4)
CONV_TILE(8)
CONV_TILE(64)
#undef CONV_TILE

// A tile of any number of rows: whole, or in parts of 8, 4, 2 and 1.
static void FN(conv_rows)(
  int64_t rows, int64_t depth, const T *a, const T *b, T *c, int64_t ldc, bool continues,
  const T *bias) {
  if (rows >= CONV_ROWS) {
    FN(conv_tile_64)(depth, a, b, c, ldc, continues, bias);
    return;
  }
  for (int64_t i = 0, step; i < rows; i += step) {
    int64_t rest = rows - i;
    step = rest >= 8 ? 8 : rest >= 4 ? 4 : rest >= 2 ? 2 : 1;
    const T *from = bias ? bias + i : NULL;
    (step == 8   ? FN(conv_tile_8)
     : step == 4 ? FN(conv_tile_4)
     : step == 2 ? FN(conv_tile_2)
                 : FN(conv_tile_1))(depth, a + i, b, c + i * ldc, ldc, continues, from);
  }
}

// The same where the columns of the result are not neighbours, or not all there.
static void FN(conv_scattered_rows)(
  int64_t rows, int64_t columns, const int64_t *place, int64_t depth, const T *a, const T *b,
  T *c, int64_t ldc, bool continues, const T *bias) {
  T tile[CONV_ROWS * CONV_COLUMNS];
  if (continues) {
    memset(tile, 0, sizeof tile);
    for (int64_t i = 0; i < rows; i++)
      for (int64_t j = 0; j < columns; j++) tile[i * CONV_COLUMNS + j] = c[i * ldc + place[j]];
  }
  FN(conv_rows)(rows, depth, a, b, tile, CONV_COLUMNS, continues, bias);
  for (int64_t i = 0; i < rows; i++)
    for (int64_t j = 0; j < columns; j++) c[i * ldc + place[j]] = tile[i * CONV_COLUMNS + j];
}

// Where a position lies, counted over batch and axes.
TC_INLINE void FN(conv_place)(const int64_t *positions, int64_t index, int64_t place[4]) {
  for (int d = 2; d >= 0; d--) {
    place[d + 1] = index % positions[d];
    index /= positions[d];
  }
  place[0] = index;
}

TC_INLINE void FN(conv_next)(const int64_t *positions, int64_t place[4]) {
  for (int d = 3; d > 0; d--) {
    if (++place[d] < positions[d - 1]) return;
    place[d] = 0;
  }
  place[0]++;
}

// ---- Weights into panels -------------------------------------------------------------------------

// Panels [group][rows / CONV_ROWS][channel, tap][CONV_ROWS] of rows [from, to) of one group, whole panels
// but for the last. The weights are read in the order in which they lie: by row, or by channel.
static void FN(conv_pack_weights)(
  const tc_slide *s, int64_t group, int64_t from, int64_t to, void *panels) {
  int64_t depth = s->channels * s->taps;
  int64_t blocks = (s->rows + CONV_ROWS - 1) / CONV_ROWS;
  T *restrict first = (T *)panels + group * blocks * CONV_ROWS * depth;
  const T *weight = (const T *)s->weight + group * s->weight_group;
  bool by_row = s->weight_row >= s->weight_channel;
  int64_t outer = by_row ? 1 : s->channels, inner = by_row ? s->channels : 1;
  for (int64_t o = 0; o < outer; o++) {
    for (int64_t i = from; i < to; i += CONV_ROWS) {
      int64_t rest = to - i < CONV_ROWS ? to - i : CONV_ROWS;
      for (int64_t c = o; c < o + inner; c++) {
        const T *source = weight + i * s->weight_row + c * s->weight_channel;
        T *panel = first + (i * depth + c * s->taps * CONV_ROWS);
        for (int64_t t = 0; t < s->taps; t++, panel += CONV_ROWS) {
          const T *column = source + s->tap_weight[t];
          for (int64_t r = 0; r < rest; r++) panel[r] = column[r * s->weight_row];
          for (int64_t r = rest; r < CONV_ROWS; r++) panel[r] = 0;
        }
      }
    }
  }
}

// ---- Results -------------------------------------------------------------------------------------

// Neighbouring columns of a panel that are neighbours in the source too.
typedef struct {
  int64_t start, length, offset;
} FN(conv_run);

// Columns `from` ... of one panel: runs in the source, places in the result, and whether those are
// neighbours.
static int FN(conv_columns)(
  const tc_slide *s, int64_t from, int64_t columns, FN(conv_run) * runs, int64_t *places) {
  int64_t place[4];
  FN(conv_place)(s->positions, from, place);
  int count = 0;
  for (int64_t j = 0; j < columns; j++) {
    int64_t offset = place[0] * s->source_batch, result = place[0] * s->result_batch;
    for (int d = 0; d < 3; d++) {
      offset += place[d + 1] * s->step[d] * s->source_stride[d];
      result += place[d + 1] * s->result_stride[d];
    }
    places[j] = result;
    if (count > 0 && offset == runs[count - 1].offset + runs[count - 1].length) {
      runs[count - 1].length++;
    } else {
      runs[count++] = (FN(conv_run)){j, 1, offset};
    }
    FN(conv_next)(s->positions, place);
  }
  return count;
}

// One panel of patches: `depth` rows of CONV_COLUMNS, of which a run may spoil what the next run or the
// next row then writes.
static void FN(conv_pack_patches)(
  int64_t depth, const int64_t *offsets, const T *source, const T *end, int count,
  const FN(conv_run) * runs, T *restrict panel) {
  if (count > 8) {  // strided: hardly any neighbours
    int64_t places[CONV_COLUMNS];
    int last = count - 1;
    for (int64_t l = 0, r = 0; l < CONV_COLUMNS; l++) {
      while (r < last && l >= runs[r].start + runs[r].length) r++;
      int64_t within = l - runs[r].start;
      places[l] = runs[r].offset + (within < runs[r].length ? within : 0);
    }
    for (int64_t p = 0; p < depth; p++, panel += CONV_COLUMNS) {
      const T *base = source + offsets[p];
#pragma clang loop unroll(full)
      for (int64_t l = 0; l < CONV_COLUMNS; l++) panel[l] = base[places[l]];
    }
    return;
  }
  for (int64_t p = 0; p < depth; p++, panel += CONV_COLUMNS) {
    const T *base = source + offsets[p];
    for (int r = 0; r < count; r++) {
      const T *from = base + runs[r].offset;
      T *to = panel + runs[r].start;
      if (end - from >= CONV_COLUMNS) {
        // No loop: the compiler would make it a call of memcpy, which costs more than the copy.
        FN(vector) first = FN(load)(from);
        FN(vector) second = FN(load)(from + (CONV_VECTORS - 1) * TC_LANES);
        FN(store)(to, first);
        if (CONV_VECTORS > 1) FN(store)(to + TC_LANES, second);
      } else {
        for (int64_t l = 0; l < runs[r].length; l++) to[l] = from[l];
      }
    }
  }
}

static int64_t FN(conv_room)(void) { return (TC_CONV_DEPTH + 2) * CONV_COLUMNS; }

// Rows [from_row, to_row) (whole panels, but for the last) of columns [from, from + columns).
static void FN(conv_strip)(
  const tc_slide *s, int64_t group, int64_t from_row, int64_t to_row, int64_t from,
  int64_t columns, void *room) {
  const T *source = (const T *)s->source + group * s->source_group;
  T *result = (T *)s->result + group * s->result_group;
  const T *bias = s->bias ? (const T *)s->bias + group * s->rows : NULL;
  int64_t total = s->channels * s->taps;
  int64_t blocks = (s->rows + CONV_ROWS - 1) / CONV_ROWS;
  const T *weights = (const T *)s->panels + group * blocks * CONV_ROWS * total;
  FN(conv_run) runs[TC_CONV_STRIP];
  int64_t places[TC_CONV_STRIP], offsets[TC_CONV_DEPTH];
  int counts[TC_CONV_STRIP / CONV_COLUMNS];
  bool together[TC_CONV_STRIP / CONV_COLUMNS];
  for (int64_t j = 0, n = 0; j < columns; j += CONV_COLUMNS, n++) {
    int64_t width = columns - j < CONV_COLUMNS ? columns - j : CONV_COLUMNS;
    counts[n] = FN(conv_columns)(s, from + j, width, runs + j, places + j);
    together[n] = width == CONV_COLUMNS;
    for (int64_t l = 1; l < width; l++)
      together[n] = together[n] && places[j + l] == places[j] + l;
  }
  // Blocks of equal depth: a panel of less than the most fits the first cache beside the weights.
  int64_t parts = (total + TC_CONV_DEPTH - 1) / TC_CONV_DEPTH;
  int64_t most = parts > 0 ? (total + parts - 1) / parts : 0;
  int64_t p = 0;
  do {  // once where there are no terms at all: the result is the bias
    int64_t depth = total - p < most ? total - p : most;
    bool is_last = p + depth == total;
    for (int64_t q = 0; q < depth; q++) {
      offsets[q] =
        (p + q) / s->taps * s->source_channel + s->tap_source[(p + q) % s->taps];
    }
    T *panel = room;  // stays in the first cache: every row uses it before the next one is packed
    for (int64_t j = 0, n = 0; j < columns; j += CONV_COLUMNS, n++) {
      FN(conv_pack_patches)(
        depth, offsets, source, s->source_end, counts[n], runs + j, panel);
      int64_t width = columns - j < CONV_COLUMNS ? columns - j : CONV_COLUMNS;
      for (int64_t i = from_row; i < to_row; i += CONV_ROWS) {
        int64_t rows = to_row - i < CONV_ROWS ? to_row - i : CONV_ROWS;
        const T *left = weights + i * total + p * CONV_ROWS;
        const T *add = bias && is_last ? bias + i : NULL;
        T *c = result + i * s->result_row;
        if (together[n]) {
          FN(conv_rows)(rows, depth, left, panel, c + places[j], s->result_row, p > 0, add);
        } else {
          FN(conv_scattered_rows)(
            rows, width, places + j, depth, left, panel, c, s->result_row, p > 0, add);
        }
      }
    }
    p += depth;
  } while (p < total);
}

// `vectors` (a constant) vectors of neighbouring positions of one row, `step` apart in the source, of
// which `count` exist.
TC_INLINE void FN(conv_line)(
  const int vectors, const bool is_dense, const tc_slide *s, const T *base, const T *weight,
  int64_t count, T *restrict lanes) {
  FN(vector) sum[4];
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) sum[v] = FN(splat)(0);
  int64_t step = s->step[2];
  for (int64_t c = 0; c < s->channels; c++, base += s->source_channel) {
    for (int64_t t = 0; t < s->taps; t++) {
      const T *p = base + s->tap_source[t];
      FN(vector) w = FN(splat)(weight[c * s->weight_channel + s->tap_weight[t]]);
      if (!is_dense) {
        for (int64_t l = 0; l < count; l++) lanes[l] = p[l * step];
        p = lanes;
      }
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++)
        sum[v] = FN(conv_fma)(w, FN(load)(p + v * TC_LANES), sum[v]);
    }
  }
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) FN(store)(lanes + v * TC_LANES, sum[v]);
}

// Without panels, for groups of few rows: lines [from, to) of neighbouring positions, a line being the
// innermost axis, counted over batch and the outer axes. The source has slack behind it.
static void FN(conv_lines)(const tc_slide *s, int64_t group, int64_t from, int64_t to) {
  const T *source = (const T *)s->source + group * s->source_group;
  int64_t width = s->positions[2], step = s->step[2], apart = s->result_stride[2];
  T lanes[4 * TC_LANES] = {0};
  for (int64_t line = from; line < to; line++) {
    int64_t y = line % s->positions[1], z = line / s->positions[1] % s->positions[0];
    int64_t b = line / s->positions[1] / s->positions[0];
    const T *base = source + b * s->source_batch + z * s->step[0] * s->source_stride[0]
      + y * s->step[1] * s->source_stride[1];
    for (int64_t m = 0; m < s->rows; m++) {
      const T *weight = (const T *)s->weight + group * s->weight_group + m * s->weight_row;
      T bias = s->bias ? ((const T *)s->bias)[group * s->rows + m] : (T)0;
      T *restrict result = (T *)s->result + group * s->result_group + b * s->result_batch
        + m * s->result_row + z * s->result_stride[0] + y * s->result_stride[1];
      for (int64_t x = 0; x < width; x += 4 * TC_LANES) {
        int64_t count = width - x < 4 * TC_LANES ? width - x : 4 * TC_LANES;
        const T *at = base + x * step;
        bool is_narrow = count <= TC_LANES;
        if (step == 1 && is_narrow)
          FN(conv_line)(1, true, s, at, weight, count, lanes);
        else if (step == 1)
          FN(conv_line)(4, true, s, at, weight, count, lanes);
        else if (is_narrow)
          FN(conv_line)(1, false, s, at, weight, count, lanes);
        else
          FN(conv_line)(4, false, s, at, weight, count, lanes);
        if (s->bias)
          for (int64_t l = 0; l < count; l++) lanes[l] = lanes[l] + bias;
        T *to_part = result + x * apart;
        if (apart == 1)
          memcpy(to_part, lanes, (size_t)count * sizeof(T));
        else
          for (int64_t l = 0; l < count; l++) to_part[l * apart] = lanes[l];
      }
    }
  }
}

// ---- Derivatives by the weights --------------------------------------------------------------------

// Whether positions of a line are neighbours in the source. Then the patches are the rows of a tile: lines
// are copied as they lie, and the gradient, which every weight needs, is the side that is turned.
TC_INLINE bool FN(conv_weight_is_turned)(const tc_slide_weight *s) { return s->step[2] == 1; }

static int64_t FN(conv_weight_room)(const tc_slide_weight *s, int64_t columns) {
  if (!FN(conv_weight_is_turned)(s)) return TC_CONV_DEPTH * (TC_CONV_STRIP + CONV_ROWS);
  int64_t padded = (s->rows + FN(gemm_columns) - 1) / FN(gemm_columns) * FN(gemm_columns);
  return FN(gemm_tile_rows) * FN(gemm_pitch) + padded * (TC_CONV_DEPTH + columns);
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
  const tc_slide_weight *s, int64_t group, int64_t from, int64_t columns, void *room) {
  const T *source = (const T *)s->source + group * s->source_group;
  const T *gradient = (const T *)s->gradient + group * s->gradient_group;
  int64_t width = s->channels * s->taps;
  T *result = (T *)s->result + group * s->rows * width + from;
  int64_t padded = (s->rows + FN(gemm_columns) - 1) / FN(gemm_columns) * FN(gemm_columns);
  T *left = room, *right = left + FN(gemm_tile_rows) * FN(gemm_pitch);
  T *sums = right + padded * TC_CONV_DEPTH;
  if (s->continues) {
    for (int64_t k = 0; k < columns; k++)
      for (int64_t m = 0; m < s->rows; m++) sums[k * padded + m] = result[m * width + k];
  }
  int64_t plane = s->positions[0] * s->positions[1] * s->positions[2];
  int64_t total = s->batch * plane;
  // A short line spoils what lies behind its piece, and must find room there.
  const int64_t room_depth = FN(gemm_depth) - TC_LANES;
  int64_t most = TC_CONV_DEPTH < room_depth ? TC_CONV_DEPTH : room_depth;
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
  const tc_slide_weight *s, int64_t group, int64_t from, int64_t columns, void *room) {
  if (FN(conv_weight_is_turned)(s)) {
    FN(conv_weight_turned)(s, group, from, columns, room);
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
          FN(conv_rows)(rows, depth, left, right, c, width, continues, NULL);
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
