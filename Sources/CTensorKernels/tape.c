// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The numbers a thread needs while it records, and what it demands of kernels.

#include "include/tensor_kernels.h"

static _Thread_local int64_t clock_of_thread = 0;
static _Thread_local int paused = 0;

int64_t tc_next_order(int64_t floor) {
  if (floor > clock_of_thread) clock_of_thread = floor;
  return ++clock_of_thread;
}

int tc_recording_paused(void) { return paused; }
void tc_pause_recording(int delta) { paused += delta; }

static _Thread_local int reproducible = 0;

int tc_reproducible(void) { return reproducible; }
void tc_demand_reproducible(int delta) { reproducible += delta; }
