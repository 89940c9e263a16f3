// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Convolutions over a padded source. Patches are packed straight into the panels of a register tile: no
// matrix of patches exists. Every element is accumulated by fused multiply-add in the order of channels
// and taps, so tiles, strips and threads change no bit.

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
    int64_t channel = p / s->taps, tap = p % s->taps;
    for (int64_t q = 0; q < depth; q++) {
      offsets[q] = channel * s->source_channel + s->tap_source[tap];
      if (++tap == s->taps) tap = 0, channel++;
    }
    T *panel = room;  // stays in the first cache: every row uses it before the next one is packed
    for (int64_t j = 0, n = 0; j < columns; j += CONV_COLUMNS, n++) {
      int64_t width = columns - j < CONV_COLUMNS ? columns - j : CONV_COLUMNS;
      // Positions that are neighbours need no panel: they are one for every tap.
      bool direct = together[n] && counts[n] == 1;
      const T *base = source + runs[j].offset;
      if (!direct)
        FN(conv_pack_patches)(
          depth, offsets, source, s->source_end, counts[n], runs + j, panel);
      for (int64_t i = from_row; i < to_row; i += CONV_ROWS) {
        int64_t rows = to_row - i < CONV_ROWS ? to_row - i : CONV_ROWS;
        const T *left = weights + i * total + p * CONV_ROWS;
        const T *add = bias && is_last ? bias + i : NULL;
        T *c = result + i * s->result_row;
        if (together[n]) {
          FN(conv_rows)(
            rows, depth, left, direct ? base : panel, direct ? offsets : NULL, c + places[j],
            s->result_row, p > 0, add);
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
