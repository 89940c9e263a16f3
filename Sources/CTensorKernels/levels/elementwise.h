// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

// The first elementwise kernels.

TC_UNARY_LOOP(negate, -x)
TC_UNARY_LOOP(log, FN(log_one)(x))
TC_UNARY_LOOP(relu, x <= (T)0 ? (T)0 : x)  // NaN stays
TC_UNARY_LOOP(sigmoid, FN(sigmoid_one)(x))
TC_UNARY_LOOP(sqrt, __builtin_elementwise_sqrt(x))
TC_UNARY_LOOP(abs, FN(from_bits)(FN(bits)(x) & ~SIGN_BIT))

TC_BINARY_LOOP(add, x + y)
TC_BINARY_LOOP(subtract, x - y)
TC_BINARY_LOOP(multiply, x *y)
TC_BINARY_LOOP(divide, x / y)
TC_BINARY_LOOP(maximum, (x > y || x != x) ? x : y)  // NaN wins
TC_BINARY_LOOP(minimum, (x < y || x != x) ? x : y)
// Gradient x, output y of the forward kernel.
TC_BINARY_LOOP(relu_backward, y > (T)0 ? x : (T)0)
TC_BINARY_LOOP(tanh_backward, x *((T)1 - y * y))
TC_BINARY_LOOP(sigmoid_backward, x *(y * ((T)1 - y)))
