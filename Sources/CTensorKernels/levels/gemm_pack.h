// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// How panels of both operands are packed. A part of gemm.h.

// A panel of a by columns, TILE_ROWS apart.
static void FN(gemm_pack_columns)(
  int64_t rows, int64_t k, const T *a, int64_t ars, int64_t acs, T *restrict panel) {
  if (ars == 1 && rows == TILE_ROWS) {
    for (int64_t p = 0; p < k; p++)
      for (int64_t i = 0; i < TILE_ROWS; i++) panel[p * TILE_ROWS + i] = a[p * acs + i];
  } else {
    for (int64_t p = 0; p < k; p++)
      for (int64_t i = 0; i < rows; i++) panel[p * TILE_ROWS + i] = a[i * ars + p * acs];
  }
}

// A whole panel of dense rows, by quads.
static void FN(gemm_pack_quads)(int64_t k, const T *a, int64_t ars, T *restrict panel) {
  for (int64_t i = 0; i < TILE_ROWS; i++) FN(gemm_copy_quads)(k, a + i * ars, panel + i * QUAD);
}

// A panel of a by rows, PITCH apart.
static void FN(gemm_pack_rows)(
  int64_t rows, int64_t k, const T *a, int64_t ars, T *restrict panel) {
  for (int64_t i = 0; i < rows; i++)
    memcpy(panel + i * PITCH, a + i * ars, (size_t)k * sizeof(T));
}

// Panels of `width` columns of b, a row of the panel after the other; zeros pad the last.
TC_INLINE void FN(gemm_pack_panel)(
  const int64_t width, int64_t columns, int64_t k, const T *b, int64_t brs, int64_t bcs,
  T *restrict panel) {
  if (columns == width && bcs == 1) {
    for (int64_t p = 0; p < k; p++)
      for (int64_t j = 0; j < width; j += LANES)
        FN(put)(panel + p * width + j, FN(get)(b + p * brs + j));
  } else if (brs == 1 && width % TC_LANES == 0) {
    // Columns lie dense, as in x Wᵀ: squares of them are turned in registers.
    for (int64_t j = 0; j < width; j += TC_LANES) {
      const T *from = b + j * bcs;
      int64_t p = 0;
      if (j + TC_LANES <= columns)
        for (; p + TC_LANES <= k; p += TC_LANES)
          FN(transpose_lanes)(from + p, bcs, panel + p * width + j, width);
      int64_t some = columns - j < TC_LANES ? columns - j : TC_LANES;
      for (; p < k; p++) {
        for (int64_t l = 0; l < some; l++) panel[p * width + j + l] = from[l * bcs + p];
        for (int64_t l = some > 0 ? some : 0; l < TC_LANES; l++) panel[p * width + j + l] = 0;
      }
    }
  } else {
    for (int64_t p = 0; p < k; p++) {
      for (int64_t j = 0; j < columns; j++) panel[p * width + j] = b[p * brs + j * bcs];
      for (int64_t j = columns; j < width; j++) panel[p * width + j] = 0;
    }
  }
}
