// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if defined(__x86_64__)
#define TC_LEVEL_TABLE tc_table_v4
#define TC_LEVEL_NAME "v4"
#define TC_TILE_ROWS 14
#define TC_TILE_VECTORS 2
#define TC_SMALL_ROWS 6
#define TC_SMALL_VECTORS 4
#define TC_ROW_VECTORS 8
#define TC_HAS_SCALEF
#define TC_SPREADS_IN_FMA
#include "prelude.h"
typedef float TC_SCALEF_VECTOR __attribute__((vector_size(64)));
#pragma clang attribute push( \
  __attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#include "body.h"
#pragma clang attribute pop
#endif
