// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// What the machine can do at most. Benchmarks hold kernels beside it.

#pragma once

// Fused multiply-adds of float32 on registers, two operations each, on so many threads; the best of some
// tries. 10^9 a second.
double tc_limit_gigaflops(int threads);

// Bytes read and written, in 10^9 a second, while two arrays of 32 MiB are added into a third.
double tc_limit_gigabytes_per_second(int threads);
