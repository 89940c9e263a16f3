// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#pragma once
#include <secp256k1.h>
#include <secp256k1_recovery.h>
