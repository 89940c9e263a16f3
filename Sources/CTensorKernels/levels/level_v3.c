// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#if defined(__x86_64__)
#define TC_LEVEL_TABLE tc_table_v3
#define TC_LEVEL_NAME "v3"
#define TC_TILE_ROWS 6
#define TC_TILE_VECTORS 1
#define TC_SMALL_ROWS 6
#define TC_SMALL_VECTORS 1
#define TC_ROW_VECTORS 4
#include "prelude.h"
#pragma clang attribute push( \
  __attribute__((target("arch=x86-64-v3"), min_vector_width(256))), apply_to = function)
#include "body.h"
#pragma clang attribute pop
#endif
