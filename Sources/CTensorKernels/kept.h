// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// What a thread keeps between pieces of one product: room, and in it columns of b that are packed already.
#pragma once
#include <stdbool.h>

#include "include/tensor_kernels.h"

typedef struct {
  void *room;
  size_t bytes;
  int size_class;
  const void *b;   // the first of the columns
  int64_t n;       // and their number
  uint64_t packed; // blocks of them that are
} tc_kept;

// Room for a piece; what is packed stays where the columns are the same as before.
static inline void *tc_kept_room(tc_kept *kept, size_t bytes, const void *b, int64_t n) {
  if (kept->b != b || kept->n != n || kept->bytes < bytes) kept->packed = 0;
  kept->b = b;
  kept->n = n;
  if (kept->room && kept->bytes >= bytes) return kept->room;
  tc_pool_free(kept->room, kept->size_class);
  kept->room = tc_pool_alloc(bytes, &kept->size_class);
  if (!kept->room) __builtin_trap();
  kept->bytes = bytes;
  return kept->room;
}

static inline void tc_kept_release(tc_kept *kept) { tc_pool_free(kept->room, kept->size_class); }
