// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// Pooling of one plane. Each result takes the elements of its window in row-major order, so that the
// first of several largest ones wins and sums have one order. Along the innermost axis whole windows at
// equal distances are walked tap by tap, which the compiler turns into vectors.

#define POOL_WINDOW_MEMBER(axis, at, tap) (w->first[axis][at] + (tap) * w->step[axis])

// Result columns [from, to) have whole windows, `stride` apart.
TC_INLINE void FN(pool_max_run)(
  const int64_t stride, int64_t count, const T *restrict x, int64_t index, T *restrict y,
  int64_t *restrict indices) {
  for (int64_t i = 0; i < count; i++) {
    T value = x[i * stride], best = y[i];
    bool wins = value > best || (value != value && best == best);
    y[i] = wins ? value : best;
    indices[i] = wins ? index + i * stride : indices[i];
  }
}

// Windows of 2 by 2 side by side: a line of results at a time, 16 of them in lanes. Where a line ends
// within the lanes, the next one writes over what they hold too much; the last line is cut.
TC_INLINE bool FN(pool_is_pairs)(const tc_windows *w) {
  if (w->output[0] != 1 || w->count[0][0] != 1 || w->regular_from != 0
      || w->regular_to != w->output[2] || w->regular_stride != 2 || w->count[2][0] != 2
      || w->step[2] != 1 || w->step[1] != 1)
    return false;
  for (int64_t oy = 0; oy < w->output[1]; oy++)
    if (w->count[1][oy] != 2) return false;
  return true;
}

TC_INLINE void FN(pool_better)(
  FN(vector) x, FN(mask) place, FN(vector) * best, FN(mask) * best_place) {
  FN(mask) wins = (FN(mask))((x > *best) | ((x != x) & (*best == *best)));
  *best = FN(choose)(wins, x, *best);
  *best_place = (wins & place) | (~wins & *best_place);
}

static void FN(pool_max_pairs)(const tc_windows *w, const T *x, T *y, int64_t *indices) {
  typedef int64_t places __attribute__((vector_size(TC_LANES * 8), aligned(8)));
  const int64_t width = w->output[2], line = w->input[2], end = w->input[1] * line;
  FN(mask) lane;
  for (int l = 0; l < TC_LANES; l++) lane[l] = (TBITS)(2 * l);
  const FN(mask) none = {0};
  for (int64_t oy = 0; oy < w->output[1]; oy++) {
    const int64_t top = w->first[1][oy] * line + w->first[2][0];
    for (int64_t ox = 0; ox < width; ox += TC_LANES) {
      const int64_t place = top + 2 * ox;
      int count = width - ox < TC_LANES ? (int)(width - ox) : TC_LANES;
      T room[2][2 * TC_LANES];
      const T *upper = x + place, *lower = x + place + line;
      if (place + line + 2 * TC_LANES > end) {
        // The plane ends within the lanes.
        memset(room, 0, sizeof room);
        memcpy(room[0], upper, (size_t)(2 * count) * sizeof(T));
        memcpy(room[1], lower, (size_t)(2 * count) * sizeof(T));
        upper = room[0], lower = room[1];
      }
#define EVEN(a, b)                                                                                 \
  __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30)
#define ODD(a, b)                                                                                  \
  __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31)
      FN(vector) a = FN(load)(upper), b = FN(load)(upper + TC_LANES);
      FN(vector) c = FN(load)(lower), d = FN(load)(lower + TC_LANES);
      FN(vector) best = EVEN(a, b);
      FN(mask) tap = none;
      FN(pool_better)(ODD(a, b), none + 1, &best, &tap);
      FN(pool_better)(EVEN(c, d), none + (TBITS)line, &best, &tap);
      FN(pool_better)(ODD(c, d), none + (TBITS)(line + 1), &best, &tap);
#undef EVEN
#undef ODD
      int64_t at = oy * width + ox;
      bool fits = at + TC_LANES <= w->output[1] * width;
      if (count == TC_LANES || fits) {
        FN(store)(y + at, best);
      } else {
        FN(store_first)(y + at, best, count);
      }
      if (!indices) continue;
      places wide = __builtin_convertvector(tap + lane, places) + place;
      if (count == TC_LANES || fits) {
        memcpy(indices + at, &wide, sizeof wide);
      } else {
        for (int l = 0; l < count; l++) indices[at + l] = wide[l];
      }
    }
  }
}

static void FN(pool_max)(const tc_windows *w, const void *px, void *py, int64_t *indices) {
  if (FN(pool_is_pairs)(w) && w->input[1] * w->input[2] < INT32_MAX) {
    FN(pool_max_pairs)(w, px, py, indices);
    return;
  }
  int size_class = 0;
  int64_t *room = NULL;
  if (!indices) {
    // Nobody asks for the places: they are still what the first of equals is found by.
    size_t bytes = (size_t)(w->output[0] * w->output[1] * w->output[2]) * sizeof *room;
    indices = room = tc_pool_alloc(bytes, &size_class);
    if (!room) __builtin_trap();
  }
  const T *x = px;
  T *y = py;
  int64_t width = w->output[2], from = w->regular_from, to = w->regular_to;
  int64_t stride = w->regular_stride, taps = to > from ? w->count[2][from] : 0;
  for (int64_t oz = 0; oz < w->output[0]; oz++) {
    for (int64_t oy = 0; oy < w->output[1]; oy++, y += width, indices += width) {
      for (int64_t ox = 0; ox < width; ox++) {
        int64_t place = (POOL_WINDOW_MEMBER(0, oz, 0) * w->input[1] + POOL_WINDOW_MEMBER(1, oy, 0))
            * w->input[2] + POOL_WINDOW_MEMBER(2, ox, 0);
        y[ox] = x[place];
        indices[ox] = place;
      }
      for (int64_t tz = 0; tz < w->count[0][oz]; tz++) {
        for (int64_t ty = 0; ty < w->count[1][oy]; ty++) {
          int64_t line = (POOL_WINDOW_MEMBER(0, oz, tz) * w->input[1]
                          + POOL_WINDOW_MEMBER(1, oy, ty)) * w->input[2];
          for (int64_t tx = 0; tx < taps; tx++) {
            int64_t place = line + POOL_WINDOW_MEMBER(2, from, tx);
            if (stride == 1)
              FN(pool_max_run)(1, to - from, x + place, place, y + from, indices + from);
            else if (stride == 2)
              FN(pool_max_run)(2, to - from, x + place, place, y + from, indices + from);
            else
              FN(pool_max_run)(stride, to - from, x + place, place, y + from, indices + from);
          }
          for (int64_t ox = 0; ox < width; ox++) {
            if (ox == from && to > from) ox = to;
            if (ox >= width) break;
            for (int64_t tx = 0; tx < w->count[2][ox]; tx++) {
              int64_t place = line + POOL_WINDOW_MEMBER(2, ox, tx);
              FN(pool_max_run)(1, 1, x + place, place, y + ox, indices + ox);
            }
          }
        }
      }
    }
  }
  tc_pool_free(room, size_class);
}

TC_INLINE void FN(pool_add_run)(
  const int64_t xs, const int64_t ys, int64_t count, const T *restrict x, T *restrict y) {
  for (int64_t i = 0; i < count; i++) y[i * ys] = y[i * ys] + x[i * xs];
}

static void FN(pool_average)(const tc_windows *w, const void *px, void *py) {
  const T *x = px;
  T *y = py;
  int64_t width = w->output[2], from = w->regular_from, to = w->regular_to;
  int64_t stride = w->regular_stride, taps = to > from ? w->count[2][from] : 0;
  for (int64_t oz = 0; oz < w->output[0]; oz++) {
    for (int64_t oy = 0; oy < w->output[1]; oy++, y += width) {
      for (int64_t ox = 0; ox < width; ox++) y[ox] = 0;
      for (int64_t tz = 0; tz < w->count[0][oz]; tz++) {
        for (int64_t ty = 0; ty < w->count[1][oy]; ty++) {
          const T *line = x + (POOL_WINDOW_MEMBER(0, oz, tz) * w->input[1]
                               + POOL_WINDOW_MEMBER(1, oy, ty)) * w->input[2];
          for (int64_t tx = 0; tx < taps; tx++) {
            const T *run = line + POOL_WINDOW_MEMBER(2, from, tx);
            if (stride == 1)
              FN(pool_add_run)(1, 1, to - from, run, y + from);
            else if (stride == 2)
              FN(pool_add_run)(2, 1, to - from, run, y + from);
            else
              FN(pool_add_run)(stride, 1, to - from, run, y + from);
          }
          for (int64_t ox = 0; ox < width; ox++) {
            if (ox == from && to > from) ox = to;
            if (ox >= width) break;
            for (int64_t tx = 0; tx < w->count[2][ox]; tx++)
              y[ox] = y[ox] + line[POOL_WINDOW_MEMBER(2, ox, tx)];
          }
        }
      }
      T outer = (T)w->divisor[0][oz] * (T)w->divisor[1][oy];
      for (int64_t ox = 0; ox < width; ox++) y[ox] = y[ox] / (outer * (T)w->divisor[2][ox]);
    }
  }
}

// The adjoint: every gradient, divided, is added to the elements of its window. `scaled` has room for
// one line of results.
static void FN(pool_average_backward)(
  const tc_windows *w, const void *pg, void *pdx, void *scaled) {
  const T *g = pg;
  T *dx = pdx, *restrict share = scaled;
  int64_t width = w->output[2], from = w->regular_from, to = w->regular_to;
  int64_t stride = w->regular_stride, taps = to > from ? w->count[2][from] : 0;
  memset(dx, 0, (size_t)(w->input[0] * w->input[1] * w->input[2]) * sizeof(T));
  for (int64_t oz = 0; oz < w->output[0]; oz++) {
    for (int64_t oy = 0; oy < w->output[1]; oy++, g += width) {
      T outer = (T)w->divisor[0][oz] * (T)w->divisor[1][oy];
      for (int64_t ox = 0; ox < width; ox++) share[ox] = g[ox] / (outer * (T)w->divisor[2][ox]);
      for (int64_t tz = 0; tz < w->count[0][oz]; tz++) {
        for (int64_t ty = 0; ty < w->count[1][oy]; ty++) {
          T *line = dx + (POOL_WINDOW_MEMBER(0, oz, tz) * w->input[1]
                          + POOL_WINDOW_MEMBER(1, oy, ty)) * w->input[2];
          for (int64_t tx = 0; tx < taps; tx++) {
            T *run = line + POOL_WINDOW_MEMBER(2, from, tx);
            if (stride == 1)
              FN(pool_add_run)(1, 1, to - from, share + from, run);
            else if (stride == 2)
              FN(pool_add_run)(1, 2, to - from, share + from, run);
            else
              FN(pool_add_run)(1, stride, to - from, share + from, run);
          }
          for (int64_t ox = 0; ox < width; ox++) {
            if (ox == from && to > from) ox = to;
            if (ox >= width) break;
            for (int64_t tx = 0; tx < w->count[2][ox]; tx++) {
              T *element = line + POOL_WINDOW_MEMBER(2, ox, tx);
              *element = *element + share[ox];
            }
          }
        }
      }
    }
  }
}

#undef POOL_WINDOW_MEMBER

// ---- Resampling ------------------------------------------------------------------------------------

// y[j] = sum over taps of weight x[index] along the middle one of three axes, in the order of taps.
static void FN(resample)(
  const tc_resampling *r, int64_t from, int64_t to, const void *px, void *py) {
  for (int64_t o = from; o < to; o++) {
    const T *x = (const T *)px + o * r->input * r->inner;
    T *restrict y = (T *)py + o * r->output * r->inner;
    for (int64_t j = 0; j < r->output; j++, y += r->inner) {
      const int64_t *index = r->index + j * r->taps;
      const double *weight = r->weight + j * r->taps;
      for (int64_t i = 0; i < r->inner; i++) y[i] = (T)weight[0] * x[index[0] * r->inner + i];
      for (int64_t t = 1; t < r->taps; t++) {
        T factor = (T)weight[t];
        const T *row = x + index[t] * r->inner;
        for (int64_t i = 0; i < r->inner; i++) y[i] = FN(fma)(factor, row[i], y[i]);
      }
    }
  }
}

static void FN(resample_backward)(
  const tc_resampling *r, int64_t from, int64_t to, const void *pg, void *pdx) {
  for (int64_t o = from; o < to; o++) {
    const T *g = (const T *)pg + o * r->output * r->inner;
    T *dx = (T *)pdx + o * r->input * r->inner;
    memset(dx, 0, (size_t)(r->input * r->inner) * sizeof(T));
    for (int64_t j = 0; j < r->output; j++, g += r->inner) {
      for (int64_t t = 0; t < r->taps; t++) {
        T factor = (T)r->weight[j * r->taps + t];
        T *row = dx + r->index[j * r->taps + t] * r->inner;
        for (int64_t i = 0; i < r->inner; i++) row[i] = FN(fma)(factor, g[i], row[i]);
      }
    }
  }
}
