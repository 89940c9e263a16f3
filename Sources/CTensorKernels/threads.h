// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#pragma once
#include "include/tensor_kernels.h"

// One part of a job.
typedef void (*tc_part)(void *context, int64_t index);

// Runs part(context, 0) ... part(context, count - 1) on up to tc_threads() threads, and returns when all
// are done. Parts must not depend on one another.
void tc_parallel(int64_t count, tc_part part, void *context);

// The threads that would take part in a job that costs about `nanoseconds` on one: 1 where it is over
// before another thread had come. One that is still looking for work comes in less than a microsecond,
// one that sleeps must be woken first.
int tc_threads_for(double nanoseconds);
