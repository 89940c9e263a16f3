// This source file is part of TensorChain
//
// Copyright (c) 2026 the TensorChain authors
// Licensed under Apache License v2.0
//
// SPDX-License-Identifier: Apache-2.0

#undef T
#undef TBITS
#undef FN
#undef MANTISSA_BITS
#undef EXPONENT_BIAS
#undef SIGN_BIT
#undef ROUNDER
#undef ROUNDER_BITS
#undef LOG2_E
#undef LN2_HIGH
#undef LN2_LOW
#undef EXP_LOWEST
#undef EXP_HIGHEST
#undef TANH_HIGHEST
#undef SMALLEST_NORMAL
#undef SUBNORMAL_SCALE
#undef SQRT_HALF_BITS
#undef ONE_BITS
#undef FMA_SPREADING
