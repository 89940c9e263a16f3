// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#define TC_LEVEL_TABLE tc_table_default
#define TC_LEVEL_NAME "default"
#define TC_TILE_ROWS 2
#define TC_TILE_VECTORS 1
#define TC_SMALL_ROWS 2
#define TC_SMALL_VECTORS 1
#define TC_ROW_VECTORS 2
#include "prelude.h"
#include "body.h"
