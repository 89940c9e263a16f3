// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#pragma once
#include "include/tensor_kernels.h"

// One part of a job.
typedef void (*tc_part)(void *context, int index);

// Runs part(context, 0) ... part(context, count - 1) on up to tc_threads() threads, and returns when all
// are done. Parts must not depend on one another.
void tc_parallel(int count, tc_part part, void *context);
