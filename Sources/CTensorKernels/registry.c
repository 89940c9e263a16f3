// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The linker collects the records of section tc_ops and defines the symbols of its ends.

#include "include/tensor_kernels.h"

#if defined(__ELF__)
extern const tc_operation_record __start_tc_ops[] __attribute__((weak, visibility("hidden")));
extern const tc_operation_record __stop_tc_ops[] __attribute__((weak, visibility("hidden")));

const tc_operation_record *tc_operations_begin(void) { return __start_tc_ops; }
const tc_operation_record *tc_operations_end(void) { return __stop_tc_ops; }
#else
const tc_operation_record *tc_operations_begin(void) { return NULL; }
const tc_operation_record *tc_operations_end(void) { return NULL; }
#endif
