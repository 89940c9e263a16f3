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

static void FN(pool_max)(const tc_windows *w, const void *px, void *py, int64_t *indices) {
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
